/** Sobol' indices: which shares of a function's variance its parameters explain, alone and in company. */

import { type PercentileInterval, percentileInterval } from './bootstrap.ts'
import { sobolPoints } from './sobol-sequence.ts'

/**
 * Points at which a function is evaluated for its indices, row by row in blocks of k + 2: row A, then A with one column of B
 * in turn (A_B^1 to A_B^k), then row B (Saltelli et al., "Variance based sensitivity analysis of model output", 2010). A and
 * B are halves of a Sobol sequence of 2k dimensions without its origin, which would put parameters at their ends.
 * @param samples rows of A; a power of two keeps the sequence balanced
 * @param parameters k, at least 1 and at most half of the dimensions of the sequence
 * @returns samples × (k + 2) × k numbers in [0, 1)
 */
export function saltelliPoints(samples: number, parameters: number): Float64Array {
  const base = sobolPoints(samples, 2 * parameters, 1)
  const rows = parameters + 2
  const points = new Float64Array(samples * rows * parameters)
  for (let sample = 0; sample < samples; sample++) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < parameters; column++) {
        const fromB = row === parameters + 1 || row === column + 1
        points[(sample * rows + row) * parameters + column] = base[
          sample * 2 * parameters + column + (fromB ? parameters : 0)
        ] as number
      }
    }
  }
  return points
}

/** Indices of one parameter, with bootstrap intervals over the samples. */
export interface SobolIndex {
  /** Share of the variance that the parameter explains alone (S1). */
  readonly first: number
  /** Share that goes with the parameter in any company (ST). */
  readonly total: number
  readonly firstInterval: PercentileInterval
  readonly totalInterval: PercentileInterval
}

/**
 * First-order indices by the estimator of Saltelli et al. (2010, table 2 b), total ones by Jansen's (1999).
 * @param values of the function at `saltelliPoints`, in their order; blocks with a value that is not finite are left out
 * @param parameters k
 * @param draw uniform numbers in [0, 1), for the bootstrap
 * @returns one entry a parameter, in order; undefined when fewer than two blocks are whole or the function never varies
 */
export function sobolIndices(
  values: ArrayLike<number>,
  parameters: number,
  draw: () => number,
  { resamples = 500, confidence = 0.95 }: { resamples?: number; confidence?: number } = {},
): SobolIndex[] | undefined {
  const blocks = wholeBlocks(values, parameters + 2)
  const count = blocks.length
  const all = Uint32Array.from({ length: count }, (_, block) => block)
  const estimate = indicesOf(blocks, parameters, all)
  if (count < 2 || estimate === undefined) return undefined
  const chosen = new Uint32Array(count)
  const resampled: Float64Array[] = []
  for (let resample = 0; resample < resamples; resample++) {
    for (let block = 0; block < count; block++) chosen[block] = Math.floor(draw() * count)
    const indices = indicesOf(blocks, parameters, chosen)
    if (indices) resampled.push(indices)
  }
  const intervalOf = (place: number): PercentileInterval => {
    const value = estimate[place] as number
    const found = resampled.map((indices) => indices[place] as number)
    return percentileInterval(found, confidence) ?? { low: value, high: value }
  }
  return Array.from({ length: parameters }, (_, parameter) => ({
    first: estimate[parameter] as number,
    total: estimate[parameters + parameter] as number,
    firstInterval: intervalOf(parameter),
    totalInterval: intervalOf(parameters + parameter),
  }))
}

function wholeBlocks(values: ArrayLike<number>, rows: number): Float64Array[] {
  const blocks: Float64Array[] = []
  for (let start = 0; start + rows <= values.length; start += rows) {
    const block = Float64Array.from({ length: rows }, (_, row) => values[start + row] as number)
    if (block.every((value) => Number.isFinite(value))) blocks.push(block)
  }
  return blocks
}

/** First-order indices of all parameters, then total ones; undefined without variance. */
function indicesOf(
  blocks: readonly Float64Array[],
  parameters: number,
  chosen: Uint32Array,
): Float64Array | undefined {
  const count = chosen.length
  let mean = 0
  for (const block of chosen) mean += endsOf(blocks[block] as Float64Array, parameters)
  mean /= 2 * count
  let variance = 0
  const sums = new Float64Array(2 * parameters)
  for (const each of chosen) {
    const block = blocks[each] as Float64Array
    // Both ends about the mean: it changes no expectation and takes most of the noise out (Sobol' 2001).
    const a = (block[0] as number) - mean
    const b = (block[parameters + 1] as number) - mean
    variance += a * a + b * b
    for (let parameter = 0; parameter < parameters; parameter++) {
      const mixed = (block[parameter + 1] as number) - mean
      sums[parameter] = (sums[parameter] as number) + b * (mixed - a)
      sums[parameters + parameter] =
        (sums[parameters + parameter] as number) + ((a - mixed) * (a - mixed)) / 2
    }
  }
  variance /= 2 * count
  if (!(variance > 0)) return undefined
  return sums.map((sum) => sum / count / variance)
}

const endsOf = (block: Float64Array, parameters: number): number =>
  (block[0] as number) + (block[parameters + 1] as number)
