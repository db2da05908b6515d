import type { SystemProfile } from '../outputs/profile.ts'
import type { Simulation } from '../simulation/simulation.ts'

/** Watches the heap between ticks, and gathers what `run --profile-systems` tells. */
export class HeapWatch {
  readonly #growth: number[] = []
  #before = 0

  /** To be called right before a tick. */
  beforeTick(): void {
    this.#before = process.memoryUsage().heapUsed
  }

  /** To be called right after a tick. One in which the collector ran tells nothing: the heap shrank. */
  afterTick(): void {
    const growth = process.memoryUsage().heapUsed - this.#before
    if (growth >= 0) this.#growth.push(growth)
  }

  /** @param runMs wall time of all ticks, which the rows' times are shares of */
  report(simulation: Simulation, runMs: number): SystemProfile {
    const sorted = Float64Array.from(this.#growth).sort()
    return {
      runMs,
      garbageBytesPerTick: sorted[sorted.length >> 1] ?? null,
      systems: simulation.profile(),
    }
  }
}
