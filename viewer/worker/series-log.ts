import { Custody } from '../../components/custody.ts'
import type { Simulation } from '../../simulation/simulation.ts'
import { TICK_SERIES } from '../protocol/host.ts'
import { countHeld } from './flags.ts'

const WIDTH = TICK_SERIES.length
const FIRST_ROWS = 256
/** One column of each metric that the series are made of. */
const COLUMNS = ['toxicityRate', 'qualityGap', 'totalWelfare', 'acceptanceRate'] as const

/**
 * The series of every tick of one side: 48 bytes a tick. Row t is what the tick that led to tick t measured, so the row of
 * tick 0 has no values but the agents that are held.
 */
export class SeriesLog {
  #rows = new Float64Array(FIRST_ROWS * WIDTH)
  #length = 0

  /** Rows known, from tick 0. */
  get length(): number {
    return this.#length
  }

  /** Adds the row of the simulation's tick, by the metrics' own definitions over the last tick alone. */
  add(simulation: Simulation): void {
    this.#makeRoom()
    writeTick(simulation, this.#rows, this.#length * WIDTH)
    this.#length++
  }

  /** Adds rows without values up to a tick: what was run unseen. */
  skipTo(tick: number): void {
    while (this.#length < tick) {
      this.#makeRoom()
      this.#rows.fill(Number.NaN, this.#length * WIDTH, (this.#length + 1) * WIDTH)
      this.#length++
    }
  }

  /** A copy of the rows of ticks `first` to `end - 1`. */
  slice(first: number, end = this.#length): Float64Array {
    return this.#rows.slice(first * WIDTH, end * WIDTH)
  }

  /** Forgets the rows from a tick on. */
  cut(tick: number): void {
    this.#length = Math.min(this.#length, tick)
  }

  copy(): SeriesLog {
    const copied = new SeriesLog()
    copied.#rows = this.#rows.slice()
    copied.#length = this.#length
    return copied
  }

  #makeRoom(): void {
    if ((this.#length + 1) * WIDTH <= this.#rows.length) return
    const longer = new Float64Array(this.#rows.length * 2)
    longer.set(this.#rows)
    this.#rows = longer
  }
}

function writeTick(simulation: Simulation, rows: Float64Array, at: number): void {
  const { world } = simulation
  const held = countHeld(world.get(Custody).reasons, world.clock.agentCount[0])
  if (world.clock.tick[0] === 0) {
    rows.fill(Number.NaN, at, at + WIDTH)
    rows[at + TICK_SERIES.indexOf('held')] = held
    return
  }
  const metrics = simulation.measureTick(COLUMNS)
  const value = (column: string): number => metrics[column] ?? Number.NaN
  const given = (count: number, column: string): number => (count > 0 ? value(column) : Number.NaN)
  const bothSides = Math.min(value('qualityGapAccepted'), value('qualityGapRejected'))
  rows[at] = given(value('acceptedInteractions'), 'toxicityRate')
  rows[at + 1] = given(bothSides, 'qualityGap')
  rows[at + 2] = value('totalWelfare')
  rows[at + 3] = value('socialWelfare')
  rows[at + 4] = given(value('totalInteractions'), 'acceptanceRate')
  rows[at + 5] = held
}
