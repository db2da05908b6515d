import type { Component } from './columns.ts'
import type { ParameterGroup, ParameterValue } from './config.ts'
import { InternalError, messageOf, UserError } from './errors.ts'
import type { Metric } from './metric.ts'
import { didYouMean } from './nearest.ts'
import type { Deliberation, Policy } from './policy.ts'
import type { Stream } from './random.ts'
import { checkSystem, type PlacedSystem, type System } from './schedule.ts'
import type { ActionHandler, World } from './world.ts'

/** What sizes and prepares a world, known before it is allocated. */
export interface Plan {
  readonly seed: string
  /** Agent rows to allocate: the population and room for those that are spawned. */
  readonly capacity: number
  readonly population: number
  readonly epochs: number
  /** Members of each policy by its name, room for spawned ones included. */
  readonly members: ReadonlyMap<string, number>
  value(path: string): ParameterValue
  /** Edges given by hand, by agent row. */
  readonly edges: readonly (readonly [number, number])[]
  /**
   * Whether sizes are all that is asked for: a builder that would generate something large to size its tables gives an
   * upper bound instead. Nothing is filled from such a plan.
   */
  readonly sizesOnly?: boolean
}

/** Size of a table: rows to allocate, and how many of them hold something once agents are fewer than capacity. */
export type TableSize = number | { readonly rows: number; readonly live: (world: World) => number }

/** An observable of an interaction that enters the proxy: a column in [-1, 1] with a weight. */
export interface Signal {
  readonly name: string
  /** Component along the interaction table and its field. */
  readonly component: Component
  readonly field: string
  /** Weight before all weights are divided by the sum of their absolute values. */
  readonly weight: number
}

/** A scenario as far as it is known before a world is planned. */
export interface Prospect {
  readonly epochs: number
  readonly population: number
  /** Agents of a type at the start, by its name in scenario files. */
  count(type: string): number
  value(path: string): ParameterValue
}

export interface Plugin {
  readonly name: string
  readonly parameters: readonly ParameterGroup[]
  readonly build: (app: App) => void
  /** URL of a module that exports it in an array `plugins`, from which other threads load it. */
  readonly module?: string | undefined
  /** Most agents that the plugin asks for over a run (SpawnRequest); 0 while it is switched off. */
  readonly newcomers?: ((prospect: Prospect) => number) | undefined
}

/**
 * Declares a plugin. The core is one; a mechanism is one; yours is one.
 * @param parameters sections of a scenario that the plugin brings
 * @param options `newcomers` for a plugin that asks for agents while a run goes on
 */
export function definePlugin(
  name: string,
  parameters: ParameterGroup | readonly ParameterGroup[],
  build: (app: App) => void,
  options: Pick<Plugin, 'newcomers'> = {},
): Plugin {
  return { name, parameters: [parameters].flat(), build, ...options }
}

type Placement = Partial<Pick<System, 'after' | 'before'>>

/** What plugins have brought, ready to become a world. */
export class App {
  readonly plan: Plan
  readonly componentList: Component[] = []
  readonly systemList: PlacedSystem[] = []
  readonly policyList: Policy[] = []
  readonly metricList: Metric[] = []
  readonly signalList: Signal[] = []
  readonly streamList: Stream[] = []
  readonly actionList: ActionHandler[] = []
  readonly deliberationList: Deliberation[] = []
  readonly tableSizes = new Map<string, TableSize>()
  readonly initialisers: ((world: World, plan: Plan) => void)[] = []
  /** Plugins that brought anything: one that the plan switches off returns at once, and its parameters stay out too. */
  readonly present = new Set<string>()
  readonly #names: ReadonlySet<string>
  #plugin = ''

  constructor(plan: Plan, names: ReadonlySet<string>) {
    this.plan = plan
    this.#names = names
  }

  /** Runs a plugin's builder under its name. */
  install(plugin: Plugin): void {
    this.#plugin = plugin.name
    this.#guard(plugin.name, 'building', () => plugin.build(this))
  }

