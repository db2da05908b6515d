import type { Rgb } from '../scene/ramp.ts'
import { GLYPH_ADVANCE, glyphOf } from './font.ts'
import { SHAPE_REACH, shapeDistance } from './shapes.ts'

/** An opaque picture in memory, four bytes a pixel, that shapes with smooth edges are laid on. Colours are in [0, 1]. */
export class Raster {
  readonly width: number
  readonly height: number
  /** Red, green, blue and 255, row by row. */
  readonly pixels: Uint8Array

  constructor(width: number, height: number, [red, green, blue]: Rgb) {
    this.width = width
    this.height = height
    this.pixels = new Uint8Array(4 * width * height)
    const ground = [byteOf(red), byteOf(green), byteOf(blue), 255]
    for (let at = 0; at < this.pixels.length; at += 4) this.pixels.set(ground, at)
  }

  /** Lays a colour over a pixel, `cover` in [0, 1] of it. Pixels outside are passed over. */
  blend(column: number, line: number, red: number, green: number, blue: number, cover: number): void {
    if (column < 0 || line < 0 || column >= this.width || line >= this.height || cover <= 0) return
    const { pixels } = this
    const at = 4 * (line * this.width + column)
    const rest = 1 - cover
    pixels[at] = (pixels[at] as number) * rest + red * 255 * cover + 0.5
    pixels[at + 1] = (pixels[at + 1] as number) * rest + green * 255 * cover + 0.5
    pixels[at + 2] = (pixels[at + 2] as number) * rest + blue * 255 * cover + 0.5
  }

  /** A kind's shape around a point in pixels. `darkness` is what its outermost pixel is multiplied by: 1 for no rim. */
  shape(
    x: number,
    y: number,
    radius: number,
    shape: number,
    red: number,
    green: number,
    blue: number,
    alpha: number,
    darkness: number,
  ): void {
    const reach = SHAPE_REACH * radius + 0.5
    const right = Math.min(this.width - 1, Math.floor(x + reach))
    const bottom = Math.min(this.height - 1, Math.floor(y + reach))
    for (let line = Math.max(0, Math.floor(y - reach)); line <= bottom; line++)
      for (let column = Math.max(0, Math.floor(x - reach)); column <= right; column++) {
        const inside = -shapeDistance(column + 0.5 - x, line + 0.5 - y, radius, shape)
        if (inside <= -0.5) continue
        const rim = Math.min(1, Math.max(0, 1.5 - inside))
        const light = 1 - rim * (1 - darkness)
        const cover = Math.min(1, inside + 0.5) * alpha
        this.blend(column, line, red * light, green * light, blue * light, cover)
      }
  }

  /** A ring around a point in pixels, as wide as twice `half`. */
  ring(x: number, y: number, radius: number, half: number, [red, green, blue]: Rgb, alpha: number): void {
    const reach = radius + half + 1
    for (let line = Math.floor(y - reach); line <= y + reach; line++)
      for (let column = Math.floor(x - reach); column <= x + reach; column++) {
        const [dx, dy] = [column + 0.5 - x, line + 0.5 - y]
        const off = Math.abs(Math.sqrt(dx * dx + dy * dy) - radius)
        this.blend(column, line, red, green, blue, Math.min(1, Math.max(0, half - off + 0.5)) * alpha)
      }
  }

  /**
   * A thin straight line, for curves piece by piece: one step a pixel along the longer way, shared out between two pixels
   * across. The last pixel is left to the piece that follows.
   */
  line(
    fromX: number,
    fromY: number,
    toX: number,
    toY: number,
    width: number,
    [red, green, blue]: Rgb,
    alpha: number,
  ): void {
    const [dx, dy] = [toX - fromX, toY - fromY]
    const steep = Math.abs(dy) > Math.abs(dx)
    const length = steep ? dy : dx
    const [start, across, size] = steep ? [fromY, fromX, this.height] : [fromX, fromY, this.width]
    if (length === 0) return
    const slope = (steep ? dx : dy) / length
    // Lines that lean are longer than their steps, so that each step has to cover more.
    const half = 0.5 * width * Math.sqrt(1 + slope * slope)
    const [low, high] = length > 0 ? [start, start + length] : [start + length, start]
    const last = Math.min(size, Math.round(high))
    for (let step = Math.max(0, Math.round(low)); step < last; step++) {
      const middle = across + (step + 0.5 - start) * slope
      for (let cell = Math.floor(middle - half); cell <= middle + half; cell++) {
        const cover = Math.min(middle + half, cell + 1) - Math.max(middle - half, cell)
        if (steep) this.blend(cell, step, red, green, blue, cover * alpha)
        else this.blend(step, cell, red, green, blue, cover * alpha)
      }
    }
  }

  /** Writes a line of text, `size` pixels a dot of the font, from its left upper corner. Returns where it ends. */
  text(text: string, left: number, top: number, size: number, [red, green, blue]: Rgb): number {
    let x = left
    for (const character of text) {
      glyphOf(character).forEach((row, down) => {
        for (let across = 0; across < row.length; across++)
          if (row[across] === '#')
            for (let part = 0; part < size * size; part++)
              this.blend(
                x + across * size + (part % size),
                top + down * size + Math.floor(part / size),
                red,
                green,
                blue,
                1,
              )
      })
      x += GLYPH_ADVANCE * size
    }
    return x
  }
}

const byteOf = (part: number): number => Math.round(part * 255)
