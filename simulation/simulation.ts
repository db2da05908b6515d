import { Kind } from '../components/agent.ts'
import { EventCode } from '../components/codes.ts'
import { Custody } from '../components/custody.ts'
import type { Component } from '../engine/columns.ts'
import type { ParameterValue } from '../engine/config.ts'
import { type EcsWorld, Entities, Frozen } from '../engine/entities.ts'
import { UserError } from '../engine/errors.ts'
import { type Frame, takeFrame } from '../engine/frame.ts'
import { bindNote, type JournalEvent, NOBODY, readJournal } from '../engine/journal.ts'
import type { Metric } from '../engine/metric.ts'
import type { ProfileRow } from '../engine/profile.ts'
import type { PlacedSystem } from '../engine/schedule.ts'
import { restoreSnapshot, takeSnapshot } from '../engine/snapshot.ts'
import type { AfterSystem, Runner } from '../engine/tick.ts'
import type { World } from '../engine/world.ts'
import { bindCensus, type TakeCensus } from '../metrics/census.ts'
import { chooseSample, readSeries, SERIES_COLUMNS, seriesSource } from '../metrics/series.ts'
import { adoptedAgents, type HostAgents } from './adoption.ts'
import { type Arena, openArena } from './arena.ts'
import { newcomersOf, vocabulary } from './assembly.ts'
import type { Collector } from './collect.ts'
import { digestOf } from './digest.ts'
import { type Command, type CustodyReasonName, carryOut, releasable } from './hands.ts'
import { giveBack, type Holdings, UNDISPOSED } from './holdings.ts'
import type { KernelSet } from './kernels.ts'
import { intervene, type LeverMove, moveLever } from './levers.ts'
import { Listeners } from './listeners.ts'
import type { SimulationOptions } from './options.ts'
import { bindPopulation, type Population } from './population.ts'
import {
  type AgentSeries,
  type EpochResult,
  FRAME_COLUMNS,
  type RunOutcome,
  refill,
  type Snapshot,
  type Summary,
  summarise,
} from './results.ts'
import type { AgentGroup, Scenario } from './scenario.ts'
import { checkCount, checkMove, populationOf, resolveScenario } from './scenario.ts'
import { hireCrew } from './threads.ts'
import { timedWork } from './timed-work.ts'

/**
 * One running scenario. The host owns the loop: `tick` is synchronous, and any number of simulations may live side by
 * side. Make one with `createSimulation`.
 */
export class Simulation {
  readonly scenario: Scenario
  /** Epochs of the scenario by which tables were sized: others than `scenario.epochs` after option `epochs`. */
  readonly plannedEpochs: number
  readonly world: World
  /** Finished epochs. */
  readonly epochs: EpochResult[] = []
  /** Sampled agents over time, one row an agent and epoch (`metrics.series_share`). */
  readonly series: AgentSeries[] = []
  /** Levers that `set` moved. */
  readonly moves: LeverMove[] = []
  /** Called once an epoch's results are there, before what its end brings: redistribution, newcomers and the like. */
  onEpoch: (() => void) | undefined
  readonly #arena: Arena
  readonly #holdings: Holdings
  readonly #options: SimulationOptions
  readonly #runner: Runner
  readonly #collector: Collector
  readonly #closeEpoch: () => void
  readonly #census: TakeCensus
  readonly #population: Population
  readonly #host: HostAgents | undefined
  readonly #sample: Uint32Array
  readonly #peopled: Scenario
  readonly #commands: Command[] = []
  readonly #ticked = new Listeners()
  /** Calls back at the end of every tick, whoever runs it, an epoch's end included. Calling what is returned ends that. */
  readonly afterTick = this.#ticked.add
  #entities: Entities | undefined
  #disposed = false

