import type { ParameterValue } from '../engine/config.ts'
import type { CellSummary, FrontierLine, Sensitivity, SweepAnalysis } from '../experiments/sweep/analysis.ts'
import type { Point } from '../experiments/sweep/job.ts'
import type { SweepPlan } from '../experiments/sweep/plan.ts'
import type { MeanInterval } from '../formulas/intervals.ts'
import { plain, type Style } from './style.ts'
import { fitNumber, layOut, printable, TEXT_WIDTH, wrap } from './text.ts'

/** Cells beyond which the table breaks off; JSON has them all. */
const CELLS_SHOWN = 200
const NUMBER_WIDTH = 9
const AXIS_WIDTH = 9

type Column = readonly [heading: string, cells: readonly string[]]

/** What came of a sweep, at most 80 columns: cells, then differences, sensitivities and the frontier where there are any. */
export function sweepText(plan: SweepPlan, analysis: SweepAnalysis, style: Style = plain): string {
  const percent = `${Number((plan.confidence * 100).toPrecision(4))}%`
  const { cells, sensitivities, frontier } = analysis
  const sections = [
    ...cellSections(plan, cells, percent, style),
    ...differenceSections(plan, cells, percent, style),
    ...sensitivitySections(sensitivities, percent, style),
    ...frontierSections(plan, frontier, percent, style),
  ]
  return sections.map((lines) => `${lines.join('\n')}\n`).join('\n')
}

function cellSections(
  plan: SweepPlan,
  cells: readonly CellSummary[],
  percent: string,
  style: Style,
): string[][] {
  const shown = cells.slice(0, CELLS_SHOWN)
  const left: Column[] = [...axisColumns(shown), ['runs', shown.map(({ runs }) => String(runs))]]
  if (cells.some(({ failed }) => failed > 0)) left.push(['failed', shown.map(({ failed }) => String(failed))])
  const right: Column[] = plan.metrics.map((metric) => [
    metric,
    shown.map(({ metrics }) => meanText(metrics[metric])),
  ])
  if (cells.some(({ success }) => success)) {
    right.push(['meets criteria', shown.map(({ success }) => shareText(success?.share ?? null))])
  }
  const note = `means over replicates, ± half of the ${percent} interval`
  return withRest(tables(left, right, style), cells.length, note, style)
}

function differenceSections(
  plan: SweepPlan,
  cells: readonly CellSummary[],
  percent: string,
  style: Style,
): string[][] {
  const compared = cells.filter(({ differences }) => differences)
  if (compared.length === 0) return []
  const shown = compared.slice(0, CELLS_SHOWN)
  const left: Column[] = [...axisColumns(shown), ['less', shown.map(({ control }) => `cell ${control}`)]]
  const right: Column[] = plan.metrics.map((metric) => [
    metric,
    shown.map(({ differences }) => differenceText(differences?.[metric])),
  ])
  const note = `paired differences from the control cell, ± half of the ${percent} interval; * where it leaves 0 out`
  return withRest(tables(left, right, style), compared.length, note, style)
}

/** The cell's number and what varied, under the last word of its path. */
function axisColumns(cells: readonly { readonly cell: number; readonly point: Point }[]): Column[] {
  const paths = [...new Set(cells.flatMap(({ point }) => Object.keys(point)))]
  return [
    ['cell', cells.map(({ cell }) => String(cell))],
    ...paths.map((path): Column => [shortName(path, paths), cells.map(({ point }) => shown(point[path]))]),
  ]
}

/** The last word of a path, with as many before it as it takes to tell it from others. */
function shortName(path: string, among: readonly string[]): string {
  const words = path.split('.')
  for (let count = 1; count < words.length; count++) {
    const name = words.slice(-count).join('.')
    const twins = among.filter((other) => other === name || other.endsWith(`.${name}`))
    if (twins.length === 1) return name.replaceAll('_', ' ')
  }
  return path.replaceAll('_', ' ')
}

function shown(value: ParameterValue | undefined): string {
  if (value === undefined) return '-'
  if (typeof value !== 'number') return printable(String(value ?? 'none'))
  const text = String(value)
  return text.length <= AXIS_WIDTH ? text : fitNumber(value, AXIS_WIDTH)
}

const shareText = (share: number | null): string => (share === null ? '-' : `${Math.round(share * 100)}%`)

/** Digits of an interval's half that say something; the mean gets no more decimals than that. */
const SPREAD_DIGITS = 2
const DECIMALS_MAX = 6

function meanText(found: MeanInterval | undefined): string {
  if (!found || found.mean === null) return '-'
  const { mean, halfWidth } = found
  if (halfWidth === null || halfWidth === 0)
    return fitNumber(mean, NUMBER_WIDTH) + (halfWidth === 0 ? ' ±0' : '')
  const decimals = Math.max(0, SPREAD_DIGITS - 1 - Math.floor(Math.log10(halfWidth)))
  const [centre, spread] = [mean.toFixed(decimals), halfWidth.toFixed(decimals)]
  const isShort = decimals <= DECIMALS_MAX && centre.length <= NUMBER_WIDTH + 1
  if (isShort) return `${centre} ±${spread}`
  return `${fitNumber(mean, NUMBER_WIDTH)} ±${halfWidth.toExponential(1).replace('e+', 'e')}`
}

function differenceText(found: MeanInterval | undefined): string {
  const isClear =
    found !== undefined &&
    found.mean !== null &&
    found.halfWidth !== null &&
    Math.abs(found.mean) > found.halfWidth
  return meanText(found) + (isClear ? '*' : '')
}

