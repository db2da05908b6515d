import { display } from '../engine/config.ts'
import { UserError } from '../engine/errors.ts'
import { didYouMean } from '../engine/nearest.ts'
import type { MetricRow } from './collect.ts'

/** Bounds that a run must meet, by criterion. */
export type SuccessCriteria = Readonly<Record<string, number>>

/** What criteria look at. `null` stands for a value that this run did not measure. */
export interface CriteriaFacts {
  readonly epochs: number
  readonly agents: number
  /** Toxicity pooled over the accepted interactions of the run. */
  readonly toxicityRate: number | null
  /** Mean over epochs, 0 where nothing was accepted. */
  readonly meanEpochToxicity: number
  /** Pooled over the run: negative where worse interactions were accepted than rejected. */
  readonly qualityGap: number | null
  readonly totalWelfare: number | null
  readonly meanAdversaryPayoff: number | null
  readonly meanHonestPayoff: number | null
  readonly connectedComponents: number | null
  readonly averagePathLength: number | null
  readonly flaggedPairs: number | null
  readonly ecosystemCollusionRisk: number | null
  readonly sybilRecall: number | null
  readonly sybilFalseAlarmRate: number | null
  /** Metrics pooled over the run, for the criteria on their columns. */
  readonly columns?: MetricRow
}

export interface CriterionResult {
  readonly name: string
  readonly value: number | null
  readonly bound: number
  readonly passed: boolean
}

type Fact = Exclude<keyof CriteriaFacts, 'columns'>
type Criterion = readonly [side: 'at least' | 'at most', fact: Fact]

const CRITERIA: Readonly<Record<string, Criterion>> = {
  min_epochs: ['at least', 'epochs'],
  min_agents: ['at least', 'agents'],
  toxicity_threshold: ['at most', 'meanEpochToxicity'],
  max_avg_toxicity: ['at most', 'meanEpochToxicity'],
  max_toxicity: ['at most', 'toxicityRate'],
  min_quality_gap: ['at least', 'qualityGap'],
  max_quality_gap: ['at most', 'qualityGap'],
  min_total_welfare: ['at least', 'totalWelfare'],
  min_welfare: ['at least', 'totalWelfare'],
  max_adversary_payoff: ['at most', 'meanAdversaryPayoff'],
  min_honest_agent_payoff: ['at least', 'meanHonestPayoff'],
  min_connected_components: ['at least', 'connectedComponents'],
  max_avg_path_length: ['at most', 'averagePathLength'],
  min_flagged_pairs: ['at least', 'flaggedPairs'],
  max_ecosystem_collusion_risk: ['at most', 'ecosystemCollusionRisk'],
  min_sybil_recall: ['at least', 'sybilRecall'],
  max_sybil_false_alarm_rate: ['at most', 'sybilFalseAlarmRate'],
}

/** Criteria on columns of mechanisms: `min_` or `max_` and the column's name. */
const COLUMN_CRITERIA: Readonly<Record<string, readonly [side: Criterion[0], column: string]>> = {
  min_flows_out: ['at least', 'flowsOut'],
  min_leak_recall: ['at least', 'leakRecall'],
  min_leak_containment: ['at least', 'leakContainment'],
  max_leak_harm_escaped: ['at most', 'leakHarmEscaped'],
  max_leak_collateral: ['at most', 'leakCollateral'],
  min_spill_containment: ['at least', 'spillContainment'],
  min_border_value: ['at least', 'borderValue'],
  max_outside_attack_rate: ['at most', 'outsideAttackRate'],
}

/** The column that a criterion looks at, of those that look at one. */
export const columnOfCriterion = (name: string): string | undefined => COLUMN_CRITERIA[name]?.[1]

export const CRITERION_NAMES: readonly string[] = [...Object.keys(CRITERIA), ...Object.keys(COLUMN_CRITERIA)]

/** Facts that a set of criteria needs and that cost extra to compute. */
export const needsFact = (criteria: SuccessCriteria, fact: Fact): boolean =>
  Object.keys(criteria).some((name) => CRITERIA[name]?.[1] === fact)

/** Refuses criteria that do not exist or have no number for a bound. */
export function checkCriteria(criteria: SuccessCriteria): SuccessCriteria {
  for (const [name, bound] of Object.entries(criteria)) {
    const path = `success_criteria.${name}`
    if (!CRITERION_NAMES.includes(name)) {
      const hint = didYouMean(name, CRITERION_NAMES) ?? `known are ${CRITERION_NAMES.join(', ')}`
      throw new UserError(path, 'no such criterion', { hint })
    }
    if (typeof bound !== 'number' || !Number.isFinite(bound)) {
      throw new UserError(path, `got ${display(bound)}, expected a number`)
    }
  }
  return criteria
}

/** Judges a run. A criterion on a value that was not measured fails. Unknown names are left out; `checkCriteria` refuses them. */
export function judge(criteria: SuccessCriteria, facts: CriteriaFacts): CriterionResult[] {
  return Object.entries(criteria).flatMap(([name, bound]) => {
    const criterion = CRITERIA[name] ?? COLUMN_CRITERIA[name]
    if (!criterion) return []
    const [side, what] = criterion
    const value = CRITERIA[name] ? facts[what as Fact] : (facts.columns?.[what] ?? null)
    const passed = value !== null && (side === 'at least' ? value >= bound : value <= bound)
    return [{ name, value, bound, passed }]
  })
}
