/** Gini coefficient: inequality of a distribution of holdings. */

import { sortAmounts } from './sort.ts'
import { compensatedSum } from './sum.ts'

/**
 * G = sum over i = 1..n of (2 i - n - 1) x_i / (n sum x), x ascending; 0 for fewer than two values or a total of 0. In
 * [0, (n - 1) / n] for holdings of at least 0. Negative values are taken as they are, which can give anything: for
 * amounts that may be negative use `giniOfHoldings`.
 */
export function gini(values: ArrayLike<number>): number {
  return giniOfSorted(Float64Array.from(values).sort())
}

/** `gini` with debts counted as owning nothing: always in [0, (n - 1) / n]. */
export function giniOfHoldings(values: ArrayLike<number>): number {
  const holdings = Float64Array.from(values)
  forgiveDebts(holdings)
  return giniOfSorted(sortAmounts(holdings))
}

/** `gini` of an array of one's own, which it sorts and overwrites instead of making another. */
export function giniInPlace(values: Float64Array): number {
  return giniOfSorted(values.sort())
}

/** G n / (n - 1): 1 when one of n holds everything, whatever n is; 0 for fewer than two values. */
export function giniCorrected(coefficient: number, count: number): number {
  return count < 2 ? 0 : (coefficient * count) / (count - 1)
}

function giniOfSorted(sorted: Float64Array): number {
  const count = sorted.length
  const total = compensatedSum(sorted)
  if (count < 2 || total === 0) return 0
  weighByRank(sorted)
  return compensatedSum(sorted) / (count * total)
}

// Loops stand alone: V8 keeps code that it compiled in mid-loop, and what follows such a loop stays slow for good.
function forgiveDebts(holdings: Float64Array): void {
  for (let index = 0; index < holdings.length; index++) {
    if ((holdings[index] as number) < 0) holdings[index] = 0
  }
}

function weighByRank(sorted: Float64Array): void {
  const count = sorted.length
  for (let index = 0; index < count; index++) {
    sorted[index] = (sorted[index] as number) * (2 * index + 1 - count)
  }
}
