import type { JobResult } from '../../experiments/sweep/job.ts'
import { variedPaths } from '../sweep-columns.ts'
import { type Cell, levelsOf, shortPaths, valueText } from './cells.ts'
import { meanOf, quantileOf } from './parts.ts'
import type { Arm, Bands } from './sweep-input.ts'

/** Lines that one picture can hold. */
export const ARMS_MAX = 6
/** Share of runs that a band leaves out at either side. */
const TAIL = 0.025

interface Group {
  readonly name: string
  readonly isControl: boolean
  readonly runs: readonly JobResult[]
}

/** Bands for drawing, where nobody computed better ones: mean and quantiles over the runs of each arm. */
export function bandsOf(cells: readonly Cell[], metrics: readonly string[], control: number | null): Bands {
  return {
    interval: 'range that holds the middle 95% of runs',
    arms: groupsOf(cells, metrics[0], control).map(({ name, isControl, runs }) => ({
      name,
      isControl,
      series: metrics.flatMap((metric) => seriesOf(runs, metric)),
    })),
  }
}

/**
 * What there is a line for: the cells while they are few; else the values of one parameter that has few enough, its runs pooled
 * over all others; else the control and cells at even distances.
 */
function groupsOf(cells: readonly Cell[], metric: string | undefined, control: number | null): Group[] {
  const filled = cells.filter(({ done }) => done.length > 0)
  const single = ({ name, number, done }: Cell): Group => ({
    name: number === control ? `control: ${name}` : name,
    isControl: number === control,
    runs: done,
  })
  if (filled.length <= ARMS_MAX) return filled.map(single)
  const pooled = widest(
    variedPaths(filled).map((path) => pooledOver(filled, path, control)),
    metric,
  )
  if (pooled) return pooled
  const held = filled.filter(({ number }) => number === control)
  const others = filled.filter(({ number }) => number !== control)
  const room = ARMS_MAX - held.length
  const some = Array.from(
    { length: room },
    (_, index) => others[Math.round((index * (others.length - 1)) / (room - 1))] as Cell,
  )
  return [...held, ...some].map(single)
}

/** A group for each value of a parameter; none where it has too many. */
function pooledOver(cells: readonly Cell[], path: string, control: number | null): Group[] {
  const levels = levelsOf(cells.map(({ point }) => point[path]))
  if (levels.length < 2 || levels.length > ARMS_MAX) return []
  const name = shortPaths(variedPaths(cells)).get(path)
  const controlled = cells.find(({ number }) => number === control)?.point[path]
  return levels.map((level) => ({
    name: `${name} ${valueText(level)}`,
    isControl: level === controlled,
    runs: cells.filter(({ point }) => point[path] === level).flatMap(({ done }) => done),
  }))
}

/** The groups whose means lie furthest apart, since they are the ones to look at. */
function widest(candidates: readonly Group[][], metric: string | undefined): Group[] | undefined {
  const spread = (groups: readonly Group[]): number => {
    const means = groups.map(({ runs }) => meanOf(runs.map(({ metrics }) => metrics[metric ?? ''] ?? null)))
    const known = means.filter((mean) => mean !== null)
    return known.length === 0 ? 0 : Math.max(...known) - Math.min(...known)
  }
  const [best] = candidates.filter(({ length }) => length > 0).sort((a, b) => spread(b) - spread(a))
  return best
}

function seriesOf(runs: readonly JobResult[], metric: string): Arm['series'] {
  const byEpoch = new Map<number, number[]>()
  for (const { epochs } of runs) {
    for (const { epoch, metrics } of epochs) {
      const value = metrics[metric]
      const values = byEpoch.get(epoch) ?? []
      byEpoch.set(epoch, values)
      if (typeof value === 'number') values.push(value)
    }
  }
  const rows = [...byEpoch].sort(([a], [b]) => a - b)
  if (rows.every(([, values]) => values.length === 0)) return []
  const sorted = rows.map(([, values]) => values.sort((a, b) => a - b))
  const quantile = (share: number) =>
    sorted.map((values) => (values.length === 0 ? null : quantileOf(values, share)))
  return [
    {
      metric,
      epochs: rows.map(([epoch]) => epoch),
      mean: sorted.map(meanOf),
      low: quantile(TAIL),
      high: quantile(1 - TAIL),
    },
  ]
}
