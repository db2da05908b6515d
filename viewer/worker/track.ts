import { Kind } from '../../components/agent.ts'
import { decode, type ParameterValue } from '../../engine/config.ts'
import type { EpochResult, Snapshot } from '../../simulation/results.ts'
import { checkMove } from '../../simulation/scenario.ts'
import type { Simulation } from '../../simulation/simulation.ts'
import type { LeverMove, LeverSettings, SeriesPart, Side } from '../protocol/host.ts'
import { AgentColumns } from './agent-columns.ts'
import { AgentTable } from './agent-table.ts'
import { type CheckpointBudget, Checkpoints } from './checkpoints.ts'
import { EventLog } from './event-log.ts'
import { bindFlags, type ReadFlags } from './flags.ts'
import { HarmLog } from './harm-log.ts'
import { SeriesLog } from './series-log.ts'
import { bindSideFrame, type TakeSideFrame } from './side-frame.ts'

/** Ticks between two checkpoints at first, at most; and agents for whom one is taken every tick. */
const SPACING_MAX = 16
const AGENTS_EACH_TICK = 10_000

/**
 * Ticks between the first checkpoints, so that copying a world stays a small part of running it: a power of two, so that
 * doubling keeps those that are there.
 */
function firstSpacing(agents: number): number {
  let spacing = 1
  while (spacing < SPACING_MAX && spacing * AGENTS_EACH_TICK < agents) spacing *= 2
  return spacing
}

/**
 * One side: a simulation with its past. A state is a function of scenario, seed and the levers moved before, so any tick can be
 * had again from the nearest checkpoint. What a tick measures and tells is kept when the tick is first run and not again.
 */
export class Track {
  readonly simulation: Simulation
  readonly columns: AgentColumns
  readonly checkpoints: Checkpoints
  readonly takeFrame: TakeSideFrame
  readonly events: EventLog
  readonly table: AgentTable
  /** Whether the simulation is the page's own: the page may run it too, and keeps it when the viewer goes. */
  readonly isGuest: boolean
  readonly #budget: CheckpointBudget
  readonly #readFlags: ReadFlags
  readonly #flags: Uint8Array
  #side: Side
  /** By tick; those of one tick in the order in which they came. */
  #moves: LeverMove[] = []
  #series = new SeriesLog()
  #harms: HarmLog
  #epochs: EpochResult[] = []
  /** Rows and epochs that the page has. */
  #sentRows = 0
  #sentEpochs = 0
  #cut = false
  /** Parameters as they were when the society was opened, and as the page has been told. */
  #opening: Float64Array
  #told: Float64Array
  /** Moves of the page's own simulation that are known here. */
  #known = 0
  #running = false
  #looking = false
  readonly #stopFollowing: (() => void) | undefined

