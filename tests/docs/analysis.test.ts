import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inProcess } from '../../experiments/sweep/in-process.ts'
import type { JobResult } from '../../experiments/sweep/job.ts'
import { failedJob } from '../../experiments/sweep/run-job.ts'
import { runSweep } from '../../experiments/sweep/run-sweep.ts'
import { mechanisms } from '../../mechanisms/index.ts'
import type { OutputColumn } from '../../outputs/columns.ts'
import { csvOf } from '../../outputs/csv.ts'
import { epochColumns } from '../../outputs/epoch-columns.ts'
import { loadPlanFile } from '../../outputs/plan-file.ts'
import { writeRun } from '../../outputs/run-files.ts'
import { sweepEpochs, sweepResults } from '../../outputs/sweep-columns.ts'
import { SweepStore } from '../../outputs/sweep-store.ts'
import { readSweep, withEpochs, writeSweepTables } from '../../outputs/sweep-tables.ts'
import { vocabulary } from '../../simulation/assembly.ts'
import type { Simulation } from '../../simulation/simulation.ts'
import { smallRun } from '../outputs/small-run.ts'

const pages = fileURLToPath(new URL('../../docs/analysis/', import.meta.url))
const blocksOf = (page: string, language: string): string[] =>
  [
    ...readFileSync(join(pages, page), 'utf8').matchAll(
      new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g'),
    ),
  ].map(([, block]) => block as string)
const queries = blocksOf('duckdb.md', 'sql')

let home: string
let duck: DuckDBConnection
let results: JobResult[]
let run: Simulation
const at = (...parts: string[]) => join(home, ...parts)

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'patchwork-analysis-'))
  run = await smallRun()
  writeRun(at('runs', 'strict'), run, { agents: true })
  const loaded = loadPlanFile(fileURLToPath(new URL('../../examples/audits.yaml', import.meta.url)), {
    shelfPath: (name) => fileURLToPath(new URL(`../../scenarios/${name}.yaml`, import.meta.url)),
  })
  const store = SweepStore.create(at('runs', 'audits'), { ...loaded, replicates: 4 })
  const known = vocabulary(mechanisms)
  const { jobs } = await runSweep(store.plan, { vocabulary: known, executor: inProcess(), store })
  const failing = { ...jobs[0]!, replicate: 4, key: 'f'.repeat(64) }
  await store.write(failedJob(failing, 'went "wrong", twice'))
  const found = await readSweep([...jobs, failing], store)
  await writeSweepTables(store.path, found, store)
  results = []
  for await (const result of withEpochs(found.results, store)) results.push(result)
  // Sweeps write no CSV of epochs; programs may.
  writeFileSync(at('runs', 'audits', 'epochs.csv'), csvOf(sweepEpochs(results)))
  duck = await (await DuckDBInstance.create(':memory:')).connect()
}, 120_000)
afterAll(() => {
  duck.closeSync()
  rmSync(home, { recursive: true, force: true })
})

const located = (query: string) => query.replace(/'(runs\/[^']+)'/g, (_, path) => `'${at(path)}'`)
const rowsOf = async (query: string) => (await duck.runAndReadAll(located(query))).getRowObjects()

