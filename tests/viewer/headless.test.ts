import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { crc32, inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { glyphOf } from '../../viewer/headless/font.ts'
import { encodePng } from '../../viewer/headless/png.ts'
import { Raster } from '../../viewer/headless/raster.ts'
import { drawPicture, type PictureOrder, renderPicture } from '../../viewer/headless/render-picture.ts'
import { SHAPE_REACH, shapeDistance } from '../../viewer/headless/shapes.ts'
import { AgentFlag } from '../../viewer/protocol/host.ts'
import { THEMES } from '../../viewer/scene/palette.ts'
import { aPicture, FIVE_KINDS, someFlows } from '../kit/a-picture.ts'

/** Reads what encodePng writes: one IDAT, filter 2, three channels. */
function decodePng(file: Uint8Array): { width: number; height: number; pixels: Uint8Array } {
  expect([...file.subarray(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10])
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const chunks = new Map<string, Uint8Array>()
  for (let at = 8; at < file.length; ) {
    const length = view.getUint32(at)
    const name = String.fromCharCode(...file.subarray(at + 4, at + 8))
    expect(view.getUint32(at + 8 + length), `checksum of ${name}`).toBe(
      crc32(file.subarray(at + 4, at + 8 + length)),
    )
    chunks.set(name, file.subarray(at + 8, at + 8 + length))
    at += 12 + length
  }
  expect([...chunks.keys()]).toEqual(['IHDR', 'IDAT', 'IEND'])
  const head = chunks.get('IHDR')!
  const size = new DataView(head.buffer, head.byteOffset)
  const [width, height] = [size.getUint32(0), size.getUint32(4)]
  expect([...head.subarray(8)]).toEqual([8, 2, 0, 0, 0])
  const lines = inflateSync(chunks.get('IDAT')!)
  const pixels = new Uint8Array(3 * width * height)
  for (let line = 0; line < height; line++) {
    expect(lines[line * (3 * width + 1)]).toBe(2)
    for (let at = 0; at < 3 * width; at++) {
      const above = line === 0 ? 0 : pixels[(line - 1) * 3 * width + at]!
      pixels[line * 3 * width + at] = above + lines[line * (3 * width + 1) + 1 + at]!
    }
  }
  return { width, height, pixels }
}

const hexAt = ({ width, pixels }: Raster, x: number, y: number): string => {
  const at = 4 * (y * width + x)
  return `#${[...pixels.subarray(at, at + 3)].map((part) => part.toString(16).padStart(2, '0')).join('')}`.toUpperCase()
}

const SOCIETY: PictureOrder = {
  picture: aPicture(5000),
  kinds: FIVE_KINDS,
  names: ['honest', 'opportunistic', 'deceptive', 'adversarial', 'adaptive'],
  flows: someFlows(5000, 200),
  theme: 'dark',
  width: 640,
  height: 400,
  caption: 'metropolis · seed 42 · tick 412 (8 epochs) · 5000 agents: p = 50 %',
}

describe('pictures without a canvas', () => {
  it.each([
    ['headless-dark', SOCIETY],
    [
      'headless-light',
      { ...SOCIETY, theme: 'light', picture: aPicture(5000, { shaded: true }), ramp: 'diverging' },
    ],
    [
      'headless-near',
      { ...SOCIETY, picture: aPicture(600, { muted: [1] }), flows: someFlows(600, 60), theme: 'light' },
    ],
  ] as const)('look as they did: %s', (name, order) => {
    const path = fileURLToPath(new URL(`../golden/scene/${name}.png`, import.meta.url))
    const file = renderPicture(order)
    if (!existsSync(path)) {
      writeFileSync(path, file)
      expect.fail(`tests/golden/scene/${name}.png did not exist and has been written: look at it`)
    }
    // Byte for byte would also judge the compressor.
    const [got, wanted] = [decodePng(file), decodePng(readFileSync(path))]
    expect([got.width, got.height]).toEqual([wanted.width, wanted.height])
    let differing = 0
    for (let at = 0; at < got.pixels.length; at++)
      if (Math.abs(got.pixels[at]! - wanted.pixels[at]!) > 2) differing++
    if (differing > 0) writeFileSync(path.replace('.png', '.actual.png'), file)
    expect(differing).toBe(0)
  })

  it('gives kinds their colours, those held the held one, and leaves out who has left', () => {
    const order: PictureOrder = {
      picture: {
        count: 4,
        positions: Float32Array.of(-3, 0, -1, 0, 1, 0, 3, 0),
        policies: Uint8Array.of(0, 3, 2, 1),
        flags: Uint8Array.of(0, AgentFlag.held, 0, AgentFlag.departed),
        shades: undefined,
        muted: new Uint8Array(4),
      },
      kinds: FIVE_KINDS,
      theme: 'dark',
      width: 160,
      height: 80,
      camera: { x: 0, y: 0, scale: 20 },
    }
    const raster = drawPicture(order)
    const { kinds, held, background } = THEMES.dark
    expect([20, 60, 100, 140].map((x) => hexAt(raster, x, 40))).toEqual(
      [kinds.honest, held, kinds.deceptive, background].map((colour) => colour.toUpperCase()),
    )
  })

  it('draws 100,000 agents in half a second', () => {
    const order = {
      ...SOCIETY,
      picture: aPicture(100_000),
      width: 1280,
      height: 800,
      flows: someFlows(100_000, 3000),
    }
    // Time of the processor, not of the clock: others may be using the machine.
    const times = [1, 2, 3].map(() => {
      const start = process.cpuUsage()
      renderPicture(order)
      return process.cpuUsage(start).user / 1000
    })
    expect(Math.min(...times)).toBeLessThan(500)
  })

  it('draws nobody, and agents that are nowhere to be seen', () => {
    const nobody = { ...aPicture(0), count: 0 }
    expect(decodePng(renderPicture({ ...SOCIETY, picture: nobody, flows: someFlows(1, 3) })).width).toBe(640)
    expect(() => renderPicture({ ...SOCIETY, camera: { x: 1e6, y: 1e6, scale: 3 } })).not.toThrow()
  })

  it('refuses pixels that do not fit the size', () => {
    expect(() => encodePng(new Uint8Array(7), 1, 2)).toThrow('a picture of 1 by 2 has 8 bytes, not 7')
  })
})

describe('shapes', () => {
  it.each([0, 1, 2, 3, 4, 5])('%i is empty far out, and no wider than it says', (shape) => {
    let least = Number.POSITIVE_INFINITY
    for (let x = -40; x <= 40; x++)
      for (let y = -40; y <= 40; y++) {
        const distance = shapeDistance(x, y, 20, shape)
        least = Math.min(least, distance)
        if (Math.hypot(x, y) > 20 * SHAPE_REACH) expect(distance).toBeGreaterThan(0)
      }
    expect(least).toBeLessThan(-4)
  })

  it('covers a disc by its area', () => {
    const raster = new Raster(60, 60, [0, 0, 0])
    raster.shape(30.3, 29.6, 20, 0, 1, 0, 0, 1, 1)
    let covered = 0
    for (let at = 0; at < raster.pixels.length; at += 4) covered += raster.pixels[at]! / 255
    expect(covered).toBeCloseTo(Math.PI * 400, -1)
  })

  it('covers a line by its length and width', () => {
    for (const [x, y] of [
      [50, 10],
      [10, 50],
      [-40, -25],
      [3, -44],
    ] as const) {
      const raster = new Raster(120, 120, [0, 0, 0])
      raster.line(60, 60, 60 + x, 60 + y, 2, [0, 1, 0], 1)
      let covered = 0
      for (let at = 1; at < raster.pixels.length; at += 4) covered += raster.pixels[at]! / 255
      expect(covered / (2 * Math.hypot(x, y))).toBeCloseTo(1, 1)
    }
  })
})

describe('the font', () => {
  it('has seven rows of five dots for every character that captions use', () => {
    const characters = [
      ...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,:;-+/()%=_<>!?\'"#*·×[]',
    ]
    const drawn = characters.map((character) => glyphOf(character))
    for (const [place, rows] of drawn.entries()) {
      expect(rows, characters[place]).toHaveLength(7)
      expect(
        rows.every((row) => /^[#.]{5}$/.test(row)),
        characters[place],
      ).toBe(true)
    }
    expect(new Set(drawn.map((rows) => rows.join(''))).size).toBe(characters.length)
    expect(glyphOf('\u2009')).toEqual([])
    expect(glyphOf('漢')).toHaveLength(7)
  })
})
