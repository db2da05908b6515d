import { type ParameterValue, snakeCase } from '../../engine/config.ts'
import type { ScenarioInput } from '../../simulation/scenario.ts'
import { valuesOf } from '../parameter-paths.ts'

/** Statistics of one value over runs: the sample's size, its mean, and its standard deviation by n - 1. */
export interface Statistics {
  readonly n: number
  readonly mean: number
  readonly sd: number
}

type Named = Readonly<Record<string, ParameterValue>>

/** What the peer ran, in its own defaults where nothing is said. */
export interface EnsembleSettings {
  readonly scenario: string
  readonly seeds: { readonly first: number; readonly count: number }
  readonly epochs: number
  readonly stepsPerEpoch: number
  readonly scheduleMode: string
  /** Null for no cap. */
  readonly maxActionsPerStep: number | null
  readonly agents: readonly { readonly type: string; readonly count: number }[]
  readonly payoff: Named
  readonly governanceNonDefault: Named
  readonly rateLimits: Named
  readonly network: Named | null
  readonly marketplace: Named | null
}

/** A file of the peer's statistics over many seeded runs of one scenario. */
export interface Ensemble {
  readonly settings: EnsembleSettings
  readonly overall: Readonly<Record<string, Statistics>>
}

/** Whether something read from a file is an ensemble. */
export function isEnsemble(value: unknown): value is Ensemble {
  if (typeof value !== 'object' || value === null) return false
  const { settings, overall } = value as Partial<Ensemble>
  return typeof settings === 'object' && typeof overall === 'object'
}

/** The scenario of an ensemble in profile reference, without a seed. */
export function scenarioOf(settings: EnsembleSettings): ScenarioInput {
  const { scenario, network, marketplace } = settings
  return {
    id: scenario,
    profile: 'reference',
    epochs: settings.epochs,
    stepsPerEpoch: settings.stepsPerEpoch,
    agents: settings.agents.map(({ type, count }) => ({ type: snakeCase(type), count })),
    parameters: {
      'schedule.mode': settings.scheduleMode,
      'schedule.max_actions_per_step': settings.maxActionsPerStep,
      ...valuesOf('payoff', settings.payoff),
      ...valuesOf('governance', settings.governanceNonDefault),
      ...valuesOf('rate_limits', settings.rateLimits),
      ...(marketplace && valuesOf('marketplace', marketplace)),
      ...(network && { 'network.enabled': true, ...valuesOf('network', network) }),
    },
  }
}
