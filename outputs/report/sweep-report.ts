import type { JobResult } from '../../experiments/sweep/job.ts'
import { variedPaths } from '../sweep-columns.ts'
import { ARMS_MAX, bandsOf } from './arms.ts'
import { type Cell, cellsOf, metShare, shortPaths, valueText } from './cells.ts'
import { cut } from './drawing.ts'
import { effectSection, isClear } from './effects.ts'
import type { Bars, Block, Ink, LineChart, Report, Section, Table, TableCell, Tiles } from './model.ts'
import { percent, shortNumber } from './numbers.ts'
import { renderReport } from './page.ts'
import { jsonListing, meanOf, oddSection, titled, words } from './parts.ts'
import { responseSection } from './responses.ts'
import type { Arm, Sensitivity, SweepReportInput } from './sweep-input.ts'

const CELLS_MAX = 1000
const FAILURES_MAX = 200
const ERROR_CHARACTERS = 300
/** Metrics that are drawn over time. */
export const METRICS_DRAWN_MAX = 9
const METRICS_LISTED_MAX = 8

/** A report of a sweep as one HTML file: below 1 MB for a thousand runs, whatever the length of their scenarios. */
export const sweepReport = (input: SweepReportInput): string => renderReport(sweepPage(input))

/** What a report of a sweep says, as plain data. */
export function sweepPage(input: SweepReportInput): Report {
  const cells = cellsOf(input.results)
  const ended = cells.reduce((sum, { done }) => sum + done.length, 0)
  const failed = cells.reduce((sum, each) => sum + each.failed, 0)
  const planned = input.planned ?? ended + failed
  return {
    kind: 'Sweep',
    title: input.name,
    lead: input.description,
    facts: [
      { term: 'Runs', value: `${shortNumber(ended)} of ${shortNumber(planned)}` },
      { term: 'Cells', value: shortNumber(cells.length) },
      { term: 'Varied', value: variedPaths(input.results).join(', ') || 'nothing but seeds' },
      ...input.facts,
    ],
    sections: [
      { id: 'glance', title: 'At a glance', blocks: [tilesOf(input, cells, failed, planned)] },
      bandSection(input, cells),
      effectSection(input, cells),
      sensitivitySection(input),
      responseSection(input, cells),
      { id: 'cells', title: 'Cells', blocks: [cellTable(input, cells)] },
      failureSection(input),
      {
        id: 'plan',
        title: 'Plan and manifest',
        note: 'What it takes to run all of this again.',
        blocks: [
          jsonListing('The plan', input.plan, 'plan.json'),
          jsonListing('The manifest', input.manifest, 'plan.json'),
        ],
      },
      oddSection(input.odd),
    ],
  }
}

function tilesOf(input: SweepReportInput, cells: readonly Cell[], failed: number, planned: number): Tiles {
  const runs = cells.flatMap(({ done }) => done)
  const met = metShare(runs)
  const clear = (input.effects ?? []).map(({ metric, rows }) => ({
    label: `Effects on ${words(metric)}`,
    value: `${rows.filter(isClear).length} of ${rows.length}`,
    note: 'whose interval leaves out zero',
  }))
  return {
    kind: 'tiles',
    tiles: [
      { label: 'Runs done', value: shortNumber(runs.length), note: `of ${shortNumber(planned)} planned` },
      { label: 'Runs failed', value: shortNumber(failed) },
      ...(met === null ? [] : [{ label: 'Runs that met all criteria', value: percent(met) }]),
      ...input.metrics.slice(0, 3).map((metric) => ({
        label: `Mean ${words(metric)}`,
        value: shortNumber(meanOf(runs.map(({ metrics }) => metrics[metric] ?? null))),
        note: 'over all runs',
      })),
      ...clear.slice(0, 2),
    ],
  }
}

function bandSection(input: SweepReportInput, cells: readonly Cell[]): Section {
  const drawn = input.metrics.slice(0, METRICS_DRAWN_MAX)
  const { arms, interval } =
    input.bands ?? bandsOf(cells, drawn, { cell: input.control, point: input.controlPoint })
  const charts = drawn.flatMap((metric) => bandChart(input, metric, arms.slice(0, ARMS_MAX), interval))
  const left = arms.length - ARMS_MAX
  return {
    id: 'time',
    title: 'Over time',
    note:
      left > 0
        ? `${ARMS_MAX} of ${arms.length} arms are drawn.`
        : 'Epoch by epoch; epochs.parquet has every run.',
    blocks: charts.length === 0 ? [] : [{ kind: 'charts', charts }],
  }
}

