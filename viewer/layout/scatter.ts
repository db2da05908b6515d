import type { Bounds, LayoutInput } from './layout.ts'

/** A mark on an axis: the value, and where it lies in world units. */
export interface Tick {
  readonly value: number
  readonly at: number
}

/** One axis of a scatter. Values from `low` to `high` span the axis; those outside are drawn at its ends. */
export interface Axis {
  readonly low: number
  readonly high: number
  readonly ticks: readonly Tick[]
  /** World coordinates of `low` and `high`; up is the smaller one of the vertical axis. */
  readonly from: number
  readonly to: number
  /** Where agents without a value are drawn, aside of the axis. */
  readonly aside: number
  /** Agents drawn at the ends because their values lie outside, and those without a value. */
  readonly clipped: number
  readonly missing: number
}

export interface Axes {
  readonly x: Axis
  readonly y: Axis
  readonly bounds: Bounds
}

/** Pictures are wider than high, and so is the scatter. */
const ASPECT = 1.35
/** Side of the scatter, in roots of agents: clouds overlap, so they need less room than if nobody did. */
const SPREAD = 1.25
const LEAST_HEIGHT = 12
/** Share of agents that may lie outside at either end before the axis reaches for them. */
const TAIL = 0.005
/** The axis reaches all values where that makes it at most this much longer. */
const REACH = 1.6
const BINS = 2048
const MOST_ROUNDS = 6
const TICKS_WANTED = 6

const bins = new Uint32Array(BINS)

/** Low and high of what an axis shows: all values, or without the tails where these would squeeze all others. */
function robustRange(values: Float32Array, count: number): [low: number, high: number, known: number] {
  let [low, high, known] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0]
  for (let row = 0; row < count; row++) {
    const value = values[row] as number
    if (!(value - value === 0)) continue
    known++
    if (value < low) low = value
    if (value > high) high = value
  }
  if (known === 0) return [0, 1, 0]
  // Round by round: where one value lies very far out, a single histogram would have all others in one bin.
  let [from, to] = [low, high]
  for (let round = 0; round < MOST_ROUNDS && to > from; round++) {
    const before = to - from
    ;[from, to] = quantiles(values, count, from, to, known)
    if (to - from > before / 2) break
  }
  return high - low <= REACH * (to - from) || to === from ? [low, high, known] : [from, to, known]
}

/** Narrows a range to all but the tails of the values, as finely as the bins are. */
function quantiles(
  values: Float32Array,
  count: number,
  from: number,
  to: number,
  known: number,
): [from: number, to: number] {
  bins.fill(0)
  const perBin = (BINS - 1) / (to - from)
  let below = 0
  for (let row = 0; row < count; row++) {
    const value = values[row] as number
    if (value < from) below++
    else if (value <= to) {
      const bin = Math.floor((value - from) * perBin)
      bins[bin] = (bins[bin] as number) + 1
    }
  }
  const tail = TAIL * known
  let first = 0
  let seen = below
  while (first < BINS - 1 && seen + (bins[first] as number) <= tail) seen += bins[first++] as number
  let last = BINS - 1
  let above = known
  for (let bin = 0; bin < BINS; bin++) above -= bins[bin] as number
  above -= below
  while (last > first && above + (bins[last] as number) <= tail) above += bins[last--] as number
  return [from + first / perBin, Math.min(to, from + (last + 1) / perBin)]
}

/** A step of 1, 2 or 5 times a power of ten that cuts a span into about so many parts. */
export function niceStep(span: number, parts: number): number {
  const raw = span / parts
  const power = 10 ** Math.floor(Math.log10(raw))
  const factor = raw / power
  return (factor < 1.5 ? 1 : factor < 3.5 ? 2 : factor < 7.5 ? 5 : 10) * power
}

function axisOf(
  values: Float32Array | undefined,
  count: number,
  from: number,
  to: number,
  aside: number,
): Axis {
  if (values === undefined) return { low: 0, high: 1, ticks: [], from, to, aside, clipped: 0, missing: count }
  let [low, high, known] = robustRange(values, count)
  // One value only: the axis is drawn around it.
  if (high === low)
    [low, high] = [low - Math.max(0.5, Math.abs(low) * 0.1), high + Math.max(0.5, Math.abs(high) * 0.1)]
  const step = niceStep(high - low, TICKS_WANTED)
  const first = Math.floor(low / step + 1e-6)
  const last = Math.ceil(high / step - 1e-6)
  low = first * step
  high = last * step
  const perUnit = (to - from) / (high - low)
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9))
  const ticks = Array.from({ length: last - first + 1 }, (_, number) => {
    const value = Number(((first + number) * step).toFixed(Math.min(100, digits)))
    return { value, at: from + number * step * perUnit }
  })
  let clipped = 0
  for (let row = 0; row < count; row++) {
    const value = values[row] as number
    if (value < low || value > high) clipped++
  }
  return { low, high, ticks, from, to, aside, clipped, missing: count - known - infinities(values, count) }
}

function infinities(values: Float32Array, count: number): number {
  let found = 0
  for (let row = 0; row < count; row++)
    if (Math.abs(values[row] as number) === Number.POSITIVE_INFINITY) found++
  return found
}

/**
 * Axes of a scatter of `x` against `y`: round numbers at both ends, ticks at steps of 1, 2 or 5, and a range that a few far
 * values do not stretch. Linear in agents. Without a column an axis has no ticks and everything lies aside.
 */
export function axesOf(input: LayoutInput): Axes {
  const height = Math.max(LEAST_HEIGHT, SPREAD * Math.sqrt(input.count))
  const width = height * ASPECT
  const [halfWidth, halfHeight] = [width / 2, height / 2]
  const lane = 0.05 * height
  const x = axisOf(input.x, input.count, -halfWidth, halfWidth, -halfWidth - lane)
  const y = axisOf(input.y, input.count, halfHeight, -halfHeight, halfHeight + lane)
  return {
    x,
    y,
    bounds: {
      left: -halfWidth - (x.missing > 0 ? 1.5 : 0.5) * lane,
      right: halfWidth + 0.5 * lane,
      top: -halfHeight - 0.5 * lane,
      bottom: halfHeight + (y.missing > 0 ? 1.5 : 0.5) * lane,
    },
  }
}

/** Places agents within axes that are known already. */
export function placeWithin(axes: Axes, input: LayoutInput, positions: Float32Array): Bounds {
  placeAlong(axes.x, input.x, input.count, positions, 0)
  placeAlong(axes.y, input.y, input.count, positions, 1)
  return axes.bounds
}

/** Two columns against one another, higher values to the right and up. See `axesOf`. */
export const scatter = (input: LayoutInput, positions: Float32Array): Bounds =>
  placeWithin(axesOf(input), input, positions)

function placeAlong(
  axis: Axis,
  values: Float32Array | undefined,
  count: number,
  positions: Float32Array,
  offset: number,
): void {
  const { low, high, from, to, aside } = axis
  const perUnit = (to - from) / (high - low)
  for (let row = 0, at = offset; row < count; row++, at += 2) {
    const value = values === undefined ? Number.NaN : (values[row] as number)
    positions[at] =
      value >= low ? (value <= high ? from + (value - low) * perUnit : to) : value < low ? from : aside
  }
}
