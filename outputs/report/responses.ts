import type { ParameterValue } from '../../engine/config.ts'
import type { JobResult } from '../../experiments/sweep/job.ts'
import { variedPaths } from '../sweep-columns.ts'
import { type Cell, levelsOf, metShare, valueText } from './cells.ts'
import type { Block, HeatMap, LineChart, Section, Table } from './model.ts'
import { percent, shortNumber } from './numbers.ts'
import { meanOf, quantileOf, titled, words } from './parts.ts'
import type { Frontier, SweepReportInput } from './sweep-input.ts'

const RECTANGLES_MAX = 2500
/** Share of a grid's places that must have been run for it to be drawn as one. */
const FILLED_MIN = 0.5
const METRICS_MAX = 3
const TAIL = 0.025

/** What metrics do over one parameter or two, and the line where runs begin to miss their criteria. */
export function responseSection(input: SweepReportInput, cells: readonly Cell[]): Section {
  const { frontier } = input
  const [x, y] = axesOf(input, cells)
  const blocks: Block[] = []
  if (x !== undefined && y !== undefined) blocks.push(...phaseMaps(input, cells, x, y))
  else if (x !== undefined) blocks.push(...responses(input, cells, x))
  if (frontier?.lines && frontier.lines.length > 0) blocks.push(frontierTable(frontier, frontier.lines))
  const missed = frontier?.points.filter(({ along }) => along === null).length ?? 0
  return {
    id: 'phases',
    title: y === undefined ? 'Response' : 'Phase diagram',
    note:
      frontier && missed > 0
        ? `Of ${frontier.points.length} values, ${missed} have no frontier within the range of ${frontier.along}.`
        : 'Means over runs; parameters that are not on the axes are averaged over.',
    blocks,
  }
}

/** Where along the parameter runs begin to miss their criteria, with intervals. */
function frontierTable({ along, level }: Frontier, lines: NonNullable<Frontier['lines']>): Table {
  const others = [...new Set(lines.flatMap(({ at }) => Object.keys(at)))]
  const place = (value: number) =>
    Number.isFinite(value) ? shortNumber(value) : Number.isNaN(value) ? '–' : value > 0 ? 'beyond' : 'before'
  return {
    kind: 'table',
    title: `Where along ${along} fewer than ${percent(level)} of runs meet all criteria`,
    columns: [
      ...(others.length === 0 ? ['of'] : others).map((heading) => ({ heading, kind: 'text' as const })),
      { heading: along, kind: 'number' },
      { heading: 'interval', kind: 'number' },
    ],
    rows: lines.map(({ at, place: found, low, high }) => [
      ...(others.length === 0 ? ['all runs'] : others.map((path) => valueText(at[path]))),
      place(found),
      `${place(low)} to ${place(high)}`,
    ]),
    note: 'Intervals are at least as wide as the grid; before and beyond lie outside of what was looked at.',
  }
}

/** The parameters of the frontier, or else those that the plan varies, as far as they make a grid or a row of numbers. */
function axesOf({ frontier }: SweepReportInput, cells: readonly Cell[]): (string | undefined)[] {
  const paths = frontier
    ? [frontier.by, frontier.along].filter((path) => path !== undefined)
    : variedPaths(cells)
  const varying = paths.filter((path) => levelsOf(cells.map(({ point }) => point[path])).length > 1)
  const [x, y] = varying
  if (x === undefined) return []
  if (y !== undefined && isGrid(cells, x, y)) return [x, y]
  const levels = levelsOf(cells.map(({ point }) => point[x]))
  const isCurve =
    levels.length > 2 && levels.length <= 200 && levels.every((each) => typeof each === 'number')
  return isCurve && varying.length === 1 ? [x] : []
}

function isGrid(cells: readonly Cell[], x: string, y: string): boolean {
  const places = new Set(cells.map(({ point }) => JSON.stringify([point[x], point[y]])))
  const size =
    levelsOf(cells.map(({ point }) => point[x])).length * levelsOf(cells.map(({ point }) => point[y])).length
  return size <= RECTANGLES_MAX && places.size >= FILLED_MIN * size
}

function phaseMaps(input: SweepReportInput, cells: readonly Cell[], x: string, y: string): HeatMap[] {
  const { notes, metrics, frontier } = input
  const columns = levelsOf(cells.map(({ point }) => point[x]))
  const rows = levelsOf(cells.map(({ point }) => point[y]))
  const runsAt = bindRuns(cells, x, y)
  const line = frontier ? frontierLine(frontier, columns, rows) : []
  const map = (
    title: string,
    unit: string,
    about: string,
    figureOf: (runs: readonly JobResult[]) => number | null,
  ): HeatMap => ({
    kind: 'heatMap',
    title,
    unit,
    about,
    xTitle: x,
    yTitle: y,
    x: columns.map(valueText),
    y: rows.map(valueText),
    values: rows.map((row) => columns.map((column) => figureOf(runsAt(column, row)))),
    ...(frontier && line.length > 0 ? { frontier: { name: frontierName(frontier), points: line } } : {}),
  })
  const isJudged = cells.some(({ done }) => metShare(done) !== null)
  return [
    ...(isJudged
      ? [map('Runs that met all criteria', 'share', `Criteria: ${criteriaText(cells)}.`, metShare)]
      : []),
    ...metrics
      .slice(0, METRICS_MAX)
      .map((metric) =>
        map(titled(words(metric)), notes[metric]?.unit ?? '', notes[metric]?.doc ?? '', (runs) =>
          meanOf(runs.map((run) => run.metrics[metric] ?? null)),
        ),
      ),
  ]
}

