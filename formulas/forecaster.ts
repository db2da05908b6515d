/**
 * Forecast of incoherence: a logistic regression of whether a society turns incoherent on what is known of it beforehand,
 * and measures of how good a forecast is. Whitepaper §10.
 */

import { areaUnderRoc } from './detection.ts'
import { exp } from './elementary.ts'

/** A fitted forecast: probability 1 / (1 + exp(-(bias + weights · features))). */
export interface LogisticModel {
  readonly bias: number
  /** One a feature, per unit of it. */
  readonly weights: Float64Array
  /** Steps until the fit was done. */
  readonly iterations: number
}

type Rows = readonly ArrayLike<number>[]

const logistic = (score: number): number => 1 / (1 + exp(-score))

function scoreOf(row: ArrayLike<number>, bias: number, weights: Float64Array): number {
  let score = bias
  for (let feature = 0; feature < weights.length; feature++) {
    score += (weights[feature] as number) * (row[feature] as number)
  }
  return score
}

/** Probability that a model gives to a row of features, in [0, 1]. */
export const forecast = (model: LogisticModel, row: ArrayLike<number>): number =>
  logistic(scoreOf(row, model.bias, model.weights))

export interface DescentOptions {
  readonly learningRate?: number
  readonly iterations?: number
  /** Weight of the squared weights in the loss; the bias is free. */
  readonly l2?: number
}

/**
 * Fits by steps down the mean gradient from 0, on features as they are. Counts in the hundreds throw the first steps far off
 * and the rest of them cannot mend it: `fitLogistic` is the better one.
 * @param rows features, equally many a row
 * @param labels 1 or 0
 */
export function fitByDescent(
  rows: Rows,
  labels: ArrayLike<number>,
  { learningRate = 0.05, iterations = 500, l2 = 0 }: DescentOptions = {},
): LogisticModel {
  const features = rows[0]?.length ?? 0
  const weights = new Float64Array(features)
  const gradient = new Float64Array(features)
  let bias = 0
  for (let step = 0; step < iterations; step++) {
    let slope = 0
    gradient.fill(0)
    for (const [place, row] of rows.entries()) {
      const excess = logistic(scoreOf(row, bias, weights)) - (labels[place] as number)
      slope += excess
      for (let feature = 0; feature < features; feature++) {
        gradient[feature] = (gradient[feature] as number) + excess * (row[feature] as number)
      }
    }
    for (let feature = 0; feature < features; feature++) {
      const weight = weights[feature] as number
      weights[feature] = weight - learningRate * ((gradient[feature] as number) / rows.length + l2 * weight)
    }
    bias -= (learningRate * slope) / rows.length
  }
  return { bias, weights, iterations }
}

/** Keeps the fit finite where a feature tells the labels apart without a mistake. */
const RIDGE = 1e-3
const STEPS_MAX = 50
const CONVERGED = 1e-10

/**
 * Fits by Newton's steps on standardised features (iteratively reweighted least squares), and gives the weights back per
 * unit of each feature. A little ridge keeps separable data finite; a feature that never varies gets weight 0.
 * McCullagh and Nelder, "Generalized Linear Models" (1989), section 4.4.
 * @param rows features, equally many a row
 * @param labels 1 or 0
 * @param ridge weight of the squared standardised weights
 */
export function fitLogistic(rows: Rows, labels: ArrayLike<number>, ridge = RIDGE): LogisticModel {
  const features = rows[0]?.length ?? 0
  const { means, scales } = momentsOf(rows, features)
  const standard = rows.map((row) => {
    const scaled = new Float64Array(features + 1)
    scaled[0] = 1
    for (let feature = 0; feature < features; feature++) {
      const scale = scales[feature] as number
      const off = (row[feature] as number) - (means[feature] as number)
      scaled[feature + 1] = scale > 0 ? off / scale : 0
    }
    return scaled
  })
  const fitted = new Float64Array(features + 1)
  let iterations = 0
  while (iterations < STEPS_MAX) {
    iterations++
    const step = newtonStep(standard, labels, fitted, ridge)
    let longest = 0
    for (let at = 0; at <= features; at++) {
      fitted[at] = (fitted[at] as number) + (step[at] as number)
      longest = Math.max(longest, Math.abs(step[at] as number))
    }
    if (longest < CONVERGED) break
  }
  const weights = new Float64Array(features)
  let bias = fitted[0] as number
  for (let feature = 0; feature < features; feature++) {
    const scale = scales[feature] as number
    if (scale === 0) continue
    weights[feature] = (fitted[feature + 1] as number) / scale
    bias -= (weights[feature] as number) * (means[feature] as number)
  }
  return { bias, weights, iterations }
}

