import { z } from 'zod'
import {
  display,
  expectation,
  type NumberParameter,
  number,
  type Parameter,
  PROFILES,
} from '../engine/config.ts'
import { didYouMean } from '../engine/nearest.ts'
import { criterionNames } from '../simulation/criteria.ts'
import { POPULATION_MAX, type Vocabulary } from '../simulation/scenario.ts'
import { ALIASES, runParameters } from './sections.ts'

type Field = z.ZodType
type Shape = Record<string, Field>

/** Error of a field: what came, what was expected, and the choice that was likely meant. */
export const got =
  (expected: string, choices: readonly string[] = []) =>
  ({ input }: { readonly input: unknown }): string => {
    const hint = typeof input === 'string' ? didYouMean(input, choices) : undefined
    return `got ${display(input)}, expected ${expected}${hint === undefined ? '' : ` (${hint})`}`
  }

/** A mapping that refuses other keys. Its error says one line for each unknown key, in the order of the issue's keys. */
export function mapping(shape: Shape): z.ZodObject {
  const known = Object.keys(shape)
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => didYouMean(key, known) ?? '').join('\n')
        : got('a mapping of keys to values')(issue),
  })
}

export const list = (element: Field, what: string) => z.array(element, { error: got(`a list of ${what}`) })
const text = (description: string) => z.string({ error: got('text') }).meta({ description })

function describe(parameter: Parameter): string {
  const unit = parameter.kind === 'number' ? ` Unit: ${parameter.unit}.` : ''
  const reference =
    parameter.reference === undefined ? '' : ` Profile reference: ${display(parameter.reference)}.`
  return `${parameter.doc}${unit}${reference}`
}

function numberField(parameter: NumberParameter): Field {
  const error = got(expectation(parameter))
  const [low, high] = parameter.range
  let field: z.ZodNumber = parameter.integer ? z.int({ error }) : z.number({ error })
  if (low !== Number.NEGATIVE_INFINITY) {
    field = parameter.aboveLow ? field.gt(low, { error }) : field.min(low, { error })
  }
  if (high !== Number.POSITIVE_INFINITY) field = field.max(high, { error })
  return parameter.default === null ? field.nullable() : field
}

/** What a parameter takes, without a word about it. */
function fieldOf(parameter: Parameter): Field {
  if (parameter.kind === 'number') return numberField(parameter)
  if (parameter.kind === 'flag') return z.boolean({ error: got(expectation(parameter)) })
  return z.enum(parameter.choices as [string, ...string[]], {
    error: got(expectation(parameter), parameter.choices),
  })
}

const anyCase = (word: string) => word.replace(/[a-z]/g, (letter) => `[${letter.toUpperCase()}${letter}]`)

/** The peer takes topologies in upper case too. A JSON Schema has no flag for that, so the pattern spells it out. */
function topologyField(parameter: Parameter): Field {
  if (parameter.kind !== 'choice') return fieldOf(parameter)
  const pattern = new RegExp(`^(${parameter.choices.map(anyCase).join('|')})$`)
  const error = got(expectation(parameter), parameter.choices)
  return z.union([fieldOf(parameter), z.string().regex(pattern, { error })], { error })
}

const described = (parameter: Parameter, field = fieldOf(parameter)): Field =>
  field.meta({ description: describe(parameter), default: parameter.default })

const finite = z.number({ error: got('a number') })
const bounds = { low: finite.optional(), high: finite.optional() }
const dist = (name: string, shape: Shape) => mapping({ dist: z.literal(name), ...shape })
const DISTRIBUTIONS = ['uniform', 'normal', 'beta']

const TRAIT_EXPECTED = 'a number or { dist: uniform | normal | beta, … }'
/** Error of something that is not a distribution, or of a distribution that does not exist. */
const distributionError = (issue: { readonly code?: string; readonly input: unknown }): string =>
  issue.code === 'invalid_union' && typeof issue.input === 'object' && issue.input !== null
    ? got(`one of ${DISTRIBUTIONS.join(', ')}`, DISTRIBUTIONS)({ input: Reflect.get(issue.input, 'dist') })
    : got(TRAIT_EXPECTED)(issue)

const traitField = z.union(
  [
    finite,
    z.discriminatedUnion(
      'dist',
      [
        dist('uniform', { low: finite, high: finite }),
        dist('normal', {
          mean: finite,
          sd: finite.min(0, { error: got('a number of at least 0') }),
          ...bounds,
        }),
        dist('beta', {
          a: finite.gt(0, { error: got('a number above 0') }),
          b: finite.gt(0, { error: got('a number above 0') }),
          ...bounds,
        }),
      ] as unknown as Parameters<typeof z.discriminatedUnion>[1],
      { error: distributionError },
    ),
  ],
  { error: got(TRAIT_EXPECTED) },
)

const count = number({
  unit: 'agents',
  range: [0, POPULATION_MAX],
  integer: true,
  default: 1,
  doc: 'Number of agents in the group.',
})

function agentsField({ policies }: Vocabulary): Field {
  const group = mapping({
    // The policy is looked up when the scenario is resolved, which has more to say about an unknown one.
    type: text('Policy of the group.')
      .meta({ enum: [...policies.keys()].sort(), default: 'honest' })
      .optional(),
    count: described(count).optional(),
    config: z
      .record(z.string(), traitField, { error: got('a mapping of keys to values') })
      .meta({ description: 'Parameters of the policy: a number or a distribution over the group each.' })
      .optional(),
    initial: mapping({ reputation: traitField.optional(), resources: traitField.optional() })
      .meta({ description: 'Where the agents of the group start.' })
      .optional(),
  })
  return list(group, 'groups of agents')
}

