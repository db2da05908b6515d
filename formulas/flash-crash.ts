/**
 * Detector of flash crashes: a price that has moved too far from the extreme of a rolling window. Whitepaper §13; Kirilenko,
 * Kyle, Samadi and Tuzun, "The Flash Crash", Journal of Finance 72 (2017).
 */

/** What a price meant to the detector. */
export const CrashSign = { none: 0, drop: 1, rise: 2, recovered: 3 } as const

export interface CrashRule {
  /** Prices that the window holds, the current one included; at least 1. */
  readonly window: number
  /** Relative move from the window's extreme that is a crash; above 0. */
  readonly threshold: number
  /** Share of the price before a drop at which it is over; a rise is over at the price before divided by it. In (0, 1]. */
  readonly recovery: number
  /** Whether rises count as drops do. */
  readonly rises: boolean
  /** A crash also needs this many times the window's mean volume before it; 0 asks for no volume. */
  readonly volumeFactor: number
}

/**
 * What the detector remembers of each of several series. Rings of `window` places a series, and a number a series: the
 * extremes are kept by monotonic deques of sequence numbers, so a price costs a constant amount of work over time.
 */
export interface CrashMemory {
  readonly price: Float64Array
  readonly volume: Float64Array
  readonly high: Uint32Array
  readonly low: Uint32Array
  /** Prices seen since the start or the last reset. */
  readonly seen: Uint32Array
  readonly highFirst: Uint32Array
  readonly highCount: Uint32Array
  readonly lowFirst: Uint32Array
  readonly lowCount: Uint32Array
  readonly volumeSum: Float64Array
  /** CrashSign.drop or rise while one lasts, otherwise none. */
  readonly crash: Uint8Array
  /** Price from which the last crash departed. */
  readonly before: Float64Array
  /** Relative size of the last crash. */
  readonly size: Float64Array
}

export function crashMemory(series: number, window: number): CrashMemory {
  const rings = series * window
  return {
    price: new Float64Array(rings),
    volume: new Float64Array(rings),
    high: new Uint32Array(rings),
    low: new Uint32Array(rings),
    seen: new Uint32Array(series),
    highFirst: new Uint32Array(series),
    highCount: new Uint32Array(series),
    lowFirst: new Uint32Array(series),
    lowCount: new Uint32Array(series),
    volumeSum: new Float64Array(series),
    crash: new Uint8Array(series),
    before: new Float64Array(series),
    size: new Float64Array(series),
  }
}

/** Forgets a series, as if no price of it had been seen. */
export function forgetPrices(memory: CrashMemory, series: number): void {
  memory.seen[series] = 0
  memory.highCount[series] = 0
  memory.lowCount[series] = 0
  memory.volumeSum[series] = 0
  memory.crash[series] = CrashSign.none
}

/**
 * Takes in the next price of a series and tells what it means. While a crash lasts, nothing but recovery is looked for.
 * @param price of at least 0
 * @param volume traded at it, at least 0
 */
export function watchPrice(
  memory: CrashMemory,
  series: number,
  price: number,
  volume: number,
  rule: CrashRule,
): number {
  const known = memory.seen[series] < rule.window ? memory.seen[series] : rule.window
  const meanVolume = known === 0 ? 0 : memory.volumeSum[series] / known
  remember(memory, series, price, volume, rule.window)
  if (memory.seen[series] < 2) return CrashSign.none
  const before = memory.before[series]
  if (memory.crash[series] !== CrashSign.none) {
    const isDrop = memory.crash[series] === CrashSign.drop
    const isOver = isDrop ? price / before >= rule.recovery : price * rule.recovery <= before
    if (!isOver) return CrashSign.none
    memory.crash[series] = CrashSign.none
    return CrashSign.recovered
  }
  if (rule.volumeFactor > 0 && volume < rule.volumeFactor * meanVolume) return CrashSign.none
  const at = series * rule.window
  const high = memory.price[at + (memory.high[at + memory.highFirst[series]] % rule.window)]
  const low = memory.price[at + (memory.low[at + memory.lowFirst[series]] % rule.window)]
  if (high > 0 && (high - price) / high >= rule.threshold) {
    return begin(memory, series, CrashSign.drop, high, (high - price) / high)
  }
  if (rule.rises && low > 0 && (price - low) / low >= rule.threshold) {
    return begin(memory, series, CrashSign.rise, low, (price - low) / low)
  }
  return CrashSign.none
}

function begin(memory: CrashMemory, series: number, sign: number, before: number, size: number): number {
  memory.crash[series] = sign
  memory.before[series] = before
  memory.size[series] = size
  return sign
}

function remember(memory: CrashMemory, series: number, price: number, volume: number, window: number): void {
  const at = series * window
  const sequence = memory.seen[series]
  const place = at + (sequence % window)
  if (sequence >= window) memory.volumeSum[series] -= memory.volume[place]
  memory.price[place] = price
  memory.volume[place] = volume
  memory.volumeSum[series] += volume
  memory.seen[series] = sequence + 1
  const { price: prices } = memory
  // What is no extreme any more leaves at the back, what is too old leaves at the front.
  let first = memory.highFirst[series]
  let count = memory.highCount[series]
  while (count > 0 && prices[at + (memory.high[at + ((first + count - 1) % window)] % window)] <= price)
    count--
  if (count > 0 && memory.high[at + first] + window <= sequence) {
    first = (first + 1) % window
    count--
  }
  memory.high[at + ((first + count) % window)] = sequence
  memory.highFirst[series] = first
  memory.highCount[series] = count + 1
  first = memory.lowFirst[series]
  count = memory.lowCount[series]
  while (count > 0 && prices[at + (memory.low[at + ((first + count - 1) % window)] % window)] >= price)
    count--
  if (count > 0 && memory.low[at + first] + window <= sequence) {
    first = (first + 1) % window
    count--
  }
  memory.low[at + ((first + count) % window)] = sequence
  memory.lowFirst[series] = first
  memory.lowCount[series] = count + 1
}

const PRICE_MIN = 1e-10

/** Population standard deviation of the simple returns within the window; 0 for fewer than two prices. */
export function windowVolatility(memory: CrashMemory, series: number, window: number): number {
  const seen = memory.seen[series]
  const returns = (seen < window ? seen : window) - 1
  if (returns < 1) return 0
  let sum = 0
  for (let age = returns; age > 0; age--) sum += returnAt(memory, series, window, seen - age)
  const mean = sum / returns
  let squares = 0
  for (let age = returns; age > 0; age--) {
    const away = returnAt(memory, series, window, seen - age) - mean
    squares += away * away
  }
  return Math.sqrt(squares / returns)
}

/** Return from the price before `sequence` to the one at it. */
function returnAt(memory: CrashMemory, series: number, window: number, sequence: number): number {
  const at = series * window
  const from = memory.price[at + ((sequence - 1) % window)]
  const to = memory.price[at + (sequence % window)]
  return (to - from) / (from > PRICE_MIN ? from : PRICE_MIN)
}
