/**
 * Running means, variances and covariance of pairs of numbers, without keeping the numbers. Sums of squares would cancel
 * where values are alike; these do not. Welford, "Note on a method for calculating corrected sums of squares and products",
 * Technometrics 4 (1962); merging by Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for computing
 * sample variances" (1979).
 *
 * One record is five numbers in a row of a typed array, at `at`: mean of x, mean of y, and the sums of squared deviations
 * of x, of y, and of their products. How many numbers went in is counted by the caller, who has such a count already.
 */
export const CO_MOMENTS = 5

const MEAN_X = 0
const MEAN_Y = 1
const SQUARES_X = 2
const SQUARES_Y = 3
const PRODUCTS = 4

/**
 * Takes in one pair of numbers, `sample[0]` and `sample[1]`.
 * @param count how many there are with this one, at least 1
 */
export function addSample(cells: Float64Array, at: number, count: number, sample: Float64Array): void {
  const x = sample[0] as number
  const y = sample[1] as number
  const awayX = x - (cells[at + MEAN_X] as number)
  const awayY = y - (cells[at + MEAN_Y] as number)
  cells[at + MEAN_X] = (cells[at + MEAN_X] as number) + awayX / count
  cells[at + MEAN_Y] = (cells[at + MEAN_Y] as number) + awayY / count
  const leftX = x - (cells[at + MEAN_X] as number)
  const leftY = y - (cells[at + MEAN_Y] as number)
  cells[at + SQUARES_X] = (cells[at + SQUARES_X] as number) + awayX * leftX
  cells[at + SQUARES_Y] = (cells[at + SQUARES_Y] as number) + awayY * leftY
  cells[at + PRODUCTS] = (cells[at + PRODUCTS] as number) + awayX * leftY
}

/**
 * Adds the record at `other` of `from`, made of `otherCount` samples, to the one at `at` of `cells`, made of `count`; either
 * may be empty.
 */
export function mergeCoMoments(
  cells: Float64Array,
  at: number,
  count: number,
  from: Float64Array,
  other: number,
  otherCount: number,
): void {
  if (otherCount === 0) return
  const whole = count + otherCount
  const share = otherCount / whole
  const apartX = (from[other + MEAN_X] as number) - (cells[at + MEAN_X] as number)
  const apartY = (from[other + MEAN_Y] as number) - (cells[at + MEAN_Y] as number)
  const weight = count * share
  cells[at + MEAN_X] = (cells[at + MEAN_X] as number) + apartX * share
  cells[at + MEAN_Y] = (cells[at + MEAN_Y] as number) + apartY * share
  cells[at + SQUARES_X] =
    (cells[at + SQUARES_X] as number) + (from[other + SQUARES_X] as number) + apartX * apartX * weight
  cells[at + SQUARES_Y] =
    (cells[at + SQUARES_Y] as number) + (from[other + SQUARES_Y] as number) + apartY * apartY * weight
  cells[at + PRODUCTS] =
    (cells[at + PRODUCTS] as number) + (from[other + PRODUCTS] as number) + apartX * apartY * weight
}

/** Pearson's correlation in [-1, 1] of the samples of the record at `at`; 0 where either side never varied. */
export function correlationOf(cells: Float64Array, at: number): number {
  // One root of the product, so that a series correlates with itself by exactly 1.
  const spread = Math.sqrt((cells[at + SQUARES_X] as number) * (cells[at + SQUARES_Y] as number))
  if (!(spread > 0)) return 0
  const correlation = (cells[at + PRODUCTS] as number) / spread
  return correlation > 1 ? 1 : correlation < -1 ? -1 : correlation
}
