import { Members } from '../components/members.ts'
import { Dealing, DealingPlace } from '../components/memory.ts'
import { SpawnTotals, spawningComponents } from '../components/spawning.ts'
import { defaultOf, type Parameter, parametersByPath } from '../engine/config.ts'
import { InternalError, messageOf, UserError } from '../engine/errors.ts'
import {
  type App,
  assemble,
  type Plan,
  type Plugin,
  type Prospect,
  type TableSize,
} from '../engine/plugin.ts'
import { deliberate, type Policy, PolicyAccess, type PolicyRules } from '../engine/policy.ts'
import type { Profiler } from '../engine/profile.ts'
import {
  bytesOfPlan,
  ownMemory,
  type Registry,
  World,
  type WorldMemory,
  type WorldPlan,
} from '../engine/world.ts'
import { countSums } from './collect.ts'
import { core } from './core.ts'
import { policiesInOrder } from './population.ts'
import {
  checkCount,
  POPULATION_MAX,
  populationOf,
  type Scenario,
  type Vocabulary,
  vocabularyOf,
} from './scenario.ts'

/** A world with everything that plugins brought to it. */
export interface Assembly {
  readonly app: App
  readonly world: World
  readonly registry: Registry
}

/** A world that has its shape but no memory yet. */
export interface PlannedWorld {
  readonly app: App
  /** In the order of the codes in `Kind.policy`. */
  readonly policies: readonly Policy[]
  readonly worldPlan: WorldPlan
}

/** Bytes of columns that one world may take: 8 GiB, which browsers too allow one buffer to have. */
export const WORLD_BYTES_MAX = 8_589_934_592
/**
 * Memory beside the columns while agents are placed. A row is half an edge: the list of edges, and the unsorted and sorted
 * rows that are made of it, take 24 bytes an edge. An agent: its degree, offset and cursor, and scratch of metrics and partners.
 */
const PLACING_BYTES_PER_EDGE_ROW = 12
const PLACING_BYTES_PER_AGENT = 24

const withCore = (plugins: readonly Plugin[], instance = core): readonly Plugin[] => [instance, ...plugins]

/** Parameters of this name switch something on. */
const SWITCH = /(^|[._])enabled$/

/** What the core and some plugins bring once everything is on, over no agents: for looking at, not for running. */
export function everythingOf(plugins: readonly Plugin[]): App {
  const all = withCore(plugins)
  const parameters = parametersByPath(all.flatMap((plugin) => [...plugin.parameters]))
  const emptyPlan: Plan = {
    seed: '0',
    capacity: 0,
    population: 0,
    epochs: 0,
    members: new Map(),
    edges: [],
    value: (path) => {
      const parameter = parameters.get(path)
      if (!parameter) return null
      return parameter.kind === 'flag' && SWITCH.test(path) ? true : defaultOf(parameter, 'whitepaper')
    },
  }
  return assemble(all, emptyPlan)
}

/** Lists of plugins whose vocabulary is kept: to find one out, every plugin builds once, and most runs ask for the same. */
const VOCABULARIES_KEPT = 4
const vocabularies: { readonly plugins: readonly Plugin[]; readonly found: Vocabulary }[] = []

/** What the core and some plugins let a scenario say, what it may switch on included. */
export function vocabulary(plugins: readonly Plugin[] = []): Vocabulary {
  const isSame = (other: readonly Plugin[]) =>
    other.length === plugins.length && other.every((plugin, place) => plugin === plugins[place])
  const known = vocabularies.find((each) => isSame(each.plugins))
  if (known) return known.found
  const { policyList, metricList } = everythingOf(plugins)
  const found = vocabularyOf(withCore(plugins), policyList, metricList)
  vocabularies.unshift({ plugins: [...plugins], found })
  vocabularies.splice(VOCABULARIES_KEPT)
  return found
}

/** Most agents that plugins ask for over a run of this scenario. Throws UserError when a plugin's answer is no count. */
export function newcomersOf(scenario: Scenario, plugins: readonly Plugin[]): number {
  const { epochs, agents, parameters } = scenario
  const prospect: Prospect = {
    epochs,
    population: populationOf(scenario),
    count: (type) => agents.reduce((sum, group) => sum + (group.type === type ? group.count : 0), 0),
    value: (path) => parameters[path] ?? null,
  }
  return plugins.reduce((sum, { name, newcomers }) => {
    const most = newcomers?.(prospect) ?? 0
    return sum + checkCount(`newcomers of plugin ${name}`, most, 0, POPULATION_MAX)
  }, 0)
}

