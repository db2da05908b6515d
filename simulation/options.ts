import type { EcsWorld } from '../engine/entities.ts'
import type { Plugin } from '../engine/plugin.ts'

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
  /**
   * Threads to run on, the host's own among them; results are equal to the last bit whatever it is. `auto` takes as many
   * as there are processors, and one for a population too small to gain. Left out: one.
   */
  readonly threads?: number | 'auto'
  /**
   * Modules whose exported `plugins` are the same as `plugins` here, by URL: code cannot be handed to another thread, so
   * each loads these. Needed for several threads with plugins of one's own; the shipped mechanisms need none.
   */
  readonly pluginModules?: readonly string[]
  /** Told, in a sentence, what could not be had as asked for: threads where memory cannot be shared. */
  readonly onWarning?: (warning: string) => void
  /** Agent rows to allocate, for agents that are spawned later; the population when left out. */
  readonly capacity?: number
  /** A bitECS world of the host's: its entities that carry a policy as a component become agents. */
  readonly world?: EcsWorld
  /** Ends `run` after the tick in which it is raised. */
  readonly signal?: StopSignal
  /** Called after each tick of `run`; a promise that it returns is waited for, so that a host can breathe. */
  readonly onProgress?: (progress: Progress) => void | Promise<void>
}
