import { Batch, CHUNK_ROWS } from '../../engine/block.ts'
import { type ColumnArray, viewColumn, widthOf } from '../../engine/columns.ts'
import type { JournalEvent } from '../../engine/journal.ts'
import type { Slot } from '../../engine/world.ts'
import type { Simulation } from '../../simulation/simulation.ts'
import { VERSION } from '../../simulation/version.ts'
import { epochText } from '../snapshot-codec.ts'
import { BlockKind, type BlockWriter, BodyPlan } from './blocks.ts'
import { interactionSlots, liveValues, logColumnOf, stateSlots } from './columns.ts'

/** Interactions that wait in memory before they are written, column by column. */
export const GROUP_ROWS = 32_768
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
  readonly #stages: readonly Stage[]
  readonly #states: readonly Slot[]
  readonly #batch: Uint32Array
  readonly #parameters: Float64Array
  readonly #runs = new Uint32Array(3 * GROUP_ROWS)
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
    this.#stages = interactionSlots(world).map((slot) => stageOf(world.column(slot.path), slot))
    this.#states = stateSlots(world, simulation.metrics)
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
    this.#writer.block(BlockKind.epoch, this.#epochState.head, this.#epochState.body)
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
    const states = this.#stateOf(body, 0, this.#states, true)
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
      for (const { source, width, rows } of this.#stages) {
        rows.set(source.subarray(first * width, (first + count) * width), this.#waiting * width)
      }
      this.#runs[this.#runCount++] = tick
      this.#runs[this.#runCount++] = chunk
      this.#runs[this.#runCount++] = count
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

  /** Writes what waits; a column whose rows are all the same takes one number. */
  #flush(): void {
    const rows = this.#waiting
    if (rows === 0 && this.#events.length === 0) return
    const body = new BodyPlan()
    const columns = this.#stages.map((stage) => {
      const kept = isConstant(stage, rows) ? 1 : rows
      return [body.add(stage.rows.subarray(0, kept * stage.width)), kept]
    })
    const runs = body.add(this.#runs.subarray(0, this.#runCount))
    const events = this.#addEvents(body)
    this.#writer.block(BlockKind.rows, { rows, columns, runs: [runs, this.#runCount / 3], events }, body)
    this.#waiting = 0
    this.#runCount = 0
    this.#events = []
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

function isConstant({ rows, width, words }: Stage, count: number): boolean {
  if (count < 2) return count === 1
  if (words === undefined) {
    if (width > 1) return false
    for (let row = 1; row < count; row++) if (rows[row] !== rows[0]) return false
    return true
  }
  const [low, high] = words as unknown as readonly [number, number]
  for (let row = 1; row < count; row++) {
    if (words[2 * row] !== low || words[2 * row + 1] !== high) return false
  }
  return true
}
