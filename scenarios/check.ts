import type { z } from 'zod'
import { snakeCase } from '../engine/config.ts'
import { didYouMean } from '../engine/nearest.ts'
import type { Vocabulary } from '../simulation/scenario.ts'
import type { ScenarioDocument } from './document.ts'
import { namesakesOf, pathWithin } from './namesakes.ts'
import { adviceOnKey } from './peer-keys.ts'
import { scenarioSchema } from './schema.ts'

type Steps = readonly PropertyKey[]
type Issue = z.core.$ZodIssue

/** Something wrong with a document: where, and what in words that follow the path. */
export interface Problem {
  readonly path: string
  readonly text: string
}

interface UnknownKey extends Problem {
  readonly steps: Steps
}

export interface CheckedDocument {
  /** The document without the keys that nobody knows. */
  readonly document: ScenarioDocument
  readonly unknownKeys: readonly Problem[]
  readonly problems: readonly Problem[]
}

/** `agents[0].count`, as errors name it. */
const pathOfSteps = (steps: Steps): string =>
  steps.reduce<string>((path, step) => {
    if (typeof step === 'number') return `${path}[${step}]`
    return path === '' ? String(step) : `${path}.${String(step)}`
  }, '')

/** Checks a document of any shape against the schema. The document counts only while `problems` is empty. */
export function checkDocument(value: unknown, vocabulary: Vocabulary): CheckedDocument {
  const schema = scenarioSchema(vocabulary)
  const unknown = findUnknownKeys(value, schema, vocabulary)
  const document = unknown.length === 0 ? value : without(value, unknown)
  const { error } = schema.safeParse(document)
  const problems = flatten(error?.issues ?? [], []).map(([issue, steps]) => ({
    path: pathOfSteps(steps),
    text: issue.message,
  }))
  const unknownKeys = unknown.filter((key) => !belongsToRefusedType(key, value))
  return { document: document as ScenarioDocument, unknownKeys, problems }
}

/** A group of type llm is refused for its type, which says more than its key llm would. */
function belongsToRefusedType({ steps: [section, index, key] }: UnknownKey, value: unknown): boolean {
  return section === 'agents' && key === 'llm' && agentGroupsOf(value)[Number(index)]?.type === 'llm'
}

/** Issues one by one with their places. Of a union that failed, the branch that looked inside the value speaks. */
function flatten(issues: readonly Issue[], above: Steps): [Issue, Steps][] {
  return issues.flatMap((issue): [Issue, Steps][] => {
    const steps = [...above, ...issue.path]
    const inside =
      issue.code === 'invalid_union' &&
      issue.errors.find((branch) =>
        branch.some(({ path, code }) => path.length > 0 || code === 'unrecognized_keys'),
      )
    return inside ? flatten(inside, steps) : [[issue, steps]]
  })
}

function findUnknownKeys(
  value: unknown,
  schema: z.ZodType,
  { policies, parameters }: Vocabulary,
): UnknownKey[] {
  const found: UnknownKey[] = []
  for (const [issue, steps] of flatten(schema.safeParse(value).error?.issues ?? [], [])) {
    if (issue.code !== 'unrecognized_keys') continue
    const hints = issue.message.split('\n')
    issue.keys.forEach((key, index) => {
      found.push(unknownKey([...steps, key], hints[index] || hintElsewhere(steps, key, parameters.keys())))
    })
  }
  const groups = agentGroupsOf(value)
  groups.forEach((group, index) => {
    const policy = policies.get(String(group.type ?? 'honest'))
    if (!policy || typeof group.config !== 'object' || group.config === null) return
    const known = Object.keys(policy.parameters.parameters).map(snakeCase)
    for (const key of Object.keys(group.config)) {
      if (known.includes(key)) continue
      const hint = didYouMean(key, known) ?? `${policy.key} has ${known.join(', ') || 'no parameters'}`
      found.push(unknownKey(['agents', index, 'config', key], hint))
    }
  })
  return found
}

/** A hint on a key that nothing beside it resembles: a parameter's name in the wrong place, or half of its path. */
function hintElsewhere(above: Steps, key: string, parameters: Iterable<string>): string | undefined {
  const known = [...parameters]
  const namesPaths = above[0] === 'interventions' && above.at(-1) === 'set'
  return namesakesOf(pathOfSteps([...above, key]), known) ?? (namesPaths ? pathWithin(key, known) : undefined)
}

function unknownKey(steps: Steps, hint = ''): UnknownKey {
  const path = pathOfSteps(steps)
  const advice = adviceOnKey(path) ?? hint
  return { steps, path, text: `no such key${advice === '' ? '' : ` (${advice})`}` }
}

function agentGroupsOf(value: unknown): readonly { readonly type?: unknown; readonly config?: unknown }[] {
  const agents = isMapping(value) ? value['agents'] : undefined
  return Array.isArray(agents) ? agents.map((group) => (isMapping(group) ? group : {})) : []
}

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A copy that lacks the given keys. */
function without(value: unknown, unwanted: readonly { readonly steps: Steps }[]): unknown {
  if (unwanted.some(({ steps }) => steps.length === 0)) return undefined
  if (typeof value !== 'object' || value === null) return value
  const below = (step: PropertyKey) =>
    unwanted.filter(({ steps }) => steps[0] === step).map(({ steps }) => ({ steps: steps.slice(1) }))
  const kept = (step: PropertyKey) => below(step).every(({ steps }) => steps.length > 0)
  if (Array.isArray(value)) return value.map((item, index) => without(item, below(index)))
  const entries = Object.entries(value).filter(([key]) => kept(key))
  return Object.fromEntries(entries.map(([key, item]) => [key, without(item, below(key))]))
}
