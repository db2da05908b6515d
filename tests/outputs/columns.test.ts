import { parquetMetadata, parquetReadObjects } from 'hyparquet'
import { describe, expect, it } from 'vitest'
import { Standing } from '../../components/standing.ts'
import { agentColumns, seriesColumns } from '../../outputs/agent-columns.ts'
import type { OutputColumn } from '../../outputs/columns.ts'
import { csvOf } from '../../outputs/csv.ts'
import { epochColumns } from '../../outputs/epoch-columns.ts'
import { parquetOf } from '../../outputs/parquet.ts'
import { createSimulation } from '../../simulation/create.ts'
import { agentNames } from '../../simulation/scenario.ts'
import { smallRun, smallSociety } from './small-run.ts'

const PEER_COLUMNS = [
  'simulation_id',
  'epoch',
  'total_interactions',
  'accepted_interactions',
  'rejected_interactions',
  'toxicity_rate',
  'quality_gap',
  'total_welfare',
  'avg_payoff',
  'n_agents',
]

const named = (columns: readonly OutputColumn[]) =>
  Object.fromEntries(columns.map(({ name, values }) => [name, Array.from(values)]))

/** Reads a Parquet file back by columns; whole numbers come as bigint and are made numbers. */
async function readBack(file: Uint8Array): Promise<Record<string, unknown>[]> {
  const buffer = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer
  const rows = await parquetReadObjects({ file: buffer })
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, cell]) => [name, typeof cell === 'bigint' ? Number(cell) : cell]),
    ),
  )
}

const rowsOf = (columns: readonly OutputColumn[]) =>
  Array.from({ length: columns[0]!.values.length }, (_, row) =>
    Object.fromEntries(columns.map(({ name, values }) => [name, values[row]])),
  )

describe('epoch columns', () => {
  it('begin with those of the peer and hold every metric and policy', async () => {
    const simulation = await smallRun()
    const columns = epochColumns(simulation)
    const names = columns.map(({ name }) => name)
    expect(names.slice(0, PEER_COLUMNS.length)).toEqual(PEER_COLUMNS)
    expect(new Set(names).size).toBe(names.length)
    expect(names.every((name) => /^[a-z0-9_]+$/.test(name))).toBe(true)
    const cells = named(columns)
    simulation.epochs.forEach(({ epoch, metrics, byType }, row) => {
      expect(cells['simulation_id']![row]).toBe('small:7')
      expect(cells['epoch']![row]).toBe(epoch)
      expect(cells['rejected_interactions']![row]).toBe(
        metrics['totalInteractions']! - metrics['acceptedInteractions']!,
      )
      expect(cells['n_agents']![row]).toBe(20)
      expect(cells['social_welfare']![row]).toBe(metrics['socialWelfare'])
      expect(cells['by_type_adaptive_adversary_mean_reputation']![row]).toBe(
        byType['adaptiveAdversary']!.meanReputation,
      )
    })
  })

  it('have no values where a policy had no agents', () => {
    const entry = {
      agents: 1,
      meanReputation: 0,
      meanTotalPayoff: 0,
      meanResources: 0,
      frozen: 0,
      meanInitiatedP: null,
      initiated: 0,
      accepted: 0,
      received: 0,
    }
    const scenario = { ...smallSociety, id: 'x', seed: '1' } as never
    const epochs = [
      { epoch: 0, metrics: {}, byType: { honest: entry } },
      { epoch: 1, metrics: {}, byType: {} },
    ]
    const cells = named(epochColumns({ scenario, epochs, metricColumns: {} }))
    expect(cells['by_type_honest_agents']).toEqual([1, null])
    expect(cells['n_agents']).toEqual([1, 0])
  })
})

describe('CSV', () => {
  it('quotes what must be quoted and keeps numbers whole', () => {
    const text = csvOf([
      { name: 'name', kind: 'text', values: ['a "b", c', 'two\nlines', 'plain'] },
      { name: 'value', kind: 'number', values: [0.1 + 0.2, 1e-300, null] },
      { name: 'frozen', kind: 'flag', values: [true, false, true] },
    ])
    expect(text).toBe(
      'name,value,frozen\n"a ""b"", c",0.30000000000000004,true\n"two\nlines",1e-300,false\nplain,,true\n',
    )
  })

  it('has a heading even without epochs', async () => {
    const simulation = await createSimulation(smallSociety)
    const lines = csvOf(epochColumns(simulation)).split('\n')
    expect(lines[0]!.startsWith(PEER_COLUMNS.join(','))).toBe(true)
    expect(lines).toHaveLength(2)
  })
})

describe('Parquet', () => {
  it('gives back epochs, agents and series as they were', async () => {
    const simulation = await smallRun()
    const tables = [epochColumns(simulation), agentColumns(simulation), seriesColumns(simulation)]
    for (const columns of tables) {
      expect(columns[0]!.values.length).toBeGreaterThan(0)
      expect(await readBack(parquetOf(columns))).toEqual(rowsOf(columns))
    }
  })

  it('gives the same types whatever the values, even without rows', async () => {
    const typesOf = (columns: readonly OutputColumn[]) => {
      const file = parquetOf(columns)
      return parquetMetadata(file.buffer as ArrayBuffer).schema.map(({ name, type }) => [name, type])
    }
    const run = epochColumns(await smallRun()).filter(({ name }) => !name.startsWith('by_type_'))
    const empty = epochColumns(await createSimulation(smallSociety))
    expect(typesOf(empty)).toEqual(typesOf(run))
    expect(await readBack(parquetOf(empty))).toEqual([])
  })

  it('holds counts beyond 32 bits', async () => {
    const counts: OutputColumn[] = [{ name: 'n', kind: 'integer', values: [4_294_967_295, 2 ** 40, null] }]
    expect(await readBack(parquetOf(counts))).toEqual([{ n: 4_294_967_295 }, { n: 2 ** 40 }, { n: null }])
  })
})

describe('agent columns', () => {
  it('name agents and hold what the world holds', async () => {
    const simulation = await smallRun()
    const cells = named(agentColumns(simulation))
    expect(cells['agent']).toEqual(agentNames(simulation.scenario))
    expect(cells['policy']!.slice(-1)).toEqual(['adaptiveAdversary'])
    expect(cells['reputation']).toEqual(Array.from(simulation.world.get(Standing).reputation))
    expect(cells['initiated']!.some((count) => Number(count) > 0)).toBe(true)
    cells['initiated']!.forEach((initiated, row) => {
      const parts = ['accepted', 'declined', 'gated'].map((name) => Number(cells[name]![row]))
      expect(parts.reduce((sum, part) => sum + part, 0)).toBe(initiated)
    })
  })

  it('go on counting names for agents that come later', async () => {
    const simulation = await createSimulation(smallSociety, { capacity: 22 })
    simulation.spawn({ type: 'honest', count: 1 })
    simulation.tick()
    const names = named(agentColumns(simulation))['agent']!
    expect(names).toHaveLength(21)
    expect(names.at(-1)).toBe('honest_9')
  })

  it('leave mean p empty where nothing was accepted', async () => {
    const cells = named(agentColumns(await createSimulation(smallSociety)))
    expect(cells['mean_p_initiated']!.every((cell) => cell === null)).toBe(true)
  })
})
