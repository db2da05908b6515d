import type { SystemAccess } from '../../engine/world.ts'
import { correlationOf } from '../../formulas/co-moments.ts'
import { frequencyScore, meanOfSides, pairScore } from '../../formulas/collusion.ts'
import { bindChance, type Chance } from './chance.ts'
import { CollusionTotals, HIGH, INTERACTIONS, Pair, Suspicion } from './columns.ts'
import type { PairSpace } from './pairs.ts'
import { collusionParameters, leverParameters } from './parameters.ts'
import { ACCEPTED, type PairSums, SUM_P_HIGH, SUM_P_LOW } from './sums.ts'
import { BY_HIGH, BY_LOW } from './tally.ts'

/** Places in `Frequencies.sums`. */
const PAIRS = 0
export const TOTAL = 1
const SQUARES = 2

/** How often pairs deal. */
export interface Frequencies {
  /** Pairs that are judged, their interactions, and the squares of these. */
  readonly sums: Float64Array
  take(): void
}

export function bindFrequencies(access: SystemAccess, pairs: PairSpace): Frequencies {
  const { entry } = access.get(Pair)
  const sums = new Float64Array(3)
  const take = () => {
    let held = 0
    let total = 0
    let squares = 0
    for (let row = 0; row < pairs.rows; row++) {
      const interactions = entry[4 * row + INTERACTIONS]
      // One where there are any: which places are taken cannot be foreseen, so a branch would be slower.
      held += (0 - interactions) >>> 31
      total += interactions
      squares += interactions * interactions
    }
    sums[PAIRS] = held
    sums[TOTAL] = total
    sums[SQUARES] = squares
  }
  return { sums, take }
}

/**
 * Judges every pair: its score, whether it is suspicious, and what that says of both its agents. Where false discoveries are
 * held down, a pair whose frequency chance explains is not suspicious and raises nobody's risk.
 */
export function bindJudgement(
  access: SystemAccess,
  pairs: PairSpace,
  sums: PairSums,
  frequencies: Frequencies,
): (agents: number) => void {
  const { entry, judged, score, chance, suspicious, flagged } = access.get(Pair)
  const { risk } = access.get(Suspicion)
  const totals = access.get(CollusionTotals)
  const { collusionScoreThreshold } = access.parameters(leverParameters)
  const { falseDiscoveryRate } = access.parameters(collusionParameters)
  const { epoch } = access.clock
  const rows = new Uint32Array(pairs.rows)
  const chances = bindChance(access, pairs, sums)
  const scoreAll = bindScoring(access, pairs, sums, frequencies, chances)
  const raise = (agent: number, row: number) => {
    if (score[row] > risk[agent]) risk[agent] = score[row]
  }
  return (agents) => {
    const threshold = collusionScoreThreshold[0]
    const rate = falseDiscoveryRate[0]
    const count = scoreAll(rows, agents)
    const asksChance = !Number.isNaN(rate) && totals.worstPair[0] >= threshold
    const limit = asksChance ? chances.limit(rows, count, agents, threshold, rate) : 1
    let found = 0
    let spared = 0
    risk.fill(0, 0, agents)
    for (let place = 0; place < count; place++) {
      const row = rows[place]
      if (judged[row] === 0) judged[row] = epoch[0] + 1
      if (score[row] >= threshold) {
        if (chance[row] > limit) {
          spared++
          continue
        }
        found++
        suspicious[row] = 1
        if (flagged[row] === 0) flagged[row] = epoch[0] + 1
      }
      raise(entry[4 * row] - 1, row)
      raise(entry[4 * row + HIGH], row)
    }
    totals.suspiciousPairs[0] = found
    totals.spared[0] = spared
  }
}

/** Scores of all pairs, 0 for those with too few interactions; lists the rows of the others and returns how many they are. */
function bindScoring(
  access: SystemAccess,
  pairs: PairSpace,
  { cells, moments, sumUp }: PairSums,
  { sums }: Frequencies,
  chances: Chance,
): (rows: Uint32Array, agents: number) => number {
  const { entry, score, chance, suspicious } = access.get(Pair)
  const totals = access.get(CollusionTotals)
  const { collusionFrequencyThreshold, collusionMinInteractions } = access.parameters(leverParameters)
  // A function of whole numbers alone, so that no score crosses a call and is boxed.
  const judge = (row: number) => {
    const interactions = entry[4 * row + INTERACTIONS]
    score[row] = pairScore(
      frequencyScore(interactions, sums[PAIRS], sums[TOTAL], sums[SQUARES]),
      correlationOf(moments, 0),
      cells[ACCEPTED] / interactions,
      meanOfSides(cells[BY_LOW], cells[SUM_P_LOW], cells[BY_HIGH], cells[SUM_P_HIGH]),
      interactions,
      collusionFrequencyThreshold[0],
    )
  }
  return (rows, agents) => {
    const least = collusionMinInteractions[0]
    let judged = 0
    let sum = 0
    let worst = 0
    chances.forget(agents)
    for (let row = 0; row < pairs.rows; row++) {
      if (entry[4 * row] === 0) continue
      score[row] = 0
      chance[row] = 1
      suspicious[row] = 0
      if (entry[4 * row + INTERACTIONS] === 0) continue
      sumUp(row)
      chances.note(row)
      if (entry[4 * row + INTERACTIONS] < least) continue
      judge(row)
      rows[judged++] = row
      sum += score[row]
      if (score[row] > worst) worst = score[row]
    }
    totals.pairs[0] = judged
    totals.worstPair[0] = worst
    totals.meanPair[0] = judged === 0 ? 0 : sum / judged
    return judged
  }
}
