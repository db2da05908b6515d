import type { ParameterValue } from '../../engine/config.ts'
import type { EpochResult } from '../../simulation/results.ts'
import type { Scenario } from '../../simulation/scenario.ts'

/** A point of a design: values of what is varied, by parameter path, or by `epochs`, `stepsPerEpoch` or `agents.TYPE`. */
export type Point = Readonly<Record<string, ParameterValue>>

/** One run of a sweep. */
export interface Job {
  /** SHA-256 of the resolved scenario, its seed and the version, as 64 hexadecimal digits: name of its result everywhere. */
  readonly key: string
  /** Number of its point in the design, from 0. */
  readonly cell: number
  /** Number of the run at its point, from 0: equal numbers have equal seeds at all points (common random numbers). */
  readonly replicate: number
  readonly point: Point
  readonly scenario: Scenario
}

/** What came of one run. Equal jobs give equal results, byte for byte, whoever ran them. */
export interface JobResult {
  readonly key: string
  readonly cell: number
  readonly replicate: number
  readonly seed: string
  readonly point: Point
  /** What went wrong, when it failed; a sweep goes on without it. */
  readonly error?: string
  readonly digest: string
  /** Columns of the summary, and `agents`, `frozenAgents` and the like that a sweep's rows have. */
  readonly metrics: Readonly<Record<string, number | null>>
  readonly criteria: readonly {
    readonly name: string
    readonly value: number | null
    readonly bound: number
    readonly passed: boolean
  }[]
  readonly epochs: readonly EpochResult[]
}

/** Where results are kept. It is the truth: what lies here has been run, and queues and threads only carry. */
export interface ResultStore {
  /** Keys whose results are here and whole; damaged ones are taken for missing. */
  keys(): Promise<ReadonlySet<string>>
  /** Writes a result at once or not at all; writing it twice is the same as once. */
  write(result: JobResult): Promise<void>
  /**
   * The same for a result that is JSON text on one line already, its key first: what comes from another thread need not be
   * read to be written. Left out by stores that have no use for it.
   */
  writeText?(text: string): Promise<void>
  read(key: string): Promise<JobResult>
}

/** How far a sweep has come. */
export interface SweepProgress {
  readonly done: number
  readonly failed: number
  readonly total: number
}

/** Runs jobs somewhere: here, in threads, on other machines. */
export interface Executor {
  /**
   * Runs the jobs and stores their results, in any order.
   * @param signal once raised, no further job is begun; those under way are finished or left to be run again
   */
  run(
    jobs: readonly Job[],
    store: ResultStore,
    options: { readonly signal?: AbortSignal; readonly onProgress?: (progress: SweepProgress) => void },
  ): Promise<void>
}
