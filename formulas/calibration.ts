/**
 * How well p predicts known outcomes. `groundTruth` holds +1 (good), -1 (bad) or 0 (unknown) beside each p; rows of unknown
 * outcome are left out, and every score is null when none is left. Whitepaper §4.
 */

import { areaUnderRoc } from './detection.ts'
import { log } from './elementary.ts'
import { binOf, mean } from './soft-metrics.ts'
import { compensatedSum } from './sum.ts'

/** One bin of the calibration curve; an empty one has its midpoint as mean and 0 as share. */
export interface CalibrationBin {
  /** Mean p, in [0, 1]. */
  meanPredicted: number
  /** Share of good outcomes, in [0, 1]. */
  fractionPositive: number
  count: number
}

/** log-loss keeps p this far from 0 and 1. */
const PROBABILITY_FLOOR = 1e-15

/** Mean p less the share of good outcomes, in [-1, 1]; positive is overconfident. */
export function calibrationError(p: ArrayLike<number>, groundTruth: ArrayLike<number>): number | null {
  return meanOverKnown(p, groundTruth, (predicted, good) => predicted - good)
}

/** Mean squared distance of p from the outcome, in [0, 1]. Brier (1950). */
export function brierScore(p: ArrayLike<number>, groundTruth: ArrayLike<number>): number | null {
  return meanOverKnown(p, groundTruth, (predicted, good) => (predicted - good) * (predicted - good))
}

/** Mean negative log-likelihood of the outcome, >= 0, p limited to [1e-15, 1 - 1e-15]. */
export function logLoss(p: ArrayLike<number>, groundTruth: ArrayLike<number>): number | null {
  return meanOverKnown(p, groundTruth, (predicted, good) => {
    const limited = Math.min(Math.max(predicted, PROBABILITY_FLOOR), 1 - PROBABILITY_FLOOR)
    return -log(good === 1 ? limited : 1 - limited)
  })
}

/** Predicted against observed in equal bins of p; no bins at all when no outcome is known. `bins` an integer >= 1. */
export function calibrationCurve(
  p: ArrayLike<number>,
  groundTruth: ArrayLike<number>,
  bins: number,
): CalibrationBin[] {
  const members: number[][] = Array.from({ length: bins }, () => [])
  const good = new Float64Array(bins)
  let known = 0
  for (let row = 0; row < p.length; row++) {
    const outcome = groundTruth[row] as number
    if (outcome === 0) continue
    known++
    const bin = binOf(p[row] as number, bins)
    members[bin]?.push(p[row] as number)
    if (outcome > 0) good[bin] = (good[bin] as number) + 1
  }
  if (known === 0) return []
  const width = 1 / bins
  return members.map((predicted, bin) => {
    const count = predicted.length
    if (count === 0) {
      return { meanPredicted: (bin * width + (bin + 1) * width) / 2, fractionPositive: 0, count }
    }
    return { meanPredicted: mean(predicted), fractionPositive: (good[bin] as number) / count, count }
  })
}

/** Mean distance of the calibration curve from the diagonal, weighed by counts, in [0, 1]. */
export function expectedCalibrationError(
  p: ArrayLike<number>,
  groundTruth: ArrayLike<number>,
  bins: number,
): number | null {
  const curve = calibrationCurve(p, groundTruth, bins)
  if (curve.length === 0) return null
  const total = curve.reduce((sum, bin) => sum + bin.count, 0)
  return compensatedSum(
    curve.map((bin) => (bin.count / total) * Math.abs(bin.meanPredicted - bin.fractionPositive)),
  )
}

/**
 * Probability that a good outcome had a higher p than a bad one, ties counting half, in [0, 1]: the area under the ROC
 * curve, from ranks in O(n log n). Null unless both outcomes occur. Mann & Whitney (1947).
 */
export function discriminationAuc(p: ArrayLike<number>, groundTruth: ArrayLike<number>): number | null {
  return areaUnderRoc(valuesOf(p, groundTruth, 1), valuesOf(p, groundTruth, -1))
}

/** p of the rows with the given outcome (sign), ascending. */
function valuesOf(p: ArrayLike<number>, groundTruth: ArrayLike<number>, sign: 1 | -1): Float64Array {
  const values: number[] = []
  for (let row = 0; row < p.length; row++) {
    if (Math.sign(groundTruth[row] as number) === sign) values.push(p[row] as number)
  }
  return Float64Array.from(values).sort()
}

/** Mean of `score(p, good)`, good 1 or 0, over rows of known outcome; null if there is none. */
function meanOverKnown(
  p: ArrayLike<number>,
  groundTruth: ArrayLike<number>,
  score: (predicted: number, good: 0 | 1) => number,
): number | null {
  const scores: number[] = []
  for (let row = 0; row < p.length; row++) {
    const outcome = groundTruth[row] as number
    if (outcome !== 0) scores.push(score(p[row] as number, outcome > 0 ? 1 : 0))
  }
  return scores.length === 0 ? null : mean(scores)
}
