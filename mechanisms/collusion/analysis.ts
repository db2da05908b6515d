import { LeverEffect } from '../../components/custody.ts'
import { defineSystem } from '../../engine/schedule.ts'
import type { SystemAccess } from '../../engine/world.ts'
import { FINE_PER_REPUTATION } from '../../formulas/collusion.ts'
import { CHANCE_READS } from './chance.ts'
import { CollusionTotals, Pair, PairBenefit, PairHistory, Suspicion } from './columns.ts'
import { bindGroups } from './groups.ts'
import { bindFrequencies, bindJudgement, TOTAL } from './judgement.ts'
import { pairSpaceOf } from './pairs.ts'
import { leverParameters } from './parameters.ts'
import { bindSums } from './sums.ts'

/**
 * Judges the history of all pairs as an epoch begins, and asks for the fines: O(pairs). Reads the network's degrees. Writes
 * the table of pairs, what it says of agents, and LeverEffect, with which the other levers' wishes are merged.
 * Whitepaper §8, collusion detection.
 */
export const collusionAnalysisSystem = defineSystem({
  name: 'collusion-analysis',
  phase: 'epoch-levers',
  every: 'epoch-start',
  after: ['thaw'],
  before: ['lever-merge'],
  reads: [PairHistory, PairBenefit, ...CHANCE_READS],
  writes: [Pair, Suspicion, CollusionTotals, LeverEffect],
  doc: 'Finds pairs and groups that favour one another, and asks for their fines.',
  bind(access) {
    const totals = access.get(CollusionTotals)
    const { collusionMinInteractions } = access.parameters(leverParameters)
    const pairs = pairSpaceOf(access.world)
    const sums = bindSums(access)
    const frequencies = bindFrequencies(access, pairs)
    const judge = bindJudgement(access, pairs, sums, frequencies)
    const group = bindGroups(access, pairs, sums)
    const fine = bindFines(access)
    return (_first, agents) => {
      totals.analysed[0] = 0
      totals.penalisedAgents[0] = 0
      frequencies.take()
      if (frequencies.sums[TOTAL] < collusionMinInteractions[0]) return
      totals.analysed[0] = 1
      judge(agents)
      group(agents)
      fine(agents)
    }
  },
})

/** Asks for the fines of everyone whose risk reaches the threshold. */
function bindFines(access: SystemAccess): (agents: number) => void {
  const { risk, fined } = access.get(Suspicion)
  const totals = access.get(CollusionTotals)
  const effect = access.get(LeverEffect)
  const { collusionScoreThreshold, collusionPenaltyMultiplier } = access.parameters(leverParameters)
  return (agents) => {
    const threshold = collusionScoreThreshold[0]
    const multiplier = collusionPenaltyMultiplier[0]
    let penalised = 0
    let taken = 0
    for (let agent = 0; agent < agents; agent++) {
      if (risk[agent] < threshold || risk[agent] === 0) continue
      const loss = risk[agent] * multiplier
      const fine = FINE_PER_REPUTATION * loss
      effect.reputation[agent] -= loss
      effect.resources[agent] -= fine
      fined[agent] += fine
      taken += fine
      penalised++
    }
    totals.penalisedAgents[0] = penalised
    totals.fines[0] += taken
  }
}
