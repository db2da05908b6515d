import { crc32, deflateSync } from 'node:zlib'

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
/** Bytes of a chunk beside its data: length, name and checksum. */
const CHUNK_FRAME = 12
/** Each line is stored as its difference from the line above (PNG filter 2), which flat areas compress well with. */
const FILTER_UP = 2

/**
 * A PNG of an opaque picture (PNG specification, third edition: colour type 2, eight bits a channel). Node only.
 *
 * @param pixels four bytes a pixel, red, green, blue and one that is left out, row by row
 */
export function encodePng(pixels: Uint8Array, width: number, height: number): Uint8Array {
  if (pixels.length !== 4 * width * height)
    throw new Error(
      `a picture of ${width} by ${height} has ${4 * width * height} bytes, not ${pixels.length}`,
    )
  const head = new Uint8Array(13)
  const view = new DataView(head.buffer)
  view.setUint32(0, width)
  view.setUint32(4, height)
  head.set([8, 2, 0, 0, 0], 8)
  const chunks = [
    chunkOf('IHDR', head),
    chunkOf('IDAT', deflateSync(filteredLines(pixels, width, height), { level: 6 })),
    chunkOf('IEND', new Uint8Array(0)),
  ]
  const length = SIGNATURE.length + chunks.reduce((sum, chunk) => sum + chunk.length, 0)
  const file = new Uint8Array(length)
  file.set(SIGNATURE)
  let at = SIGNATURE.length
  for (const chunk of chunks) {
    file.set(chunk, at)
    at += chunk.length
  }
  return file
}

function filteredLines(pixels: Uint8Array, width: number, height: number): Uint8Array {
  const lines = new Uint8Array(height * (1 + 3 * width))
  let to = 0
  for (let line = 0; line < height; line++) {
    lines[to++] = FILTER_UP
    for (let column = 0; column < width; column++) {
      const from = 4 * (line * width + column)
      const above = from - 4 * width
      for (let channel = 0; channel < 3; channel++)
        lines[to++] =
          (pixels[from + channel] as number) - (line === 0 ? 0 : (pixels[above + channel] as number))
    }
  }
  return lines
}

function chunkOf(name: string, data: Uint8Array): Uint8Array {
  const chunk = new Uint8Array(CHUNK_FRAME + data.length)
  const view = new DataView(chunk.buffer)
  view.setUint32(0, data.length)
  for (let letter = 0; letter < 4; letter++) chunk[4 + letter] = name.charCodeAt(letter)
  chunk.set(data, 8)
  view.setUint32(8 + data.length, crc32(chunk.subarray(4, 8 + data.length)))
  return chunk
}
