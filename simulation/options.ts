import type { EcsWorld } from '../engine/entities.ts'
import type { Plugin } from '../engine/plugin.ts'
import type { Profiler } from '../engine/profile.ts'

/** Anything that can say "stop": an AbortSignal, or an object of one's own. */
export interface StopSignal {
  readonly aborted: boolean
}

/** How far a run has come. */
export interface Progress {
  readonly tick: number
  readonly ticks: number
  readonly epoch: number
  readonly epochs: number
}

export interface SimulationOptions {
  /** Mechanisms, policies, metrics and signals besides the core; their order cannot matter. */
  readonly plugins?: readonly Plugin[]
  /** Threads to run on. This version runs on one. */
  readonly threads?: number
  /** Agent rows to allocate, for agents that are spawned later; the population when left out. */
  readonly capacity?: number
  /**
   * Bytes of memory that the simulation may take: its columns, and what placing its agents takes besides. More is refused
   * before anything is allocated. Without it there is the engine's own limit alone, 8 GiB of columns.
   */
  readonly memoryBytesMax?: number | undefined
  /** A bitECS world of the host's: its entities that carry a policy as a component become agents. */
  readonly world?: EcsWorld
  /** A clock of the host's, which makes `profile` say where time goes; without one nothing is timed. */
  readonly profiler?: Profiler | undefined
  /** Ends `run` after the tick in which it is raised. */
  readonly signal?: StopSignal
  /** Called after each tick of `run`; a promise that it returns is waited for, so that a host can breathe. */
  readonly onProgress?: (progress: Progress) => void | Promise<void>
}