  /** @param onOutside told when the page itself has run a tick of its own simulation; given for such alone */
  constructor(simulation: Simulation, side: Side, budget: CheckpointBudget, onOutside?: () => void) {
    this.simulation = simulation
    this.isGuest = onOutside !== undefined
    this.#opening = simulation.world.parameterStore.slice()
    this.#told = this.#opening.slice()
    this.#known = simulation.moves.length
    this.#stopFollowing = onOutside && simulation.afterTick(() => this.#follow(onOutside))
    this.#side = side
    this.#budget = budget
    this.columns = new AgentColumns(simulation.world)
    this.checkpoints = new Checkpoints(budget, firstSpacing(simulation.world.rowsOf('agent')))
    this.takeFrame = bindSideFrame(simulation.world, this.columns)
    this.#readFlags = bindFlags(simulation.world)
    this.#flags = new Uint8Array(simulation.world.rowsOf('agent'))
    this.#harms = new HarmLog(simulation.policyNames.length)
    this.table = new AgentTable(simulation.world, this.columns, this.#readFlags)
    this.events = new EventLog(simulation, side, () => this.#epochs)
  }

  get side(): Side {
    return this.#side
  }

  get tick(): number {
    return this.simulation.world.clock.tick[0] as number
  }

  /** Furthest tick that has been run under the levers as they were moved. */
  get latest(): number {
    return Math.max(0, this.#series.length - 1)
  }

  get moves(): readonly LeverMove[] {
    return this.#moves
  }

  /** Takes over levers that had been moved, before the first tick is run. */
  begin(moves: readonly LeverMove[]): void {
    this.#moves = moves
      .map((move) => ({ ...move, side: this.#side }))
      .sort((first, second) => first.tick - second.tick)
    // The page's own simulation may have run before.
    this.#epochs = [...this.simulation.epochs]
    this.#arrive()
  }

  /** Policy codes and flags of all agents, in arrays that the next call overwrites. */
  marks = (): { readonly policies: Uint8Array; readonly flags: Uint8Array } => {
    this.#readFlags(this.#flags)
    return { policies: this.simulation.world.get(Kind).policy, flags: this.#flags }
  }

  /** Runs one tick. */
  advance(): void {
    this.#running = true
    try {
      this.table.forget()
      this.simulation.tick()
    } finally {
      this.#running = false
    }
    // The page's own simulation has told of its tick by itself.
    if (!this.isGuest) this.#arrive()
  }

  /** Runs one tick of the past and keeps nothing of it: for looking, before `restore` puts the present back. */
  rerun(): void {
    this.#looking = true
    try {
      this.simulation.tick()
    } finally {
      this.#looking = false
    }
    this.#applyMoves()
  }

  /** Goes to the checkpoint from which a tick is nearest, unless the way from here is shorter. */
  approach(tick: number): void {
    const checkpoint = this.checkpoints.before(Math.max(tick, this.checkpoints.start))
    if (!checkpoint || (this.tick <= tick && this.tick >= checkpoint.tick)) return
    this.table.forget()
    this.simulation.restore(checkpoint.snapshot)
    this.#applyMoves()
    this.events.skip()
  }

  /** Throws UserError, and changes nothing, when the lever may not be moved so. */
  move(path: string, value: ParameterValue): LeverMove {
    checkMove(path, value, this.simulation.world.parameterList)
    const { tick } = this
    const move = { side: this.#side, tick, path, value }
    this.#takeUp(move)
    this.simulation.set(path, value)
    this.#known = this.simulation.moves.length
    this.events.listen()
    return move
  }

  /**
   * Values of levers that are not what they were when the society was opened, where that has changed since the last time: by
   * moves, by the scenario's interventions, or by going to another time.
   */
  unsentSettings(): LeverSettings | undefined {
    const { parameterList, parameterStore } = this.simulation.world
    if (!this.#cut && parameterStore.every((value, at) => Object.is(value, this.#told[at]))) return undefined
    this.#told.set(parameterStore)
    const values = [...parameterList].flatMap(([path, parameter], at) =>
      Object.is(parameterStore[at], this.#opening[at])
        ? []
        : [[path, decode(parameter, parameterStore[at] as number)] as const],
    )
    return { side: this.#side, values: Object.fromEntries(values) }
  }

  /** Turns a fresh simulation of the same scenario into a copy of this side, past and all. */
  copyTo(simulation: Simulation, side: Side, onOutside?: () => void): Track {
    const copied = new Track(simulation, side, this.#budget, onOutside)
    copied.#opening = this.#opening
    const present = this.simulation.snapshot(this.#budget.takeSpare())
    simulation.restore(present)
    this.#budget.giveSpare(present)
    copied.#known = simulation.moves.length
    copied.#moves = this.#moves.filter(({ tick }) => tick <= this.tick).map((move) => ({ ...move, side }))
    copied.#series = this.#series.copy()
    copied.#harms = this.#harms.copy()
    copied.#epochs = [...this.#epochs]
    copied.checkpoints.share(this.checkpoints, this.tick)
    copied.#forgetAfter(this.tick)
    copied.events.skip()
    return copied
  }

  /** Goes on as another side; the page is told everything anew. */
  become(side: Side): void {
    this.#side = side
    this.events.side = side
    this.#moves = this.#moves.map((move) => ({ ...move, side }))
    this.#sentRows = 0
    this.#sentEpochs = 0
    this.#cut = true
  }

  /** Rows and epochs that the page does not have yet; undefined when it has them all. */
  unsent(): SeriesPart | undefined {
    if (!this.#cut && this.#sentRows === this.#series.length && this.#sentEpochs === this.#epochs.length) {
      return undefined
    }
    const part = {
      side: this.#side,
      first: this.#sentRows,
      rows: this.#series.slice(this.#sentRows),
      harms: this.#harms.slice(this.#sentRows),
      epochs: this.#epochs.slice(this.#sentEpochs),
    }
    this.#sentRows = this.#series.length
    this.#sentEpochs = this.#epochs.length
    this.#cut = false
    return part
  }

  /** A buffer for a snapshot that is soon given back, where one lies about. */
  takeSpare(): Snapshot | undefined {
    return this.#budget.takeSpare()
  }

  giveSpare(snapshot: Snapshot): void {
    this.#budget.giveSpare(snapshot)
  }

  close(): void {
    this.#stopFollowing?.()
    this.checkpoints.close()
    if (!this.isGuest) this.simulation.dispose()
  }

  /** Takes up a tick of the page's own simulation, whoever has run it. */
  #follow(onOutside: () => void): void {
    if (this.#looking) return
    this.table.forget()
    const { moves } = this.simulation
    this.#known = Math.min(this.#known, moves.length)
    for (; this.#known < moves.length; this.#known++) {
      const { tick, path, value } = moves[this.#known] as LeverMove
      const isKnown = this.#moves.some(
        (each) => each.tick === tick && each.path === path && each.value === value,
      )
      if (!isKnown) this.#takeUp({ side: this.#side, tick, path, value })
    }
    this.#arrive()
    if (!this.#running) onOutside()
  }

  /** Notes a move: what had been run beyond its tick is no longer so. */
  #takeUp(move: LeverMove): void {
    const { tick, path } = move
    this.#moves = this.#moves.filter((each) => each.tick < tick || (each.tick === tick && each.path !== path))
    this.#moves.push(move)
    this.#forgetAfter(tick)
  }

  #arrive(): void {
    this.checkpoints.note(this.simulation)
    this.#applyMoves()
    if (this.tick < this.#series.length) {
      this.events.skip()
      return
    }
    this.#series.skipTo(this.tick)
    this.#series.add(this.simulation)
    this.#harms.add(this.tick, this.simulation)
    const latest = this.simulation.epochs.at(-1)
    if (latest && latest.epoch === this.#epochs.length) this.#epochs.push(latest)
    this.events.listen()
  }

  #applyMoves(): void {
    const { tick } = this
    for (const move of this.#moves) {
      if (move.tick === tick) this.simulation.set(move.path, move.value)
    }
    this.#known = this.simulation.moves.length
  }

  /** What had been run beyond a tick is no longer so. */
  #forgetAfter(tick: number): void {
    this.checkpoints.cut(tick)
    this.#series.cut(tick + 1)
    this.#harms.cut(tick + 1)
    const ended = Math.floor(tick / this.simulation.scenario.stepsPerEpoch)
    this.#epochs.length = Math.min(this.#epochs.length, ended)
    if (this.#sentRows > this.#series.length) this.#cut = true
    this.#sentRows = Math.min(this.#sentRows, this.#series.length)
    this.#sentEpochs = Math.min(this.#sentEpochs, this.#epochs.length)
  }
}
