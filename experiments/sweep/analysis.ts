import { type ElementaryEffect, elementaryEffects } from '../../formulas/elementary-effects.ts'
import {
  type MeanInterval,
  meanInterval,
  pairedDifference,
  type ShareInterval,
  shareInterval,
} from '../../formulas/intervals.ts'
import { type SobolIndex, sobolIndices } from '../../formulas/sobol-indices.ts'
import { type FrontierPoint, successFrontier } from '../../formulas/success-frontier.ts'
import { canonicalJson } from './canonical.ts'
import { type Cell, cellsOf, unitPoints } from './design.ts'
import { drawsOf } from './draws.ts'
import type { JobResult, Point } from './job.ts'
import type { FrontierQuestion, SweepPlan } from './plan.ts'

/** What became of the runs of one cell. */
export interface CellSummary {
  readonly cell: number
  readonly point: Point
  /** Cell that `differences` are taken from; null for none. */
  readonly control: number | null
  /** Runs that came to their end. */
  readonly runs: number
  readonly failed: number
  /** Watched metrics over the replicates. */
  readonly metrics: Readonly<Record<string, MeanInterval>>
  /** The same, less the control cell's, replicate by replicate. */
  readonly differences?: Readonly<Record<string, MeanInterval>>
  /** Share of runs that met all criteria; left out where there are none. */
  readonly success?: ShareInterval
}

/** What a parameter does to a metric. */
export type Sensitivity =
  | { readonly method: 'sobol'; readonly metric: string; readonly path: string; readonly index: SobolIndex }
  | {
      readonly method: 'morris'
      readonly metric: string
      readonly path: string
      readonly effect: ElementaryEffect
    }

/** Where along the frontier's parameter runs cease to succeed, at one value of the other. */
export interface FrontierLine extends FrontierPoint {
  readonly at: Point
  /** Shares along the parameter, with intervals. */
  readonly shares: readonly { readonly place: number; readonly share: ShareInterval }[]
}

/** What a sweep shows. Equal plans and results give equal analyses. */
export interface SweepAnalysis {
  readonly cells: readonly CellSummary[]
  readonly sensitivities: readonly Sensitivity[]
  readonly frontier: readonly FrontierLine[]
}

/** Results of a cell by replicate; empty places where there is none. */
type Replicates = readonly (JobResult | undefined)[]

/** Sums the results of a plan up, as far as they have come: cells, sensitivities and the frontier that the plan asks for. */
export function analyse(plan: SweepPlan, results: readonly JobResult[]): SweepAnalysis {
  const cells = cellsOf(plan)
  const byCell: JobResult[][] = cells.map(() => [])
  for (const result of results) {
    const replicates = byCell[result.cell]
    if (replicates) replicates[result.replicate] = result
  }
  return {
    cells: cells.map((cell, number) => summariseCell(plan, cell, number, byCell)),
    sensitivities: sensitivitiesOf(plan, byCell),
    frontier: plan.frontier ? frontierOf(plan, plan.frontier, cells, byCell) : [],
  }
}

/** Values of a metric by replicate; null where a run failed, is missing, or has no such value. */
const valuesOf = (replicates: Replicates, metric: string): (number | null)[] =>
  Array.from(replicates, (result) => result?.metrics[metric] ?? null)

const known = (values: readonly (number | null)[]): number[] => values.filter((value) => value !== null)

function summariseCell(
  { metrics, confidence }: SweepPlan,
  { point, control }: Cell,
  cell: number,
  byCell: readonly Replicates[],
): CellSummary {
  const own = byCell[cell] ?? []
  const there = own.filter((result) => result !== undefined)
  const finished = there.filter(({ error }) => error === undefined)
  const each = <V>(of: (metric: string) => V) =>
    Object.fromEntries(metrics.map((metric) => [metric, of(metric)]))
  const opposite = control === null ? undefined : byCell[control]
  const judged = finished.filter(({ criteria }) => criteria.length > 0)
  return {
    cell,
    point,
    control,
    runs: finished.length,
    failed: there.length - finished.length,
    metrics: each((metric) => meanInterval(known(valuesOf(own, metric)), confidence)),
    ...(opposite && {
      differences: each((metric) =>
        pairedDifference(valuesOf(own, metric), valuesOf(opposite, metric), confidence),
      ),
    }),
    ...(judged.length > 0 && {
      success: shareInterval(judged.filter(isSuccess).length, judged.length, confidence),
    }),
  }
}

const isSuccess = ({ criteria }: JobResult): boolean => criteria.every(({ passed }) => passed)

function sensitivitiesOf(
  { design, metrics, confidence, seed }: SweepPlan,
  byCell: readonly Replicates[],
): Sensitivity[] {
  if (design.kind !== 'saltelli' && design.kind !== 'morris') return []
  const { axes, kind } = design
  const units = unitPoints(design) ?? new Float64Array()
  const points = byCell.slice(0, units.length / axes.length)
  return metrics.flatMap((metric): Sensitivity[] => {
    // Replicates share their seeds at all points, so their means are a function of the point alone.
    const values = points.map(
      (replicates) => meanInterval(known(valuesOf(replicates, metric))).mean ?? Number.NaN,
    )
    const draw = drawsOf(seed, `bootstrap ${metric}`)
    if (kind === 'saltelli') {
      const indices = sobolIndices(values, axes.length, draw, { confidence }) ?? []
      return indices.map((index, column) => ({ method: 'sobol', metric, path: pathAt(axes, column), index }))
    }
    const effects = elementaryEffects(values, units, axes.length, draw, { confidence })
    return effects.flatMap((effect, column) =>
      effect ? [{ method: 'morris', metric, path: pathAt(axes, column), effect }] : [],
    )
  })
}

const pathAt = (axes: readonly { readonly path: string }[], column: number): string =>
  axes[column]?.path ?? ''

/** Cells along the parameter, for each combination of what else varies; where `by` is given, others are pooled. */
function frontierOf(
  { seed, confidence }: SweepPlan,
  { along, by, level }: FrontierQuestion,
  cells: readonly Cell[],
  byCell: readonly Replicates[],
): FrontierLine[] {
  const lines = new Map<string, { at: Point; places: Map<number, (number | null)[]> }>()
  cells.forEach(({ point }, cell) => {
    const place = point[along]
    if (typeof place !== 'number') return
    const { [along]: _, ...others } = point
    const at = by === undefined ? others : { [by]: point[by] ?? null }
    const text = canonicalJson(at)
    const line = lines.get(text) ?? { at, places: new Map<number, (number | null)[]>() }
    lines.set(text, line)
    const outcomes = Array.from(byCell[cell] ?? [], (result) =>
      result === undefined || result.error !== undefined ? null : Number(isSuccess(result)),
    )
    line.places.set(place, [...(line.places.get(place) ?? []), ...outcomes])
  })
  return [...lines.values()].flatMap(({ at, places }) => {
    const ordered = [...places].sort(([a], [b]) => a - b)
    const outcomes = ordered.map(([, runs]) => runs)
    const found = successFrontier(
      ordered.map(([place]) => place),
      outcomes,
      level,
      drawsOf(seed, `frontier ${canonicalJson(at)}`),
      { confidence },
    )
    const shares = ordered.map(([place, runs]) => {
      const seen = known(runs)
      return {
        place,
        share: shareInterval(seen.filter((each) => each === 1).length, seen.length, confidence),
      }
    })
    return found ? [{ at, ...found, shares }] : []
  })
}
