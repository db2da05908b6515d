import { parseDocument } from 'yaml'
import {
  checkValue,
  display,
  type Parameter,
  type ParameterValue,
  PROFILES,
  type Profile,
} from '../engine/config.ts'
import { UserError } from '../engine/errors.ts'
import { didYouMean } from '../engine/nearest.ts'
import {
  type AgentGroup,
  checkCount,
  POPULATION_MAX,
  populationOf,
  type ScenarioInput,
  type Vocabulary,
} from '../simulation/scenario.ts'
import { namesakesOf, pathWithin } from './namesakes.ts'
import { adviceOnKey } from './peer-keys.ts'
import { NAMED_IS_ON, normalise } from './reading.ts'
import { runParameters } from './sections.ts'
import { moveTo } from './source.ts'

/** One `--set path=value`, the value as it was typed. */
export interface Setting {
  readonly path: string
  readonly value: string
}

/** What the command line changes in a scenario. Settings come first, so an option of its own beats them. */
export interface Overrides {
  readonly settings?: readonly Setting[]
  /** Scales the population to this many, keeping the mix. */
  readonly agents?: number
  readonly seed?: string
  readonly epochs?: number
  readonly stepsPerEpoch?: number
  readonly profile?: Profile
}

/** Reads `governance.audit_probability=0.2`. Throws UserError when there is no path, no `=` or no value. */
export function parseSetting(text: string): Setting {
  const sign = text.indexOf('=')
  const path = text.slice(0, sign).trim()
  const value = text.slice(sign + 1).trim()
  if (sign > 0 && path !== '' && value !== '') return { path, value }
  throw new UserError(
    '--set',
    `got ${display(text)}, expected path=value, such as governance.audit_probability=0.2`,
  )
}

/** A scenario with some of it replaced. Throws UserError that names the option. */
export function applyOverrides(
  input: ScenarioInput,
  overrides: Overrides,
  vocabulary: Vocabulary,
): ScenarioInput {
  const { settings = [], agents, seed, epochs, stepsPerEpoch, profile } = overrides
  const changed = settings.reduce((soFar, setting) => applySetting(soFar, setting, vocabulary), input)
  return {
    ...withSectionsOn(changed, settings),
    ...(agents === undefined ? {} : { agents: scaleAgents(input.agents ?? [], agents) }),
    ...(seed === undefined ? {} : { seed }),
    ...(epochs === undefined ? {} : { epochs: checkRun('--epochs', 'simulation.n_epochs', epochs) }),
    ...(stepsPerEpoch === undefined
      ? {}
      : { stepsPerEpoch: checkRun('--steps', 'simulation.steps_per_epoch', stepsPerEpoch) }),
    ...(profile === undefined ? {} : { profile: checkProfile('--profile', profile) }),
  }
}

function checkRun(option: string, path: string, value: number): number {
  checkValue(option, runParameters.get(path) as Parameter, value)
  return value
}

/** The value of a setting, as a file would read it. Throws UserError. */
export const settingValue = ({ path, value }: Setting): ParameterValue =>
  normalise(path, scalarOf(path, value))

function applySetting(input: ScenarioInput, setting: Setting, vocabulary: Vocabulary): ScenarioInput {
  const { path, value: text } = setting
  try {
    if (path === 'simulation.seed') return { ...input, seed: text }
    const value = settingValue(setting)
    if (path === 'profile') return { ...input, profile: checkProfile('profile', value) }
    const parameter = runParameters.get(path) ?? vocabulary.parameters.get(path)
    if (!parameter) throw unknownPath(path, vocabulary)
    checkValue(path, parameter, value)
    if (path === 'simulation.n_epochs') return { ...input, epochs: Number(value) }
    if (path === 'simulation.steps_per_epoch') return { ...input, stepsPerEpoch: Number(value) }
    return { ...input, parameters: { ...input.parameters, [path]: value } }
  } catch (error) {
    throw error instanceof UserError ? moveTo('--set', error) : error
  }
}

/** Parts of a scenario that are no parameters, and what to do about them. */
const ELSEWHERE: readonly (readonly [where: RegExp, hint: string])[] = [
  [/^agents(\.count)?$/, 'use --agents for their number'],
  [/^(agents|interventions|success_criteria|outputs)\b/, 'only parameters can be set; change it in the file'],
  [/^(scenario_id|description|motif|network\.edges)$/, 'only parameters can be set; change it in the file'],
  [/^network\.params\b/, 'parameters of the network stand under network, such as network.k_neighbors'],
]

function unknownPath(path: string, { parameters }: Vocabulary): UserError {
  const known = ['profile', 'simulation.seed', ...runParameters.keys(), ...parameters.keys()]
  const hint =
    adviceOnKey(path) ??
    ELSEWHERE.find(([where]) => where.test(path))?.[1] ??
    didYouMean(path, known) ??
    namesakesOf(path, known) ??
    pathWithin(path, known) ??
    'patchwork-ecs describe shows them all'
  return new UserError(path, 'no such parameter', { hint })
}

function checkProfile(path: string, value: ParameterValue): Profile {
  const profile = PROFILES.find((name) => name === value)
  if (profile) return profile
  throw new UserError(path, `got ${display(value)}, expected one of ${PROFILES.join(', ')}`, {
    hint: didYouMean(String(value), PROFILES),
  })
}

/** Reads a value as a file would: 0.2 is a number, true a flag, null none, anything else a word. */
function scalarOf(path: string, text: string): ParameterValue {
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'error' })
  const value: unknown = document.errors.length === 0 && !text.startsWith('*') ? document.toJS() : undefined
  if (value === null || ['number', 'string', 'boolean'].includes(typeof value)) return value as ParameterValue
  throw new UserError(path, `got ${display(text)}, expected a single value`)
}

/** As in a file, naming anything of some sections switches on what they are about. */
function withSectionsOn(input: ScenarioInput, settings: readonly Setting[]): ScenarioInput {
  const named = NAMED_IS_ON.filter((name) => settings.some(({ path }) => path.startsWith(`${name}.`)))
  const on = Object.fromEntries(named.map((name) => [`${name}.enabled`, true]))
  return named.length === 0 ? input : { ...input, parameters: { ...on, ...input.parameters } }
}

/**
 * Scales groups to n agents in all by largest remainder (Hamilton's method): every group keeps its share to within
 * one agent, the counts sum to n, and equal remainders go to the earlier group.
 */
export function scaleAgents(groups: readonly AgentGroup[], n: number): AgentGroup[] {
  checkCount('--agents', n, 0, POPULATION_MAX)
  const total = populationOf({ agents: groups })
  if (total === 0) {
    if (n === 0) return [...groups]
    throw new UserError('--agents', `got ${n}, but the scenario has no agents whose mix could be kept`)
  }
  const shares = groups.map(({ count }, index) => {
    const product = count * n
    const remainder = product % total
    return { index, count: (product - remainder) / total, remainder }
  })
  const missing = n - shares.reduce((sum, { count }) => sum + count, 0)
  const favoured = [...shares]
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index)
    .slice(0, missing)
  const extra = new Set(favoured.map(({ index }) => index))
  return groups.map((group, index) => ({
    ...group,
    count: (shares[index]?.count ?? 0) + (extra.has(index) ? 1 : 0),
  }))
}
