import type { ParameterValue } from '../engine/config.ts'
import { UserError } from '../engine/errors.ts'
import {
  populationOf,
  resolveScenario,
  type Scenario,
  type ScenarioInput,
  type Vocabulary,
} from '../simulation/scenario.ts'
import type { Problem } from './check.ts'
import type { ScenarioDocument } from './document.ts'
import { ALIASES } from './sections.ts'

/** A checked document in the terms of the simulation. */
export interface Reading {
  readonly input: ScenarioInput
  /** Where in the document a parameter's value stands, when that is not under the parameter's own path. */
  readonly origins: ReadonlyMap<string, string>
  /** What is accepted but has no effect. */
  readonly notes: readonly Problem[]
}

/** Translates a document that `checkDocument` has found good. */
export function readDocument(document: ScenarioDocument, vocabulary: Vocabulary): Reading {
  const origins = new Map<string, string>()
  const notes: Problem[] = [...partsNotRead(document)]
  const parameters = readParameters(document, vocabulary, origins, notes)
  const { simulation = {}, network } = document
  const input = {
    id: document.scenario_id,
    description: document.description,
    motif: document.motif,
    profile: document.profile,
    seed: simulation.seed ?? undefined,
    epochs: simulation.n_epochs ?? undefined,
    stepsPerEpoch: simulation.steps_per_epoch ?? undefined,
    agents: document.agents?.map((group) => ({
      ...group,
      type: group.type ?? 'honest',
      count: group.count ?? 1,
    })),
    parameters,
    edges: network?.edges,
    interventions: document.interventions,
    successCriteria: document.success_criteria,
  }
  return { input: definedOnly(input), origins, notes }
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }

/** Leaves out keys without a value. */
function definedOnly<T extends object>(object: T): Partial<Defined<T>> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Partial<
    Defined<T>
  >
}

function readParameters(
  document: ScenarioDocument,
  vocabulary: Vocabulary,
  origins: Map<string, string>,
  notes: Problem[],
): Record<string, ParameterValue> {
  const parameters: Record<string, ParameterValue> = {}
  const smallWorld = [valueAt(document, 'network.topology')].some((topology) =>
    /^small_world$/i.test(String(topology)),
  )
  for (const path of vocabulary.parameters.keys()) {
    const given = spellingsOf(path, smallWorld).filter(
      (spelling) => valueAt(document, spelling) !== undefined,
    )
    const [chosen, ...others] = given
    if (chosen === undefined) continue
    parameters[path] = normalise(path, valueAt(document, chosen) as ParameterValue)
    if (chosen !== path) origins.set(path, chosen)
    for (const other of others)
      notes.push({ path: other, text: `left out, because ${chosen} is there too and wins` })
  }
  for (const name of NAMED_IS_ON) {
    const section = valueAt(document, name)
    const named = typeof section === 'object' && section !== null && Object.keys(section).length > 0
    if (named && vocabulary.parameters.has(`${name}.enabled`)) parameters[`${name}.enabled`] ??= true
  }
  return parameters
}

/** Sections of which any key switches on what they are about, as in the peer's files. */
export const NAMED_IS_ON = ['network', 'marketplace'] as const

/** Value in the form in which the declarations know it: topologies may be written in capitals. */
export const normalise = (path: string, value: ParameterValue): ParameterValue =>
  path === 'network.topology' && typeof value === 'string' ? value.toLowerCase() : value

/** Where a parameter may stand in a document, the winner first. `params.p` is the probability of the topology. */
function spellingsOf(path: string, smallWorld: boolean): string[] {
  const alias = ALIASES[path]
  if (alias !== undefined) return [path, alias]
  if (!path.startsWith('network.')) return [path]
  const key = path.slice('network.'.length)
  const short: Record<string, string> = {
    k_neighbors: 'k',
    m_edges: 'm',
    [smallWorld ? 'rewire_probability' : 'edge_probability']: 'p',
  }
  const params = [short[key], key].filter((name) => name !== undefined)
  return [...params.map((name) => `network.params.${name}`), path]
}

function valueAt(document: ScenarioDocument, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => {
    const inside = typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    return inside ? (value as Record<string, unknown>)[key] : undefined
  }, document)
}

function partsNotRead({ outputs = {}, network }: ScenarioDocument): Problem[] {
  const notes: Problem[] = []
  for (const [key, value] of Object.entries(outputs)) {
    if (value === null) continue
    notes.push({ path: `outputs.${key}`, text: 'is not read (choose outputs with --out and --record)' })
  }
  const custom = /^custom$/i.test(network?.topology ?? '')
  if (network?.edges && !custom)
    notes.push({ path: 'network.edges', text: 'only topology custom has edges of its own' })
  if (custom && !network?.edges?.length) {
    notes.push({ path: 'network.topology', text: 'a custom network without edges joins nobody' })
  }
  return notes
}

/** Resolves what was read. Throws UserError, for edges too. */
export function resolveReading(input: ScenarioInput, vocabulary: Vocabulary): Scenario {
  const scenario = resolveScenario(input, vocabulary)
  const population = populationOf(scenario)
  scenario.edges.forEach(([from, to], index) => {
    const outside = [from, to].find((row) => row >= population)
    if (outside !== undefined) {
      throw new UserError(
        `network.edges[${index}]`,
        `got row ${outside}, expected a row below the ${population} agents there are`,
      )
    }
    if (from === to) throw new UserError(`network.edges[${index}]`, `joins agent ${from} to itself`)
  })
  return scenario
}
