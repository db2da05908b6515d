import { display, snakeCase } from '../engine/config.ts'
import { UserError } from '../engine/errors.ts'
import type { MetricValue } from '../engine/metric.ts'
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
}

/** Criteria with a name and a meaning of their own. */
export const CRITERION_NAMES: readonly string[] = Object.keys(CRITERIA)

/** Names that lists of columns bring, found once a list: a vocabulary has hundreds of columns, and every run asks. */
const NAMES = new WeakMap<readonly string[], readonly string[]>()

/** Those, and for every column of a results row one on its least and one on its largest value in the summary. */
export function criterionNames(columns: readonly string[]): readonly string[] {
  const known = NAMES.get(columns)
  if (known) return known
  const found = [...new Set([...CRITERION_NAMES, ...columns.flatMap(boundsOf)])]
  NAMES.set(columns, found)
  return found
}

const boundsOf = (column: string): [string, string] => [
  `min_${snakeCase(column)}`,
  `max_${snakeCase(column)}`,
]

/** Facts that a set of criteria needs and that cost extra to compute. */
export const needsFact = (criteria: SuccessCriteria, fact: Fact): boolean =>
  Object.keys(criteria).some((name) => CRITERIA[name]?.[1] === fact)

/**
 * Refuses criteria that do not exist or have no number for a bound.
 * @param columns of results rows that a run can have
 */
export function checkCriteria(criteria: SuccessCriteria, columns: readonly string[] = []): SuccessCriteria {
  const known = criterionNames(columns)
  for (const [name, bound] of Object.entries(criteria)) {
    const path = `success_criteria.${name}`
    if (!known.includes(name)) {
      const hint =
        didYouMean(name, known) ?? `known are ${CRITERION_NAMES.join(', ')}, and min_ and max_ of any metric`
      throw new UserError(path, 'no such criterion', { hint })
    }
    if (typeof bound !== 'number' || !Number.isFinite(bound)) {
      throw new UserError(path, `got ${display(bound)}, expected a number`)
    }
  }
  return criteria
}

/**
 * Judges a run. A criterion on a value that was not measured fails. Names that neither the engine nor the row knows are left
 * out where no row is given; `checkCriteria` refuses them.
 * @param row the summary's metrics, which `min_` and `max_` criteria look at
 */
export function judge(
  criteria: SuccessCriteria,
  facts: CriteriaFacts,
  row?: Readonly<Record<string, MetricValue>>,
): CriterionResult[] {
  return Object.entries(criteria).flatMap(([name, bound]) => {
    const criterion = CRITERIA[name]
    if (!criterion && !row) return []
    const side = criterion?.[0] ?? (name.startsWith('min_') ? 'at least' : 'at most')
    const value = criterion ? facts[criterion[1]] : columnOf(name, row ?? {})
    const passed = value !== null && (side === 'at least' ? value >= bound : value <= bound)
    return [{ name, value, bound, passed }]
  })
}

/** Value of the column that a `min_` or `max_` criterion names; null where the run has no such column. */
function columnOf(name: string, row: Readonly<Record<string, MetricValue>>): number | null {
  const column = Object.keys(row).find((each) => boundsOf(each).includes(name))
  return column === undefined ? null : (row[column] ?? null)
}
