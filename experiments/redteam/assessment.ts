import { type Grade, gradeOf, ROBUSTNESS_WEIGHTS, robustnessScore } from '../../formulas/red-team.ts'
import { type Estimate, meanEstimate, shareEstimate } from './intervals.ts'
import type { Attack } from './library.ts'
import type { Outcome } from './outcome.ts'

/** A score in [0, 1] from what was measured, the one that its intervals leave, and the grade of the latter. */
export interface Score {
  readonly mean: number
  readonly low: number
  readonly grade: Grade
}

/** The mean of one condition over the seeds, beside its bound. */
export interface ConditionSummary {
  readonly name: string
  readonly side: 'above' | 'below'
  readonly mean: number
  readonly bound: number
  /** Runs in which it held. */
  readonly met: number
}

/** What one attack did over all seeds. Estimates are null without runs to rest on. */
export interface Assessment {
  readonly attack: string
  readonly category: Attack['category']
  readonly difficulty: Attack['difficulty']
  readonly policy: string
  readonly targets: readonly string[]
  readonly success: string
  readonly attackers: number
  /** Of all agents of the run. */
  readonly attackerShare: number
  readonly runs: number
  /** Runs in which at least one attack took effect. */
  readonly effectiveRuns: number
  readonly successRate: Estimate | null
  readonly conditions: readonly ConditionSummary[]
  readonly damage: Estimate | null
  readonly damageShare: Estimate | null
  readonly lostEarnings: Estimate | null
  readonly externalHarm: Estimate | null
  readonly dealings: Estimate | null
  readonly dealingsOfControl: Estimate | null
  readonly attacks: Estimate | null
  readonly effective: Estimate | null
  readonly evasion: Estimate | null
  /** Of the runs in which an attack took effect. */
  readonly detectionRate: Estimate | null
  /** Of the runs with a detection, in epochs. */
  readonly delay: Estimate | null
  readonly damageBeforeDetection: Estimate | null
  readonly flaggedShare: Estimate | null
  readonly collateral: Readonly<Record<keyof Outcome['collateral'], Estimate | null>>
  /** Runs in which each loophole was used, most used first. */
  readonly loopholes: Readonly<Record<string, number>>
  readonly score: Score
}

const SHARE = [0, 1] as const
const COUNTED = [0, Number.POSITIVE_INFINITY] as const
const clamp = (value: number): number => Math.min(1, Math.max(0, value))

/** Parts of a run's score, each in [0, 1]: prevented, seen, and what was left of others' earnings. */
export const partsOf = ({ success, evasion, damageShare }: Outcome) => ({
  prevented: success ? 0 : 1,
  seen: 1 - (evasion ?? 0),
  kept: 1 - clamp(damageShare),
})

const weigh = (prevented: number, seen: number, kept: number): number =>
  ROBUSTNESS_WEIGHTS.prevented * prevented +
  ROBUSTNESS_WEIGHTS.evasion * seen +
  ROBUSTNESS_WEIGHTS.damage * kept

/** Score of one run, for pairing by seed. */
export function scoreOfRun(outcome: Outcome): number {
  const { prevented, seen, kept } = partsOf(outcome)
  return weigh(prevented, seen, kept)
}

/**
 * Score of some runs: .4 × share prevented + .3 × (1 - evasion) + .3 × (1 - damage share). Its lower bound takes the lower end
 * of each part's 95% interval: Wilson's for the share, Student's over the groups for the others. The grade is that of the
 * lower bound.
 * @param groups runs of one attack, one a group; or the runs of one seed together
 */
export function scoreOf(groups: readonly (readonly Outcome[])[]): Score {
  const runs = groups.flat()
  const prevented = shareEstimate(runs.filter(({ success }) => !success).length, runs.length)
  if (prevented === null) return { mean: 1, low: 0, grade: 'F' }
  const part = (name: 'seen' | 'kept') =>
    meanEstimate(
      groups.map((group) => group.reduce((sum, run) => sum + partsOf(run)[name], 0) / group.length),
    ) as Estimate
  const [seen, kept] = [part('seen'), part('kept')]
  const low = weigh(prevented.low ?? 0, clamp(seen.low ?? 0), clamp(kept.low ?? 0))
  return { mean: weigh(prevented.mean, seen.mean, kept.mean), low, grade: gradeOf(low) }
}

