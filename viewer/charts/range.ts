import { niceStep } from '../ui/lever-scale.ts'

/** Where zero lies within this part of the highest value, the axis starts at zero. */
const ZERO_SHARE = 0.5
const PADDING = 0.08

/**
 * The range of an axis for values from `low` to `high`, written into `into` (low, high): from an honest zero where the
 * values are near enough to it, else close around them. Ends lie on round numbers, so that the axis rests while values
 * come in. Returns whether zero lies in it; where it does not, the axis is to be marked as broken.
 */
export function axisRange(low: number, high: number, into: Float64Array): boolean {
  if (!(low <= high)) return write(into, 0, 1)
  if (low >= 0 && low <= high * ZERO_SHARE) return write(into, 0, high === 0 ? 1 : outward(high, high))
  if (high <= 0 && high >= low * ZERO_SHARE) return write(into, -outward(-low, -low), 0)
  if (low < 0 && high > 0) return write(into, -outward(-low, high - low), outward(high, high - low))
  // Values that differ in their last bits only count as one.
  if (high - low <= 1e-9 * Math.max(high, -low))
    return low > 0 ? write(into, 0, outward(high, high)) : write(into, -outward(-low, -low), 0)
  const grain = niceStep((high - low) / 4)
  const bottom = Math.floor((low - PADDING * (high - low)) / grain) * grain
  const top = Math.ceil((high + PADDING * (high - low)) / grain) * grain
  return write(into, bottom, top)
}

/** The next round number beyond `end`, as rough as the span asks for. */
function outward(end: number, span: number): number {
  const grain = niceStep(span / 8)
  return Math.ceil((end + (PADDING / 2) * span) / grain - 1e-9) * grain
}

function write(into: Float64Array, low: number, high: number): boolean {
  into[0] = low
  into[1] = high
  return low <= 0 && high >= 0
}
