/** Estimates of a red team, over the statistics that sweeps use: means and shares with 95% intervals. */

import { meanInterval, shareInterval } from '../../formulas/intervals.ts'

/** An estimate and the interval that holds the truth in 95 of 100 repetitions; bounds are null where nothing can be said. */
export interface Estimate {
  readonly mean: number
  readonly low: number | null
  readonly high: number | null
  /** Values that it rests on. */
  readonly n: number
}

/**
 * Mean with the interval of Student (1908), for values that are independent of one another: differences of pairs, one a
 * seed. Null without values.
 * @param range interval that values cannot leave, and to which theirs is cut
 */
export function meanEstimate(
  values: readonly number[],
  [least, most]: readonly [least: number, most: number] = [
    Number.NEGATIVE_INFINITY,
    Number.POSITIVE_INFINITY,
  ],
): Estimate | null {
  const { count: n, mean, halfWidth } = meanInterval(values)
  if (mean === null) return null
  if (halfWidth === null) return { mean, low: null, high: null, n }
  return { mean, low: Math.max(least, mean - halfWidth), high: Math.min(most, mean + halfWidth), n }
}

/** Share of successes with the score interval of Wilson (1927). Null without trials. */
export function shareEstimate(successes: number, trials: number): Estimate | null {
  const { count: n, share, low, high } = shareInterval(successes, trials)
  return share === null ? null : { mean: share, low, high, n }
}
