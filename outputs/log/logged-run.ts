import { MetricChunkSums, MetricSums } from '../../components/members.ts'
import { Edge, Neighbours } from '../../components/network.ts'
import { Batch, CHUNK_ROWS } from '../../engine/block.ts'
import { Clock } from '../../engine/clock.ts'
import { type ColumnArray, widthOf } from '../../engine/columns.ts'
import { UserError } from '../../engine/errors.ts'
import type { JournalEvent } from '../../engine/journal.ts'
import type { Plugin } from '../../engine/plugin.ts'
import type { Observer } from '../../engine/steps.ts'
import { World } from '../../engine/world.ts'
import { mechanisms } from '../../mechanisms/index.ts'
import { bindCensus, type TakeCensus } from '../../metrics/census.ts'
import { planWorld } from '../../simulation/assembly.ts'
import { Collector } from '../../simulation/collect.ts'
import { type EpochResult, type Summary, summarise } from '../../simulation/results.ts'
import type { Scenario } from '../../simulation/scenario.ts'
import type { Simulation } from '../../simulation/simulation.ts'
import { interactionSlots } from './columns.ts'
import { type LogEnd, type LogItem, LogReader, type LogState } from './reader.ts'

const OF_TIES: ReadonlySet<string> = new Set(['min_connected_components', 'max_avg_path_length'])

export interface LoggedRunOptions {
  /** Plugins of the run; the shipped mechanisms when left out. */
  readonly plugins?: readonly Plugin[]
  /** Whether metrics are computed again; otherwise results are those that the log was told. */
  readonly computes?: boolean
}

/** Where a column of the log goes in the world. */
interface Target {
  readonly column: ColumnArray
  readonly width: number
}

/**
 * A run as its log tells it, tick by tick: a world that holds the interactions of the last tick, and agents as they were when
 * the last epoch ended. Nothing is simulated; metrics are those of the engine, over the rows of the log.
 */
export class LoggedRun {
  readonly scenario: Scenario
  readonly world: World
  readonly policyNames: readonly string[]
  readonly metricColumns: Simulation['metricColumns']
  /** Results as computed again; those from before the log began are as they were told. */
  readonly epochs: EpochResult[] = []
  /** Results as the log was told them. */
  readonly told: EpochResult[] = []
  /** Set once all has been read. */
  end: LogEnd | undefined
  /** Tick that was read last, and interactions read so far. */
  tick: number
  rows = 0
  readonly #reader: LogReader
  readonly #shown: string
  readonly #items: Iterator<LogItem, void>
  #next: LogItem | undefined
  readonly #targets: readonly Target[]
  readonly #collector: Collector
  readonly #computes: boolean
  readonly #observers: readonly Observer[]
  readonly #census: TakeCensus
  readonly #batch: Uint32Array
  readonly #agents: number
  #events: JournalEvent[] = []
  #eventCount = 0

