import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parquetMetadata, parquetReadObjects } from 'hyparquet'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Job, JobResult } from '../../experiments/sweep/job.ts'
import { csvOf } from '../../outputs/csv.ts'
import { parquetOf } from '../../outputs/parquet.ts'
import { sweepEpochs, sweepResults } from '../../outputs/sweep-columns.ts'
import { readSweep, SWEEP_TABLES, writeSweepTables } from '../../outputs/sweep-tables.ts'
import { MemoryStore } from '../experiments/sweep/kit.ts'
import { failedAt, madeResults, smallSweep } from './report/stand-ins.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'patchwork-tables-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const bytesOf = (name: string): ArrayBuffer => {
  const bytes = readFileSync(join(folder, name))
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
}

/** Puts results into a store and writes the tables of their jobs. */
async function written(results: readonly JobResult[]): Promise<void> {
  const store = new MemoryStore()
  for (const result of results) await store.write(result)
  const found = await readSweep(results as unknown as Job[], store)
  expect(found.results.every(({ epochs }) => epochs.length === 0)).toBe(true)
  await writeSweepTables(folder, found, store)
}

describe('tables of a sweep', () => {
  it('have the rows that the columns of all results at once have', async () => {
    const results = await smallSweep([0, 0.5], [0, 0.1], 2)
    results.push(failedAt(results[0]!.point, 0, 2, 'went "wrong"'))
    await written(results)
    expect(readdirSync(folder).sort()).toEqual([...SWEEP_TABLES].sort())
    expect(readFileSync(join(folder, 'results.csv'), 'utf8')).toBe(csvOf(sweepResults(results)))
    expect(new Uint8Array(bytesOf('results.parquet'))).toEqual(parquetOf(sweepResults(results)))
    const whole = parquetOf(sweepEpochs(results))
    expect(await parquetReadObjects({ file: bytesOf('epochs.parquet') })).toEqual(
      await parquetReadObjects({ file: whole.buffer as ArrayBuffer }),
    )
  })

  it('come in groups, with types that do not hang on the rows of one', async () => {
    const results = madeResults(300, 40, 90).map((result, run) => ({
      ...result,
      // What the first groups have not seen: a text where there were numbers, and a metric of its own.
      point: run < 250 ? { 'payoff.theta': run } : { 'payoff.theta': 'auto' },
      epochs: result.epochs.map((epoch) =>
        run < 250 ? epoch : { ...epoch, metrics: { ...epoch.metrics, lateMetric: run } },
      ),
    }))
    await written(results)
    const { row_groups, num_rows } = parquetMetadata(bytesOf('epochs.parquet'))
    expect(Number(num_rows)).toBe(27_000)
    expect(row_groups.length).toBe(3)
    const rows = await parquetReadObjects({ file: bytesOf('epochs.parquet') })
    expect(rows[0]).toMatchObject({ payoff_theta: '0', late_metric: null })
    expect(rows.at(-1)).toMatchObject({ payoff_theta: 'auto', late_metric: 299 })
    expect(rows.map(({ key }) => key)).toEqual(results.flatMap(({ key, epochs }) => epochs.map(() => key)))
  })
})
