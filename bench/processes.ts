import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Settings } from './benchmark.ts'
import { type BenchRow, median } from './row.ts'

/** Word on the command line that turns the program into one benchmark in this process. */
export const HERE = '--here'

/** Runs one benchmark in a fresh process and returns its rows; a failure becomes a row that says so. */
export function runInFreshProcess(name: string, settings: Settings): Promise<BenchRow[]> {
  return new Promise((resolve) => {
    const child = fork(fileURLToPath(import.meta.url), [HERE, name, JSON.stringify(settings)])
    let rows: BenchRow[] | undefined
    child.on('message', (answer: BenchRow[]) => {
      rows = answer
    })
    child.on('exit', (code) =>
      resolve(rows ?? [failed(name, `ended with ${code} before it had its figures`)]),
    )
  })
}

const failed = (bench: string, note: string): BenchRow => ({
  ...{ bench, label: 'failed', unit: '', figure: null, low: null, high: null, digest: '' },
  note,
})

export const isFailure = ({ label }: BenchRow): boolean => label === 'failed'

/**
 * Rows of several processes in one list: of each figure the median over processes, with the lowest and highest of them. A row
 * that one process lacks, or in which two have computed different things, says so instead.
 */
export function mergeProcesses(runs: readonly (readonly BenchRow[])[]): BenchRow[] {
  const [first = []] = runs
  if (runs.length === 1) return [...first]
  const keyOf = ({ bench, label }: BenchRow) => `${bench}\n${label}`
  const keys = [...new Set(runs.flatMap((rows) => rows.map(keyOf)))]
  return keys.map((key) => {
    const all = runs.flatMap((rows) => rows.filter((row) => keyOf(row) === key))
    const [row] = all as [BenchRow]
    const figures = all.flatMap(({ figure }) => (figure === null ? [] : [figure]))
    if (figures.length === 0) return row
    const nothing = { ...row, figure: null, low: null, high: null }
    if (all.length < runs.length)
      return { ...nothing, note: `missing in ${runs.length - all.length} processes` }
    if (new Set(all.map(({ digest }) => digest)).size > 1) {
      return { ...nothing, note: 'processes have computed different things' }
    }
    return { ...row, figure: median(figures), low: Math.min(...figures), high: Math.max(...figures) }
  })
}