export interface WorldPlanning {
  /** Nothing large is generated, and random networks count with an upper bound of their edges. */
  readonly sizesOnly?: boolean
  /** The instance of the core whose loops the world is to run; the first one when left out. */
  readonly kernels?: Plugin | undefined
  /** Policies of the plugins' vocabulary, where they are at hand. */
  readonly known?: Vocabulary['policies']
}

/** What plugins bring to a scenario, and the size of every table. */
export function planWorld(
  scenario: Scenario,
  plugins: readonly Plugin[],
  capacity: number,
  { sizesOnly = false, kernels = core, known = vocabulary(plugins).policies }: WorldPlanning = {},
): PlannedWorld {
  const values = new Map(Object.entries(scenario.parameters))
  const plan: Plan = {
    seed: scenario.seed,
    capacity,
    population: populationOf(scenario),
    epochs: scenario.epochs,
    members: membersOf(scenario, known, capacity),
    edges: scenario.edges,
    value: (path) => values.get(path) ?? null,
    sizesOnly,
  }
  const app = assemble(withCore(plugins, kernels), plan, kernels !== undefined && kernels !== core)
  prepareSpawning(app, scenario, plugins)
  const parameters = presentParameters(app, plugins)
  refuseAbsent(scenario, parameters)
  refuseAbsentTypes(scenario, app.policyList)
  const policies = policiesInOrder(app.policyList).map((policy) => deliberate(policy, app.deliberationList))
  const sums = countSums(app.metricList, plan.value)
  const chunks = app.tableSizes.get('chunk') as { rows: number }
  placeDealings(app, policies)
  app.tables({ policies: policies.length, metric: sums, metricChunk: sums * chunks.rows })
  const sizes = [...app.tableSizes]
  const worldPlan = {
    seed: scenario.seed,
    rounds: plan.value('random.rounds') as number,
    components: app.componentList,
    tables: new Map(sizes.map(([name, size]) => [name, typeof size === 'number' ? size : size.rows])),
    liveRows: liveRowsOf(sizes, policies),
    parameters,
    values,
  }
  return { app, policies, worldPlan }
}

/** Gives the members of each policy that keeps dealings their rows, as many as they have records of acquaintances. */
function placeDealings(app: App, policies: readonly Policy[]): void {
  const { capacity, members } = app.plan
  const { rows: records } = app.tableSizes.get('acquaintance') as { rows: number }
  const slots = records / Math.max(1, capacity)
  let dealing = 0
  const first = policies.map(({ name, own }) => {
    if (!own.some((component) => component.name === Dealing.name)) return 0
    const before = dealing
    dealing += slots * (members.get(name) ?? 0)
    return before + 1
  })
  app.tables({ dealing })
  app.initialisers.push((world) => world.get(DealingPlace).first.set(first))
}

/** Where a world is to lie. */
export interface Place {
  /** Threads that are to share it; one when left out. */
  readonly threads?: number
  /** Bytes that may be taken, those of placing agents included; no limit but the engine's when left out. */
  readonly memoryBytesMax?: number | undefined
  /** In a further thread, the memory that the first one made. */
  readonly memory?: WorldMemory
  readonly profiler?: Profiler | undefined
}

/** Refuses a scenario that would take too much, before anything large is generated. Throws UserError. */
export function checkSize(
  scenario: Scenario,
  plugins: readonly Plugin[],
  capacity: number,
  { memoryBytesMax }: Place,
  known: Vocabulary['policies'],
): void {
  const { worldPlan } = planWorld(scenario, plugins, capacity, { sizesOnly: true, known })
  refuseTooLarge(worldPlan, capacity, memoryBytesMax)
}

/** Allocates a world without agents in it, and binds the rules of its policies. Throws UserError. */
export function makeWorld({ app, policies, worldPlan }: PlannedWorld, place: Place): Assembly {
  const { threads = 1, memory } = place
  const world = memory ? new World(worldPlan, memory) : allocate(worldPlan, app.plan.capacity, threads)
  const visible = new Set<string>()
  const rules = policies.map((policy) => bindPolicy(policy, new PolicyAccess(world, policy, visible)))
  return { app, world, registry: { policies, rules, signals: app.signalList, handlers: app.actionList } }
}

/** Gives a world that a plugin in use may let grow what growing takes. */
function prepareSpawning(app: App, scenario: Scenario, plugins: readonly Plugin[]): void {
  if (!plugins.some(({ name, newcomers }) => newcomers !== undefined && app.present.has(name))) return
  const rows = newcomersOf(scenario, plugins)
  app
    .tables({ spawnRequest: { rows, live: (world) => world.get(SpawnTotals).pending[0] } })
    .components(...spawningComponents)
}

