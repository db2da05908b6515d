import { definePlugin } from '../../engine/plugin.ts'
import { collusionAnalysisSystem } from './analysis.ts'
import { collusionChargesSystem } from './charges.ts'
import { colluder } from './colluder.ts'
import {
  BENEFIT_TABLE,
  CollusionTotals,
  CollusionTruth,
  HISTORY_TABLE,
  PAIR_TABLE,
  Pair,
  PairBenefit,
  PairHistory,
  Suspicion,
} from './columns.ts'
import { collusionDetection, collusionFindings } from './metrics.ts'
import { pairRows } from './pairs.ts'
import { collusionParameters, leverParameters } from './parameters.ts'
import { collusionRecordSystem } from './record.ts'
import { collusionTruthSystem } from './truth.ts'
import { collusionWindowSystem } from './window.ts'

export const collusionComponents = [
  Pair,
  PairHistory,
  PairBenefit,
  Suspicion,
  CollusionTotals,
  CollusionTruth,
]

export interface CollusionSizes {
  readonly pairsPerAgent: number
  /** Epochs whose history is kept apart; 1 when all are one. */
  readonly epochs: number
  /** Whether costs count as benefits, so that co-moments are kept. */
  readonly benefits: boolean
}

/** Rows of the mechanism's tables for some agents. */
export function collusionTables(agents: number, sizes: CollusionSizes): Record<string, number> {
  const pairs = pairRows(agents, sizes.pairsPerAgent)
  const history = pairs * sizes.epochs
  return { [PAIR_TABLE]: pairs, [HISTORY_TABLE]: history, [BENEFIT_TABLE]: sizes.benefits ? history : 0 }
}

/**
 * Finds pairs and rings of agents that favour one another, and fines them. Colluders may also live in a society that does
 * not look for them: their policy is there as soon as a scenario has any. Whitepaper §8, collusion detection.
 */
export const collusion = definePlugin('collusion', [leverParameters, collusionParameters], (app) => {
  const { plan } = app
  const enabled = plan.value('governance.collusion_detection_enabled') === true
  // Room for newcomers counts as members of every policy.
  const colluders = (plan.members.get(colluder.name) ?? 0) - (plan.capacity - plan.population)
  if (enabled || colluders > 0) app.policies(colluder)
  if (!enabled) return
  const sizes = {
    pairsPerAgent: plan.value('collusion.pairs_per_agent') as number,
    epochs: (plan.value('collusion.penalty_window') as number | null) ?? 1,
    benefits: plan.value('collusion.benefit') === 'full',
  }
  app
    .needs('core')
    .tables(collusionTables(plan.capacity, sizes))
    .components(...collusionComponents)
    .systems(collusionAnalysisSystem, collusionTruthSystem, collusionWindowSystem)
    .systems(collusionChargesSystem)
    .systems(collusionRecordSystem)
    .metrics(collusionFindings, collusionDetection)
})
