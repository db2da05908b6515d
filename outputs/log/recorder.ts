import { Batch, CHUNK_ROWS } from '../../engine/block.ts'
import { type ColumnArray, viewColumn, widthOf } from '../../engine/columns.ts'
import type { JournalEvent } from '../../engine/journal.ts'
import { has, type Slot } from '../../engine/world.ts'
import type { Simulation } from '../../simulation/simulation.ts'
import { VERSION } from '../../simulation/version.ts'
import { epochText } from '../snapshot-codec.ts'
import { BlockKind, type BlockWriter, BodyPlan } from './blocks.ts'
import { interactionSlots, liveValues, logColumnOf, stateSlots } from './columns.ts'

/** Interactions that wait in memory before they are written, column by column. */
export const GROUP_ROWS = 65_536
const STAGE_SETS = 4
/** A column of which at most one in so many rows is not zero is written as those rows alone. */
const SPARSE_SHARE = 8

/** Code of an event that the journal does not have: a parameter has another value, as the world stores it. */
export const PARAMETER_EVENT = 255

/** A column and the place where its rows wait. */
interface Stage {
  readonly source: ColumnArray
  readonly width: number
  readonly rows: ColumnArray
  /** The rows as words, by which equal ones are told without a doubt about zeros and what is no number. */
  readonly words: Uint32Array | undefined
}

/** All columns of a group of rows. */
interface StageSet {
  readonly stages: readonly Stage[]
  /** Tick, chunk and count of what the rows are made of. */
  readonly runs: Uint32Array
  busy: boolean
}

/**
 * Writes all that happens in a run to a log: every interaction as a row of columns, events of the journal, moved parameters, and
 * the agents' states where a results row was made of them. Metrics can be computed again from it to the last bit. Call `start`
 * before the first tick, `afterTick` after each, `end` after the last. It takes `simulation.onEpoch`.
 */
export class InteractionRecorder {
  /** Interactions written or waiting, unanswered proposals included. */
  rows = 0
  /** Journal events that were overwritten before they could be read. */
  lost = 0
  /** Most journal events of one tick. */
  #busiest = 0
  readonly #simulation: Simulation
  readonly #writer: BlockWriter
  /** Sets of columns to fill: while one is being written, another is filled. */
  readonly #sets: readonly StageSet[]
  #set: StageSet
  readonly #states: readonly Slot[]
  /** Those of them that change while a run goes on. */
  readonly #moving: readonly Slot[]
  readonly #batch: Uint32Array
  readonly #parameters: Float64Array
  #runCount = 0
  #waiting = 0
  #events: JournalEvent[] = []
  #journalSeen: number
  #agents: number
  /** State of the world at the end of an epoch, kept until what happened before is written. */
  #epochState: { readonly head: object; readonly body: BodyPlan } | undefined

