/** Trends of a series of epochs. */

import { compensatedSum } from './sum.ts'

/** Least-squares line through a series against its index. */
export interface Trend {
  /** Change per step. */
  slope: number
  /** Share of the variance that the line explains, in [0, 1]. */
  rSquared: number
}

/**
 * Trailing means over up to `window` values, the first ones over what there is. A series shorter than the window is
 * returned unchanged (as a copy).
 * @throws RangeError unless `window` is an integer of at least 1
 */
export function rollingMean(values: ArrayLike<number>, window: number): Float64Array {
  if (!Number.isInteger(window) || window < 1) {
    throw new RangeError(`A rolling window must be an integer of at least 1, got ${window}.`)
  }
  const means = Float64Array.from(values)
  if (values.length < window) return means
  for (let end = 1; end <= values.length; end++) {
    const first = end > window ? end - window : 0
    means[end - 1] = compensatedSum(values, first, end) / (end - first)
  }
  return means
}

/** Slope and R2 of a series; (0, 0) for fewer than two values, (0, 1) for a constant series. */
export function trend(values: ArrayLike<number>): Trend {
  const count = values.length
  if (count < 2) return { slope: 0, rSquared: 0 }
  const meanIndex = (count - 1) / 2
  const mean = compensatedSum(values) / count
  let covariance = 0
  let variance = 0
  let constant = true
  for (let index = 0; index < count; index++) {
    const value = values[index] as number
    const deviation = value - mean
    covariance += (index - meanIndex) * deviation
    variance += deviation * deviation
    if (value !== values[0]) constant = false
  }
  if (constant) return { slope: 0, rSquared: 1 }
  const indexVariance = (count * (count * count - 1)) / 12
  const slope = covariance / indexVariance
  return { slope, rSquared: Math.min(1, (slope * covariance) / variance) }
}