function bindPolicy(policy: Policy, access: PolicyAccess): PolicyRules {
  try {
    return policy.bind(access)
  } catch (thrown) {
    if (thrown instanceof UserError) throw thrown
    const place = { seed: access.world.seed, tick: 0, system: 'building' }
    throw new InternalError(`policy ${policy.name} failed: ${messageOf(thrown)}`, place, thrown)
  }
}

/** Parameters of the plugins that brought something: what is off leaves no trace in a world or its digest. */
function presentParameters(app: App, plugins: readonly Plugin[]): Map<string, Parameter> {
  const present = withCore(plugins).filter(({ name }) => app.present.has(name))
  return parametersByPath(present.flatMap((plugin) => [...plugin.parameters]))
}

function refuseAbsent({ interventions }: Scenario, parameters: ReadonlyMap<string, Parameter>): void {
  for (const [place, { set }] of interventions.entries()) {
    const absent = Object.keys(set).find((path) => !parameters.has(path))
    if (absent === undefined) continue
    throw new UserError(
      `interventions[${place}].set.${absent}`,
      'moves a lever of a mechanism that this scenario leaves off',
      { hint: 'switch the mechanism on from the start' },
    )
  }
}

function refuseAbsentTypes({ agents }: Scenario, policies: readonly Policy[]): void {
  for (const [place, { type }] of agents.entries()) {
    if (policies.some(({ key }) => key === type)) continue
    throw new UserError(
      `agents[${place}].type`,
      `${type} belongs to a mechanism that this scenario leaves off`,
      { hint: 'switch the mechanism on, or leave these agents out' },
    )
  }
}

/** How to count the rows in use of tables that end in headroom; a policy's table has as many as the policy has members. */
function liveRowsOf(
  sizes: readonly (readonly [string, TableSize])[],
  policies: readonly Policy[],
): Map<string, (world: World) => number> {
  const declared = sizes.flatMap(([name, size]) =>
    typeof size === 'number' ? [] : [[name, size.live] as const],
  )
  const members = policies.flatMap(({ traits }, code) =>
    traits ? [[traits.table, (world: World) => world.get(Members).count[code]] as const] : [],
  )
  return new Map([...declared, ...members])
}

function membersOf(scenario: Scenario, known: Vocabulary['policies'], capacity: number): Map<string, number> {
  const headroom = capacity - populationOf(scenario)
  const members = new Map([...known.values()].map((policy) => [policy.name, headroom]))
  for (const { type, count } of scenario.agents) {
    const name = known.get(type)?.name ?? type
    members.set(name, (members.get(name) ?? 0) + count)
  }
  return members
}

const LESS = 'take fewer agents, fewer memory.slots, or a sparser network'
const megabytes = (bytes: number): number => Math.ceil(bytes / 1_000_000)

/** Memory beside the columns that a world takes while its agents are placed, in bytes. */
export const placingBytesOf = ({ tables }: Pick<WorldPlan, 'tables'>): number =>
  (tables.get('edge') ?? 0) * PLACING_BYTES_PER_EDGE_ROW +
  (tables.get('agent') ?? 0) * PLACING_BYTES_PER_AGENT

function refuseTooLarge(plan: WorldPlan, capacity: number, memoryBytesMax = Infinity): void {
  const bytes = bytesOfPlan(plan)
  const placing = placingBytesOf(plan)
  const needed = `${capacity} agents would take ${megabytes(bytes)} MB`
  if (bytes > WORLD_BYTES_MAX) {
    const most = Math.floor(WORLD_BYTES_MAX / 1_000_000)
    throw new UserError('agents', `${needed}, expected at most ${most} MB`, { hint: LESS })
  }
  if (bytes + placing > memoryBytesMax) {
    const available = Math.floor(memoryBytesMax / 1_000_000)
    throw new UserError(
      'agents',
      `${needed}, and ${megabytes(placing)} MB more while they are placed, but only ${available} MB are available`,
      { hint: LESS },
    )
  }
}

function allocate(plan: WorldPlan, capacity: number, threads: number): World {
  try {
    return new World(plan, ownMemory(plan, threads))
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown
    const needed = `${capacity} agents take ${megabytes(bytesOfPlan(plan))} MB`
    throw new UserError('agents', `${needed}, which this machine refuses`, { hint: LESS, cause: thrown })
  }
}
