import { UserError } from './errors.ts'
import { didYouMean } from './nearest.ts'

/** Named bundles of defaults; `whitepaper` is the model, `reference` the behaviour of the Python peer. */
export const PROFILES = ['whitepaper', 'reference'] as const
export type Profile = (typeof PROFILES)[number]

interface Common<V> {
  readonly doc: string
  readonly default: V
  /** Default under profile `reference`, where it differs. */
  readonly reference?: V
  /** False when the world's shape depends on it, so that it cannot move while running. */
  readonly live?: boolean
}

export interface NumberParameter extends Common<number | null> {
  readonly kind: 'number'
  readonly unit: string
  readonly range: readonly [low: number, high: number]
  /** The low end itself is refused. */
  readonly aboveLow?: boolean
  readonly integer?: boolean
  /** Outside this interval the value loads with a warning. */
  readonly advised?: readonly [low: number, high: number]
}
export interface ChoiceParameter<C extends string = string> extends Common<C> {
  readonly kind: 'choice'
  readonly choices: readonly C[]
}
export interface FlagParameter extends Common<boolean> {
  readonly kind: 'flag'
}
export type Parameter = NumberParameter | ChoiceParameter | FlagParameter
export type ParameterValue = number | string | boolean | null

export const number = (options: Omit<NumberParameter, 'kind'>): NumberParameter => ({
  kind: 'number',
  ...options,
})
export const choice = <const C extends string>(
  choices: readonly C[],
  options: Common<NoInfer<C>>,
): ChoiceParameter<C> => ({ kind: 'choice', choices, ...options })
export const flag = (options: Common<boolean>): FlagParameter => ({ kind: 'flag', ...options })

export interface ParameterGroup<
  P extends Readonly<Record<string, Parameter>> = Readonly<Record<string, Parameter>>,
> {
  /** Section of the scenario file, snake_case with dots; empty for the top level. */
  readonly path: string
  readonly parameters: P
}

/**
 * Declares parameters once: files, command line, reference pages and live levers read this.
 * @throws UserError when a default lies outside its own range
 */
export function defineParameters<const P extends Readonly<Record<string, Parameter>>>(
  path: string,
  parameters: P,
): ParameterGroup<P> {
  const group = { path, parameters }
  for (const [name, parameter] of Object.entries(parameters)) checkDefaults(pathOf(group, name), parameter)
  return group
}

/** Refuses a declaration that contradicts itself: a range that is none, or a default that may not be set. */
function checkDefaults(path: string, parameter: Parameter): void {
  if (parameter.kind === 'number') {
    const [low, high] = parameter.range
    if (!(low <= high))
      throw new UserError(path, `declares the range [${low}, ${high}], expected low before high`)
  }
  for (const key of ['default', 'reference'] as const) {
    const value: ParameterValue | undefined = parameter[key]
    if (isAllowed(parameter, value) || (key === 'reference' && value === undefined)) continue
    throw new UserError(`${path}, ${key}`, `got ${display(value)}, expected ${expectation(parameter)}`)
  }
}

export const snakeCase = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

export const pathOf = (group: ParameterGroup, name: string): string =>
  group.path === '' ? snakeCase(name) : `${group.path}.${snakeCase(name)}`

/** Parameters of a group by path: spelling the paths takes longer than all else that a small world is made with. */
const PATHS = new WeakMap<ParameterGroup, readonly (readonly [string, Parameter])[]>()

function pathsOf(group: ParameterGroup): readonly (readonly [string, Parameter])[] {
  const known = PATHS.get(group)
  if (known) return known
  const { parameters } = group
  const found = Object.entries(parameters).map(([name, each]) => [pathOf(group, name), each] as const)
  PATHS.set(group, found)
  return found
}

/** Every declared parameter by its path, in path order. */
export const parametersByPath = (groups: readonly ParameterGroup[]): Map<string, Parameter> =>
  new Map(groups.flatMap(pathsOf).sort(([a], [b]) => (a < b ? -1 : 1)))

export const defaultOf = (parameter: Parameter, profile: Profile): ParameterValue =>
  profile === 'reference' && parameter.reference !== undefined ? parameter.reference : parameter.default

/** What a parameter takes, in words: `a number in [0, 1]`. */
export function expectation(parameter: Parameter): string {
  if (parameter.kind === 'flag') return 'true or false'
  if (parameter.kind === 'choice') return `one of ${parameter.choices.join(', ')}`
  const [low, high] = parameter.range
  const what = parameter.integer ? 'a whole number' : 'a number'
  const none = takesNone(parameter) ? ', or null for none' : ''
  if (high === Infinity && low === -Infinity) return `${what}${none}`
  if (high === Infinity) return `${what} ${parameter.aboveLow ? 'above' : 'of at least'} ${low}${none}`
  return `${what} in ${parameter.aboveLow ? '(' : '['}${low}, ${high}]${none}`
}

/** Refuses a value that its declaration does not allow. */
export function checkValue(
  path: string,
  parameter: Parameter,
  value: unknown,
): asserts value is ParameterValue {
  if (isAllowed(parameter, value)) return
  const hint =
    parameter.kind === 'choice' && typeof value === 'string'
      ? didYouMean(value, parameter.choices)
      : undefined
  throw new UserError(path, `got ${display(value)}, expected ${expectation(parameter)}`, { hint })
}

/** None is a value only where some profile has it for a default. */
const takesNone = (parameter: NumberParameter): boolean =>
  parameter.default === null || parameter.reference === null

function isAllowed(parameter: Parameter, value: unknown): boolean {
  if (parameter.kind === 'flag') return typeof value === 'boolean'
  if (parameter.kind === 'choice') return typeof value === 'string' && parameter.choices.includes(value)
  if (value === null) return takesNone(parameter)
  if (typeof value !== 'number' || !Number.isFinite(value)) return false
  if (parameter.integer && !Number.isInteger(value)) return false
  const [low, high] = parameter.range
  return value <= high && (parameter.aboveLow ? value > low : value >= low)
}

/** A warning when a value is allowed but outside the interval that the whitepaper advises. */
export function adviceOn(path: string, parameter: Parameter, value: ParameterValue): string | undefined {
  if (parameter.kind !== 'number' || parameter.advised === undefined || typeof value !== 'number')
    return undefined
  const [low, high] = parameter.advised
  if (value >= low && value <= high) return undefined
  return `${path}: ${value} lies outside [${low}, ${high}], the range that the whitepaper gives`
}

/** How a value is shown in a message: strings quoted, long ones cut. */
export function display(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  if (value === undefined) return 'nothing'
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}

const NONE = Number.NaN

/** Parameters live as numbers in the world's buffer: flags as 0 or 1, choices by position, none as NaN. */
export function encode(parameter: Parameter, value: ParameterValue): number {
  if (value === null) return NONE
  if (parameter.kind === 'choice') return parameter.choices.indexOf(value as string)
  return Number(value)
}

export function decode(parameter: Parameter, stored: number): ParameterValue {
  if (parameter.kind === 'flag') return stored === 1
  if (parameter.kind === 'choice') return parameter.choices[stored] as string
  return Number.isNaN(stored) ? null : stored
}

/** Looks a path up, or refuses it with the nearest one. */
export function parameterAt(parameters: ReadonlyMap<string, Parameter>, path: string): Parameter {
  const found = parameters.get(path)
  if (found) return found
  throw new UserError(path, 'no such parameter', { hint: didYouMean(path, parameters.keys()) })
}