/** One table, or several with the same columns at the left where one would be too wide. */
function tables(left: readonly Column[], right: readonly Column[], style: Style): string[][] {
  const widthOf = ([heading, cells]: Column) =>
    Math.max(longestWord(heading), ...cells.map((cell) => cell.length)) + 2
  const leftWidth = left.reduce((sum, column) => sum + widthOf(column), 0)
  const groups: Column[][] = []
  let room = 0
  for (const column of right) {
    const width = widthOf(column)
    if (groups.length === 0 || width > room) {
      groups.push([])
      room = TEXT_WIDTH - leftWidth
    }
    groups.at(-1)?.push(column)
    room -= width
  }
  return groups.map((group) => {
    const columns = [...left, ...group]
    const rows = (columns[0] as Column)[1].map((_, row) => columns.map(([, cells]) => cells[row] as string))
    return laidOut([columns.map(([heading]) => heading), ...rows], style)
  })
}

const longestWord = (text: string): number => Math.max(...text.split(' ').map((word) => word.length))

function laidOut(rows: readonly (readonly string[])[], style: Style): string[] {
  const width = TEXT_WIDTH
  const lines = layOut(withNarrowHeadings(rows), { right: true, width })
  const body = lines.length - (rows.length - 1)
  return lines.map((line, index) => (index < body ? style.bold(line) : line))
}

/** Headings break between words, so that they are no wider than their column: each further line is a row of its own. */
function withNarrowHeadings(rows: readonly (readonly string[])[]): (readonly string[])[] {
  const [headings = [], ...body] = rows
  const widths = headings.map((heading, column) =>
    Math.max(longestWord(heading), ...body.map((row) => (row[column] ?? '').length)),
  )
  const broken = headings.map((heading, column) => fill(heading, widths[column] as number))
  const height = Math.max(...broken.map((lines) => lines.length))
  const top = Array.from({ length: height }, (_, line) =>
    broken.map((lines) => lines[line - (height - lines.length)] ?? ''),
  )
  return [...top, ...body]
}

function fill(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

function withRest(sections: string[][], cells: number, note: string, style: Style): string[][] {
  const last = sections.at(-1)
  if (cells > CELLS_SHOWN) last?.push(`… and ${cells - CELLS_SHOWN} more cells: --format json has them all`)
  last?.push(...wrap(note, TEXT_WIDTH).map((line) => style.faint(line)))
  return sections
}

const numberText = (value: number): string => fitNumber(value, 7)
const between = ({ low, high }: { readonly low: number; readonly high: number }): string =>
  `[${numberText(low)}, ${numberText(high)}]`

function sensitivitySections(found: readonly Sensitivity[], percent: string, style: Style): string[][] {
  const metrics = [...new Set(found.map(({ metric }) => metric))]
  return metrics.map((metric, place) => {
    const own = found.filter((each) => each.metric === metric)
    const heading =
      own[0]?.method === 'sobol'
        ? ['parameter', 'first', percent, 'total', percent]
        : ['parameter', 'mean |effect|', percent, 'mean effect', 'sd']
    const rows = own.map((each) =>
      each.method === 'sobol'
        ? [
            each.path,
            numberText(each.index.first),
            between(each.index.firstInterval),
            numberText(each.index.total),
            between(each.index.totalInterval),
          ]
        : [
            each.path,
            numberText(each.effect.meanAbsolute),
            between(each.effect.meanAbsoluteInterval),
            numberText(each.effect.mean),
            each.effect.sd === null ? '-' : numberText(each.effect.sd),
          ],
    )
    const what = own[0]?.method === 'sobol' ? 'Sobol indices' : 'elementary effects over the whole range'
    const lines = layOut([heading, ...rows])
    const note = style.faint('intervals by bootstrap')
    return [style.bold(`${what} for ${metric}`), ...lines, ...(place === metrics.length - 1 ? [note] : [])]
  })
}

/** Ends of the scale stand for "not within what was looked at". */
const placeText = (place: number): string =>
  Number.isFinite(place) ? numberText(place) : Number.isNaN(place) ? '-' : place > 0 ? 'beyond' : 'before'

function frontierSections(
  { frontier, design }: SweepPlan,
  lines: readonly FrontierLine[],
  percent: string,
  style: Style,
): string[][] {
  if (!frontier || lines.length === 0) return []
  const axis = design.kind === 'grid' ? design.axes.find(({ path }) => path === frontier.along) : undefined
  const places = (axis?.values ?? []) as readonly number[]
  const others = Object.keys(lines[0]?.at ?? {})
  const rows = lines.map(({ at, place, low, high, shares }) => [
    ...others.map((path) => shown(at[path])),
    ...shares.map(({ share }) => shareText(share.share)),
    placeText(place),
    `[${placeText(low)}, ${placeText(high)}]`,
  ])
  const headings = [
    ...others.map((path) => shortName(path, others)),
    ...[...places].sort((a, b) => a - b).map((place) => shown(place)),
    'falls at',
    percent,
  ]
  const level = shareText(frontier.level)
  const title = `runs that meet all criteria, along ${frontier.along}, and where they fall below ${level}`
  const isNarrow = headings.reduce((sum, heading, column) => {
    const width = Math.max(longestWord(heading), ...rows.map((row) => (row[column] as string).length))
    return sum + width + 1
  }, 0)
  const kept = isNarrow <= TEXT_WIDTH
  const cut = (row: readonly string[]) => (kept ? row : [...row.slice(0, others.length), ...row.slice(-2)])
  return [
    [
      ...wrap(title, TEXT_WIDTH).map((line) => style.bold(line)),
      ...laidOut([cut(headings), ...rows.map(cut)], style),
      style.faint('before, beyond: outside what was looked at; intervals by bootstrap'),
    ],
  ]
}
