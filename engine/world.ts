import { chunksOf } from './block.ts'
import { Clock } from './clock.ts'
import {
  bytesOf,
  type ColumnArray,
  type Columns,
  type Component,
  type Field,
  type Fields,
  viewColumn,
} from './columns.ts'
import {
  decode,
  encode,
  type Parameter,
  type ParameterGroup,
  type ParameterValue,
  parameterAt,
  pathOf,
} from './config.ts'
import { UserError } from './errors.ts'
import { laneBytes } from './journal-lanes.ts'
import { didYouMean } from './nearest.ts'
import type { Signal } from './plugin.ts'
import type { Policy, PolicyRules } from './policy.ts'
import { type EntitySource, KeyedSource, keyOfSeed, type Stream } from './random.ts'
import type { System } from './schedule.ts'

/** Everything that fixes a world's shape. */
export interface WorldPlan {
  readonly seed: string
  /** Rounds of the random function: 12, or 20 for the cautious. */
  readonly rounds: number
  readonly components: readonly Component[]
  /** Rows of every table by name. */
  readonly tables: ReadonlyMap<string, number>
  /** Rows in use, for tables whose end is headroom. */
  readonly liveRows?: ReadonlyMap<string, (world: World) => number> | undefined
  readonly parameters: ReadonlyMap<string, Parameter>
  readonly values: ReadonlyMap<string, ParameterValue>
}

/** One of several threads that share a world; the first, 0, is the host's own. */
export interface ThreadPlace {
  readonly index: number
  readonly count: number
}

/** Where a world lies. */
export interface WorldMemory {
  readonly columns: ArrayBufferLike
  readonly parameters: ArrayBufferLike
  /** Where threads note events, where there are several: see `laneBytes`. */
  readonly lanes?: ArrayBufferLike | undefined
  readonly thread: ThreadPlace
}

/** New memory for a world: shared where several threads are to run it. */
export function ownMemory(plan: WorldPlan, threads = 1): WorldMemory {
  const last = layOut(plan).at(-1)
  const isShared = threads > 1
  const allocate = (bytes: number) => (isShared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes))
  return {
    columns: allocate(last ? last.offset + last.bytes : 0),
    parameters: allocate(plan.parameters.size * Float64Array.BYTES_PER_ELEMENT),
    lanes: isShared ? allocate(laneBytes(threads, plan.tables.get('journal') ?? 0)) : undefined,
    thread: { index: 0, count: threads },
  }
}

/** Where one column lies in the world's buffer. */
export interface Slot {
  readonly path: string
  readonly component: Component
  readonly field: Field
  readonly rows: number
  readonly offset: number
  readonly bytes: number
}

export type ParameterViews<G extends ParameterGroup> = {
  readonly [K in keyof G['parameters']]: Float64Array
}

/**
 * One world: all its columns in one buffer, its parameters, its clock. Systems see rows; entity ids stay at the edge.
 * The layout is sorted by name, so it does not depend on the order in which plugins came.
 */
export class World {
  readonly rounds: number
  /** Key of every draw; sources hold it, so a world that starts anew changes theirs. */
  readonly key = new Int32Array(4)
  readonly buffer: ArrayBufferLike
  readonly layout: readonly Slot[]
  readonly tables: ReadonlyMap<string, number>
  readonly parameterList: ReadonlyMap<string, Parameter>
  /** One number a parameter, in path order. */
  readonly parameterStore: Float64Array
  readonly clock: Columns<typeof Clock.fields>
  /** Agent that a rule is being run for, so that an error can name it, -1 when none; and the chunk that is being run. */
  readonly cursor = { agent: -1, chunk: 0 }
  readonly memory: WorldMemory
  /** What rules draw from, each with its stream: `reseed` has it draw anew. */
  readonly sources: (readonly [Stream, KeyedSource])[] = []
  /** Where threads that share the world hear of reseeded streams: see `newSaltList`. */
  saltList: SharedArrayBuffer | undefined
  /** By chunk of agents, 1 when this thread owns them: see `System.spread`. */
  readonly owned: Uint8Array
  readonly #liveRows: WorldPlan['liveRows']
  readonly #columns = new Map<string, Record<string, ColumnArray>>()
  readonly #columnAt = new Map<string, ColumnArray>()
  readonly #parameterIndex = new Map<string, number>()
  readonly #shared = new Map<object, unknown>()
  #seed: string

