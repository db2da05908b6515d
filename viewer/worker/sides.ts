import type { Side } from '../protocol/host.ts'
import { HostProblem } from '../protocol/problem.ts'
import type { Breath } from './breath.ts'
import type { Track } from './track.ts'

/** How a long way is gone: it breathes, tells how far it has come, and may be given up. */
export interface Journey {
  readonly breath: Pick<Breath, 'start' | 'isDue' | 'take'>
  /** Whether nobody wants to arrive any more. */
  isStale(): boolean
  progress(what: string, done: number, of: number): void
}

/** Wall time of a tick, all sides together, over the last ticks. */
class Pulse {
  #milliseconds = 0

  get milliseconds(): number {
    return this.#milliseconds
  }

  note(milliseconds: number): void {
    const weight = this.#milliseconds === 0 ? 1 : 0.1
    this.#milliseconds += weight * (milliseconds - this.#milliseconds)
  }
}

/** A society, and while two are compared the one that branched off. Between two steps both are at one tick. */
export class Sides {
  #a: Track
  #b: Track | undefined
  readonly #pulse = new Pulse()

  constructor(a: Track) {
    this.#a = a
  }

  get all(): readonly Track[] {
    return this.#b ? [this.#a, this.#b] : [this.#a]
  }

  /** Throws HostProblem when there is no such side. */
  of(side: Side): Track {
    const track = side === 'a' ? this.#a : this.#b
    if (track) return track
    throw new HostProblem({ message: 'nothing is being compared: branch off first' })
  }

  get isCompared(): boolean {
    return this.#b !== undefined
  }

  get tick(): number {
    return Math.min(...this.all.map(({ tick }) => tick))
  }

  /** Furthest tick that all sides have run. */
  get latest(): number {
    return Math.min(...this.all.map(({ latest }) => latest))
  }

  /** Tick at which the scenario is over. */
  get end(): number {
    return this.#a.simulation.ticks
  }

  get millisecondsPerTick(): number {
    return this.#pulse.milliseconds
  }

  branch(b: Track): void {
    this.#b = b
  }

  /** Goes on with one side alone. `onOutside`: see `Track`. */
  merge(keep: Side, onOutside: () => void): void {
    const kept = this.of(keep)
    const given = this.#a.simulation
    const isGuest = this.#a.isGuest
    for (const track of this.all) if (track !== kept) track.close()
    this.#b = undefined
    if (keep === 'a') return
    this.#a = isGuest ? kept.copyTo(given, 'a', onOutside) : kept
    this.#a.become('a')
    // The page's own simulation stays the one that runs: it has become what its copy was.
    if (isGuest) kept.close()
  }

  /** One tick of all sides. */
  advance(): void {
    const start = performance.now()
    for (const track of this.all) track.advance()
    this.#pulse.note(performance.now() - start)
  }

  /**
   * Goes to a tick, back or forth. When it is given up on the way, all sides stop at one tick somewhere.
   * @returns whether it arrived
   */
  async travel(tick: number, journey: Journey): Promise<boolean> {
    const { breath } = journey
    for (const track of this.all) track.approach(tick)
    const start = this.tick
    breath.start()
    while (this.tick < tick || this.#isApart()) {
      if (!this.#isApart() && journey.isStale()) return false
      this.#advanceLast()
      if (!breath.isDue) continue
      journey.progress('Running', this.tick - start, tick - start)
      await breath.take()
      breath.start()
    }
    return true
  }

  close(): void {
    for (const track of this.all) track.close()
  }

  #isApart(): boolean {
    return this.#b !== undefined && this.#a.tick !== this.#b.tick
  }

  /** One tick of whoever is behind, or of all. */
  #advanceLast(): void {
    if (!this.#isApart()) {
      this.advance()
      return
    }
    const { tick } = this
    for (const track of this.all) if (track.tick === tick) track.advance()
  }
}