function momentsOf(rows: Rows, features: number): { means: Float64Array; scales: Float64Array } {
  const means = new Float64Array(features)
  const scales = new Float64Array(features)
  for (let feature = 0; feature < features; feature++) {
    let mean = 0
    for (const row of rows) mean += (row[feature] as number) / rows.length
    let squares = 0
    for (const row of rows) squares += ((row[feature] as number) - mean) * ((row[feature] as number) - mean)
    const deviation = Math.sqrt(squares / rows.length)
    means[feature] = mean
    // What is left of a constant by rounding is no variation.
    scales[feature] = deviation > 1e-12 * Math.max(1, Math.abs(mean)) ? deviation : 0
  }
  return { means, scales }
}

/** One step of Newton's method: solves (XᵀWX + ridge) step = Xᵀ(y - p) - ridge × weights. */
function newtonStep(
  rows: readonly Float64Array[],
  labels: ArrayLike<number>,
  fitted: Float64Array,
  ridge: number,
): Float64Array {
  const size = fitted.length
  const matrix = Array.from({ length: size }, () => new Float64Array(size + 1))
  for (const [place, row] of rows.entries()) {
    let score = 0
    for (let at = 0; at < size; at++) score += (fitted[at] as number) * (row[at] as number)
    const p = logistic(score)
    const weight = Math.max(p * (1 - p), 1e-10)
    for (let at = 0; at < size; at++) {
      const line = matrix[at] as Float64Array
      for (let other = 0; other < size; other++) {
        line[other] = (line[other] as number) + weight * (row[at] as number) * (row[other] as number)
      }
      line[size] = (line[size] as number) + (row[at] as number) * ((labels[place] as number) - p)
    }
  }
  for (let at = 0; at < size; at++) {
    const line = matrix[at] as Float64Array
    // The bias is free, but for a crumb that keeps the matrix regular.
    const own = at === 0 ? 1e-12 : ridge * rows.length
    line[at] = (line[at] as number) + own
    if (at > 0) line[size] = (line[size] as number) - own * (fitted[at] as number)
  }
  return solve(matrix)
}

/** Solves linear equations in place by elimination with pivots; a column without a pivot gets 0. */
function solve(matrix: readonly Float64Array[]): Float64Array {
  const size = matrix.length
  const lines = [...matrix]
  for (let at = 0; at < size; at++) {
    let pivot = at
    for (let row = at + 1; row < size; row++) {
      if (
        Math.abs((lines[row] as Float64Array)[at] as number) >
        Math.abs((lines[pivot] as Float64Array)[at] as number)
      ) {
        pivot = row
      }
    }
    const swapped = lines[at] as Float64Array
    const line = lines[pivot] as Float64Array
    lines[at] = line
    lines[pivot] = swapped
    if (line[at] === 0) continue
    for (let row = 0; row < size; row++) {
      if (row === at) continue
      const other = lines[row] as Float64Array
      const factor = (other[at] as number) / (line[at] as number)
      for (let column = at; column <= size; column++) {
        other[column] = (other[column] as number) - factor * (line[column] as number)
      }
    }
  }
  return Float64Array.from(lines, (line, at) =>
    line[at] === 0 ? 0 : (line[size] as number) / (line[at] as number),
  )
}

/** Quality of forecasts against what happened. */
export interface ForecastQuality {
  /** Probability that a positive was forecast higher than a negative, ties counting half; 0.5 when one of them is missing. */
  readonly auc: number
  /** Mean squared distance of the forecast from the label, in [0, 1]. Brier (1950). */
  readonly brier: number
  /** Mean distance of forecast and share of positives by tenths of the forecast, weighed by counts, in [0, 1]. */
  readonly calibrationError: number
}

const BINS = 10

/** Judges forecasts; all zeros and 0.5 for none. The area comes from ranks, in O(n log n). */
export function forecastQuality(forecasts: ArrayLike<number>, labels: ArrayLike<number>): ForecastQuality {
  const positives: number[] = []
  const negatives: number[] = []
  let squares = 0
  for (let row = 0; row < forecasts.length; row++) {
    const off = (forecasts[row] as number) - (labels[row] as number)
    squares += off * off
    const side = labels[row] === 1 ? positives : negatives
    side.push(forecasts[row] as number)
  }
  return {
    auc: areaUnderRoc(Float64Array.from(positives).sort(), Float64Array.from(negatives).sort()) ?? 0.5,
    brier: forecasts.length === 0 ? 0 : squares / forecasts.length,
    calibrationError: binnedError(forecasts, labels),
  }
}

/** Bins are [i × 0.1, (i + 1) × 0.1), with the products as doubles have them; the last one is closed. */
function binnedError(forecasts: ArrayLike<number>, labels: ArrayLike<number>): number {
  let error = 0
  for (let bin = 0; bin < BINS; bin++) {
    const low = bin * 0.1
    const high = (bin + 1) * 0.1
    let excess = 0
    for (let row = 0; row < forecasts.length; row++) {
      const value = forecasts[row] as number
      if (value < low || (bin === BINS - 1 ? value > 1 : value >= high)) continue
      excess += value - (labels[row] as number)
    }
    error += Math.abs(excess)
  }
  return forecasts.length === 0 ? 0 : error / forecasts.length
}