describe('DuckDB', () => {
  const TYPES = { text: 'VARCHAR', integer: 'BIGINT', number: 'DOUBLE', flag: 'BOOLEAN' }

  it('reads the types that columns declare', async () => {
    const files: [path: string, columns: readonly OutputColumn[]][] = [
      ['runs/strict/epochs.parquet', epochColumns(run)],
      ['runs/audits/results.parquet', sweepResults(results)],
      ['runs/audits/epochs.parquet', sweepEpochs(results)],
    ]
    for (const [path, columns] of files) {
      const described = await rowsOf(`DESCRIBE FROM '${path}'`)
      expect(described.map((row) => [row['column_name'], row['column_type']])).toEqual(
        columns.map(({ name, kind }) => [name, TYPES[kind]]),
      )
    }
  })

  it.each(['results', 'epochs'])('finds the same in %s.csv as in the Parquet file', async (name) => {
    const both = [
      `FROM 'runs/audits/${name}.parquet'`,
      `FROM read_csv('${at('runs', 'audits', `${name}.csv`)}')`,
    ]
    const types = await rowsOf(`DESCRIBE ${both[0]}`)
    const cast = types.map((row) => `"${row['column_name']}"::${row['column_type']}`).join(', ')
    const [parquet, csv] = await Promise.all(both.map((from) => rowsOf(`SELECT ${cast} ${from}`)))
    expect(parquet!.length).toBeGreaterThan(10)
    expect(csv).toEqual(parquet)
  })

  it.each(queries)('answers %s', async (query) => {
    const rows = await rowsOf(query)
    expect(rows.length).toBeGreaterThan(0)
    for (const name of Object.keys(rows[0]!)) {
      expect(
        rows.some((row) => row[name] !== null),
        `${name} has values`,
      ).toBe(true)
    }
  })

  it('takes differences from the control run by run', async () => {
    const [query] = queries.filter((each) => each.includes('control'))
    const toxicity = (cell: number, replicate: number) =>
      results.find((each) => each.cell === cell && each.replicate === replicate)!.metrics['toxicityRate']!
    const wanted = [1, 2, 3].map((cell) => {
      const differences = [0, 1, 2, 3].map((replicate) => toxicity(cell, replicate) - toxicity(0, replicate))
      return differences.reduce((sum, each) => sum + each) / 4
    })
    const rows = await rowsOf(query!)
    expect(rows.map(({ cell }) => Number(cell))).toEqual([1, 2, 3])
    for (const [index, { effect }] of rows.entries()) expect(effect).toBeCloseTo(wanted[index]!, 12)
  })
})

/** Names with underscores that are not called, assigned or given as arguments: what is left are columns. */
function columnsIn(code: string): string[] {
  const assigned = new Set([...code.matchAll(/\b(\w+) *(?:<-|=(?!=))/g)].map(([, name]) => name))
  const names = [...code.matchAll(/(?<![\w./$^*)])([a-z]+(?:_[a-z0-9]+)+)\b(?! *\(|\()/g)].map(
    ([, name]) => name as string,
  )
  return [...new Set(names)].filter((name) => !assigned.has(name))
}

describe.each([
  ['python.md', 'python', 7],
  ['r.md', 'r', 7],
])('%s', (page, language, least) => {
  const code = blocksOf(page, language)

  it('names columns that the files have', () => {
    const known = new Set(
      [...epochColumns(run), ...sweepResults(results), ...sweepEpochs(results)].map(({ name }) => name),
    )
    const named = columnsIn(code.join('\n'))
    expect(code.length).toBeGreaterThanOrEqual(least)
    expect(named).toEqual(
      expect.arrayContaining(['toxicity_rate', 'governance_audit_probability', 'criteria_passed']),
    )
    expect(named.filter((name) => !known.has(name) && name !== 'by_type_')).toEqual([])
    for (const name of ['cell', 'replicate', 'seed', 'status', 'error', 'criteria', 'epoch']) {
      expect(known.has(name)).toBe(true)
      expect(code.join('\n')).toContain(name)
    }
  })

  it('reads files that runs and sweeps write', () => {
    const paths = [...code.join('\n').matchAll(/'(runs\/[^']+)'/g)].map(([, path]) => path as string)
    expect(paths.length).toBeGreaterThan(3)
    for (const path of new Set(paths)) {
      expect(readdirSync(at(path, '..'))).toContain(path.split('/').at(-1))
    }
  })
})

const hasPython = spawnSync('python3', ['--version']).status === 0

it.skipIf(!hasPython)('the Python of the page is Python', () => {
  const program = 'import ast, sys; ast.parse(sys.stdin.read())'
  const { status, stderr } = spawnSync('python3', ['-c', program], {
    input: blocksOf('python.md', 'python').join('\n'),
    encoding: 'utf8',
  })
  expect(status, stderr).toBe(0)
})
