import type { Scenario } from '../../simulation/scenario.ts'
import type { Axis } from './axis.ts'
import { canonicalJson, sha256 } from './canonical.ts'
import type { Point } from './job.ts'

/** Which points a sweep looks at. */
export type Design =
  | { readonly kind: 'grid'; readonly axes: readonly Axis[] }
  | {
      readonly kind: 'latinHypercube'
      readonly axes: readonly Axis[]
      readonly samples: number
      readonly seed: string
    }
  | { readonly kind: 'sobol'; readonly axes: readonly Axis[]; readonly samples: number }
  /** Elementary effects: `levels` of each axis, `trajectories` through them. */
  | {
      readonly kind: 'morris'
      readonly axes: readonly Axis[]
      readonly trajectories: number
      readonly levels: number
      readonly seed: string
    }
  /** Sobol indices: samples × (axes + 2) points. */
  | { readonly kind: 'saltelli'; readonly axes: readonly Axis[]; readonly samples: number }
  | { readonly kind: 'points'; readonly points: readonly Point[] }

/** What other cells are compared with: a cell with some values of its own, or the scenario as it is. */
export type Control = { readonly of: 'scenario' } | { readonly of: 'values'; readonly point: Point }

/** Goes on in batches of replicates until intervals are narrow enough. */
export interface StopRule {
  readonly metric: string
  /** Of each cell's mean, or of its paired difference from its control cell. */
  readonly of: 'mean' | 'difference'
  /** Half of an interval's width that is narrow enough. */
  readonly halfWidth: number
  /** Replicates to add at a time. */
  readonly batch: number
  readonly replicatesMax: number
}

/** Where along one parameter the share of runs that meet all criteria falls below a level, by another parameter. */
export interface FrontierQuestion {
  readonly along: string
  readonly by?: string
  readonly level: number
}

/** A sweep with nothing left open. It is plain JSON, and what a store keeps. */
export interface SweepPlan {
  readonly name: string
  /** Base scenario, with what the plan sets. */
  readonly scenario: Scenario
  readonly design: Design
  readonly replicates: number
  /** Seed of replicate 0; see `seedOf`. */
  readonly seed: string
  /** Metrics to show, by their names in results. */
  readonly metrics: readonly string[]
  readonly control: Control | null
  /** Of all intervals, in (0, 1). */
  readonly confidence: number
  readonly stop: StopRule | null
  readonly frontier: FrontierQuestion | null
}

/** A plan with what does not matter to results left out: warnings. */
const essence = (plan: SweepPlan): SweepPlan => ({ ...plan, scenario: { ...plan.scenario, warnings: [] } })

/** SHA-256 of a plan: equal plans have equal hashes, whatever the order of their keys. */
export const planHash = (plan: SweepPlan): string => sha256(canonicalJson(essence(plan)))

/**
 * Seed of a replicate: the plan's seed and the replicate's number, added where the seed is a whole number, and after a
 * hyphen otherwise. Replicates of one number share it at all points, so that they share their draws as well.
 */
export function seedOf({ seed }: Pick<SweepPlan, 'seed'>, replicate: number): string {
  const start = Number(seed)
  const isWhole = /^(0|-?[1-9]\d*)$/.test(seed) && Number.isSafeInteger(start + replicate)
  return isWhole ? String(start + replicate) : `${seed}-${replicate}`
}
