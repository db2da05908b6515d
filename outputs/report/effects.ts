import type { ParameterValue } from '../../engine/config.ts'
import { pointText } from '../../experiments/sweep/jobs.ts'
import { variedPaths } from '../sweep-columns.ts'
import { type Cell, levelsOf, shortPaths, valueText } from './cells.ts'
import { FOREST_ROWS_MAX } from './forest.ts'
import type { Block, Forest, Ink, LineChart, Section, Table } from './model.ts'
import { shortInterval, shortNumber } from './numbers.ts'
import { titled, words } from './parts.ts'
import type { MetricEffects, SweepReportInput } from './sweep-input.ts'

/** Effects beyond which lines over a parameter are easier to read than rows, where there can be lines. */
const ROWS_READ_MAX = 18
/** Colours that lines have. */
const LINES_MAX = 5

/** Whether the interval of an effect leaves zero out. */
export const isClear = ({ low, high }: MetricEffects['rows'][number]): boolean =>
  low !== null && high !== null && (low > 0 || high < 0)

/** What each cell does to the metrics, against its control. */
export function effectSection(input: SweepReportInput, cells: readonly Cell[]): Section {
  const { effects = [], control, controlPoint } = input
  const opposite = controlPoint
    ? `the cell with ${pointText(controlPoint)} and all else the same`
    : cells.find(({ number }) => number === control)?.name
  const axes = effects.some(({ rows }) => rows.length > ROWS_READ_MAX) ? axesOf(input, cells) : undefined
  const many = !axes && effects.some(({ rows }) => rows.length > FOREST_ROWS_MAX)
  return {
    id: 'effects',
    title: 'Effects',
    note: [
      opposite === undefined ? 'Against the control.' : `Against the control: ${opposite}.`,
      ...(many ? [`The first ${FOREST_ROWS_MAX} of each metric.`] : []),
    ].join(' '),
    blocks: axes
      ? [
          { kind: 'charts', charts: effects.map((effect) => linesOf(input, effect, cells, axes)) },
          ...effects.map((effect) => tableOf(effect, cells)),
        ]
      : effects.map((effect) => forestOf(input, effect, cells)),
  }
}

/** What lines stand for, and what they go along: the controlled parameter and the only other one. */
interface Axes {
  readonly by: string
  readonly along: string
  readonly lines: readonly ParameterValue[]
  readonly places: readonly number[]
}

function axesOf({ controlPoint = {} }: SweepReportInput, cells: readonly Cell[]): Axes | undefined {
  const [by, ...further] = Object.keys(controlPoint)
  const paths = variedPaths(cells)
  const [along, ...rest] = paths.filter((path) => path !== by)
  if (by === undefined || along === undefined || further.length > 0 || rest.length > 0) return undefined
  const lines = levelsOf(cells.map(({ point }) => point[by])).filter((level) => level !== controlPoint[by])
  const places = levelsOf(cells.map(({ point }) => point[along]))
  const areNumbers = places.every((place) => typeof place === 'number')
  if (!areNumbers || places.length < 3 || lines.length > LINES_MAX) return undefined
  return { by, along, lines, places: places as number[] }
}

function linesOf(
  { notes }: SweepReportInput,
  { metric, measure, interval, rows }: MetricEffects,
  cells: readonly Cell[],
  { by, along, lines, places }: Axes,
): LineChart {
  const name = shortPaths(variedPaths(cells)).get(by) ?? by
  const rowOf = new Map(rows.map((row) => [row.cell, row]))
  const found = (level: ParameterValue) =>
    places.map((place) => {
      const cell = cells.find(({ point }) => point[by] === level && point[along] === place)
      return rowOf.get(cell?.number ?? -1)
    })
  return {
    title: titled(words(metric)),
    unit: notes[metric]?.unit ?? '',
    about: `${titled(measure)}.`,
    xTitle: along,
    x: places,
    band: interval,
    lines: lines.map((level, ink) => ({
      name: `${name} ${valueText(level)}`,
      ink: ink as Ink,
      values: found(level).map((row) => row?.effect ?? null),
      low: found(level).map((row) => row?.low ?? null),
      high: found(level).map((row) => row?.high ?? null),
    })),
  }
}

const nameIn = (cells: readonly Cell[]): ((cell: number) => string) => {
  const names = new Map(cells.map(({ number, name }) => [number, name]))
  return (cell) => names.get(cell) ?? `cell ${cell}`
}

/** All effects with their figures. */
function tableOf({ metric, interval, rows }: MetricEffects, cells: readonly Cell[]): Table {
  const nameOf = nameIn(cells)
  return {
    kind: 'table',
    title: `All effects: ${words(metric)}`,
    columns: [
      { heading: 'arm', kind: 'text' },
      { heading: 'effect', kind: 'number' },
      { heading: interval, kind: 'number' },
      { heading: 'standardised', kind: 'number' },
      { heading: 'runs', kind: 'number' },
    ],
    rows: rows.map(({ cell, effect, low, high, standardised = null, runs }) => [
      nameOf(cell),
      effect,
      shortInterval(low, high),
      standardised,
      runs,
    ]),
    folded: true,
  }
}

function forestOf(
  { notes }: SweepReportInput,
  { metric, measure, interval, rows }: MetricEffects,
  cells: readonly Cell[],
): Forest & Block {
  const nameOf = nameIn(cells)
  const isStandardised = rows.some(({ standardised }) => typeof standardised === 'number')
  return {
    kind: 'forest',
    title: titled(words(metric)),
    unit: notes[metric]?.unit ?? '',
    about: `${titled(measure)}, with its ${interval}. ${notes[metric]?.doc ?? ''}`.trim(),
    headings: ['arm', 'effect', interval],
    rows: rows.map(({ cell, effect, low, high, runs, standardised = null }) => ({
      name: nameOf(cell),
      effect,
      low,
      high,
      more: {
        ...(isStandardised ? { standardised: shortNumber(standardised) } : {}),
        runs: shortNumber(runs),
      },
    })),
  }
}