  /** @param memory where to lie: memory of its own when left out; a further thread attaches to what the first one filled */
  constructor(plan: WorldPlan, memory: WorldMemory = ownMemory(plan)) {
    this.rounds = plan.rounds
    this.#seed = plan.seed
    this.key.set(keyOfSeed(plan.seed))
    this.tables = plan.tables
    this.#liveRows = plan.liveRows
    this.layout = layOut(plan)
    this.buffer = memory.columns
    this.memory = memory
    const first = memory.thread.index === 0
    for (const slot of this.layout) {
      const isOwn = slot.component.perThread && !first
      const view = isOwn
        ? viewColumn(slot.field, new ArrayBuffer(slot.bytes), 0, slot.rows)
        : viewColumn(slot.field, this.buffer, slot.offset, slot.rows)
      if (slot.field.initial !== undefined && (first || isOwn)) view.fill(slot.field.initial)
      const columns = this.#columns.get(slot.component.name) ?? {}
      columns[slot.path.slice(slot.component.name.length + 1)] = view
      this.#columnAt.set(slot.path, view)
      this.#columns.set(slot.component.name, columns)
    }
    this.parameterList = plan.parameters
    this.parameterStore = new Float64Array(memory.parameters)
    this.owned = new Uint8Array(chunksOf(plan.tables.get('agent') ?? 0)).fill(1)
    for (const [path, parameter] of plan.parameters) {
      const index = this.#parameterIndex.size
      this.#parameterIndex.set(path, index)
      if (first) this.parameterStore[index] = encode(parameter, plan.values.get(path) ?? null)
    }
    this.clock = this.get(Clock)
  }

  /** The columns of a component, by field name. */
  get<F extends Fields>(component: Component<F>): Columns<F> {
    const columns = this.#columns.get(component.name)
    if (columns) return columns as Columns<F>
    throw new UserError(component.name, 'is not a component of this world; a plugin must bring it')
  }

  /** One column by its path, for example `Standing.reputation`. Throws UserError naming the nearest path. */
  column(path: string): ColumnArray {
    return this.#columnAt.get(path) ?? (this.#columnAt.get(this.slot(path).path) as ColumnArray)
  }

  slot(path: string): Slot {
    const slot = this.layout.find((candidate) => candidate.path === path)
    if (slot) return slot
    const known = this.layout.map((candidate) => candidate.path)
    throw new UserError(path, 'no such column', { hint: didYouMean(path, known) })
  }

  has(component: Component): boolean {
    return this.#columns.has(component.name)
  }

  /** Rows of a table, used or not; 0 for a table that this world does not have. */
  rowsOf(table: string): number {
    return this.tables.get(table) ?? 0
  }

  /** Rows of a table that hold something: agents alive or gone for the agent table; headroom is left out. */
  liveRowsOf(table: string): number {
    if (table === 'agent') return this.clock.agentCount[0]
    return this.#liveRows?.get(table)?.(this) ?? this.rowsOf(table)
  }

  /** Views of a group's parameters, one number each: what they hold moves when a lever is moved. */
  parameters<G extends ParameterGroup>(group: G): ParameterViews<G> {
    const views: Record<string, Float64Array> = {}
    for (const name of Object.keys(group.parameters)) {
      views[name] = this.parameterView(pathOf(group, name))
    }
    return views as ParameterViews<G>
  }

  /** View of one parameter: a single number that moves when the lever is moved. */
  parameterView(path: string): Float64Array {
    const index = this.#indexOf(path)
    return this.parameterStore.subarray(index, index + 1)
  }