  constructor(scenario: Scenario, options: SimulationOptions, threads = 1, kernels?: KernelSet) {
    this.scenario = options.epochs === undefined ? scenario : { ...scenario, epochs: options.epochs }
    this.plannedEpochs = scenario.epochs
    this.#options = options
    this.#host = options.world && adoptedAgents(options.world, vocabulary(options.plugins).policies)
    const groups = [...(this.#host?.groups ?? []), ...scenario.agents]
    const peopled = { ...scenario, agents: groups }
    const population = populationOf(peopled)
    const rows = options.capacity ?? population + newcomersOf(peopled, options.plugins ?? [])
    const capacity = checkCount('capacity', rows, population, 0xffffffff)
    this.#peopled = peopled
    const place = { threads, memoryBytesMax: options.memoryBytesMax, profiler: options.profiler }
    this.#holdings = { kernels }
    UNDISPOSED.register(this, this.#holdings, this)
    this.#arena = openArena(peopled, options.plugins ?? [], capacity, place, kernels)
    const { world, registry } = this.#arena
    const { app } = this.#arena.planned
    this.world = world
    world.clock.ticksPerEpoch[0] = scenario.stepsPerEpoch
    this.#population = bindPopulation(world, registry.policies, scenario)
    for (const group of groups) this.#population.place(group, group.count)
    for (const fill of app.initialisers) fill(world, app.plan)
    app.initialisers.length = 0 // They hold what they fill from, the list of edges for one.
    this.#collector = this.#arena.collector
    this.#runner = this.#arena.runner
    this.#closeEpoch = timedWork(this.#arena.profile, world).closeEpoch(() => this.#writeEpoch())
    this.#census = bindCensus(world, registry.policies)
    const share = world.value('metrics.series_share') as number
    this.#sample = chooseSample(world, registry.policies.length, share, seriesSource(world))
    if (this.#host) this.#entities = new Entities(this.world, this.#tagOf(), this.#host)
  }

  /** Threads that share the work. */
  get threads(): number {
    return this.#holdings.crew ? this.world.memory.thread.count : 1
  }

  /** Ticks that the scenario asks for. */
  get ticks(): number {
    return this.scenario.epochs * this.scenario.stepsPerEpoch
  }

  /** Whether the scenario's epochs are over. Ticking on is allowed. */
  get finished(): boolean {
    return this.world.clock.epoch[0] >= this.scenario.epochs
  }

  /** Systems in the order in which they run. */
  get systems(): readonly PlacedSystem[] {
    return this.#runner.systems
  }

  /** Policy names in the order of the codes in `Kind.policy`. */
  get policyNames(): readonly string[] {
    return this.#arena.registry.policies.map(({ name }) => name)
  }

  /** Metrics of the core and of the mechanisms in use. */
  get metrics(): readonly Metric[] {
    return this.#arena.planned.app.metricList
  }

  /** Columns that results rows have, with unit and meaning. */
  get metricColumns(): Readonly<Record<string, { readonly unit: string; readonly doc: string }>> {
    return Object.assign({}, ...this.metrics.map(({ columns }) => columns))
  }

  /** Runs one tick, and what an epoch's start and end bring with it. Throws InternalError naming system, tick and agent. */
  tick(): void {
    this.#alive()
    const { clock } = this.world
    if (clock.tickOfEpoch[0] === 0) this.#startEpoch()
    this.#runner.run('tick')
    this.#collector.gather()
    clock.tick[0]++
    clock.tickOfEpoch[0]++
    this.#carryOut()
    if (clock.tickOfEpoch[0] === clock.ticksPerEpoch[0]) this.#endEpoch()
    this.#ticked.call()
  }

  /** Runs to the end of the current epoch and returns its results. */
  runEpoch(): EpochResult {
    const before = this.world.clock.epoch[0]
    while (this.world.clock.epoch[0] === before) this.tick()
    return this.epochs[this.epochs.length - 1]
  }

  /** Runs what is left of the scenario. Stops after a tick when the signal is raised; the summary then covers what ran. */
  async run(): Promise<RunOutcome> {
    const { signal, onProgress } = this.#options
    const { tick, epoch } = this.world.clock
    while (!this.finished && signal?.aborted !== true) {
      this.tick()
      const { ticks, scenario } = this
      const pause = onProgress?.({ tick: tick[0], ticks, epoch: epoch[0], epochs: scenario.epochs })
      if (pause) await pause
    }
    return { finished: this.finished, epochs: this.epochs, summary: this.summary() }
  }

  /** Metrics of the epoch in progress; right after an epoch's end, of that epoch. */
  measure(): EpochResult {
    this.#alive()
    const last = this.epochs.at(-1)
    if (this.world.clock.tickOfEpoch[0] === 0 && last) return last
    return this.#result()
  }

  /**
   * Metrics over the interactions of the last tick alone: all columns of the metrics that have one of those named. Columns
   * that describe a state, such as `treasury`, say what it is now.
   */
  measureTick(columns: readonly string[]): EpochResult['metrics'] {
    this.#alive()
    return this.#collector.tick(columns)
  }

  /** The finished epochs in one row. */
  summary(): Summary {
    return summarise(this.scenario, this.world, this.epochs, this.#collector.run())
  }

  /**
   * Wall time of every system so far, in schedule order, then that of metrics and of epoch results.
   * Throws UserError unless the simulation was made with option `profiler`.
   */
  profile(): ProfileRow[] {
    if (this.#arena.profile) return this.#arena.profile.rows()
    throw new UserError('profile', 'the simulation has no clock', { hint: 'make it with option profiler' })
  }

  /** Copies of columns by path, `FRAME_COLUMNS` when none are named; `into` an earlier frame saves allocation. */
  frame(paths: readonly string[] = FRAME_COLUMNS, into?: Frame): Frame {
    this.#alive()
    return takeFrame(this.world, paths, into)
  }

  /** Moves a lever from the next tick on. Throws UserError when the path is unknown, fixed while running, or out of range. */
  set(path: string, value: ParameterValue): void {
    this.#alive()
    checkMove(path, value, this.world.parameterList)
    this.moves.push({ tick: this.world.clock.tick[0], path, value })
    moveLever(this.world, path, value)
  }

  /** The value of a parameter now. */
  value(path: string): ParameterValue {
    return this.world.value(path)
  }

  /** Events since number `since` that the journal still holds. */
  journal(since = 0): JournalEvent[] {
    return readJournal(this.world, since)
  }

  /** The whole simulation in memory. Hand an earlier snapshot in to reuse its buffer. */
  snapshot(into?: Snapshot): Snapshot {
    this.#alive()
    const { epochs, series, moves } = this
    const world = takeSnapshot(this.world, into?.world)
    return { world, epochs: [...epochs], series: [...series], moves: [...moves] }
  }

  /** Goes back, or forward, to a snapshot of this scenario; what follows is equal bit for bit. */
  restore(snapshot: Snapshot): void {
    this.#alive()
    restoreSnapshot(this.world, snapshot.world)
    refill(this.epochs, snapshot.epochs)
    refill(this.series, snapshot.series)
    refill(this.moves, snapshot.moves)
    this.#commands.length = 0
  }

  /** 16 hexadecimal digits over every column: equal inputs give equal digests. */
  digest(): string {
    return digestOf(this.world)
  }

  /**
   * Adds agents of a policy at the end of the tick, as far as capacity goes; those refused are counted in
   * `Clock.refusedSpawns`. Where agents meet along a network, newcomers come without ties, and so meet nobody.
   */
  spawn(group: AgentGroup): void {
    this.#alive()
    const known = vocabulary(this.#options.plugins)
    const [checked] = resolveScenario({ ...this.scenario, agents: [group] }, known).agents
    if (!this.#arena.registry.policies.some(({ key }) => key === checked.type)) {
      const hint = 'switch the mechanism on in the scenario'
      const problem = `${checked.type} belongs to a mechanism that is off here`
      throw new UserError('agents[0].type', problem, { hint })
    }
    this.#commands.push({ spawn: { group: checked, count: checked.count } })
  }

  /** Takes an agent out at the end of the tick: it keeps its row and history, but neither acts nor is seen again. */
  depart(agent: number): void {
    this.#alive()
    this.#commands.push({ depart: checkCount('agent', agent, 0, this.world.clock.agentCount[0] - 1) })
  }

  /**
   * Releases an agent by hand at the end of the tick: from one reason for which it is held, or from all of them when none is
   * named. It stays free until some lever finds a new reason. Nobody comes back from having departed. Throws UserError
   * when there is no such agent or reason.
   */
  release(agent: number, reason?: CustodyReasonName): void {
    this.#alive()
    const row = checkCount('agent', agent, 0, this.world.clock.agentCount[0] - 1)
    this.#commands.push({ release: { agent: row, reasons: releasable(reason) } })
  }

  /** The bitECS world: the host's, or one made when it is first asked for. Its Frozen tags are as of the last call. */
  get ecs(): EcsWorld {
    return this.#synced().ecs
  }

  /** Store of a component, by which bitECS queries find entities; it is indexed by row, see `rowOf`. */
  store(component: Component): object {
    return this.world.get(component)
  }

  /** Entity of an agent row. */
  entityOf(row: number): number {
    checkCount('row', row, 0, this.world.clock.agentCount[0] - 1)
    return this.#synced().entityOf[row]
  }

  /** Agent row of an entity, or -1. */
  rowOf(entity: number): number {
    return this.#synced().rowOf(entity)
  }

  /** Called after each system; tests check invariants here. It runs chunked systems one after the other. */
  onSystem(after: AfterSystem | undefined): void {
    this.#runner.afterSystem = after
  }

  /** Runs one system alone, outside the tick: tests look at what it does. */
  runSystem(name: string): void {
    this.#alive()
    this.#runner.runSystem(name)
  }

  /** Ends the simulation's life; using it afterwards is an error. A host's bitECS world stays as it is. */
  dispose(): void {
    if (this.#disposed) return
    this.#disposed = true
    this.#entities = undefined
    this.#runner.lead(undefined)
    giveBack(this.#holdings, this.#arena)
    UNDISPOSED.unregister(this)
  }

  /** Brings in the other threads of a world that was made for several. `createSimulation` does this. */
  async hire(): Promise<void> {
    const { world } = this
    if (world.memory.thread.count === 1 || !this.#runner.isShared) return
    const { plugins = [], pluginModules = [] } = this.#options
    const plan = { scenario: this.#peopled, capacity: world.rowsOf('agent') }
    this.#holdings.crew = await hireCrew({ ...plan, world, plugins, pluginModules })
    this.#runner.lead(this.#holdings.crew.team)
  }

  #alive(): void {
    if (this.#disposed) throw new UserError('simulation', 'has been disposed of')
  }

  #startEpoch(): void {
    intervene(this.world, this.scenario)
    this.#runner.run('epoch-start')
  }

  #endEpoch(): void {
    const { clock } = this.world
    this.#closeEpoch()
    this.#runner.run('epoch-end')
    if (this.#sample.length > 0) {
      for (const row of readSeries(this.world, this.#sample, SERIES_COLUMNS)) this.series.push(row)
    }
    bindNote(this.world)(EventCode.epochCompleted, NOBODY, NOBODY, clock.epoch[0])
    clock.epoch[0]++
    clock.tickOfEpoch[0] = 0
    this.#population.admit()
  }

  #writeEpoch(): void {
    this.epochs.push(this.#result())
    this.onEpoch?.()
    this.#collector.closeEpoch()
  }

  #result(): EpochResult {
    return { epoch: this.world.clock.epoch[0], metrics: this.#collector.epoch(), byType: this.#census() }
  }

  #carryOut(): void {
    if (this.#commands.length > 0) carryOut(this.world, this.#population, this.#commands)
    this.#commands.length = 0
  }

  #tagOf(): (row: number) => object {
    const { policy } = this.world.get(Kind)
    const { policies } = this.#arena.registry
    // The one that the host knows: an instance of the kernels of its own has policies of its own.
    const known = vocabulary(this.#options.plugins).policies
    return (row) => known.get(policies[policy[row]].key) as object
  }

  #synced(): Entities {
    this.#alive()
    this.#entities ??= new Entities(this.world, this.#tagOf(), this.#host)
    this.#entities.spawn(this.#tagOf())
    const { reasons } = this.world.get(Custody)
    this.#entities.mark(Frozen, (row) => reasons[row] !== 0)
    return this.#entities
  }
}
