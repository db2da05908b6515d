import {
  figureText,
  gradedRows,
  gradesByLetter,
  gradeText,
  headLines,
  isProvisional,
  spreadText,
} from '../../bench/report.ts'
import type { BenchRow } from '../../bench/row.ts'
import { TARGETS } from '../../bench/targets.ts'
import type { Figures } from './figures.ts'

const cell = (text: string): string => text.replaceAll('|', '\\|')
const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`
const table = (head: readonly string[], body: readonly (readonly string[])[]): string =>
  [line(head), line(head.map(() => '---')), ...body.map(line)].join('\n')

const bound = (value: number, better: 'lower' | 'higher'): string =>
  Number.isFinite(value) ? `${better === 'lower' ? '≤' : '≥'} ${value.toLocaleString('en')}` : '-'

/** The circumstances of a run as lines of a list. */
export const circumstances = (figures: Figures): string =>
  headLines(figures)
    .map((text) => `- ${text}`)
    .join('\n')

/** The targets with our figures and the grades that they reach. */
export function targetTable(figures: Figures): string {
  const { rows, tiny } = figures
  const graded = gradedRows(rows)
  const letters = gradesByLetter(graded)
  const body = graded.map((entry) => {
    const { name, row } = entry
    const { what, unit, better, solid, hard, moonshot } = TARGETS[name]
    const bounds = [solid, hard, moonshot].map((value) => bound(value, better))
    const figure = row.figure === null ? `- (${row.note ?? ''})` : `${figureText(row.figure, unit)}`
    return [name.slice(0, 1), what, figure, spreadText(row), gradeText(entry, figures), ...bounds]
  })
  const head = ['row', 'what', 'figure', 'lowest-highest', 'reached', 'solid', 'hard', 'moonshot']
  const overall = [...letters].map(([letter, grade]) => `${letter} ${grade}`).join(', ')
  const provisional = graded.some(({ name }) => isProvisional(name, figures)) ? ' (provisional)' : ''
  return [table(head, body), '', ...(tiny ? [] : [`By row${provisional}: ${overall}.`])].join('\n').trimEnd()
}

/** Every figure with its spread, by benchmark. */
export function figureTable({ rows }: Figures): string {
  const shown = (row: BenchRow) => [
    row.bench,
    row.note === undefined ? row.label : `${row.label} (${row.note})`,
    figureText(row.figure, row.unit),
    spreadText(row),
  ]
  return table(['benchmark', 'figure', 'median', 'lowest-highest'], rows.map(shown))
}

/** Puts text between two marks of a page, which stay. Throws Error when the page lacks them. */
export function replacePart(page: string, part: string, text: string): string {
  const [open, close] = [`<!-- ${part}: begin -->`, `<!-- ${part}: end -->`]
  const [from, to] = [page.indexOf(open), page.indexOf(close)]
  if (from < 0 || to < from) throw new Error(`the page has no part ${part}`)
  return `${page.slice(0, from + open.length)}\n${text}\n${page.slice(to)}`
}

/** The page with its figures replaced. */
export function withFigures(page: string, figures: Figures): string {
  const parts: readonly [string, string][] = [
    ['circumstances', circumstances(figures)],
    ['targets', targetTable(figures)],
    ['figures', figureTable(figures)],
  ]
  return parts.reduce((text, [part, content]) => replacePart(text, part, content), page)
}