function bandChart(
  { notes }: SweepReportInput,
  metric: string,
  arms: readonly Arm[],
  interval: string,
): LineChart[] {
  const inks = inksOf(arms)
  const found = arms.flatMap(({ name, series }, index) => {
    const own = series.find((each) => each.metric === metric)
    return own ? [{ ...own, name, ink: inks[index] as Ink }] : []
  })
  const x = [...new Set(found.flatMap(({ epochs }) => epochs))].sort((a, b) => a - b)
  if (x.length === 0) return []
  const placed = (epochs: readonly number[], values: readonly (number | null)[]) => {
    const byEpoch = new Map(epochs.map((epoch, index) => [epoch, values[index] ?? null]))
    return x.map((epoch) => byEpoch.get(epoch) ?? null)
  }
  return [
    {
      title: titled(words(metric)),
      unit: notes[metric]?.unit ?? '',
      about: notes[metric]?.doc ?? '',
      xTitle: 'epoch',
      x,
      band: interval,
      lines: found.map(({ name, ink, epochs, mean, low, high }) => ({
        name,
        ink,
        values: placed(epochs, mean),
        low: placed(epochs, low),
        high: placed(epochs, high),
      })),
    },
  ]
}

/** The control is grey; the others take the five colours in their order. */
function inksOf(arms: readonly Arm[]): Ink[] {
  let next = 0
  return arms.map(({ isControl = false }) => (isControl || next > 4 ? 'control' : (next++ as Ink)))
}

function sensitivitySection({ sensitivities = [] }: SweepReportInput): Section {
  return {
    id: 'sensitivity',
    title: 'Sensitivity',
    note: 'How much of what a metric does is owed to each parameter, over the ranges of the plan.',
    blocks: sensitivities.map(barsOf),
  }
}

const barsOf = ({ metric, method, measures, rows }: Sensitivity): Bars => {
  const weight = ({ values }: Sensitivity['rows'][number]) =>
    Math.max(...values.map(({ value }) => Math.abs(value ?? 0)))
  return {
    kind: 'bars',
    title: titled(words(metric)),
    about: method,
    nameHeading: 'parameter',
    measures,
    rows: [...rows].sort((a, b) => weight(b) - weight(a)).map(({ path, values }) => ({ name: path, values })),
  }
}

function cellTable({ metrics, results, summaries = [] }: SweepReportInput, cells: readonly Cell[]): Table {
  const paths = variedPaths(results)
  const names = shortPaths(paths)
  const listed = metrics.slice(0, METRICS_LISTED_MAX)
  const shown = cells.slice(0, CELLS_MAX)
  const isJudged = cells.some(({ done }) => metShare(done) !== null)
  const summaryOf = new Map(summaries.map((summary) => [summary.cell, summary]))
  const meanText = (number: number, metric: string, runs: readonly JobResult[]): TableCell => {
    const mean = meanOf(runs.map((run) => run.metrics[metric] ?? null))
    const halfWidth = summaryOf.get(number)?.metrics[metric]?.halfWidth ?? null
    return halfWidth === null
      ? mean
      : `${shortNumber(mean)} ± ${shortNumber(Number(halfWidth.toPrecision(2)))}`
  }
  return {
    kind: 'table',
    title: 'Means over the runs of each cell',
    columns: [
      { heading: 'cell', kind: 'number' },
      ...paths.map((path) => ({ heading: names.get(path) ?? path, kind: 'text' as const })),
      { heading: 'runs', kind: 'number' },
      ...(isJudged ? [{ heading: 'met all criteria', kind: 'number' as const }] : []),
      ...listed.map((metric) => ({ heading: words(metric), kind: 'number' as const })),
    ],
    rows: shown.map(({ number, point, done, failed }) => [
      number,
      ...paths.map((path) => cut(valueText(point[path]), 40)),
      failed === 0 ? String(done.length) : `${done.length} (${failed} failed)`,
      ...(isJudged ? [percent(metShare(done))] : []),
      ...listed.map((metric) => meanText(number, metric, done)),
    ]),
    folded: shown.length > 40,
    ...(cells.length > shown.length
      ? { note: `${shown.length} of ${cells.length} cells; results.parquet has all.` }
      : {}),
  }
}

function failureSection({ results }: SweepReportInput): Section {
  const failed = results.filter(({ error }) => error !== undefined)
  const shown = failed.slice(0, FAILURES_MAX)
  const table: Block = {
    kind: 'table',
    title: 'Runs that failed',
    columns: [
      { heading: 'cell', kind: 'number' },
      { heading: 'replicate', kind: 'number' },
      { heading: 'seed', kind: 'code' },
      { heading: 'what went wrong', kind: 'text' },
      { heading: 'key', kind: 'code' },
    ],
    rows: shown.map(({ cell, replicate, seed, error, key }) => [
      cell,
      replicate,
      cut(seed, 40),
      cut(error ?? '', ERROR_CHARACTERS),
      key.slice(0, 16),
    ]),
    ...(failed.length > shown.length
      ? { note: `${shown.length} of ${failed.length}; results.csv has all.` }
      : {}),
  }
  return { id: 'failures', title: 'Failures', blocks: failed.length === 0 ? [] : [table] }
}