  constructor(simulation: Simulation, writer: BlockWriter) {
    const { world } = simulation
    this.#simulation = simulation
    this.#writer = writer
    this.#batch = world.get(Batch).count
    this.#sets = Array.from({ length: STAGE_SETS }, () => ({
      stages: interactionSlots(world).map((slot) => stageOf(world.column(slot.path), slot)),
      runs: new Uint32Array(3 * GROUP_ROWS),
      busy: false,
    }))
    this.#set = this.#sets[0] as StageSet
    this.#states = stateSlots(world, simulation.metrics)
    this.#moving = this.#states.filter(
      ({ component }) =>
        simulation.systems.some(({ writes }) => has(writes, component)) || component.name === 'Clock',
    )
    this.#parameters = world.parameterStore.slice()
    this.#agents = world.clock.agentCount[0] as number
    this.#journalSeen = (simulation.journal().at(-1)?.sequence ?? -1) + 1
  }

  start(): void {
    const { scenario, plannedEpochs, world, epochs, moves, policyNames } = this.#simulation
    const body = new BodyPlan()
    body.add(world.parameterStore.slice())
    const states = this.#stateOf(body, 0, [...this.#states, ...sumSlots(world.layout)])
    this.#writer.block(
      BlockKind.start,
      {
        version: VERSION,
        scenario,
        plannedEpochs,
        capacity: world.rowsOf('agent'),
        tick: world.clock.tick[0],
        moves,
        epochs: epochText(epochs),
        policies: policyNames,
        parameters: [...world.parameterList.keys()],
        columns: interactionSlots(world).map(logColumnOf),
        ...states,
      },
      body,
    )
    this.#simulation.onEpoch = () => this.#keepState()
  }

  afterTick(): void {
    this.#tellParameters()
    this.#tellInteractions()
    this.#tellJournal()
    this.#tellNewcomers()
    if (this.#epochState === undefined) return
    this.#flush()
    this.#writer.block(BlockKind.epoch, this.#epochState.head, this.#epochState.body, () => {})
    this.#epochState = undefined
  }

  end(): void {
    this.#flush()
    const { world, finished } = this.#simulation
    const { metrics, meanEpochToxicity, criteria } = this.#simulation.summary()
    const body = new BodyPlan()
    const states = this.#stateOf(body, 0, this.#states)
    const told = { rows: this.rows, lost: this.lost, interrupted: !finished, tick: world.clock.tick[0] }
    const digest = this.#simulation.digest()
    const summary = epochText([{ metrics, meanEpochToxicity, criteria }])
    this.#writer.block(BlockKind.end, { ...told, digest, summary, ...states }, body)
    this.#simulation.onEpoch = undefined
    this.#writer.settle()
    this.#writer.discard()
  }

  /** What the log leaves out, in words. */
  get warnings(): string[] {
    if (this.lost === 0) return []
    return [
      `interactions.pwlog: ${this.lost} events of governance were overwritten before they could be read; ` +
        `journal.capacity ${this.#busiest} or more keeps them all`,
    ]
  }

  /** Copies the state that a results row was made of: what follows in the tick changes it. */
  #keepState(): void {
    const body = new BodyPlan()
    const states = this.#stateOf(body, 0, this.#moving, true)
    const epoch = epochText([this.#simulation.epochs.at(-1)])
    this.#epochState = { head: { epoch, ...states }, body }
  }

  #stateOf(body: BodyPlan, firstRow: number, slots: readonly Slot[], copies = false): object {
    const { world } = this.#simulation
    const states = slots.map((slot) => {
      const live = liveValues(world, slot, firstRow)
      const from = firstRow * widthOf(slot.field)
      const at = body.add(copies ? live.slice() : live)
      return { path: slot.path, from, values: live.length, bytes: live.byteLength, at }
    })
    return { tick: world.clock.tick[0], states }
  }

  #tellParameters(): void {
    const { parameterStore, clock } = this.#simulation.world
    const known = this.#parameters
    for (let index = 0; index < known.length; index++) {
      if (Object.is(known[index], parameterStore[index])) continue
      known[index] = parameterStore[index] as number
      this.#note(PARAMETER_EVENT, (clock.tick[0] as number) - 1, index, known[index] as number)
    }
  }

  #note(code: number, tick: number, agent: number, value: number): void {
    this.#events.push({ sequence: 0, tick, code, agent, other: 0, value })
  }

  #tellInteractions(): void {
    const tick = (this.#simulation.world.clock.tick[0] as number) - 1
    for (let chunk = 0; chunk < this.#batch.length; chunk++) {
      const count = this.#batch[chunk] as number
      if (count === 0) continue
      if (this.#waiting + count > GROUP_ROWS) this.#flush()
      const first = chunk * CHUNK_ROWS
      const { stages, runs } = this.#set
      for (const { source, width, rows } of stages) {
        rows.set(source.subarray(first * width, (first + count) * width), this.#waiting * width)
      }
      runs[this.#runCount++] = tick
      runs[this.#runCount++] = chunk
      runs[this.#runCount++] = count
      this.#waiting += count
      this.rows += count
    }
  }

  #tellJournal(): void {
    const events = this.#simulation.journal(this.#journalSeen)
    const [first] = events
    const last = events.at(-1)
    if (!first || !last) return
    this.lost += first.sequence - this.#journalSeen
    this.#busiest = Math.max(this.#busiest, last.sequence + 1 - this.#journalSeen)
    this.#journalSeen = last.sequence + 1
    // Of an epoch's end, whose events the clock already counts to the next tick.
    const tick = (this.#simulation.world.clock.tick[0] as number) - 1
    for (const event of events) this.#events.push({ ...event, tick })
  }

  #tellNewcomers(): void {
    const agents = this.#simulation.world.clock.agentCount[0] as number
    if (agents === this.#agents) return
    this.#flush()
    const body = new BodyPlan()
    const ofAgents = this.#states.filter(({ component }) => component.table === 'agent')
    const states = this.#stateOf(body, this.#agents, ofAgents)
    this.#writer.block(BlockKind.state, { agents, ...states }, body)
    this.#agents = agents
  }

  /** Writes what waits: of a column whose rows are all the same one, of one that is mostly 0 the others. */
  #flush(): void {
    const rows = this.#waiting
    if (rows === 0 && this.#events.length === 0) return
    const set = this.#set
    const body = new BodyPlan()
    const columns = set.stages.map((stage) => addColumn(body, stage, rows))
    const runs = [body.add(set.runs.subarray(0, this.#runCount)), this.#runCount / 3]
    const events = this.#addEvents(body)
    const free = this.#sets.find((other) => other !== set && !other.busy)
    set.busy = free !== undefined
    const done = free && (() => this.#release(set))
    this.#writer.block(BlockKind.rows, { rows, columns, runs, events }, body, done)
    this.#set = free ?? set
    this.#waiting = 0
    this.#runCount = 0
    this.#events = []
  }

  #release(set: StageSet): void {
    set.busy = false
  }

  #addEvents(body: BodyPlan): readonly [at: number, count: number] {
    const events = this.#events
    const values = Float64Array.from(events, ({ value }) => value)
    const words = new Uint32Array(events.length * 4)
    events.forEach(({ tick, code, agent, other }, index) => {
      words.set([tick, code, agent, other], index * 4)
    })
    const at = body.add(values)
    body.add(words)
    return [at, events.length]
  }
}

/** Sums so far, which a log that begins in mid-run goes on from. */
const sumSlots = (layout: readonly Slot[]): Slot[] =>
  layout.filter(({ component }) => component.name === 'MetricSums')

function stageOf(source: ColumnArray, { field }: Slot): Stage {
  const width = widthOf(field)
  const memory = new ArrayBuffer(GROUP_ROWS * width * source.BYTES_PER_ELEMENT)
  const isWide = source.BYTES_PER_ELEMENT * width === 8
  return {
    source,
    width,
    rows: viewColumn(field, memory, 0, GROUP_ROWS),
    words: isWide ? new Uint32Array(memory) : undefined,
  }
}

/** How a column of a group is written: whole, one row for all, or the rows that are not 0 with their places. */
export const Shape = { whole: 0, constant: 1, sparse: 2 } as const

/** @returns where it begins, its shape, and the values that are there */
function addColumn(body: BodyPlan, { rows, width, words }: Stage, count: number): readonly number[] {
  if (isConstant(rows, width, words, count)) return [body.add(rows.subarray(0, width)), Shape.constant, 1]
  const places =
    words && rows instanceof Float64Array && isMostlyZero(words, count)
      ? placesOfOthers(words, count)
      : undefined
  if (places === undefined) return [body.add(rows.subarray(0, count * width)), Shape.whole, count]
  const kept = new Float64Array(places.length)
  for (let place = 0; place < kept.length; place++) kept[place] = rows[places[place] as number] as number
  const at = body.add(kept)
  body.add(places)
  return [at, Shape.sparse, places.length]
}

function isConstant(
  rows: ColumnArray,
  width: number,
  words: Uint32Array | undefined,
  count: number,
): boolean {
  if (count === 0 || width > 1) return false
  if (words === undefined) {
    for (let row = 1; row < count; row++) if (rows[row] !== rows[0]) return false
    return true
  }
  const low = words[0]
  const high = words[1]
  for (let row = 1; row < count; row++) {
    if (words[2 * row] !== low || words[2 * row + 1] !== high) return false
  }
  return true
}

const SAMPLED = 64

/** Whether a few rows, spread over all, let hope that nearly all are 0: counting them all would take as long as writing them. */
function isMostlyZero(words: Uint32Array, count: number): boolean {
  const step = Math.max(1, Math.floor(count / SAMPLED))
  let others = 0
  for (let row = 0; row < count; row += step) {
    if (((words[2 * row] as number) | (words[2 * row + 1] as number)) !== 0) others++
  }
  return others * SPARSE_SHARE * step <= count
}

const PLACES = new Uint16Array(GROUP_ROWS / SPARSE_SHARE)

/** Places of the rows that are not 0; undefined when they are too many. */
function placesOfOthers(words: Uint32Array, count: number): Uint16Array | undefined {
  const most = Math.floor(count / SPARSE_SHARE)
  let found = 0
  for (let row = 0; row < count; row++) {
    if (((words[2 * row] as number) | (words[2 * row + 1] as number)) === 0) continue
    if (found === most) return undefined
    PLACES[found++] = row
  }
  return PLACES.slice(0, found)
}