const epoch = number({
  unit: 'epochs',
  range: [0, 4_294_967_295],
  integer: true,
  default: 0,
  doc: 'Epoch at whose start the levers move.',
})

function interventionsField(parameters: ReadonlyMap<string, Parameter>): Field {
  const fixed = z.never({
    error: () => 'shapes the world and cannot move while a run goes on (set it in the scenario)',
  })
  const levers = [...parameters].map(
    ([path, parameter]) =>
      [path, (parameter.live === false ? fixed : fieldOf(parameter)).optional()] as const,
  )
  const set = mapping(Object.fromEntries(levers)).meta({
    description: 'Levers by path, with their new values.',
  })
  return list(mapping({ epoch: described(epoch), set }), 'interventions, each { epoch, set }')
}

/** Short names that `network.params` takes beside the long ones. */
const SHORT_NAMES = { k: 'k_neighbors', p: 'edge_probability', m: 'm_edges' } as const

function networkParamsField(parameters: ReadonlyMap<string, Parameter>): Field {
  const shape: Shape = {}
  for (const [path, parameter] of parameters) {
    const key = path.slice('network.'.length)
    if (!path.startsWith('network.') || key === 'enabled' || key === 'topology') continue
    shape[key] = described(parameter).optional()
    const short = Object.entries(SHORT_NAMES).find(([, long]) => long === key)?.[0]
    if (short !== undefined) shape[short] = described(parameter).optional()
  }
  return mapping(shape).meta({ description: 'The numbers of the network once more; these win.' })
}

const row = number({ unit: 'row', range: [0, POPULATION_MAX - 1], integer: true, default: 0, doc: '' })
const edgesField = list(
  z.tuple([fieldOf(row), fieldOf(row)], { error: got('a pair of agent rows, such as [0, 1]') }),
  'pairs of agent rows',
).meta({ description: 'Edges of topology custom, by agent row from 0.' })

const seedError = got('text or a whole number below 2^53 (put longer ones in quotes)')
const seedField = z
  .union([z.string(), z.int({ error: seedError }), z.null()], { error: seedError })
  .meta({ description: 'Seed of every draw; a number means its decimal text.' })

const criteriaField = ({ columns = [] }: Vocabulary): Field =>
  mapping(Object.fromEntries(criterionNames(columns).map((name) => [name, finite.optional()]))).meta({
    description: 'Bounds that a run must meet; the exit status follows.',
  })

const outputField = z.union([z.string(), z.null()], { error: got('text') })

/** Every field of a scenario by its path. */
function fieldsOf(vocabulary: Vocabulary): Map<string, Field> {
  const { parameters } = vocabulary
  const profile = z.enum(PROFILES, { error: got(`one of ${PROFILES.join(', ')}`, PROFILES) })
  const fields = new Map<string, Field>([
    ['scenario_id', text('Name of the scenario in results.')],
    ['description', text('What the scenario shows, in prose.')],
    ['motif', text('A word for the family of scenarios.')],
    ['profile', profile.meta({ description: 'Bundle of defaults.', default: 'whitepaper' })],
    ['agents', agentsField(vocabulary)],
    ['simulation.seed', seedField],
    ['interventions', interventionsField(parameters)],
    ['success_criteria', criteriaField(vocabulary)],
    ['outputs.event_log', outputField],
    ['outputs.metrics_csv', outputField],
  ])
  const declared = [...runParameters, ...parameters]
  for (const [path, parameter] of declared) fields.set(path, described(parameter))
  const topology = parameters.get('network.topology')
  if (topology) {
    fields.set('network.topology', described(topology, topologyField(topology)))
    fields.set('network.params', networkParamsField(parameters))
    fields.set('network.edges', edgesField)
  }
  for (const [path, alias] of Object.entries(ALIASES)) {
    const parameter = parameters.get(path)
    if (parameter) fields.set(alias, fieldOf(parameter).meta({ description: `Another name of ${path}.` }))
  }
  return fields
}

/** Turns fields by dotted path into mappings within mappings. */
function nest(fields: ReadonlyMap<string, Field>): z.ZodObject {
  const shape: Shape = {}
  const sections = new Map<string, Map<string, Field>>()
  for (const [path, field] of fields) {
    const dot = path.indexOf('.')
    if (dot === -1) {
      shape[path] = field.optional()
      continue
    }
    const name = path.slice(0, dot)
    const section = sections.get(name) ?? new Map<string, Field>()
    sections.set(name, section.set(path.slice(dot + 1), field))
  }
  for (const [name, section] of sections) shape[name] = nest(section).optional()
  return mapping(shape)
}

const built = new WeakMap<Vocabulary, z.ZodObject>()

/** Strict schema of the scenarios that a vocabulary allows, made from its parameter declarations. */
export function scenarioSchema(vocabulary: Vocabulary): z.ZodObject {
  const known = built.get(vocabulary)
  if (known) return known
  const schema = nest(fieldsOf(vocabulary))
  built.set(vocabulary, schema)
  return schema
}