  needs(...names: string[]): this {
    for (const name of names) {
      if (this.#names.has(name)) continue
      throw new UserError(`plugin ${this.#plugin}`, `needs plugin ${name}`, {
        hint: didYouMean(name, this.#names),
      })
    }
    return this
  }

  /**
   * Declares tables: rows of columns that are neither agents nor interactions. One that is declared empty, as a place for
   * what a mechanism may bring, takes the rows of whoever declares it with some.
   */
  tables(sizes: Readonly<Record<string, TableSize>>): this {
    this.present.add(this.#plugin)
    for (const [name, size] of Object.entries(sizes)) {
      const before = this.tableSizes.get(name) ?? 0
      if (before !== 0 && size !== 0) throw new UserError(`table ${name}`, 'is declared twice')
      this.tableSizes.set(name, before === 0 ? size : before)
    }
    return this
  }

  components(...components: Component[]): this {
    this.present.add(this.#plugin)
    for (const component of components) {
      const twin = this.componentList.find(({ name }) => name === component.name)
      if (twin) throw new UserError(component.name, `is declared twice, the second time by ${this.#plugin}`)
      this.componentList.push(component)
    }
    return this
  }

  /** Systems listed together form a chain: each runs after the one before it. */
  systems(...systems: (System & Placement)[]): this {
    this.present.add(this.#plugin)
    let link: string | undefined
    for (const system of systems) {
      checkSystem(system)
      this.systemList.push({ ...system, plugin: this.#plugin, link })
      link = system.name
    }
    return this
  }

  policies(...policies: Policy[]): this {
    this.present.add(this.#plugin)
    for (const policy of policies) {
      const twin = this.policyList.find(({ name, key }) => name === policy.name || key === policy.key)
      if (twin)
        throw new UserError(`policy ${policy.name}`, `is declared twice, the second time by ${this.#plugin}`)
      this.policyList.push(policy)
      if (!policy.traits) continue
      this.components(policy.traits)
      this.tables({ [policy.traits.table]: this.plan.members.get(policy.name) ?? 0 })
    }
    return this
  }

  metrics(...metrics: Metric[]): this {
    this.present.add(this.#plugin)
    this.metricList.push(...metrics)
    return this
  }

  signals(...signals: Signal[]): this {
    this.present.add(this.#plugin)
    this.signalList.push(...signals)
    return this
  }

  /** Takes over actions that the core does not carry out. No two handlers may take the same one. */
  actions(handler: ActionHandler): this {
    this.present.add(this.#plugin)
    const twin = this.actionList.find(({ actions }) => actions.some((code) => handler.actions.includes(code)))
    if (twin) throw new UserError(`actions of ${handler.name}`, `are carried out by ${twin.name} already`)
    this.actionList.push(handler)
    return this
  }

  /** Stands between agents and their policies: see `Deliberation`. Those of several plugins nest, in the plugins' name order. */
  deliberates(deliberation: Deliberation): this {
    this.present.add(this.#plugin)
    this.deliberationList.push(deliberation)
    return this
  }

  /** Names the streams that the plugin draws from, so that two of one name are found out. */
  streams(...streams: Stream[]): this {
    for (const stream of streams) {
      const twin = this.streamList.find(({ id }) => id === stream.id)
      if (twin)
        throw new UserError(`stream ${stream.name}`, `shares its key with stream ${twin.name}; rename one`)
      this.streamList.push(stream)
    }
    return this
  }

  /** Fills columns once, after the population has its rows. */
  initialise(fill: (world: World, plan: Plan) => void): this {
    this.present.add(this.#plugin)
    const plugin = this.#plugin
    this.initialisers.push((world, plan) => this.#guard(plugin, 'initialising', () => fill(world, plan)))
    return this
  }

  /** Runs code of a plugin; what it throws that is no person's mistake carries the plugin's name. */
  #guard(plugin: string, system: string, run: () => void): void {
    try {
      run()
    } catch (thrown) {
      if (thrown instanceof UserError || thrown instanceof InternalError) throw thrown
      const place = { seed: this.plan.seed, tick: 0, system }
      throw new InternalError(`plugin ${plugin} failed: ${messageOf(thrown)}`, place, thrown)
    }
  }
}

/**
 * Builds an app from plugins in name order, so that the order in which they were handed over cannot matter.
 * @param isMixed the core is a further instance of its kernels, whose components are not those of the other plugins
 */
export function assemble(plugins: readonly Plugin[], plan: Plan, isMixed = false): App {
  const names = new Set<string>()
  for (const { name } of plugins) {
    if (names.has(name)) throw new UserError(`plugin ${name}`, 'is registered twice')
    names.add(name)
  }
  const app = new App(plan, names)
  for (const plugin of [...plugins].sort((a, b) => (a.name < b.name ? -1 : 1))) app.install(plugin)
  if (!isMixed) refuseForeign(app)
  return app
}

/**
 * Refuses components that come from another copy of this package: they have the names of ours, but who touches what is
 * told by identity, so that systems would run side by side that must not.
 */
function refuseForeign({ componentList, systemList }: App): void {
  const own = new Map(componentList.map((component) => [component.name, component]))
  for (const { name, reads, writes } of systemList) {
    const foreign = [...reads, ...writes].find(
      (component) => (own.get(component.name) ?? component) !== component,
    )
    if (!foreign) continue
    throw new UserError(`system ${name}`, `uses ${foreign.name} of another copy of patchwork-ecs`, {
      hint: 'import the engine and its mechanisms from one build of one version',
    })
  }
}
