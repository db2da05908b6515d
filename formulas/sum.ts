/**
 * Compensated summation after Neumaier (1974): the rounding error of a long sum stays at about one unit in the last
 * place of the result instead of growing with its length. Accumulators live in a caller's Float64Array, two cells
 * each (running sum, lost low part), so nothing is allocated.
 */

/** Cells that one accumulator takes. */
export const SUM_CELLS = 2

/** Sets the accumulator at `offset` to 0. */
export function resetSum(cells: Float64Array, offset: number): void {
  cells[offset] = 0
  cells[offset + 1] = 0
}

/** Adds any finite value to the accumulator at `offset`; an infinite one makes the sum infinite or NaN. */
export function addToSum(cells: Float64Array, offset: number, value: number): void {
  const before = cells[offset] as number
  const after = before + value
  const beforeIsLarger = (before < 0 ? -before : before) >= (value < 0 ? -value : value)
  const lost = beforeIsLarger ? before - after + value : value - after + before
  cells[offset] = after
  cells[offset + 1] = (cells[offset + 1] as number) + lost
}

/** The value of the accumulator at `offset`. */
export function readSum(cells: Float64Array, offset: number): number {
  const sum = cells[offset] as number
  // The lost part of an overflowed sum is meaningless (Infinity - Infinity).
  return Number.isFinite(sum) ? sum + (cells[offset + 1] as number) : sum
}

/** Compensated sum of values[first..end). Whole array by default; 0 when empty. */
export function compensatedSum(values: ArrayLike<number>, first = 0, end = values.length): number {
  let sum = 0
  let lost = 0
  for (let index = first; index < end; index++) {
    const value = values[index] as number
    const next = sum + value
    lost += (sum < 0 ? -sum : sum) >= (value < 0 ? -value : value) ? sum - next + value : value - next + sum
    sum = next
  }
  return Number.isFinite(sum) ? sum + lost : sum
}
