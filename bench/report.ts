import { IDLE_LOAD_MAX, type Machine } from './machine.ts'
import type { BenchRow } from './row.ts'
import { type Grade, gradeOf, gradeOfRow, TARGET_NAMES, TARGETS, type TargetName } from './targets.ts'

/** Processes over which a median counts. */
const PROCESSES_MIN = 5
/** Columns that the report keeps to. */
export const REPORT_WIDTH = 100
const WIDTH = {
  bench: 10,
  label: 41,
  value: 14,
  spread: 15,
  what: 36,
  figure: 10,
  grade: 10,
  bound: 9,
} as const

/** A figure with its unit: three digits, or whole above 100. */
export function figureText(figure: number | null, unit: string): string {
  if (figure === null) return '-'
  const size = Math.abs(figure)
  const number =
    size === 0 ? '0' : size < 99.95 ? figure.toPrecision(3) : Math.round(figure).toLocaleString('en')
  return unit === '' ? number : `${number} ${unit}`
}

/** Thousands from 10,000 on. */
const compact = (figure: number): string =>
  Math.abs(figure) >= 9999.5 ? `${figureText(figure / 1000, '')}k` : figureText(figure, '')

/** Lowest and highest, empty where they are the same. */
export function spreadText({ low, high }: Pick<BenchRow, 'low' | 'high'>): string {
  if (low === null || high === null || low === high) return ''
  return `[${compact(low)}-${compact(high)}]`
}

export interface Graded {
  readonly name: TargetName
  readonly row: BenchRow
  readonly grade: Grade
}

/** Rows that a target speaks of, in the order of targets. */
export function gradedRows(rows: readonly BenchRow[]): Graded[] {
  return TARGET_NAMES.flatMap((name) => {
    const row = rows.find(({ target }) => target === name)
    return row ? [{ name, row, grade: gradeOf(name, row.figure) }] : []
  })
}

/** Letters of targets all of whose figures are there, with what each reaches. */
export function gradesByLetter(graded: readonly Graded[]): Map<string, Grade> {
  const grades = new Map(graded.map(({ name, grade }) => [name, grade]))
  const letters = [...new Set(graded.map(({ name }) => name.slice(0, 1)))]
  const complete = letters.filter((letter) =>
    TARGET_NAMES.every((name) => !name.startsWith(letter) || grades.has(name)),
  )
  return new Map(complete.map((letter) => [letter, gradeOfRow(letter, grades)]))
}

const boundText = (bound: number): string => (Number.isFinite(bound) ? figureShort(bound) : '-')
const figureShort = (figure: number): string =>
  figure >= 1000 ? figure.toLocaleString('en') : String(figure)

/** Whether a grade counts: times need an idle machine and the median of some processes. */
export const isProvisional = (name: TargetName, { machine, processes }: Circumstances): boolean =>
  processes < PROCESSES_MIN || (TARGETS[name].timed && !machine.idle)

/** A grade as it is shown: in brackets while it is provisional, nothing for tiny sizes. */
export function gradeText({ name, row, grade }: Graded, circumstances: Circumstances): string {
  if (circumstances.tiny) return ''
  if (row.figure === null) return '-'
  return isProvisional(name, circumstances) ? `(${grade})` : grade
}

/** Ratios and what else is judged, with the grade reached and the bounds of each. */
export function targetLines(rows: readonly BenchRow[], circumstances: Circumstances): string[] {
  const found = gradedRows(rows)
  if (found.length === 0) return []
  const head = [
    'target'.padEnd(2 + WIDTH.what),
    'figure'.padStart(WIDTH.figure),
    'spread'.padStart(WIDTH.spread - 2),
  ]
  const bounds = ['solid', 'hard', 'moonshot'].map((name) => name.padStart(WIDTH.bound)).join('')
  const lines = [`${head.join('')}  ${'grade'.padEnd(WIDTH.grade)}${bounds}`.trimEnd()]
  for (const graded of found) {
    const { name, row } = graded
    const { what, unit, solid, hard, moonshot } = TARGETS[name]
    const limits = [solid, hard, moonshot].map((bound) => boundText(bound).padStart(WIDTH.bound)).join('')
    const reached = gradeText(graded, circumstances)
    const figure = figureText(row.figure, unit).padStart(WIDTH.figure)
    const spread = spreadText(row).padStart(WIDTH.spread - 2)
    lines.push(
      `${name.slice(0, 1)} ${what.padEnd(WIDTH.what)}${figure}${spread}  ${reached.padEnd(WIDTH.grade)}${limits}`.trimEnd(),
    )
  }
  return lines
}

/** Every figure, a line each, and what is to be said about it below. */
export function figureLines(rows: readonly BenchRow[]): string[] {
  return rows.flatMap((row) => {
    const bench = row.bench.padEnd(WIDTH.bench)
    const label = row.label.padEnd(WIDTH.label)
    const value = figureText(row.figure, row.unit).padStart(WIDTH.value)
    const spread = spreadText(row).padStart(WIDTH.spread)
    const line = `${bench} ${label} ${value} ${spread} ${row.digest}`.trimEnd()
    if (row.note === undefined) return [line]
    return [
      line,
      ...wrapped(row.note, REPORT_WIDTH - WIDTH.bench - 3).map((text) => `${''.padEnd(13)}${text}`),
    ]
  })
}

/** Breaks text at spaces into lines of at most so many characters. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word.slice(0, width))
  }
  return lines
}

export interface Circumstances {
  readonly machine: Machine
  readonly tiny: boolean
  readonly processes: number
  readonly rounds: number
}

/** What was measured where, and how far it can be trusted. */
export function headLines({ machine, tiny, processes, rounds }: Circumstances): string[] {
  const { node, processor, cores, load, idle } = machine
  const how =
    processes > 1
      ? `medians of ${processes} processes [lowest-highest], each the median of ${rounds} rounds`
      : `medians of ${rounds} rounds in one process [lowest-highest]`
  const doubts = [
    ...(tiny ? ['Tiny sizes: the figures mean nothing, and no grades are given.'] : []),
    ...(idle ? [] : [`The machine is not idle (load above ${IDLE_LOAD_MAX}): rows A to I need one that is.`]),
    ...(tiny || processes >= PROCESSES_MIN
      ? []
      : [`Grades count from the median of ${PROCESSES_MIN} processes on; until then they are in brackets.`]),
  ]
  return [`Node ${node}, ${cores} × ${processor}, load average ${load}`, how, ...doubts]
}
