import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Job, JobResult, ResultStore } from '../experiments/sweep/job.ts'
import { readResults } from '../experiments/sweep/run-sweep.ts'
import { csvOf } from './csv.ts'
import { replaceFiles } from './disk.ts'
import { ParquetGroups, parquetOf } from './parquet.ts'
import { EpochLayout, sweepResults } from './sweep-columns.ts'

/** Tables that a sweep leaves in its folder when all of its runs are there. */
export const SWEEP_TABLES = ['results.parquet', 'results.csv', 'epochs.parquet'] as const

/** Rows of epochs that are written at a time, or a few more: a run's stay together. */
const GROUP_ROWS = 10_000

/** Results of a sweep without their epochs, and what there is to know of these to make a table of them. */
export interface SweepResults {
  readonly results: readonly JobResult[]
  readonly layout: EpochLayout
}

/** Reads the results of jobs as far as the store has them; epochs are looked at and let go, run by run. */
export async function readSweep(jobs: readonly Job[], store: ResultStore): Promise<SweepResults> {
  const layout = new EpochLayout()
  const results = await readResults(jobs, store, (result) => layout.add(result))
  // Equal runs of several cells share a result, and each cell has a point of its own.
  for (const result of results) layout.add(result)
  return { results, layout }
}

/** The same results with their epochs, one after the other. */
export async function* withEpochs(
  results: readonly JobResult[],
  store: ResultStore,
): AsyncGenerator<JobResult> {
  for (const result of results) yield { ...result, epochs: (await store.read(result.key)).epochs }
}

/**
 * Writes `results.parquet`, `results.csv` and `epochs.parquet` into the folder of a sweep, in the order of cells and replicates: equal
 * results give equal files. They take their places when all are whole.
 * @param onRun called with each run and its epochs, for those who look at them as well
 * @throws UserError when the disk refuses
 */
export function writeSweepTables(
  folder: string,
  { results, layout }: SweepResults,
  store: ResultStore,
  onRun?: (run: JobResult) => void,
): Promise<void> {
  const [parquet, csv, epochs] = SWEEP_TABLES.map((name) => join(folder, name)) as [string, string, string]
  return replaceFiles([parquet, csv, epochs], async (temporary) => {
    const columns = sweepResults(results)
    const [parquetPath, csvPath, epochsPath] = temporary as unknown as [string, string, string]
    writeFileSync(parquetPath, parquetOf(columns), { flag: 'wx' })
    writeFileSync(csvPath, csvOf(columns), { flag: 'wx' })
    const table = new ParquetGroups(epochsPath, layout.columnsOf([]))
    let group: JobResult[] = []
    let rows = 0
    for await (const run of withEpochs(results, store)) {
      onRun?.(run)
      group.push(run)
      rows += run.epochs.length
      if (rows < GROUP_ROWS) continue
      table.add(layout.columnsOf(group))
      group = []
      rows = 0
    }
    table.add(layout.columnsOf(group))
    table.finish()
  })
}
