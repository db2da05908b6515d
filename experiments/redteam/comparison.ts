import { scoreOfRun } from './assessment.ts'
import { type Estimate, meanEstimate } from './intervals.ts'
import type { Outcome } from './outcome.ts'

/** Differences of the second setting to the first, seed by seed. Below 0 means less of it under the second. */
export interface Differences {
  readonly successRate: Estimate | null
  readonly damage: Estimate | null
  readonly damageShare: Estimate | null
  readonly evasion: Estimate | null
  readonly flaggedHonest: Estimate | null
  readonly honestCosts: Estimate | null
  /** Above 0 means that the second setting is the more robust one. */
  readonly score: Estimate | null
}

export interface Comparison {
  /** Names of the settings. */
  readonly settings: readonly [string, string]
  /** Pairs of runs: same attack, same seed. */
  readonly pairs: number
  readonly byAttack: readonly (Differences & { readonly attack: string })[]
  readonly overall: Differences
  /** Settings, the more robust one first, by mean score. */
  readonly ranking: readonly [string, string]
  /** Whether the interval of the difference in score leaves 0 out. */
  readonly decided: boolean
}

type Pair = readonly [first: Outcome, second: Outcome]

/** Compares two settings on common random numbers: by pairs of one attack and one seed. */
export function compare(
  settings: readonly [string, string],
  first: readonly Outcome[],
  second: readonly Outcome[],
): Comparison {
  const nameOf = ({ attack, seed }: Outcome) => `${attack} ${seed}`
  const others = new Map(second.map((outcome) => [nameOf(outcome), outcome]))
  const pairs = first.flatMap((outcome): Pair[] => {
    const other = others.get(nameOf(outcome))
    return other ? [[outcome, other]] : []
  })
  const attacks = [...new Set(pairs.map(([{ attack }]) => attack))]
  const seeds = [...new Set(pairs.map(([{ seed }]) => seed))]
  const overall = differences(seeds.map((seed) => pairs.filter(([one]) => one.seed === seed)))
  const gain = overall.score?.mean ?? 0
  return {
    settings,
    pairs: pairs.length,
    byAttack: attacks.map((attack) => ({
      attack,
      ...differences(pairs.filter(([one]) => one.attack === attack).map((pair) => [pair])),
    })),
    overall,
    ranking: gain > 0 ? [settings[1], settings[0]] : settings,
    decided: (overall.score?.low ?? 0) > 0 !== (overall.score?.high ?? 0) < 0,
  }
}

/** @param groups pairs whose mean counts as one observation: one pair, or all of one seed */
function differences(groups: readonly (readonly Pair[])[]): Differences {
  const estimate = (pick: (outcome: Outcome) => number) =>
    meanEstimate(
      groups.map(
        (group) => group.reduce((sum, [one, other]) => sum + pick(other) - pick(one), 0) / group.length,
      ),
    )
  return {
    successRate: estimate(({ success }) => Number(success)),
    damage: estimate(({ damage }) => damage),
    damageShare: estimate(({ damageShare }) => damageShare),
    evasion: estimate(({ evasion }) => evasion ?? 0),
    flaggedHonest: estimate(({ collateral }) => collateral.flagged),
    honestCosts: estimate(({ collateral }) => collateral.costs),
    score: estimate(scoreOfRun),
  }
}
