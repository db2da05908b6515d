import type { SystemAccess } from '../../engine/world.ts'
import { correlationOf } from '../../formulas/co-moments.ts'
import { frequencyScore, meanOfSides, pairScore } from '../../formulas/collusion.ts'
import { bindChance } from './chance.ts'
import { ACCEPTED, BY_HIGH, BY_LOW, CollusionTotals, Pair, Suspicion } from './columns.ts'
import type { PairSpace } from './pairs.ts'
import { collusionParameters, leverParameters } from './parameters.ts'
import { type PairSums, SUM_P_HIGH, SUM_P_LOW } from './sums.ts'

/** Interactions that are judged now. */
export const totalOf = (pairs: PairSpace, usage: Uint32Array): number => {
  let total = 0
  for (let row = 0; row < pairs.rows; row++) total += usage[2 * row]
  return total
}

/**
 * Judges every pair: its score, whether it is suspicious, and what that says of both its agents. Where false discoveries are
 * held down, a pair whose frequency chance explains is not suspicious and raises nobody's risk.
 */
export function bindJudgement(
  access: SystemAccess,
  pairs: PairSpace,
  sums: PairSums,
): (agents: number) => void {
  const { parties, usage, judged, score, chance, suspicious, flagged } = access.get(Pair)
  const { risk } = access.get(Suspicion)
  const totals = access.get(CollusionTotals)
  const { collusionScoreThreshold, collusionMinInteractions } = access.parameters(leverParameters)
  const { falseDiscoveryRate } = access.parameters(collusionParameters)
  const { epoch } = access.clock
  const scoreAll = bindScoring(access, pairs, sums)
  const byChance = bindChance(access, pairs, sums)
  const raise = (agent: number, row: number) => {
    if (score[row] > risk[agent]) risk[agent] = score[row]
  }
  return (agents) => {
    scoreAll()
    const threshold = collusionScoreThreshold[0]
    const controlled = !Number.isNaN(falseDiscoveryRate[0])
    if (controlled) byChance.compute(agents, threshold)
    const limit = controlled ? byChance.limit(agents, falseDiscoveryRate[0]) : 1
    let found = 0
    let spared = 0
    risk.fill(0, 0, agents)
    for (let row = 0; row < pairs.rows; row++) {
      suspicious[row] = 0
      if (usage[2 * row] < collusionMinInteractions[0]) continue
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
      raise(parties[2 * row] - 1, row)
      raise(parties[2 * row + 1], row)
    }
    totals.suspiciousPairs[0] = found
    totals.spared[0] = spared
  }
}

/** Scores of all pairs, 0 for those with too few interactions. */
function bindScoring(access: SystemAccess, pairs: PairSpace, sums: PairSums): () => void {
  const { usage, score, chance } = access.get(Pair)
  const totals = access.get(CollusionTotals)
  const { collusionFrequencyThreshold, collusionMinInteractions } = access.parameters(leverParameters)
  const { cells, moments } = sums
  return () => {
    let held = 0
    let total = 0
    let squares = 0
    for (let row = 0; row < pairs.rows; row++) {
      if (usage[2 * row] === 0) continue
      const interactions = usage[2 * row]
      held++
      total += interactions
      squares += interactions * interactions
    }
    let judged = 0
    let sum = 0
    let worst = 0
    for (let row = 0; row < pairs.rows; row++) {
      score[row] = 0
      chance[row] = 1
      const interactions = usage[2 * row]
      if (interactions < collusionMinInteractions[0]) continue
      sums.sumUp(row)
      score[row] = pairScore(
        frequencyScore(interactions, held, total, squares),
        correlationOf(moments, 0),
        cells[ACCEPTED] / interactions,
        meanOfSides(cells[BY_LOW], cells[SUM_P_LOW], cells[BY_HIGH], cells[SUM_P_HIGH]),
        interactions,
        collusionFrequencyThreshold[0],
      )
      judged++
      sum += score[row]
      if (score[row] > worst) worst = score[row]
    }
    totals.pairs[0] = judged
    totals.worstPair[0] = worst
    totals.meanPair[0] = judged === 0 ? 0 : sum / judged
  }
}
