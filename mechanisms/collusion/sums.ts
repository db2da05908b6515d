import type { LookupAccess } from '../../components/lookup/acquaintances.ts'
import { CO_MOMENTS, mergeCoMoments } from '../../formulas/co-moments.ts'
import { BENEFIT_TABLE, BY_HIGH, BY_LOW, COUNTS, PairBenefit, PairHistory } from './columns.ts'
import { pairSpaceOf } from './pairs.ts'

/** Places in `PairSums.cells`. */
export const SUM_P_LOW = 3
export const SUM_P_HIGH = 4

/** A pair's history over the whole window, one pair at a time. */
export interface PairSums {
  /** Started by the lower agent, by the higher one, accepted; then the sums of p of the first two. */
  readonly cells: Float64Array
  /** Co-moments of both sides' benefits; all 0 where costs do not count as benefits. */
  readonly moments: Float64Array
  /** Fills both for a row of the table of pairs. */
  sumUp(row: number): void
}

export function bindSums(access: LookupAccess): PairSums {
  const { counts, sumP } = access.get(PairHistory)
  const benefits = access.get(PairBenefit).moments
  const { rows, epochs } = pairSpaceOf(access.world)
  const keepsBenefits = access.world.rowsOf(BENEFIT_TABLE) > 0
  const cells = new Float64Array(COUNTS + 2)
  const moments = new Float64Array(CO_MOMENTS)
  const sumUp = (row: number) => {
    cells.fill(0)
    if (keepsBenefits) moments.fill(0)
    for (let history = row; history < rows * epochs; history += rows) {
      const cell = history * COUNTS
      const count = counts[cell + BY_LOW] + counts[cell + BY_HIGH]
      if (count === 0) continue
      if (keepsBenefits) {
        const before = cells[BY_LOW] + cells[BY_HIGH]
        mergeCoMoments(moments, 0, before, benefits, history * CO_MOMENTS, count)
      }
      for (let place = 0; place < COUNTS; place++) cells[place] += counts[cell + place]
      cells[SUM_P_LOW] += sumP[2 * history]
      cells[SUM_P_HIGH] += sumP[2 * history + 1]
    }
  }
  return { cells, moments, sumUp }
}
