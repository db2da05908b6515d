import { defaultOf, type ParameterValue } from '../../engine/config.ts'
import { mechanisms } from '../../mechanisms/index.ts'
import { vocabulary } from '../../simulation/assembly.ts'
import { populationOf, type Scenario } from '../../simulation/scenario.ts'
import { VERSION } from '../../simulation/version.ts'
import { type Recommendation, recommendationsOf, type Vulnerability, vulnerabilitiesOf } from './advice.ts'
import { type AssaultOptions, assault } from './assault.ts'
import { type Assessment, assess, type Overall, overallOf } from './assessment.ts'
import { type Comparison, compare } from './comparison.ts'
import type { Outcome } from './outcome.ts'
import { cellsFor } from './siege.ts'

export type { Recommendation, Vulnerability } from './advice.ts'
export { type AssaultProgress, type OutcomeStore, seedsOf } from './assault.ts'
export type { Assessment, ConditionSummary, Overall, Score } from './assessment.ts'
export type { Comparison, Differences } from './comparison.ts'
export type { Estimate } from './intervals.ts'
export { type Attack, attackLibrary } from './library.ts'
export type { Outcome } from './outcome.ts'

/** One setting of governance under the whole library. */
export interface SettingReport {
  readonly name: string
  readonly scenario: string
  readonly profile: string
  readonly agents: number
  readonly epochs: number
  readonly stepsPerEpoch: number
  /** Cells of attackers in each attack. */
  readonly cells: number
  /** Levers that differ from the profile's defaults. */
  readonly levers: Readonly<Record<string, ParameterValue>>
  readonly overall: Overall
  readonly attacks: readonly Assessment[]
  readonly vulnerabilities: readonly Vulnerability[]
  readonly recommendations: readonly Recommendation[]
  readonly outcomes: readonly Outcome[]
}

export interface RedTeamReport {
  readonly version: string
  readonly seeds: readonly string[]
  /** How scores come about, in words. */
  readonly rule: string
  readonly settings: readonly SettingReport[]
  /** Of the second setting with the first. */
  readonly comparison?: Comparison
  /** Whether it was stopped before all runs were done. */
  readonly interrupted: boolean
}

export const SCORE_RULE =
  'score = .4 x share of runs without success + .3 x (1 - evasion) + .3 x (1 - damage as a share of what others earn); ' +
  'graded on the lower ends of their 95% intervals (Wilson for the share, Student for the rest): ' +
  'A from .9, B from .8, C from .7, D from .6'

export interface RedTeamOptions extends Omit<AssaultOptions, 'onOutcome'> {
  /** Told of every outcome; `total` counts those of all settings. */
  readonly onOutcome?: AssaultOptions['onOutcome']
}

/** A scenario with the name by which its report goes. */
export interface Setting {
  readonly name: string
  readonly scenario: Scenario
}

/**
 * Tries attacks out on one setting, or on two that are then compared. Equal settings, attacks and seeds give equal reports.
 * @throws UserError when a scenario has no agents
 */
export async function redTeam(
  settings: readonly [Setting] | readonly [Setting, Setting],
  options: RedTeamOptions,
): Promise<RedTeamReport> {
  const { attacks, seeds, onOutcome } = options
  const runs = attacks.length * seeds.length
  const reports: SettingReport[] = []
  for (const [place, setting] of settings.entries()) {
    const outcomes = await assault(setting.scenario, {
      ...options,
      onOutcome: (progress) =>
        onOutcome?.({ ...progress, done: place * runs + progress.done, total: settings.length * runs }),
    })
    reports.push(reportOn(setting, options, outcomes))
  }
  const [first, second] = reports
  return {
    version: VERSION,
    seeds,
    rule: SCORE_RULE,
    settings: reports,
    ...(first && second
      ? { comparison: compare([first.name, second.name], first.outcomes, second.outcomes) }
      : {}),
    interrupted: reports.some(({ outcomes }) => outcomes.length < runs),
  }
}

function reportOn(
  { name, scenario }: Setting,
  { attacks, cells = cellsFor(populationOf(scenario)) }: RedTeamOptions,
  outcomes: readonly Outcome[],
): SettingReport {
  const agents = populationOf(scenario)
  const assessments = attacks.map((attack) =>
    assess(
      attack,
      outcomes.filter((outcome) => outcome.attack === attack.id),
      cells * attack.cellSize,
      agents,
    ),
  )
  return {
    name,
    scenario: scenario.id,
    profile: scenario.profile,
    agents,
    epochs: scenario.epochs,
    stepsPerEpoch: scenario.stepsPerEpoch,
    cells,
    levers: leversOf(scenario),
    overall: overallOf(assessments, outcomes),
    attacks: assessments,
    vulnerabilities: vulnerabilitiesOf(assessments),
    recommendations: recommendationsOf(assessments, (path) => scenario.parameters[path] ?? null),
    outcomes,
  }
}

/** Sections that govern: what a report names as levers. */
const LEVER_SECTIONS =
  /^(governance|acceptance|tax|staking|audit|boundary|border|collusion|security|sybil|identity|votes)\./

function leversOf({ parameters, profile }: Scenario): Record<string, ParameterValue> {
  const known = vocabulary(mechanisms).parameters
  return Object.fromEntries(
    Object.entries(parameters).filter(([path, value]) => {
      const parameter = known.get(path)
      return LEVER_SECTIONS.test(path) && parameter && value !== defaultOf(parameter, profile)
    }),
  )
}
