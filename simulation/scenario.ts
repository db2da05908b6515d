import {
  adviceOn,
  checkValue,
  defaultOf,
  display,
  type Parameter,
  type ParameterValue,
  PROFILES,
  type Profile,
  parameterAt,
  parametersByPath,
  snakeCase,
} from '../engine/config.ts'
import { UserError } from '../engine/errors.ts'
import type { Metric } from '../engine/metric.ts'
import { didYouMean } from '../engine/nearest.ts'
import type { Plugin } from '../engine/plugin.ts'
import type { Policy } from '../engine/policy.ts'
import { requireOneOf } from '../engine/shape.ts'
import { checkCriteria, type SuccessCriteria } from './criteria.ts'
import { checkScenarioShape } from './shapes.ts'
import { checkTrait, type Trait } from './traits.ts'

/** Most agents that a run may ask for; beyond it a count is taken for a slip of the pen. */
export const POPULATION_MAX = 10_000_000
const TICKS_MAX = 0xffffffff

/** What an agent group's `initial` may set. */
const STARTS: readonly string[] = ['reputation', 'resources']

export interface AgentGroup {
  /** Policy by its scenario key, for example `adaptive_adversary`. */
  readonly type: string
  readonly count: number
  /** Per-agent parameters of the policy, snake_case: a number or a distribution each. */
  readonly config?: Readonly<Record<string, Trait>>
  /** Where the agents start. */
  readonly initial?: Readonly<Partial<Record<'reputation' | 'resources', Trait>>>
}

/** Levers that move at the start of an epoch while the run goes on. */
export interface Intervention {
  readonly epoch: number
  readonly set: Readonly<Record<string, ParameterValue>>
}

/** A scenario as a person gives it in code; everything left out takes the profile's default. */
export interface ScenarioInput {
  readonly id?: string
  readonly description?: string
  readonly motif?: string
  readonly profile?: Profile
  /** Text; a number means its decimal text. */
  readonly seed?: string | number
  readonly epochs?: number
  readonly stepsPerEpoch?: number
  readonly agents?: readonly AgentGroup[]
  /** Parameters by path, for example `governance.audit_probability`. */
  readonly parameters?: Readonly<Record<string, ParameterValue>>
  /** Edges of a custom network, by agent row. */
  readonly edges?: readonly (readonly [number, number])[]
  readonly interventions?: readonly Intervention[]
  readonly successCriteria?: SuccessCriteria
}

/** A scenario with nothing left open: what a run is made of, and what its manifest keeps. */
export interface Scenario extends Required<Omit<ScenarioInput, 'seed'>> {
  readonly seed: string
  /** Every parameter, defaults filled in. */
  readonly parameters: Readonly<Record<string, ParameterValue>>
  /** What loads but deserves a second look. */
  readonly warnings: readonly string[]
}

/** What plugins let a scenario say. */
export interface Vocabulary {
  readonly parameters: ReadonlyMap<string, Parameter>
  readonly policies: ReadonlyMap<string, Policy>
  /** Columns that results rows may have, which success criteria may bound. */
  readonly columns?: readonly string[]
}

/** Parameters and policies of some plugins, by path and by key, and the columns of their metrics. */
export function vocabularyOf(
  plugins: readonly Plugin[],
  policies: readonly Policy[],
  metrics: readonly Metric[],
): Vocabulary {
  return {
    parameters: parametersByPath(plugins.flatMap((plugin) => [...plugin.parameters])),
    policies: new Map(policies.map((policy) => [policy.key, policy])),
    columns: metrics.flatMap(({ columns }) => Object.keys(columns)),
  }
}

