/** Quantiles of Student's t and of the normal distribution, for confidence intervals. */

import { normalTail } from './tails.ts'

/** Degrees of freedom from which an expansion about the normal quantile is exact to about 1e-9. */
const EXPANSION_FREEDOM_MIN = 400
const BISECTIONS = 80
/** Beyond any quantile that is asked for: the normal tail is 0 in doubles here. */
const NORMAL_MAX = 40
const HALVINGS = 4
const ARCTAN_TERMS = 14

/** arctan(x) for x >= 0: halved until the series is short. */
function arctan(x: number): number {
  let reduced = x
  for (let halving = 0; halving < HALVINGS; halving++) reduced /= 1 + Math.sqrt(1 + reduced * reduced)
  const square = reduced * reduced
  let term = reduced
  let sum = 0
  for (let index = 0; index < ARCTAN_TERMS; index++) {
    sum += term / (2 * index + 1)
    term *= -square
  }
  return sum * 16
}

/**
 * Probability that a t variable lies within ±t.
 * Finite sums 26.7.3 and 26.7.4 of Abramowitz & Stegun, "Handbook of Mathematical Functions" (1964).
 * @param t at least 0
 * @param freedom degrees of freedom, whole and at least 1
 */
export function studentWithin(t: number, freedom: number): number {
  const hypotenuse = Math.sqrt(freedom + t * t)
  const sine = t / hypotenuse
  const cosineSquare = freedom / (freedom + t * t)
  const isOdd = freedom % 2 === 1
  let term = isOdd ? Math.sqrt(cosineSquare) : 1
  let sum = freedom === 1 ? 0 : term
  for (let index = isOdd ? 3 : 2; index < freedom - 1; index += 2) {
    term *= ((index - 1) / index) * cosineSquare
    sum += term
  }
  return isOdd ? (2 / Math.PI) * (arctan(t / Math.sqrt(freedom)) + sine * sum) : sine * sum
}

/** z such that a standard normal variable lies within ±z with this probability, in (0, 1). */
export function normalHalfWidth(probability: number): number {
  return bisect((z) => 1 - 2 * normalTail(z) < probability, NORMAL_MAX)
}

/**
 * t such that a t variable lies within ±t with this probability: 2.262 for 0.95 and 9 degrees of freedom. Bisection of the
 * closed form; for many degrees of freedom expansion 26.7.5 of Abramowitz & Stegun.
 * @param probability in (0, 1), such as 0.95
 * @param freedom degrees of freedom, whole and at least 1
 */
export function studentHalfWidth(probability: number, freedom: number): number {
  if (freedom >= EXPANSION_FREEDOM_MIN) return expanded(normalHalfWidth(probability), freedom)
  let above = 1
  while (studentWithin(above, freedom) < probability && above < 1e12) above *= 2
  return bisect((t) => studentWithin(t, freedom) < probability, above)
}

function expanded(z: number, freedom: number): number {
  const square = z * z
  const first = (square + 1) / 4
  const second = ((5 * square + 16) * square + 3) / 96
  const third = (((3 * square + 19) * square + 17) * square - 15) / 384
  return z * (1 + (first + (second + third / freedom) / freedom) / freedom)
}

function bisect(isTooLow: (value: number) => boolean, start: number): number {
  let low = 0
  let high = start
  for (let step = 0; step < BISECTIONS; step++) {
    const middle = (low + high) / 2
    if (isTooLow(middle)) low = middle
    else high = middle
  }
  return (low + high) / 2
}
