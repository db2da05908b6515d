import type { LookupAccess } from '../../components/lookup/acquaintances.ts'
import { CO_MOMENTS, mergeCoMoments } from '../../formulas/co-moments.ts'
import { BENEFIT_TABLE, INTERACTIONS, Pair, PairBenefit, PairHistory } from './columns.ts'
import { pairSpaceOf } from './pairs.ts'
import { acceptedOf, BY_HIGH, BY_LOW, COUNT_MAX, SUM_P, startedBy, startedByBoth, TALLY } from './tally.ts'

/** Places in `PairSums.cells`, behind those of the two sides. */
export const ACCEPTED = 2
export const SUM_P_LOW = 3
export const SUM_P_HIGH = 4
const CELLS = 5

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
  const { entry } = access.get(Pair)
  const { tally } = access.get(PairHistory)
  const { rows, epochs } = pairSpaceOf(access.world)
  const end = rows * epochs * TALLY
  const cells = new Float64Array(CELLS)
  const moments = new Float64Array(CO_MOMENTS)
  const packed = new Float64Array(1)
  const addMoments = bindMoments(access, moments)
  /** Counts one by one, where sums need more bits than they have in a tally. */
  const countApart = (row: number) => {
    cells.fill(0, 0, ACCEPTED + 1)
    for (let at = row * TALLY; at < end; at += rows * TALLY) {
      cells[BY_LOW] += startedBy(BY_LOW, tally, at)
      cells[BY_HIGH] += startedBy(BY_HIGH, tally, at)
      cells[ACCEPTED] += acceptedOf(tally, at)
    }
  }
  const sumUp = (row: number) => {
    // Epochs without an interaction add nothing; to ask would cost more than to add.
    let counts = 0
    let sumLow = 0
    let sumHigh = 0
    for (let at = row * TALLY; at < end; at += rows * TALLY) {
      counts += tally[at]
      sumLow += tally[at + SUM_P]
      sumHigh += tally[at + SUM_P + 1]
    }
    packed[0] = counts
    cells[BY_LOW] = startedBy(BY_LOW, packed, 0)
    cells[BY_HIGH] = startedBy(BY_HIGH, packed, 0)
    cells[ACCEPTED] = acceptedOf(packed, 0)
    cells[SUM_P_LOW] = sumLow
    cells[SUM_P_HIGH] = sumHigh
    if (entry[4 * row + INTERACTIONS] > COUNT_MAX) countApart(row)
    addMoments?.(row)
  }
  return { cells, moments, sumUp }
}

/** Fills the co-moments of a row's benefits. Undefined where costs do not count as benefits, so that none are kept. */
function bindMoments(access: LookupAccess, moments: Float64Array): ((row: number) => void) | undefined {
  if (access.world.rowsOf(BENEFIT_TABLE) === 0) return undefined
  const { tally } = access.get(PairHistory)
  const benefits = access.get(PairBenefit).moments
  const { rows, epochs } = pairSpaceOf(access.world)
  return (row) => {
    let before = 0
    moments.fill(0)
    for (let history = row; history < rows * epochs; history += rows) {
      const count = startedByBoth(tally, history * TALLY)
      mergeCoMoments(moments, 0, before, benefits, history * CO_MOMENTS, count)
      before += count
    }
  }
}
