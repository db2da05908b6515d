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
    arms: groupsOf(cells, control).map(({ name, isControl, runs }) => ({
      name,
      isControl,
      series: metrics.flatMap((metric) => seriesOf(runs, metric)),
    })),
  }
}

/**
 * What there is a line for: the cells while they are few; else the values of the first parameter that has few enough, its runs
 * pooled over all others; else the control and cells at even distances.
 */
function groupsOf(cells: readonly Cell[], control: number | null): Group[] {
  const filled = cells.filter(({ done }) => done.length > 0)
  const single = ({ name, number, done }: Cell): Group => ({
    name: number === control ? `control: ${name}` : name,
    isControl: number === control,
    runs: done,
  })
  if (filled.length <= ARMS_MAX) return filled.map(single)
  const paths = variedPaths(filled)
  for (const path of paths) {
    const levels = levelsOf(filled.map(({ point }) => point[path]))
    if (levels.length < 2 || levels.length > ARMS_MAX) continue
    const controlled = filled.find(({ number }) => number === control)?.point[path]
    return levels.map((level) => ({
      name: `${shortPaths(paths).get(path)} ${valueText(level)}`,
      isControl: level === controlled,
      runs: filled.filter(({ point }) => point[path] === level).flatMap(({ done }) => done),
    }))
  }
  const held = filled.filter(({ number }) => number === control)
  const others = filled.filter(({ number }) => number !== control)
  const room = ARMS_MAX - held.length
  const some = Array.from(
    { length: room },
    (_, index) => others[Math.round((index * (others.length - 1)) / (room - 1))] as Cell,
  )
  return [...held, ...some].map(single)
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
