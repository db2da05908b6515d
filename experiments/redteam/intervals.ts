/** Means and shares with 95% intervals. */

import { pow } from '../../formulas/elementary.ts'

/** Two-sided risk of the intervals. */
const RISK = 0.05
/** Quantile of the standard normal at 1 - RISK / 2. */
const NORMAL_QUANTILE = 1.959963984540054
const FRACTION_STEPS_MAX = 300
const FRACTION_PRECISION = 1e-16
const TINY = 1e-300
const BISECTIONS = 120

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
  const n = values.length
  if (n === 0) return null
  const mean = values.reduce((sum, value) => sum + value, 0) / n
  if (n === 1) return { mean, low: null, high: null, n }
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0)
  const reach = studentQuantile(n - 1) * Math.sqrt(squares / (n - 1) / n)
  return { mean, low: Math.max(least, mean - reach), high: Math.min(most, mean + reach), n }
}

/** Share of successes with the score interval of Wilson (1927). Null without trials. */
export function shareEstimate(successes: number, trials: number): Estimate | null {
  if (trials === 0) return null
  const share = successes / trials
  const z = NORMAL_QUANTILE
  const shrink = 1 + (z * z) / trials
  const centre = (share + (z * z) / (2 * trials)) / shrink
  const reach = (z / shrink) * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials))
  return { mean: share, low: Math.max(0, centre - reach), high: Math.min(1, centre + reach), n: trials }
}

/** What |T| of Student's distribution exceeds with probability `risk`, by bisection to the last bits. */
export function studentQuantile(degrees: number, risk = RISK): number {
  let low = 0
  let high = 1
  while (studentTails(high, degrees) > risk) high *= 2
  for (let step = 0; step < BISECTIONS; step++) {
    const middle = (low + high) / 2
    if (studentTails(middle, degrees) > risk) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** Probability that |T| exceeds t > 0 with whole degrees of freedom: the incomplete beta function at (degrees / 2, 1/2). */
export function studentTails(t: number, degrees: number): number {
  const a = degrees / 2
  const x = degrees / (degrees + t * t)
  const y = (t * t) / (degrees + t * t)
  const front = (pow(x, a) * Math.sqrt(y)) / betaWithHalf(degrees)
  // Of the two forms of the fraction the one that converges fast.
  if (x < (a + 1) / (a + 2.5)) return (front * betaFraction(x, a, 0.5)) / a
  return 1 - (front * betaFraction(y, 0.5, a)) / 0.5
}

/** B(degrees / 2, 1/2), from B(1/2, 1/2) = π or B(1, 1/2) = 2 upwards. */
function betaWithHalf(degrees: number): number {
  let a = degrees % 2 === 0 ? 1 : 0.5
  let value = degrees % 2 === 0 ? 2 : Math.PI
  for (; a < degrees / 2; a++) value *= a / (a + 0.5)
  return value
}

/** Continued fraction 26.5.8 of Abramowitz & Stegun (1964), evaluated by the method of Lentz. */
function betaFraction(x: number, a: number, b: number): number {
  const safe = (value: number) => (Math.abs(value) < TINY ? TINY : value)
  let c = 1
  let d = 1 / safe(1 - ((a + b) * x) / (a + 1))
  let fraction = d
  for (let m = 1; m <= FRACTION_STEPS_MAX; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / safe(1 + even * d)
    c = safe(1 + even / c)
    fraction *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / safe(1 + odd * d)
    c = safe(1 + odd / c)
    fraction *= d * c
    if (Math.abs(d * c - 1) < FRACTION_PRECISION) break
  }
  return fraction
}
