import { Members } from '../components/members.ts'
import { defaultOf, type Parameter, parametersByPath } from '../engine/config.ts'
import { UserError } from '../engine/errors.ts'
import { type App, assemble, type Plan, type Plugin, type TableSize } from '../engine/plugin.ts'
import { type Policy, PolicyAccess, type PolicyRules } from '../engine/policy.ts'
import { bytesOfPlan, type Registry, World } from '../engine/world.ts'
import { countSums } from './collect.ts'
import { core } from './core.ts'
import { policiesInOrder } from './population.ts'
import { populationOf, type Scenario, type Vocabulary, vocabularyOf } from './scenario.ts'

/** A world with everything that plugins brought to it. */
export interface Assembly {
  readonly app: App
  readonly world: World
  readonly registry: Registry
}

/** Bytes of columns that one world may take; typed arrays beyond it are refused by common hosts. */
export const WORLD_BYTES_MAX = 4_294_967_296

const withCore = (plugins: readonly Plugin[]): readonly Plugin[] => [core, ...plugins]

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

/** What the core and some plugins let a scenario say, what it may switch on included. */
export function vocabulary(plugins: readonly Plugin[] = []): Vocabulary {
  const { policyList, metricList } = everythingOf(plugins)
  return vocabularyOf(withCore(plugins), policyList, metricList)
}

/** Sizes, allocates and fills a world without agents in it. Throws UserError before allocating too much. */
export function assembleWorld(scenario: Scenario, plugins: readonly Plugin[], capacity: number): Assembly {
  const { policies: known } = vocabulary(plugins)
  const values = new Map(Object.entries(scenario.parameters))
  const plan: Plan = {
    seed: scenario.seed,
    capacity,
    population: populationOf(scenario),
    epochs: scenario.epochs,
    members: membersOf(scenario, known, capacity),
    edges: scenario.edges,
    value: (path) => values.get(path) ?? null,
  }
  const app = assemble(withCore(plugins), plan)
  const parameters = presentParameters(app, plugins)
  refuseAbsent(scenario, parameters)
  const policies = policiesInOrder(app.policyList)
  app.tables({ policies: policies.length, metric: countSums(app.metricList, plan.value) })
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
  const world = allocate(worldPlan, capacity)
  const visible = new Set<string>()
  const rules: PolicyRules[] = policies.map((policy) => policy.bind(new PolicyAccess(world, policy, visible)))
  return { app, world, registry: { policies, rules, signals: app.signalList } }
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

function allocate(plan: ConstructorParameters<typeof World>[0], capacity: number): World {
  const bytes = bytesOfPlan(plan)
  const megabytes = Math.ceil(bytes / 1_000_000)
  const hint = 'take fewer agents, fewer memory.slots, or a sparser network'
  if (bytes > WORLD_BYTES_MAX) {
    const most = Math.floor(WORLD_BYTES_MAX / 1_000_000)
    throw new UserError(
      'agents',
      `${capacity} agents would take ${megabytes} MB, expected at most ${most} MB`,
      { hint },
    )
  }
  try {
    return new World(plan)
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown
    throw new UserError('agents', `${capacity} agents take ${megabytes} MB, which this machine refuses`, {
      hint,
      cause: thrown,
    })
  }
}
