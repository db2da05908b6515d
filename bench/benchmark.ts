import type { BenchRow } from './row.ts'

/** How to measure. */
export interface Settings {
  /** Sizes at which everything runs within seconds and no figure means anything. */
  readonly tiny: boolean
  /** Timed rounds, of which the median counts. */
  readonly rounds: number
  /** The project's folder. */
  readonly root: string
}

/** Takes its figures in a process of its own. */
export type Benchmark = (settings: Settings) => Promise<BenchRow[]>