  /** The value of a parameter by its path. Throws UserError naming the nearest path. */
  value(path: string): ParameterValue {
    const parameter = parameterAt(this.parameterList, path)
    return decode(parameter, this.parameterStore[this.#indexOf(path)])
  }

  setValue(path: string, value: ParameterValue): void {
    this.parameterStore[this.#indexOf(path)] = encode(parameterAt(this.parameterList, path), value)
  }

  #indexOf(path: string): number {
    parameterAt(this.parameterList, path)
    return this.#parameterIndex.get(path) as number
  }

  source(stream: Stream): EntitySource {
    return new KeyedSource(this.key, stream, this.clock.tick, this.rounds)
  }

  /** A source for rules that are bound once and stay; `sources` knows it. */
  boundSource(stream: Stream): EntitySource {
    const source = this.source(stream)
    if (source instanceof KeyedSource) this.sources.push([stream, source])
    return source
  }

  /** Seed of every draw. */
  get seed(): string {
    return this.#seed
  }

  /** Starts anew as another plan of the same shape wants it: as if it had just been allocated. */
  reset(plan: WorldPlan): void {
    this.#seed = plan.seed
    this.key.set(keyOfSeed(plan.seed))
    for (const [stream, source] of this.sources) source.follow(stream)
    for (const { path, field } of this.layout) this.column(path).fill(field.initial ?? 0)
    for (const [path, parameter] of plan.parameters) {
      this.parameterStore[this.#indexOf(path)] = encode(parameter, plan.values.get(path) ?? null)
    }
    this.cursor.agent = -1
  }

  /** Leaves this thread the chunks that are its own among several threads, in turn; or gives it all of them. */
  own({ index, count }: ThreadPlace): void {
    for (let chunk = 0; chunk < this.owned.length; chunk++)
      this.owned[chunk] = chunk % count === index ? 1 : 0
  }

  /** What `make` made for a key, made when it is first asked for. */
  shared<T>(key: object, make: () => T): T {
    if (!this.#shared.has(key)) this.#shared.set(key, make())
    return this.#shared.get(key) as T
  }
}

/** Carries out what agents choose to do, for actions that the core knows by their codes alone. */
export interface ActionHandler {
  readonly name: string
  /** Codes of the actions that it takes. */
  readonly actions: readonly number[]
  /** What it touches; this counts as touched by the systems that call it. */
  readonly reads: readonly Component[]
  readonly writes: readonly Component[]
  /** Closes over its columns once. What it returns carries out the action that an agent chose; false when it refuses. */
  bind(access: SystemAccess): (agent: number) => boolean
}

/** What plugins brought besides columns, bound to one world. */
export interface Registry {
  /** Sorted by name: an agent's `Kind.policy` is a position here. */
  readonly policies: readonly Policy[]
  /** Their rules, in the same order. */
  readonly rules: readonly PolicyRules[]
  readonly signals: readonly Signal[]
  readonly handlers: readonly ActionHandler[]
}

/** What a system may touch: exactly the components that it declares. */
export class SystemAccess {
  readonly cursor: World['cursor']
  readonly clock: World['clock']
  readonly world: World
  /** By chunk of agents, 1 when this thread owns them: all of them, for a system that one thread runs alone. */
  readonly owned: Uint8Array
  readonly registry: Registry
  readonly #system: System

  constructor(world: World, system: System, registry: Registry) {
    this.world = world
    this.registry = registry
    this.cursor = world.cursor
    this.owned = system.spread === 'owners' ? world.owned : new Uint8Array(world.owned.length).fill(1)
    this.clock = world.clock
    this.#system = system
  }

  get<F extends Fields>(component: Component<F>): Columns<F> {
    const { name, reads, writes } = this.#system
    if (!has(reads, component) && !has(writes, component)) {
      throw new UserError(`system ${name}`, `uses ${component.name} without declaring it in reads or writes`)
    }
    return this.world.get(component)
  }

  parameters<G extends ParameterGroup>(group: G): ParameterViews<G> {
    return this.world.parameters(group)
  }

  source(stream: Stream): EntitySource {
    return this.world.boundSource(stream)
  }
}

/** Whether a list names a component: by name, since a second instance of the kernels declares its components anew. */
export const has = (components: readonly Component[], { name }: Component): boolean =>
  components.some((component) => component.name === name)

/** Where each column would lie, without allocating anything. Throws UserError when a component's table is declared by nobody. */
export function layOut(plan: Pick<WorldPlan, 'components' | 'tables'>): Slot[] {
  const slots: Slot[] = []
  let offset = 0
  const components = [...plan.components].sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const component of components) {
    const rows = plan.tables.get(component.table)
    if (rows === undefined) {
      throw new UserError(component.name, `runs along table '${component.table}', which nothing declares`)
    }
    for (const [name, field] of Object.entries(component.fields)) {
      const bytes = bytesOf(field) * rows
      slots.push({ path: `${component.name}.${name}`, component, field, rows, offset, bytes })
      offset += Math.ceil(bytes / 8) * 8
    }
  }
  return slots
}

/** Bytes that each component takes, largest first. */
export function bytesByComponent(layout: readonly Slot[]): Map<string, number> {
  const totals = new Map<string, number>()
  for (const { component, bytes } of layout) {
    totals.set(component.name, (totals.get(component.name) ?? 0) + bytes)
  }
  return new Map([...totals].sort(([, a], [, b]) => b - a))
}

/** Bytes that a world of this plan would take, without allocating it. */
export function bytesOfPlan(plan: Pick<WorldPlan, 'components' | 'tables'>): number {
  return plan.components.reduce((total, component) => {
    const rows = plan.tables.get(component.table) ?? 0
    return total + Object.values(component.fields).reduce((sum, field) => sum + bytesOf(field) * rows, 0)
  }, 0)
}
