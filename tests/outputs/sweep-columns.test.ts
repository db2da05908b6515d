import fc from 'fast-check'
import { parquetMetadata, parquetReadObjects } from 'hyparquet'
import { beforeAll, describe, expect, it } from 'vitest'
import type { JobResult } from '../../experiments/sweep/job.ts'
import type { Cell, OutputColumn } from '../../outputs/columns.ts'
import { csvOf } from '../../outputs/csv.ts'
import { epochColumns } from '../../outputs/epoch-columns.ts'
import { parquetOf } from '../../outputs/parquet.ts'
import { columnName, sweepEpochs, sweepResults } from '../../outputs/sweep-columns.ts'
import { failedAt, madeResults, smallSweep } from './report/stand-ins.ts'
import { smallRun } from './small-run.ts'

let results: JobResult[]
beforeAll(async () => {
  results = await smallSweep([0, 0.5], [0, 0.1], 2)
  results[3] = failedAt(
    results[3]!.point,
    results[3]!.cell,
    results[3]!.replicate,
    'a "bad", run\nof two lines',
  )
})

const cellsOf = (columns: readonly OutputColumn[]): Record<string, Cell[]> =>
  Object.fromEntries(columns.map(({ name, values }) => [name, Array.from(values)]))

/** The columns as a Parquet file has them. */
async function readBack(columns: readonly OutputColumn[]): Promise<OutputColumn[]> {
  const bytes = parquetOf(columns)
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
  const rows = await parquetReadObjects({ file })
  const plain = (cell: unknown) => (typeof cell === 'bigint' ? Number(cell) : (cell as Cell))
  return columns.map(({ name, kind }) => ({ name, kind, values: rows.map((row) => plain(row[name])) }))
}

