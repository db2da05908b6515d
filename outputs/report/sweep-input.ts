import type { ParameterValue } from '../../engine/config.ts'
import type { CellSummary, FrontierLine } from '../../experiments/sweep/analysis.ts'
import type { JobResult, Point } from '../../experiments/sweep/job.ts'
import type { Estimate, Fact } from './model.ts'
import type { MetricNotes, OddElement } from './parts.ts'

/**
 * What a report of a sweep is made of. Statistics come with it; of its own the report computes means, and what it draws
 * bands with.
 */
export interface SweepReportInput {
  readonly name: string
  /** What the sweep asks, in a sentence or two. */
  readonly description: string
  /** What else is to be said at the top: design, seed, version. */
  readonly facts: readonly Fact[]
  readonly results: readonly JobResult[]
  /** Jobs of the plan; as many as there are results when left out. */
  readonly planned?: number
  /** Names of the metrics to show, the most important first. */
  readonly metrics: readonly string[]
  readonly notes: MetricNotes
  /** Number of the cell that others are compared with. */
  readonly control?: number | null
  /** Values that control cells have, where each cell is compared with one of its own. */
  readonly controlPoint?: Point
  /** Intervals for the table of cells; means alone when left out. */
  readonly summaries?: readonly CellSummary[]
  /** Bands over time; those that `bandsOf` makes of the results when left out. */
  readonly bands?: Bands
  readonly effects?: readonly MetricEffects[]
  readonly sensitivities?: readonly Sensitivity[]
  readonly frontier?: Frontier | null
  /** The plan and the manifest as their files have them. */
  readonly plan: unknown
  readonly manifest: unknown
  readonly odd: readonly OddElement[]
}

/** Means with intervals over time, by arm. */
export interface Bands {
  /** What the intervals are, such as `95% interval of the mean`. */
  readonly interval: string
  readonly arms: readonly Arm[]
}

export interface Arm {
  readonly name: string
  readonly isControl?: boolean
  readonly series: readonly {
    readonly metric: string
    readonly epochs: readonly number[]
    readonly mean: readonly (number | null)[]
    readonly low: readonly (number | null)[]
    readonly high: readonly (number | null)[]
  }[]
}

/** Differences of one metric from the control, one a cell. */
export interface MetricEffects {
  readonly metric: string
  /** What the effect is, such as `paired difference of means`. */
  readonly measure: string
  /** What the interval is, such as `95% interval`. */
  readonly interval: string
  readonly rows: readonly {
    readonly cell: number
    readonly effect: number | null
    readonly low: number | null
    readonly high: number | null
    readonly runs: number
    readonly standardised?: number | null
  }[]
}

/** How much parameters matter to one metric: S1 and ST of Sobol, or mu* and sigma of Morris. */
export interface Sensitivity {
  readonly metric: string
  readonly method: string
  readonly measures: readonly string[]
  readonly rows: readonly { readonly path: string; readonly values: readonly Estimate[] }[]
}

/** Where along one parameter runs begin to miss their criteria, by another one where there is one. */
export interface Frontier {
  readonly along: string
  readonly by?: string
  /** Share of runs that meet all criteria at the frontier. */
  readonly level: number
  /** Null where the share crosses the level nowhere. */
  readonly points: readonly { readonly by?: ParameterValue; readonly along: number | null }[]
  /** The frontier with its intervals, for a table; places beyond what was looked at are infinite. */
  readonly lines?: readonly Pick<FrontierLine, 'at' | 'place' | 'low' | 'high'>[]
}
