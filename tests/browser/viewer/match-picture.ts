import { expect } from 'vitest'
import { commands } from 'vitest/browser'

/** A pixel differs where a channel is off by more than this of 255. */
const CHANNEL_TOLERANCE = 24
/** Share of pixels that may differ: other versions of a browser round edges otherwise. */
const DIFFERING_SHARE = 0.005

/**
 * Compares a picture with tests/golden/scene/NAME.png. Where there is none, it is written and the test fails once, so that
 * somebody looks at it; to renew one, delete it first. Beside one that does not match, what came is left as NAME.actual.png.
 */
export async function expectPicture(name: string, blob: Blob): Promise<void> {
  const path = pathOf(name)
  const actual = await base64Of(blob)
  const expected = await commands.readFile(path, 'base64').catch(() => undefined)
  if (expected === undefined) {
    await commands.writeFile(path, actual, 'base64')
    expect.fail(`tests/golden/scene/${name}.png did not exist and has been written: look at it`)
  }
  const share = await shareOf(actual, expected)
  if (share > DIFFERING_SHARE)
    await commands.writeFile(`tests/golden/scene/${name}.actual.png`, actual, 'base64')
  expect(share, `share of pixels that differ from tests/golden/scene/${name}.png`).toBeLessThanOrEqual(
    DIFFERING_SHARE,
  )
}

/** Whether a picture passes for tests/golden/scene/NAME.png; nothing is written. */
export async function passesFor(name: string, blob: Blob): Promise<boolean> {
  const expected = await commands.readFile(pathOf(name), 'base64')
  return (await shareOf(await base64Of(blob), expected)) <= DIFFERING_SHARE
}

const pathOf = (name: string) => `tests/golden/scene/${name}.png`

/** Share of the pixels of two pictures that differ. */
async function shareOf(actual: string, expected: string): Promise<number> {
  const [got, wanted] = await Promise.all([imageOf(actual), imageOf(expected)])
  expect([got.width, got.height]).toEqual([wanted.width, wanted.height])
  let differing = 0
  for (let at = 0; at < got.data.length; at += 4)
    for (let channel = at; channel < at + 3; channel++)
      if (Math.abs(got.data[channel]! - wanted.data[channel]!) > CHANNEL_TOLERANCE) {
        differing++
        break
      }
  return differing / (got.width * got.height)
}

async function base64Of(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer())
  let text = ''
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return btoa(text)
}

async function imageOf(base64: string): Promise<ImageData> {
  const blob = await (await fetch(`data:image/png;base64,${base64}`)).blob()
  return pixelsOf(blob)
}

/** The pixels of a PNG. */
export async function pixelsOf(blob: Blob): Promise<ImageData> {
  const bitmap = await createImageBitmap(blob)
  const copy = new OffscreenCanvas(bitmap.width, bitmap.height).getContext(
    '2d',
  ) as OffscreenCanvasRenderingContext2D
  copy.drawImage(bitmap, 0, 0)
  return copy.getImageData(0, 0, bitmap.width, bitmap.height)
}
