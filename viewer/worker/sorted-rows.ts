const DIGIT_BITS = 16
const DIGITS = 1 << DIGIT_BITS
const PASSES = 64 / DIGIT_BITS
/** Below this many rows comparing is faster than counting digits. */
const RADIX_MIN = 4096

/** The byte order of the machine: which half of a double is the more significant one. */
const HIGH_HALF = new Uint32Array(Float64Array.of(1).buffer)[1] === 0 ? 0 : 1

/**
 * Rows in the order of their values, equal ones as they came, those without a value (NaN) last. Linear in the rows: four stable
 * passes over the digits of a key that stands in the order of the doubles (Knuth, "The Art of Computer Programming" 3, 5.2.5).
 * @param values by row
 */
export function sortedRows(rows: Uint32Array, values: ArrayLike<number>, descending = false): Uint32Array {
  if (rows.length < RADIX_MIN) {
    const sign = descending ? -1 : 1
    return rows.slice().sort((first, second) => compareValues(values[first], values[second], sign))
  }
  const keys = keysOf(rows, values, descending)
  let order = ordinals(rows.length)
  let into = new Uint32Array(rows.length)
  const starts = new Uint32Array(DIGITS)
  for (let pass = 0; pass < PASSES; pass++) {
    deal(keys, pass, order, into, starts.fill(0))
    const done = order
    order = into
    into = done
  }
  for (let place = 0; place < order.length; place++) into[place] = rows[order[place] as number] as number
  return into
}

function compareValues(first = Number.NaN, second = Number.NaN, sign = 1): number {
  if (Number.isNaN(first)) return Number.isNaN(second) ? 0 : 1
  if (Number.isNaN(second)) return -1
  return first < second ? -sign : first > second ? sign : 0
}

/** Two words a row, low and high, whose order as whole numbers is that of the values. */
function keysOf(rows: Uint32Array, values: ArrayLike<number>, descending: boolean): Uint32Array {
  const doubles = new Float64Array(rows.length)
  for (let place = 0; place < rows.length; place++) {
    // Adding 0 makes one zero of both.
    doubles[place] = (values[rows[place] as number] as number) + 0
  }
  const keys = new Uint32Array(doubles.buffer)
  for (let place = 0; place < rows.length; place++) {
    const low = 2 * place + 1 - HIGH_HALF
    const high = 2 * place + HIGH_HALF
    const isNone = Number.isNaN(doubles[place])
    const isNegative = (keys[high] as number) >>> 31 === 1
    // The bits of positive doubles stand in their order; those of negative ones, turned over, below them.
    const flip = isNegative ? 0xffffffff : 0
    const one = (keys[low] as number) ^ flip
    const two = isNegative ? ~(keys[high] as number) : (keys[high] as number) | 0x80000000
    keys[low] = isNone ? 0xffffffff : descending ? ~one : one
    keys[high] = isNone ? 0xffffffff : descending ? ~two : two
  }
  return keys
}

function ordinals(count: number): Uint32Array<ArrayBuffer> {
  const places = new Uint32Array(count)
  for (let place = 0; place < count; place++) places[place] = place
  return places
}

function deal(
  keys: Uint32Array,
  pass: number,
  order: Uint32Array,
  into: Uint32Array,
  starts: Uint32Array,
): void {
  const half = pass < PASSES / 2 ? 1 - HIGH_HALF : HIGH_HALF
  const shift = pass % 2 === 0 ? 0 : DIGIT_BITS
  for (let place = 0; place < order.length; place++) {
    const digit = ((keys[2 * place + half] as number) >>> shift) & (DIGITS - 1)
    starts[digit] = (starts[digit] as number) + 1
  }
  let start = 0
  for (let digit = 0; digit < DIGITS; digit++) {
    const count = starts[digit] as number
    starts[digit] = start
    start += count
  }
  for (let place = 0; place < order.length; place++) {
    const which = order[place] as number
    const digit = ((keys[2 * which + half] as number) >>> shift) & (DIGITS - 1)
    const at = starts[digit] as number
    into[at] = which
    starts[digit] = at + 1
  }
}
