import { display } from '../engine/config.ts'
import { UserError } from '../engine/errors.ts'
import { probe } from '../outputs/disk.ts'
import { writeSnapshot } from '../outputs/snapshot-file.ts'
import type { Simulation } from '../simulation/simulation.ts'
import type { Log } from './output.ts'

export interface SnapshotOptions {
  /** File to write. */
  readonly snapshot?: string
  /** Ticks completed by then; when the run ends when left out. */
  readonly snapshotAt?: number
}

/** A snapshot that a run is to leave: at a tick, or when it ends; before that tick when it is interrupted. */
export class SnapshotWish {
  readonly #path: string
  readonly #tick: number | undefined
  readonly #log: Log
  #simulation: Simulation | undefined
  #written = false

  private constructor(path: string, tick: number | undefined, log: Log) {
    this.#path = path
    this.#tick = tick
    this.#log = log
  }

  /**
   * Reads the wish from a command's options; there may be none.
   * @param ticks that the run has, those before it began included
   * @throws UserError when the tick is none of the run's, or the file could not be written
   */
  static of(
    { snapshot, snapshotAt }: SnapshotOptions,
    { tick, ticks }: { readonly tick: number; readonly ticks: number },
    log: Log,
  ): SnapshotWish | undefined {
    if (snapshotAt !== undefined && snapshot === undefined) {
      throw new UserError('--snapshot-at', 'needs --snapshot, the file to write')
    }
    if (snapshot === undefined) return undefined
    const fits = Number.isInteger(snapshotAt) && Number(snapshotAt) > tick && Number(snapshotAt) <= ticks
    if (snapshotAt !== undefined && !fits) {
      const expected = `a tick of the run in [${tick + 1}, ${ticks}]`
      throw new UserError('--snapshot-at', `got ${display(snapshotAt)}, expected ${expected}`)
    }
    probe(snapshot)
    return new SnapshotWish(snapshot, snapshotAt, log)
  }

  /** Says whose snapshot it is. */
  watch(simulation: Simulation): void {
    this.#simulation = simulation
  }

  afterTick(tick: number): void {
    if (tick === this.#tick) this.#write(tick)
  }

  atEnd(): void {
    if (!this.#written) this.#write(this.#simulation?.world.clock.tick[0] as number)
  }

  #write(tick: number): void {
    if (this.#simulation === undefined) return
    writeSnapshot(this.#path, this.#simulation)
    this.#written = true
    this.#log(`Snapshot after tick ${tick}: ${this.#path}`)
    this.#log(`  patchwork-ecs run --from ${this.#path}`)
  }
}
