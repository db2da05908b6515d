/** Means of runs with intervals, differences of runs that had the same draws, and shares. */

import { normalHalfWidth, studentHalfWidth } from './student.ts'
import { compensatedSum } from './sum.ts'

/** A mean with its interval. What cannot be said of so few values is null. */
export interface MeanInterval {
  readonly count: number
  /** null without any value. */
  readonly mean: number | null
  /** Standard deviation by n - 1; null below two values. */
  readonly sd: number | null
  /** Half of the t interval's width; null below two values. */
  readonly halfWidth: number | null
}

/**
 * Mean, standard deviation and t interval of independent values.
 * @param confidence of the interval, in (0, 1)
 */
export function meanInterval(values: ArrayLike<number>, confidence = 0.95): MeanInterval {
  const count = values.length
  if (count === 0) return { count, mean: null, sd: null, halfWidth: null }
  const mean = compensatedSum(values) / count
  if (count === 1) return { count, mean, sd: null, halfWidth: null }
  const squares = new Float64Array(count)
  for (let index = 0; index < count; index++) {
    const deviation = (values[index] as number) - mean
    squares[index] = deviation * deviation
  }
  const sd = Math.sqrt(compensatedSum(squares) / (count - 1))
  return { count, mean, sd, halfWidth: (quantileOf(confidence, count - 1) * sd) / Math.sqrt(count) }
}

/**
 * Mean of the differences of pairs, with its t interval. Pairs share their draws (common random numbers), so what chance does to
 * both cancels: the variance is that of the differences, var a + var b - 2 cov(a, b).
 * @param first as many values as `second`, pair by pair; null where a run has none, and the pair is left out
 */
export function pairedDifference(
  first: ArrayLike<number | null>,
  second: ArrayLike<number | null>,
  confidence = 0.95,
): MeanInterval {
  const differences: number[] = []
  for (let pair = 0; pair < first.length; pair++) {
    const [a, b] = [first[pair] ?? null, second[pair] ?? null]
    if (a !== null && b !== null) differences.push(a - b)
  }
  return meanInterval(differences, confidence)
}

/** A share of runs with the interval of Wilson (1927), which stays within [0, 1] and holds for few runs too. */
export interface ShareInterval {
  readonly count: number
  readonly share: number | null
  readonly low: number
  readonly high: number
}

/**
 * @param successes at most `count`
 * @param count runs; without any, the share is null and the interval [0, 1]
 */
export function shareInterval(successes: number, count: number, confidence = 0.95): ShareInterval {
  if (count === 0) return { count, share: null, low: 0, high: 1 }
  const z = normalHalfWidth(confidence)
  const share = successes / count
  const scale = 1 + (z * z) / count
  const centre = (share + (z * z) / (2 * count)) / scale
  const spread = (z * Math.sqrt((share * (1 - share)) / count + (z * z) / (4 * count * count))) / scale
  return {
    count,
    share,
    low: successes === 0 ? 0 : centre - spread,
    high: successes === count ? 1 : centre + spread,
  }
}

let lastConfidence = Number.NaN
const known = new Map<number, number>()

/** Quantiles are asked for again and again with few degrees of freedom. */
function quantileOf(confidence: number, freedom: number): number {
  if (confidence !== lastConfidence) known.clear()
  lastConfidence = confidence
  const found = known.get(freedom) ?? studentHalfWidth(confidence, freedom)
  known.set(freedom, found)
  return found
}
