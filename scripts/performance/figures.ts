import type { Circumstances } from '../../bench/report.ts'
import type { BenchRow } from '../../bench/row.ts'

/** What `npm run bench -- --json FILE` writes, as far as the page reads it. */
export interface Figures extends Circumstances {
  readonly rows: readonly BenchRow[]
}

/** Reads the JSON of a run of the benchmarks. Throws Error when it is something else. */
export function parseFigures(text: string, name: string): Figures {
  const figures: Partial<Figures> = JSON.parse(text)
  if (!Array.isArray(figures.rows) || figures.machine === undefined) {
    throw new Error(`${name}: expected what npm run bench -- --json FILE writes`)
  }
  return figures as Figures
}