/** Fills a scenario's gaps and checks every value. Throws UserError naming the path, what came and what was expected. */
export function resolveScenario(input: ScenarioInput, vocabulary: Vocabulary): Scenario {
  checkScenarioShape(input)
  const profile = input.profile ?? 'whitepaper'
  requireOneOf('profile', profile, PROFILES)
  const warnings: string[] = []
  const parameters = resolveParameters(input.parameters ?? {}, profile, vocabulary, warnings)
  const epochs = checkCount('simulation.n_epochs', input.epochs ?? 10, 0, TICKS_MAX)
  const stepsPerEpoch = checkCount('simulation.steps_per_epoch', input.stepsPerEpoch ?? 10, 1, TICKS_MAX)
  checkCount('simulation.n_epochs × simulation.steps_per_epoch', epochs * stepsPerEpoch, 0, TICKS_MAX)
  const agents = checkAgents(input.agents ?? [], vocabulary)
  warnings.push(...modelWarnings(parameters, populationOf({ agents }), epochs))
  return {
    id: input.id ?? 'unnamed',
    description: input.description ?? '',
    motif: input.motif ?? '',
    profile,
    seed: String(input.seed ?? '0'),
    epochs,
    stepsPerEpoch,
    agents,
    parameters,
    edges: input.edges ?? [],
    interventions: checkInterventions(input.interventions ?? [], vocabulary, epochs, warnings),
    successCriteria: checkCriteria(input.successCriteria ?? {}, vocabulary.columns),
    warnings,
  }
}

/** Number of agents that a scenario starts with. */
export const populationOf = (scenario: Pick<Scenario, 'agents'>): number =>
  scenario.agents.reduce((total, { count }) => total + count, 0)

/** Names of the agents in row order, as the peer writes them: the type and a number from 1 within the type. */
export function agentNames(scenario: Pick<Scenario, 'agents'>): string[] {
  const used = new Map<string, number>()
  return scenario.agents.flatMap(({ type, count }) =>
    Array.from({ length: count }, () => {
      const next = (used.get(type) ?? 0) + 1
      used.set(type, next)
      return `${type}_${next}`
    }),
  )
}

/** Defaults by path, gathered once a vocabulary: copying hundreds of them is much quicker than naming each. */
const DEFAULTS = new WeakMap<Vocabulary['parameters'], Map<Profile, Record<string, ParameterValue>>>()

function defaultsOf(
  parameters: Vocabulary['parameters'],
  profile: Profile,
): Readonly<Record<string, ParameterValue>> {
  const byProfile = DEFAULTS.get(parameters) ?? new Map<Profile, Record<string, ParameterValue>>()
  DEFAULTS.set(parameters, byProfile)
  const found = byProfile.get(profile)
  if (found) return found
  const entries = [...parameters].map(([path, parameter]) => [path, defaultOf(parameter, profile)])
  const defaults: Record<string, ParameterValue> = Object.fromEntries(entries)
  byProfile.set(profile, defaults)
  return defaults
}

function resolveParameters(
  given: Readonly<Record<string, ParameterValue>>,
  profile: Profile,
  { parameters }: Vocabulary,
  warnings: string[],
): Record<string, ParameterValue> {
  const resolved = { ...defaultsOf(parameters, profile) }
  for (const [path, value] of Object.entries(given)) {
    const parameter = parameterAt(parameters, path)
    checkValue(path, parameter, value)
    const advice = adviceOn(path, parameter, value)
    if (advice !== undefined) warnings.push(advice)
    resolved[path] = value
  }
  return resolved
}

/** Refuses anything but a whole number in a range, before memory is asked for. */
export function checkCount(path: string, value: unknown, low: number, high: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high) return value
  throw new UserError(path, `got ${display(value)}, expected a whole number in [${low}, ${high}]`)
}

