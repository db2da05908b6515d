import type { JobResult } from '../../experiments/sweep/job.ts'
import { meanInterval } from '../../formulas/intervals.ts'
import { variedPaths } from '../sweep-columns.ts'
import { type Cell, levelsOf, shortPaths, valueText } from './cells.ts'
import { meanOf } from './parts.ts'
import type { Arm, Bands } from './sweep-input.ts'

/** Lines that one picture can hold. */
export const ARMS_MAX = 6

interface Group {
  readonly name: string
  readonly isControl: boolean
  readonly cells: readonly Cell[]
}

/** What others are compared with: one cell, or all cells that have some values. */
export interface ControlCells {
  readonly cell?: number | null | undefined
  readonly point?: JobResult['point'] | undefined
}

/** Bands for drawing, where nobody computed better ones: means with their intervals over the runs of each arm. */
export function bandsOf(cells: readonly Cell[], metrics: readonly string[], control: ControlCells): Bands {
  const collector = new BandCollector(cells, metrics, control)
  for (const { done } of cells) for (const run of done) collector.add(run)
  return collector.bands()
}

/** Sums over the cells of an arm, by replicate. */
interface Sums {
  readonly sum: number[]
  readonly count: number[]
}

/**
 * Gathers bands from runs that come one by one. Cells share their seeds, so that runs of one arm are not independent of one
 * another: they are averaged by replicate first, and the interval is Student's over replicates. Memory holds a number for
 * each arm, metric, epoch and replicate.
 */
export class BandCollector {
  readonly #groups: readonly Group[]
  readonly #metrics: readonly string[]
  readonly #confidence: number
  readonly #groupOf = new Map<number, number>()
  /** By group and metric: sums of each epoch. */
  readonly #sums: Map<number, Sums>[][]

  /** @param cells with or without epochs */
  constructor(cells: readonly Cell[], metrics: readonly string[], control: ControlCells, confidence = 0.95) {
    this.#groups = groupsOf(cells, metrics[0], control)
    this.#metrics = metrics
    this.#confidence = confidence
    this.#sums = this.#groups.map(() => metrics.map(() => new Map()))
    this.#groups.forEach((group, index) => {
      for (const { number } of group.cells) this.#groupOf.set(number, index)
    })
  }

  add({ cell, replicate, epochs }: Pick<JobResult, 'cell' | 'replicate' | 'epochs'>): void {
    const group = this.#sums[this.#groupOf.get(cell) ?? -1]
    if (!group) return
    for (const { epoch, metrics } of epochs) {
      this.#metrics.forEach((metric, index) => {
        const byEpoch = group[index] as Map<number, Sums>
        const sums = byEpoch.get(epoch) ?? { sum: [], count: [] }
        byEpoch.set(epoch, sums)
        const value = metrics[metric]
        if (typeof value !== 'number') return
        sums.sum[replicate] = (sums.sum[replicate] ?? 0) + value
        sums.count[replicate] = (sums.count[replicate] ?? 0) + 1
      })
    }
  }

  bands(): Bands {
    return {
      interval: `${Number((this.#confidence * 100).toPrecision(4))}% interval of the mean over replicates`,
      arms: this.#groups.map(({ name, isControl }, group) => ({
        name,
        isControl,
        series: this.#metrics.flatMap((metric, index) =>
          this.#seriesOf(metric, (this.#sums[group] as Map<number, Sums>[])[index] as Map<number, Sums>),
        ),
      })),
    }
  }

  #seriesOf(metric: string, byEpoch: ReadonlyMap<number, Sums>): Arm['series'] {
    const rows = [...byEpoch].sort(([a], [b]) => a - b)
    const found = rows.map(([, sums]) => meanInterval(meansOf(sums), this.#confidence))
    if (found.every(({ count }) => count === 0)) return []
    const end = (side: number) =>
      found.map(({ mean, halfWidth }) =>
        mean === null || halfWidth === null ? null : mean + side * halfWidth,
      )
    const mean = found.map((each) => each.mean)
    return [{ metric, epochs: rows.map(([epoch]) => epoch), mean, low: end(-1), high: end(1) }]
  }
}

/** Mean of each replicate over the cells; those that miss a cell that others have are left out, since cells differ. */
function meansOf({ sum, count }: Sums): number[] {
  const most = count.reduce((found, each) => Math.max(found, each), 0)
  const means: number[] = []
  count.forEach((each, replicate) => {
    if (each === most) means.push((sum[replicate] as number) / each)
  })
  return means
}

/**
 * What there is a line for: the cells while they are few; else the values of one parameter that has few enough, its runs pooled
 * over all others, of those that tell the control apart where there are any; else the control and cells at even distances.
 */
function groupsOf(cells: readonly Cell[], metric: string | undefined, control: ControlCells): Group[] {
  const filled = cells.filter(({ done }) => done.length > 0)
  const isControl = ({ number, point }: Cell) =>
    control.point ? hasValues(point, control.point) : number === control.cell
  const single = (cell: Cell): Group => ({
    name: isControl(cell) ? `control: ${cell.name}` : cell.name,
    isControl: isControl(cell),
    cells: [cell],
  })
  if (filled.length <= ARMS_MAX) return filled.map(single)
  const held = filled.find(({ number }) => number === control.cell)?.point ?? control.point ?? {}
  const poolsOf = (paths: readonly string[]) => paths.map((path) => pooledOver(filled, path, held))
  const pooled =
    widest(poolsOf(Object.keys(control.point ?? {})), metric) ?? widest(poolsOf(variedPaths(filled)), metric)
  if (pooled) return pooled
  const controls = filled.filter(({ number }) => number === control.cell)
  const others = filled.filter(({ number }) => number !== control.cell)
  const room = ARMS_MAX - controls.length
  const some = Array.from(
    { length: room },
    (_, index) => others[Math.round((index * (others.length - 1)) / (room - 1))] as Cell,
  )
  return [...controls, ...some].map(single)
}

const hasValues = (point: JobResult['point'], values: JobResult['point']): boolean =>
  Object.entries(values).every(([path, value]) => point[path] === value)

/** A group for each value of a parameter; none where it has too many. */
function pooledOver(cells: readonly Cell[], path: string, control: JobResult['point']): Group[] {
  const levels = levelsOf(cells.map(({ point }) => point[path]))
  if (levels.length < 2 || levels.length > ARMS_MAX) return []
  const name = shortPaths(variedPaths(cells)).get(path)
  return levels.map((level) => ({
    name: `${name} ${valueText(level)}`,
    isControl: level === control[path],
    cells: cells.filter(({ point }) => point[path] === level),
  }))
}

/** The groups whose means lie furthest apart, since they are the ones to look at. */
function widest(candidates: readonly Group[][], metric: string | undefined): Group[] | undefined {
  const spread = (groups: readonly Group[]): number => {
    const means = groups.map(({ cells }) =>
      meanOf(cells.flatMap(({ done }) => done.map(({ metrics }) => metrics[metric ?? ''] ?? null))),
    )
    const known = means.filter((mean) => mean !== null)
    return known.length === 0 ? 0 : Math.max(...known) - Math.min(...known)
  }
  const [best] = candidates.filter(({ length }) => length > 0).sort((a, b) => spread(b) - spread(a))
  return best
}
