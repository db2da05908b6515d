import { STATUSES, Status } from '../components/codes.ts'

/** Adds to one running sum; called once a chunk, after the loop has added up in a local variable. */
export function add(sums: Float64Array, index: number, value: number): void {
  sums[index] = (sums[index] as number) + value
}

/** part / whole, and 0 where the whole is 0: means and rates of nothing read 0. */
export const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)

const weightsOf = (...counted: readonly number[]): Float64Array =>
  Float64Array.from(STATUSES, (_, status) => (counted.includes(status) ? 1 : 0))

/**
 * Weights of rows by status, 1 for those that count and 0 for others. Sums multiply by them: outcomes come in no order, so
 * a processor guesses a branch on them wrong time and again, and each wrong guess costs as much as several sums.
 */
export const ACCEPTED_WEIGHTS = weightsOf(Status.accepted)
export const DECLINED_WEIGHTS = weightsOf(Status.declined)
export const GATED_WEIGHTS = weightsOf(Status.gated)
export const REJECTED_WEIGHTS = weightsOf(Status.declined, Status.gated)
export const COMPLETED_WEIGHTS = weightsOf(Status.accepted, Status.declined, Status.gated)

/** Whether an interaction was carried through, with either outcome: expired and void ones enter no rate and no mean. */
export const isCompleted = (status: number): boolean =>
  status === Status.accepted || status === Status.declined || status === Status.gated

/**
 * 1 where p < bound and 0 elsewhere, for both in [0, 1]: the sign of a difference is exact, and rounding it up takes no
 * branch. p falls on either side too evenly for a processor to guess, which would cost several times the addition.
 */
export const isBelow = (p: number, bound: number): number => Math.ceil(bound - p)

/** Population variance from a count, a sum and a sum of squares of values less any constant; 0 for fewer than two. */
export function varianceOf(count: number, sum: number, squares: number): number {
  if (count < 2) return 0
  const mean = sum / count
  return Math.max(0, squares / count - mean * mean)
}