function checkAgents(groups: readonly AgentGroup[], { policies }: Vocabulary): AgentGroup[] {
  const checked = groups.map((group, index) => {
    const path = `agents[${index}]`
    const policy = policies.get(group.type)
    if (!policy) throw unknownType(path, group.type, policies)
    const count = checkCount(`${path}.count`, group.count, 0, POPULATION_MAX)
    const config = group.config ?? {}
    const known = new Map(
      Object.entries(policy.parameters.parameters).map(([name, parameter]) => [snakeCase(name), parameter]),
    )
    for (const [key, trait] of Object.entries(config)) {
      const parameter = known.get(key)
      if (!parameter) {
        const hint =
          didYouMean(key, known.keys()) ?? `${group.type} has ${[...known.keys()].join(', ') || 'none'}`
        throw new UserError(`${path}.config.${key}`, 'no such parameter', { hint })
      }
      checkTrait(`${path}.config.${key}`, trait, parameter)
    }
    const initial = group.initial ?? {}
    for (const [key, trait] of Object.entries(initial)) {
      if (!STARTS.includes(key)) {
        const hint = didYouMean(key, STARTS) ?? `known are ${STARTS.join(', ')}`
        throw new UserError(`${path}.initial.${key}`, 'agents start with nothing of the kind', { hint })
      }
      checkTrait(`${path}.initial.${key}`, trait as Trait)
    }
    return { type: group.type, count, config, initial }
  })
  checkCount('agents', populationOf({ agents: checked }), 0, POPULATION_MAX)
  return checked
}

function unknownType(path: string, type: string, policies: ReadonlyMap<string, Policy>): UserError {
  const known = [...policies.keys()]
  if (type === 'llm') {
    return new UserError(
      `${path}.type`,
      'agents that ask a language model need an account with a provider and a client, which this engine does not have',
      { hint: 'give a policy of your own with definePolicy' },
    )
  }
  return new UserError(`${path}.type`, `got ${display(type)}, expected one of ${known.join(', ')}`, {
    hint: didYouMean(String(type), known),
  })
}

function checkInterventions(
  interventions: readonly Intervention[],
  { parameters }: Vocabulary,
  epochs: number,
  warnings: string[],
): Intervention[] {
  interventions.forEach(({ epoch, set }, index) => {
    const place = `interventions[${index}]`
    checkCount(`${place}.epoch`, epoch, 0, TICKS_MAX)
    if (epoch >= epochs) warnings.push(`${place}: epoch ${epoch} never starts in a run of ${epochs} epochs`)
    for (const [path, value] of Object.entries(set)) checkMove(path, value, parameters, `${place}.set.`)
  })
  return [...interventions].sort((a, b) => a.epoch - b.epoch)
}

/** Refuses a change of a lever that does not exist, cannot move while running, or would leave its range. */
export function checkMove(
  path: string,
  value: unknown,
  parameters: ReadonlyMap<string, Parameter>,
  place = '',
): asserts value is ParameterValue {
  const parameter = parameters.get(path)
  if (!parameter) {
    throw new UserError(`${place}${path}`, 'no such parameter', { hint: didYouMean(path, parameters.keys()) })
  }
  if (parameter.live === false) {
    throw new UserError(`${place}${path}`, 'shapes the world and cannot move while a run goes on', {
      hint: 'set it in the scenario',
    })
  }
  checkValue(`${place}${path}`, parameter, value)
}

/** Agents beyond which looking at every other agent is worth a warning: the cost grows with the square. */
const SCANNING_POPULATION_MAX = 5000

function modelWarnings(
  parameters: Readonly<Record<string, ParameterValue>>,
  population: number,
  epochs: number,
): string[] {
  const warnings: string[] = []
  if (
    parameters['governance.vote_normalization_enabled'] === true &&
    parameters['votes.enabled'] === undefined
  ) {
    warnings.push(
      'governance.vote_normalization_enabled: no plugin that weighs votes is handed over, so it stays off',
    )
  }
  const ties = parameters['network.enabled'] === true && parameters['network.dynamic'] === true
  if (parameters['network.reputation_disconnect_threshold'] !== null && !ties) {
    warnings.push(
      'network.reputation_disconnect_threshold: only a network with network.dynamic: true loses edges',
    )
  }
  const warmUp = parameters['metrics.warm_up_epochs'] as number
  if (warmUp > 0 && warmUp >= epochs) {
    warnings.push(`metrics.warm_up_epochs: ${warmUp} leaves none of ${epochs} epochs for the summary`)
  }
  const scans = parameters['partners.tie_break'] === 'registration' && parameters['network.enabled'] !== true
  if (scans && population > SCANNING_POPULATION_MAX) {
    warnings.push(
      `partners.tie_break: by registration each of ${population} agents looks at all others in every turn; random does not`,
    )
  }
  return warnings
}
