import type { Snapshot } from '../../simulation/results.ts'
import type { Simulation } from '../../simulation/simulation.ts'

export interface Checkpoint {
  readonly tick: number
  readonly snapshot: Snapshot
}

const REFERENCE_BYTES = 8
/**
 * Bytes up to which the start and one more are kept although they do not fit the budget: without a second one every step back in
 * a large society would run it again from the start.
 */
const PAIR_BYTES_MAX = 2_147_483_648

/** Bytes of a snapshot; results that it refers to are shared with the simulation. */
const bytesOf = ({ world, epochs, series }: Snapshot): number =>
  world.byteLength + REFERENCE_BYTES * (epochs.length + series.length)

/**
 * Bytes that the checkpoints of all sides may take, those that they share counted once. Beside them lies at most one buffer that
 * is kept for the next snapshot.
 */
export class CheckpointBudget {
  readonly bytes: number
  readonly #pairBytes: number
  readonly #rings: Checkpoints[] = []
  readonly #holders = new Map<Snapshot, number>()
  #used = 0
  #spare: Snapshot | undefined

  /** @param pairBytes up to which the start and one more are kept although they do not fit */
  constructor(bytes: number, pairBytes = PAIR_BYTES_MAX) {
    this.bytes = bytes
    this.#pairBytes = pairBytes
  }

  /** Bytes that are taken now. */
  get used(): number {
    return this.#used
  }

  add(ring: Checkpoints): void {
    this.#rings.push(ring)
  }

  remove(ring: Checkpoints): void {
    this.#rings.splice(this.#rings.indexOf(ring), 1)
    if (this.#rings.length === 0) this.#spare = undefined
  }

  /** A snapshot whose buffer nobody needs any more, if there is one: taking the next one into it saves an allocation. */
  takeSpare(): Snapshot | undefined {
    const spare = this.#spare
    this.#spare = undefined
    return spare
  }

  /** Keeps the buffer of a snapshot that is needed no longer. */
  giveSpare(snapshot: Snapshot): void {
    this.#spare = snapshot
  }

  hold(snapshot: Snapshot): void {
    const holders = this.#holders.get(snapshot) ?? 0
    if (holders === 0) this.#used += bytesOf(snapshot)
    this.#holders.set(snapshot, holders + 1)
  }

  drop(snapshot: Snapshot): void {
    const holders = (this.#holders.get(snapshot) ?? 1) - 1
    if (holders > 0) {
      this.#holders.set(snapshot, holders)
      return
    }
    this.#holders.delete(snapshot)
    this.#used -= bytesOf(snapshot)
    this.giveSpare(snapshot)
  }

  /** Halves the density of every ring until all fit, as far as that goes. */
  fit(): void {
    while (this.#used > this.bytes) {
      const thinned = this.#rings.map((ring) => ring.thin())
      if (thinned.includes(true)) continue
      // Beyond the budget nothing lies about that might be used again.
      this.#spare = undefined
      return
    }
  }

  /** Whether two checkpoints may stay although they are too much. */
  get allowsPair(): boolean {
    return this.#used <= this.#pairBytes
  }
}

/** How a society may be gone back to: the start for good, and ticks at even distances, as dense as the budget allows. */
export class Checkpoints {
  readonly #budget: CheckpointBudget
  readonly #all: Checkpoint[] = []
  /** Ticks between two checkpoints; it doubles when the budget is used up. */
  #spacing: number

  constructor(budget: CheckpointBudget, spacing: number) {
    this.#budget = budget
    this.#spacing = spacing
    budget.add(this)
  }

  /** Oldest first. */
  get all(): readonly Checkpoint[] {
    return this.#all
  }

  get spacing(): number {
    return this.#spacing
  }

  /** Keeps the simulation as it is now, when a checkpoint is due at this tick and not there yet. */
  note(simulation: Simulation): void {
    const tick = simulation.world.clock.tick[0] as number
    // The first one is the start, whatever its tick: a page's own simulation may have run before it was looked at.
    if (this.#all.length > 0 && tick % this.#spacing !== 0) return
    let place = this.#all.length
    while (place > 0 && (this.#all[place - 1] as Checkpoint).tick >= tick) place--
    if (this.#all[place]?.tick === tick) return
    const snapshot = simulation.snapshot(this.#budget.takeSpare())
    this.#budget.hold(snapshot)
    this.#all.splice(place, 0, { tick, snapshot })
    // The one that was the latest may have stayed off the grid until now.
    const earlier = this.#all[place - 1]
    if (earlier && place > 1 && !this.#isOnGrid(earlier.tick)) this.#drop(place - 1)
    this.#budget.fit()
  }

  /** The latest one at or before a tick. */
  before(tick: number): Checkpoint | undefined {
    return this.#all.findLast((each) => each.tick <= tick)
  }

  /** Tick of the start, before which nothing can be had. */
  get start(): number {
    return this.#all[0]?.tick ?? 0
  }

  /** Forgets those after a tick. */
  cut(tick: number): void {
    while ((this.#all.at(-1)?.tick ?? 0) > tick) this.#drop(this.#all.length - 1)
  }

  /** Takes over those of another ring up to a tick; both then hold the same snapshots. */
  share(other: Checkpoints, tick: number): void {
    this.#spacing = other.#spacing
    for (const checkpoint of other.#all) {
      if (checkpoint.tick > tick) return
      this.#budget.hold(checkpoint.snapshot)
      this.#all.push(checkpoint)
    }
  }

  /**
   * Doubles the distance. The latest one stays, wherever it is, so that going back a little stays quick; it is given up only when
   * it and the start are all that is left and take more than any machine should spend on this. False when nothing can go.
   */
  thin(): boolean {
    const last = this.#all.length - 1
    if (last < 1) return false
    if (last === 1) {
      if (this.#budget.allowsPair) return false
      this.#spacing = Number.POSITIVE_INFINITY
      this.#drop(1)
      return true
    }
    this.#spacing *= 2
    for (let place = last - 1; place > 0; place--) {
      if (!this.#isOnGrid((this.#all[place] as Checkpoint).tick)) this.#drop(place)
    }
    return true
  }

  close(): void {
    while (this.#all.length > 0) this.#drop(this.#all.length - 1)
    this.#budget.remove(this)
  }

  #isOnGrid(tick: number): boolean {
    return tick === 0 || tick % this.#spacing === 0
  }

  #drop(place: number): void {
    const [dropped] = this.#all.splice(place, 1)
    if (dropped) this.#budget.drop(dropped.snapshot)
  }
}