/** What an attack did over its runs. */
export function assess(
  { id, category, difficulty, policy, targets, success }: Attack,
  outcomes: readonly Outcome[],
  attackers: number,
  agents: number,
): Assessment {
  const estimate = (pick: (outcome: Outcome) => number | null, range?: readonly [number, number]) =>
    meanEstimate(
      outcomes.map(pick).filter((value) => value !== null),
      range,
    )
  const detectable = outcomes.filter(({ detected }) => detected !== null)
  return {
    attack: id,
    category,
    difficulty,
    policy,
    targets,
    success,
    attackers,
    attackerShare: attackers / (attackers + agents),
    runs: outcomes.length,
    effectiveRuns: outcomes.filter(({ effective }) => effective > 0).length,
    successRate: shareEstimate(outcomes.filter((outcome) => outcome.success).length, outcomes.length),
    conditions: conditionsOf(outcomes),
    damage: estimate(({ damage }) => damage),
    damageShare: estimate(({ damageShare }) => damageShare),
    lostEarnings: estimate(({ lostEarnings }) => lostEarnings),
    externalHarm: estimate(({ externalHarm }) => externalHarm),
    dealings: estimate(({ dealings }) => dealings),
    dealingsOfControl: estimate(({ dealingsOfControl }) => dealingsOfControl),
    attacks: estimate(({ attacks }) => attacks, COUNTED),
    effective: estimate(({ effective }) => effective, COUNTED),
    evasion: estimate(({ evasion }) => evasion, SHARE),
    detectionRate: shareEstimate(detectable.filter(({ detected }) => detected).length, detectable.length),
    delay: estimate(({ delay }) => delay, COUNTED),
    damageBeforeDetection: estimate(({ damageBeforeDetection }) => damageBeforeDetection),
    flaggedShare: estimate(({ flaggedShare }) => flaggedShare, SHARE),
    collateral: {
      freezes: estimate(({ collateral }) => collateral.freezes),
      costs: estimate(({ collateral }) => collateral.costs),
      violations: estimate(({ collateral }) => collateral.violations),
      flagged: estimate(({ collateral }) => collateral.flagged),
    },
    loopholes: loopholeCounts(outcomes),
    score: scoreOf(outcomes.map((outcome) => [outcome])),
  }
}

function conditionsOf(outcomes: readonly Outcome[]): ConditionSummary[] {
  return (outcomes[0]?.conditions ?? []).map(({ name, side, bound }, place) => {
    const values = outcomes.map(({ conditions }) => conditions[place]?.value ?? 0)
    return {
      name,
      side,
      mean: values.reduce((sum, value) => sum + value, 0) / values.length,
      bound,
      met: values.filter((value) => (side === 'above' ? value > bound : value < bound)).length,
    }
  })
}

function loopholeCounts(outcomes: readonly Outcome[]): Record<string, number> {
  const counts = new Map<string, number>()
  for (const name of outcomes.flatMap(({ loopholes }) => loopholes)) {
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return Object.fromEntries([...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)))
}

/** The whole library against one setting. */
export interface Overall extends Score {
  readonly successes: number
  readonly runs: number
  /** The attack with the lowest lower bound. */
  readonly weakest: string | null
  /** The peer's score of the same measurements: attacks prevented by most seeds, mean evasion, sum of mean damages. */
  readonly compat: { readonly score: number; readonly grade: Grade }
}

/** Score over all attacks: shares over all runs, other parts as means of each seed. */
export function overallOf(assessments: readonly Assessment[], outcomes: readonly Outcome[]): Overall {
  const seeds = [...new Set(outcomes.map(({ seed }) => seed))]
  const bySeed = seeds.map((seed) => outcomes.filter((outcome) => outcome.seed === seed))
  const tested = assessments.filter(({ runs }) => runs > 0)
  const evasion = tested.reduce((sum, each) => sum + (each.evasion?.mean ?? 0), 0)
  const compat = robustnessScore({
    attacksTested: tested.length,
    attacksPrevented: tested.filter(({ successRate }) => (successRate?.mean ?? 0) < 0.5).length,
    overallEvasionRate: tested.length === 0 ? 0 : evasion / tested.length,
    totalDamageAllowed: tested.reduce((sum, each) => sum + Math.max(0, each.damage?.mean ?? 0), 0),
  })
  const weakest = [...tested].sort((a, b) => a.score.low - b.score.low)[0]
  return {
    ...scoreOf(bySeed),
    successes: outcomes.filter(({ success }) => success).length,
    runs: outcomes.length,
    weakest: weakest?.attack ?? null,
    compat: { score: compat, grade: gradeOf(compat) },
  }
}
