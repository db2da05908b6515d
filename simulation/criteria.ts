import { display } from '../engine/config.ts'
import { UserError } from '../engine/errors.ts'
import { didYouMean } from '../engine/nearest.ts'

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
}

export interface CriterionResult {
  readonly name: string
  readonly value: number | null
  readonly bound: number
  readonly passed: boolean
}

type Fact = keyof CriteriaFacts
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

export const CRITERION_NAMES: readonly string[] = Object.keys(CRITERIA)

/** Facts that a set of criteria needs and that cost extra to compute. */
export const needsFact = (criteria: SuccessCriteria, fact: Fact): boolean =>
  Object.keys(criteria).some((name) => CRITERIA[name]?.[1] === fact)

/** Refuses criteria that do not exist or have no number for a bound. */
export function checkCriteria(criteria: SuccessCriteria): SuccessCriteria {
  for (const [name, bound] of Object.entries(criteria)) {
    const path = `success_criteria.${name}`
    if (!Object.hasOwn(CRITERIA, name)) {
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
    const criterion = CRITERIA[name]
    if (!criterion) return []
    const [side, fact] = criterion
    const value = facts[fact]
    const passed = value !== null && (side === 'at least' ? value >= bound : value <= bound)
    return [{ name, value, bound, passed }]
  })
}
