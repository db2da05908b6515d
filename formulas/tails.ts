/** How likely chance alone reaches so far: tails of the normal and the Poisson distribution, from elementary operations. */

import { exp, log } from './elementary.ts'

const ROOT_PI = 1.772453850905516
const ROOT_2 = Math.SQRT2
const LOG_ROOT_2_PI = 0.9189385332046727
/** Where the series for erf gives way to the continued fraction for erfc. */
const SERIES_MAX = 1.5
/** Enough for 1e-16 from `SERIES_MAX` on. */
const FRACTION_STEPS = 160
/** erfc is 0 in doubles from here on. */
const ERFC_ZERO = 27
const SMALLEST_STEP = 1e-17
/** Expectation from which a Poisson tail is taken as normal: the series would need hundreds of terms. */
const POISSON_MEAN_MAX = 10_000

/**
 * Complementary error function, 1 - erf(x), to about 1e-15 of itself (1e-13 far out). Series 7.1.6 and continued fraction
 * 7.1.14 of Abramowitz & Stegun, "Handbook of Mathematical Functions" (1964).
 */
export function erfc(x: number): number {
  if (x < 0) return 2 - erfc(-x)
  if (x >= ERFC_ZERO) return 0
  if (x < SERIES_MAX) {
    let term = x
    let sum = x
    for (let n = 1; term > SMALLEST_STEP * sum; n++) {
      term *= (2 * x * x) / (2 * n + 1)
      sum += term
    }
    return 1 - (2 / ROOT_PI) * exp(-x * x) * sum
  }
  let fraction = x
  for (let step = FRACTION_STEPS; step > 0; step--) fraction = x + step / 2 / fraction
  return exp(-x * x) / (ROOT_PI * fraction)
}

/** Probability that a standard normal number is at least z. */
export function normalTail(z: number): number {
  return erfc(z / ROOT_2) / 2
}

const FACTORIALS_KEPT = 256
const LOG_FACTORIALS = logFactorials()

function logFactorials(): Float64Array {
  const logs = new Float64Array(FACTORIALS_KEPT)
  for (let n = 2; n < FACTORIALS_KEPT; n++) logs[n] = (logs[n - 1] as number) + log(n)
  return logs
}

/** log n! for whole n >= 0: a sum of logarithms up to 255, then Stirling's series (Abramowitz & Stegun 6.1.41). */
export function logFactorial(n: number): number {
  if (n < FACTORIALS_KEPT) return LOG_FACTORIALS[n] as number
  const square = n * n
  return (n + 0.5) * log(n) - n + LOG_ROOT_2_PI + (1 - (1 / 30 - 1 / (105 * square)) / square) / (12 * n)
}

/**
 * Probability that a Poisson number of this mean is at least n: the chance that independent events at a steady rate are so
 * many. Summed from n upwards, so that small tails keep their digits; normal with continuity correction beyond a mean of
 * 10,000.
 * @param n whole, at least 0
 * @param mean at least 0
 */
export function poissonTail(n: number, mean: number): number {
  if (n <= 0) return 1
  if (!(mean > 0)) return 0
  if (mean > POISSON_MEAN_MAX) return normalTail((n - 0.5 - mean) / Math.sqrt(mean))
  // Below the mean the terms under n are the fewer and the smaller ones.
  if (n <= mean) return 1 - sumDown(n - 1, mean)
  let term = exp(n * log(mean) - mean - logFactorial(n))
  let sum = term
  for (let k = n + 1; term > SMALLEST_STEP * sum; k++) {
    term *= mean / k
    sum += term
  }
  return sum < 1 ? sum : 1
}

/** Probability that a Poisson number of this mean is at most n. */
function sumDown(n: number, mean: number): number {
  let term = exp(n * log(mean) - mean - logFactorial(n))
  let sum = term
  for (let k = n; k > 0 && term > SMALLEST_STEP * sum; k--) {
    term *= k / mean
    sum += term
  }
  return sum < 1 ? sum : 1
}
