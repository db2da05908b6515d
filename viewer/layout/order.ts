/** Digits of the sort: three of eleven bits make up the 32 of a float. */
const DIGIT_BITS = 11
const DIGITS = 1 << DIGIT_BITS
const MASK = DIGITS - 1

let keys = new Uint32Array(0)
let spare = new Uint32Array(0)
let places = new Uint32Array(0)
const starts = new Uint32Array(DIGITS)

/**
 * Rows in ascending order of their values, equal ones by row, those without a value (NaN) last. A radix sort over the bits
 * of the floats: linear in rows. The result is valid until the next call; its first `count` entries count.
 */
export function ascendingRows(values: Float32Array, count: number): Uint32Array {
  if (keys.length < count) {
    keys = new Uint32Array(count)
    spare = new Uint32Array(count)
    places = new Uint32Array(count)
  }
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length)
  for (let row = 0; row < count; row++) {
    const value = values[row] as number
    // Floats ascend as integers once negative ones are turned round; -0 is brought to 0 so that it counts as equal.
    const bit = value === 0 ? 0 : (bits[row] as number)
    keys[row] = Number.isNaN(value) ? 0xffffffff : bit & 0x80000000 ? ~bit : bit | 0x80000000
  }
  sortByDigit(undefined, places, count, 0)
  sortByDigit(places, spare, count, DIGIT_BITS)
  sortByDigit(spare, places, count, 2 * DIGIT_BITS)
  return places
}

/** One stable pass; without `from`, rows come in their own order. */
function sortByDigit(from: Uint32Array | undefined, to: Uint32Array, count: number, shift: number): void {
  starts.fill(0)
  for (let row = 0; row < count; row++) {
    const digit = ((keys[row] as number) >>> shift) & MASK
    starts[digit] = (starts[digit] as number) + 1
  }
  let sum = 0
  for (let digit = 0; digit < DIGITS; digit++) {
    const here = starts[digit] as number
    starts[digit] = sum
    sum += here
  }
  for (let place = 0; place < count; place++) {
    const row = from === undefined ? place : (from[place] as number)
    const digit = ((keys[row] as number) >>> shift) & MASK
    const at = starts[digit] as number
    starts[digit] = at + 1
    to[at] = row
  }
}
