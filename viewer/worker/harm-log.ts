import { Kind } from '../../components/agent.ts'
import { Status } from '../../components/codes.ts'
import { Parties, Score, Verdict } from '../../components/interaction.ts'
import { Batch, CHUNK_ROWS } from '../../engine/block.ts'
import type { Simulation } from '../../simulation/simulation.ts'
import { harmWidth } from '../protocol/host.ts'

const FIRST_ROWS = 64

/**
 * Who harms whom, tick by tick: per pair of policies, from the initiator's to the counterparty's, the accepted interactions of the
 * tick and their sum of 1 - p. It takes 8 bytes a pair and tick.
 */
export class HarmLog {
  readonly #policies: number
  readonly #width: number
  #rows: Float32Array
  #length = 0

  constructor(policies: number) {
    this.#policies = policies
    this.#width = harmWidth(policies)
    this.#rows = new Float32Array(FIRST_ROWS * this.#width)
  }

  /** Adds the simulation's last tick as the row of a tick; ticks before it that are not there have nothing. */
  add(tick: number, { world }: Simulation): void {
    const at = tick * this.#width
    this.#makeRoom(at + this.#width)
    this.#rows.fill(0, this.#length * this.#width, at + this.#width)
    this.#length = tick + 1
    if (tick === 0) return
    const { policy } = world.get(Kind)
    const { count } = world.get(Batch)
    const { initiator, counterparty } = world.get(Parties)
    const { status } = world.get(Verdict)
    const { p } = world.get(Score)
    const rows = this.#rows
    for (let chunk = 0; chunk < count.length; chunk++) {
      const first = chunk * CHUNK_ROWS
      const end = first + (count[chunk] as number)
      for (let row = first; row < end; row++) {
        if (status[row] !== Status.accepted) continue
        const from = policy[initiator[row] as number] as number
        const to = policy[counterparty[row] as number] as number
        const cell = at + 2 * (from * this.#policies + to)
        rows[cell] = (rows[cell] as number) + 1
        rows[cell + 1] = (rows[cell + 1] as number) + 1 - (p[row] as number)
      }
    }
  }

  /** A copy of the rows from a tick on. */
  slice(first: number): Float32Array {
    return this.#rows.slice(first * this.#width, this.#length * this.#width)
  }

  /** Forgets the rows from a tick on. */
  cut(tick: number): void {
    this.#length = Math.min(this.#length, tick)
  }

  copy(): HarmLog {
    const copied = new HarmLog(this.#policies)
    copied.#rows = this.#rows.slice()
    copied.#length = this.#length
    return copied
  }

  #makeRoom(numbers: number): void {
    let room = this.#rows.length
    if (numbers <= room) return
    while (room < numbers) room *= 2
    const longer = new Float32Array(room)
    longer.set(this.#rows)
    this.#rows = longer
  }
}