describe('results of a sweep', () => {
  it('have a row a run: what it is, how it went, what was varied, measured and met', () => {
    const cells = cellsOf(sweepResults(results))
    expect(cells['key']).toEqual(results.map(({ key }) => key))
    expect(cells['cell']).toEqual([0, 0, 1, 1, 2, 2, 3, 3])
    expect(cells['replicate']).toEqual([0, 1, 0, 1, 0, 1, 0, 1])
    expect(cells['seed']).toEqual(['0', '1', '0', '1', '0', '1', '0', '1'])
    expect(cells['governance_audit_probability']).toEqual([0, 0, 0, 0, 0.5, 0.5, 0.5, 0.5])
    expect(cells['governance_transaction_tax_rate']).toEqual([0, 0, 0.1, 0.1, 0, 0, 0.1, 0.1])
    expect(cells['toxicity_rate']).toEqual(results.map(({ metrics }) => metrics['toxicityRate'] ?? null))
    expect(cells['max_toxicity_passed']).toEqual(
      results.map(({ criteria }) => criteria.find(({ name }) => name === 'max_toxicity')?.passed ?? null),
    )
    expect(cells['max_toxicity_bound']![0]).toBe(0.44)
    expect(cells['criteria_passed']).toEqual(
      results.map(({ criteria }) => criteria.filter(({ passed }) => passed).length),
    )
  })

  it('keep failed runs, with the error and without values', () => {
    const cells = cellsOf(sweepResults(results))
    expect(cells['status']!.map((status) => status === 'failed')).toEqual(results.map((_, row) => row === 3))
    expect(cells['error']![3]).toBe('a "bad", run\nof two lines')
    expect([cells['digest']![3], cells['toxicity_rate']![3], cells['max_toxicity_value']![3]]).toEqual([
      null,
      null,
      null,
    ])
    expect(cells['governance_audit_probability']![3]).toBe(0)
  })

  it('give a parameter one type, whatever its values', () => {
    const pointed = (...values: JobResult['point'][string][]) =>
      sweepResults(
        values.map((value, run) => ({ ...madeResults(1, 1, 0)[0]!, replicate: run, point: { x: value } })),
      ).find(({ name }) => name === 'x')!
    expect(pointed(1, 2)).toMatchObject({ kind: 'number', values: [1, 2] })
    expect(pointed(1, null)).toMatchObject({ kind: 'number', values: [1, null] })
    expect(pointed(true, false)).toMatchObject({ kind: 'flag', values: [true, false] })
    expect(pointed('both', 'policy')).toMatchObject({ kind: 'text', values: ['both', 'policy'] })
    expect(pointed(1, 'one', true)).toMatchObject({ kind: 'text', values: ['1', 'one', 'true'] })
  })

  it('are the same in Parquet and CSV, for results and for epochs', async () => {
    for (const columns of [sweepResults(results), sweepEpochs(results)]) {
      const back = await readBack(columns)
      expect(cellsOf(back)).toEqual(cellsOf(columns))
      expect(csvOf(back)).toBe(csvOf(columns))
    }
  })

  it('have names that need no quotes, and none twice, whatever is varied and measured', () => {
    const name = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 0, maxLength: 12 }),
      fc.constantFrom(
        'key',
        'seed',
        'cell',
        'status',
        'a.b_c',
        'a_b.c',
        'aBC',
        'A_B_C',
        'toxicityRate',
        'x_passed',
      ),
    )
    const point = fc.dictionary(name, fc.oneof(fc.double(), fc.string(), fc.boolean(), fc.constant(null)))
    const metrics = fc.dictionary(name, fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })))
    const criteria = fc.array(
      fc.record({ name, value: fc.constant(1), bound: fc.constant(2), passed: fc.boolean() }),
    )
    fc.assert(
      fc.property(fc.array(fc.record({ point, metrics, criteria }), { maxLength: 5 }), (given) => {
        const made = given.map((each, run) => ({ ...madeResults(1, 1, 1)[0]!, replicate: run, ...each }))
        for (const columns of [sweepResults(made as JobResult[]), sweepEpochs(made as JobResult[])]) {
          const names = columns.map((column) => column.name)
          expect(new Set(names).size).toBe(names.length)
          expect(names.filter((each) => !/^[a-z][a-z0-9_]*$/.test(each))).toEqual([])
          expect(columns.every(({ values }) => values.length === columns[0]!.values.length)).toBe(true)
          parquetOf(columns)
        }
      }),
    )
  })

  it('say a path or metric in snake_case', () => {
    expect(columnName('governance.audit_probability')).toBe('governance_audit_probability')
    expect(columnName('meanTotalPayoff.adaptiveAdversary')).toBe('mean_total_payoff_adaptive_adversary')
    expect(columnName('stepsPerEpoch')).toBe('steps_per_epoch')
    expect(columnName('90th')).toBe('n_90th')
    expect(columnName('…')).toBe('unnamed')
  })

  it('have a heading even when nothing was run', async () => {
    expect(csvOf(sweepResults([]))).toMatch(
      /^key,cell,replicate,seed,status,error,digest,criteria,criteria_passed\n$/,
    )
    expect(await readBack(sweepEpochs([]))).toMatchObject([
      { name: 'key', values: [] },
      {},
      {},
      {},
      { name: 'epoch' },
      {},
      {},
      {},
      {},
      {},
      {},
      {},
      {},
    ])
  })
})

describe('epochs of a sweep', () => {
  it('have a row a run and epoch, without failed runs', () => {
    const cells = cellsOf(sweepEpochs(results))
    const done = results.filter(({ error }) => error === undefined)
    expect(cells['key']).toEqual(done.flatMap(({ key, epochs }) => epochs.map(() => key)))
    expect(cells['epoch']).toEqual(done.flatMap(({ epochs }) => epochs.map(({ epoch }) => epoch)))
    expect(cells['toxicity_rate']).toEqual(
      done.flatMap(({ epochs }) => epochs.map(({ metrics }) => metrics['toxicityRate'])),
    )
    expect(cells['by_type_honest_agents']!.every((agents) => agents === 15)).toBe(true)
  })

  it('measure what epochs of one run do, under the same names and types', async () => {
    const simulation = await smallRun()
    const { scenario, epochs } = simulation
    const [head, ...single] = epochColumns(simulation)
    expect(head!.name).toBe('simulation_id')
    const result = { ...madeResults(1, 1, 0)[0]!, seed: scenario.seed, epochs }
    const several = new Map(sweepEpochs([result as JobResult]).map((column) => [column.name, column]))
    for (const column of single) expect(several.get(column.name)).toEqual(column)
  })

  it('are small: 1,000 runs of 50 epochs', () => {
    const columns = sweepEpochs(madeResults(1000, 40, 50))
    const file = parquetOf(columns)
    expect(Number(parquetMetadata(file.buffer as ArrayBuffer).num_rows)).toBe(50_000)
    expect(file.length).toBeLessThan(3_000_000)
  })
})