/** Criteria with their bounds: `max_toxicity 0.35`. */
function criteriaText(cells: readonly Cell[]): string {
  const criteria = cells.flatMap(({ done }) => done).find((run) => run.criteria.length > 0)?.criteria ?? []
  return criteria.map(({ name, bound }) => `${name} ${shortNumber(bound)}`).join(', ')
}

function bindRuns(
  cells: readonly Cell[],
  x: string,
  y: string,
): (column: ParameterValue, row: ParameterValue) => readonly JobResult[] {
  const byPlace = new Map<string, JobResult[]>()
  for (const { point, done } of cells) {
    const place = JSON.stringify([point[x], point[y]])
    const runs = byPlace.get(place)
    if (runs) runs.push(...done)
    else byPlace.set(place, [...done])
  }
  return (column, row) => byPlace.get(JSON.stringify([column, row])) ?? []
}

const frontierName = ({ level }: Frontier): string => `frontier: ${percent(level)} of runs meet all criteria`

/** Places of the frontier in steps of the axes, from left to right. */
function frontierLine(
  { points }: Frontier,
  columns: readonly ParameterValue[],
  rows: readonly ParameterValue[],
): { x: number; y: number }[] {
  return points
    .flatMap(({ by, along }) => {
      const x = by === undefined ? -1 : columns.indexOf(by)
      const y = along === null ? null : stepOf(rows, along)
      return x < 0 || y === null ? [] : [{ x, y }]
    })
    .sort((a, b) => a.x - b.x)
}

/** Place of a number among the levels of an axis, in steps; null beyond its ends. */
function stepOf(levels: readonly ParameterValue[], value: number): number | null {
  const numbers = levels.filter((level) => typeof level === 'number')
  if (numbers.length < levels.length) return null
  const above = numbers.findIndex((level) => level >= value)
  const high = numbers[above]
  if (high === undefined) return null
  if (high === value) return above
  const low = numbers[above - 1]
  return low === undefined ? null : above - 1 + (value - low) / (high - low)
}

/** Metrics over one parameter, with the frontier as a mark. */
function responses(input: SweepReportInput, cells: readonly Cell[], path: string): Block[] {
  const { notes, metrics, frontier } = input
  const levels = levelsOf(cells.map(({ point }) => point[path])) as number[]
  const runs = levels.map((level) =>
    cells.filter(({ point }) => point[path] === level).flatMap(({ done }) => done),
  )
  const [crossing = null] = (frontier?.points ?? []).map(({ along }) => along)
  const marks = crossing === null || !frontier ? {} : { marks: [{ x: crossing, label: 'frontier' }] }
  const chart = (
    title: string,
    unit: string,
    about: string,
    line: Omit<Line, 'name' | 'ink'>,
  ): LineChart => ({
    title,
    unit,
    about,
    xTitle: path,
    x: levels,
    ...(line.low ? { band: 'range that holds the middle 95% of runs' } : {}),
    ...marks,
    lines: [{ name: words(title), ink: 0, ...line }],
  })
  const share = runs.map(metShare)
  return [
    {
      kind: 'charts',
      charts: [
        ...(share.some((each) => each !== null)
          ? [chart('Runs that met all criteria', 'share', '', { values: share })]
          : []),
        ...metrics
          .slice(0, 2 * METRICS_MAX)
          .map((metric) =>
            chart(
              titled(words(metric)),
              notes[metric]?.unit ?? '',
              notes[metric]?.doc ?? '',
              lineOf(runs, metric),
            ),
          ),
      ],
    },
  ]
}

type Line = LineChart['lines'][number]

function lineOf(runs: readonly (readonly JobResult[])[], metric: string): Omit<Line, 'name' | 'ink'> {
  const sorted = runs.map((each) =>
    each
      .map((run) => run.metrics[metric] ?? null)
      .filter((value) => value !== null)
      .sort((a, b) => a - b),
  )
  const quantile = (share: number) =>
    sorted.map((values) => (values.length === 0 ? null : quantileOf(values, share)))
  return { values: sorted.map(meanOf), low: quantile(TAIL), high: quantile(1 - TAIL) }
}