  /**
   * @param descriptor of the log's file, which whoever opened it closes
   * @param shown what messages call the file
   * @throws UserError when it is no log, or the mechanisms are not those of the run
   */
  constructor(
    descriptor: number,
    shown: string,
    { plugins = mechanisms, computes = true }: LoggedRunOptions = {},
  ) {
    this.#reader = new LogReader(descriptor, shown)
    this.#shown = shown
    const { start } = this.#reader
    this.scenario = start.scenario
    this.policyNames = start.policies
    this.tick = start.tick - 1
    const planned = { ...start.scenario, epochs: start.plannedEpochs }
    const { app, policies, worldPlan } = planWorld(planned, plugins, start.capacity, { sizesOnly: true })
    const wanted = new Set(app.metricList.flatMap(({ reads }) => reads.map(({ name }) => name)))
    for (const { name } of [Clock, Batch, MetricSums, MetricChunkSums, Neighbours, Edge]) wanted.add(name)
    const told = [...start.columns, ...start.states].map(({ path }) => path.split('.')[0] as string)
    for (const name of told) wanted.add(name)
    const components = worldPlan.components.filter(({ name }) => wanted.has(name))
    this.world = new World({ ...worldPlan, components })
    this.world.parameterStore.set(start.parameterStore)
    this.#batch = this.world.get(Batch).count
    this.#agents = start.capacity
    const slots = new Map(interactionSlots(this.world).map((slot) => [slot.path, slot]))
    this.#targets = start.columns.map(({ path }) => {
      const slot = slots.get(path)
      if (slot === undefined) throw this.#misfit(path)
      return { column: this.world.column(path), width: widthOf(slot.field) }
    })
    this.metricColumns = Object.assign({}, ...app.metricList.map(({ columns }) => columns))
    this.#collector = new Collector(this.world, app.metricList)
    this.#computes = computes
    this.#observers = computes ? this.#collector.observers : []
    this.#census = bindCensus(this.world, policies)
    this.#load(start.states)
    for (const epoch of start.epochs) {
      this.epochs.push(epoch)
      this.told.push(epoch)
    }
    this.#items = this.#reader.items()
    this.#advance()
  }

  /** Epochs that were finished before the log began. */
  get epochsBefore(): number {
    return this.#reader.start.epochs.length
  }

  /** Interactions of the tick that was read last. */
  get rowsOfTick(): number {
    return this.#batch.reduce((sum, count) => sum + count, 0)
  }

  get start(): LogReader['start'] {
    return this.#reader.start
  }

  get finished(): boolean {
    return this.end?.interrupted === false
  }

  /** Reads the next tick in which something happened. Returns false when there is none. Throws UserError on a damaged log. */
  next(): boolean {
    this.#batch.fill(0)
    this.#events = []
    const { clock } = this.world
    let begun = false
    let ended: { epoch: EpochResult; states: readonly LogState[] } | undefined
    while (this.#next !== undefined) {
      const item = this.#next
      if ('tick' in item) {
        if ((begun && item.tick !== this.tick) || ended !== undefined) break
        begun = true
        this.tick = item.tick
        this.#take(item)
      } else if (item.type === 'epoch') {
        if (ended !== undefined) break
        ended = { epoch: item.epoch, states: item.states }
        this.#finishTick()
        this.#load(item.states)
        this.#finishEpoch(item.epoch)
      } else if (item.type === 'newcomers') this.#load(item.states)
      else {
        this.#finishEnd(item, begun || ended !== undefined)
        break
      }
      this.#advance()
    }
    if (ended === undefined) this.#finishTick()
    clock.tick[0] = this.end?.tick ?? this.tick + 1
    return begun || ended !== undefined
  }

  /** Events of the tick that was read last, by their number in the log. */
  journal(since = 0): JournalEvent[] {
    return this.#events.filter(({ sequence }) => sequence >= since)
  }

  /** The run in one row, computed again once all has been read; criteria on ties are left out, since a log has none. */
  summary(): Summary {
    if (!this.#computes && this.end) return { emptyEpochs: 0, ...this.end.summary }
    const criteria = Object.entries(this.scenario.successCriteria).filter(([name]) => !OF_TIES.has(name))
    const scenario = { ...this.scenario, successCriteria: Object.fromEntries(criteria) }
    return summarise(scenario, this.world, this.epochs, this.#collector.run())
  }

  #advance(): void {
    const step = this.#items.next()
    this.#next = step.done === true ? undefined : step.value
  }

  #take(item: Extract<LogItem, { readonly tick: number }>): void {
    if (item.type === 'run') this.#place(item)
    else if (item.type === 'parameter') this.world.parameterStore[item.index] = item.value
    else this.#events.push({ ...item.event, sequence: this.#eventCount++ })
  }

  #place({ run, group }: Extract<LogItem, { readonly type: 'run' }>): void {
    const { chunk, count, first } = run
    if (chunk >= this.#batch.length || count > CHUNK_ROWS) throw this.#damaged()
    const target = chunk * CHUNK_ROWS
    this.#targets.forEach(({ column, width }, place) => {
      const { values, constant } = group.columns[place] as (typeof group.columns)[number]
      const end = (target + count) * width
      if (end > column.length) throw this.#damaged()
      if (constant && width === 1) column.fill(values[0] as number, target, end)
      else column.set(values.subarray(first * width, (first + count) * width), target * width)
    })
    this.#batch[chunk] = count
    this.rows += count
  }

  #finishTick(): void {
    for (const { observe } of this.#observers) {
      for (let chunk = 0; chunk < this.#batch.length; chunk++) {
        const count = this.#batch[chunk] as number
        if (count > 0) observe(chunk * CHUNK_ROWS, chunk * CHUNK_ROWS + count)
      }
    }
    if (this.#computes) this.#collector.gather()
  }

  #finishEpoch(told: EpochResult): void {
    const epoch = this.world.clock.epoch[0] as number
    const computed = () => ({ epoch, metrics: this.#collector.epoch(), byType: this.#census() })
    this.epochs.push(this.#computes ? computed() : told)
    this.told.push(told)
    this.#collector.closeEpoch()
  }

  #finishEnd({ end, states }: Extract<LogItem, { readonly type: 'end' }>, wasTick: boolean): void {
    if (wasTick) return // It is read again, after the tick has been looked at.
    this.#load(states)
    this.end = end
    this.#next = undefined
  }

  #load(states: readonly LogState[]): void {
    for (const { path, from, values } of states) {
      if (!this.world.layout.some((slot) => slot.path === path)) throw this.#misfit(path)
      const column = this.world.column(path)
      const place = column.byteOffset + from * column.BYTES_PER_ELEMENT
      if (place + values.length > column.byteOffset + column.byteLength) throw this.#damaged()
      new Uint8Array(column.buffer, place, values.length).set(values)
    }
    if ((this.world.clock.agentCount[0] as number) > this.#agents) throw this.#damaged()
  }

  #misfit(path: string): UserError {
    return new UserError(this.#shown, `has column ${path}, which no mechanism here has`)
  }

  #damaged(): UserError {
    return new UserError(this.#shown, 'is damaged: rows lie outside their tables')
  }
}
