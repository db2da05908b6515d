import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { mechanisms } from '../../../mechanisms/index.ts'
import { RunFolder } from '../../../outputs/folder.ts'
import { convertLog } from '../../../outputs/log/convert.ts'
import { ParquetTable } from '../../../outputs/log/parquet-table.ts'
import { recordEvents, recordInteractions, writeRun } from '../../../outputs/run-files.ts'
import { createSimulation } from '../../../simulation/create.ts'
import type { ScenarioInput } from '../../../simulation/scenario.ts'
import { smallSociety } from '../small-run.ts'

let home: string
beforeEach(() => {
  home = fs.mkdtempSync(join(tmpdir(), 'patchwork-convert-'))
})
afterEach(() => {
  fs.rmSync(home, { recursive: true, force: true })
})

const at = (name: string) => join(home, name)
const read = (name: string) => fs.readFileSync(at(name), 'utf8')

/** A run's folder with both kinds of log. */
async function record(changes: ScenarioInput = {}): Promise<string> {
  const simulation = await createSimulation({ ...smallSociety, ...changes }, { plugins: mechanisms })
  const folder = new RunFolder(at('run'))
  const [events, interactions] = [recordEvents(folder, simulation), recordInteractions(folder, simulation)]
  events.start()
  interactions.start()
  while (!simulation.finished) {
    simulation.tick()
    events.afterTick()
    interactions.afterTick()
  }
  writeRun(folder, simulation, { events, interactions })
  return folder.path
}

/** Lines of a live run that a log does not have, taken out, and the rest numbered anew. */
function withoutReputations(text: string): unknown[] {
  let last = ''
  let sequence = 0
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(({ event_type }) => event_type !== 'reputation_updated')
    .map((event, event_id) => {
      const { epoch, step } = event.timestamp
      sequence = `${epoch}.${step}` === last ? sequence + 1 : 0
      last = `${epoch}.${step}`
      return { ...event, event_id, timestamp: { epoch, step, sequence } }
    })
}

/** Compares texts line by line, and tells the first two that differ. */
function expectSame(text: string, expected: string): void {
  const [lines, wanted] = [text.split('\n'), expected.split('\n')]
  const place = wanted.findIndex((line, index) => line !== lines[index])
  if (place >= 0) expect(lines[place]).toBe(wanted[place])
  expect(lines.length).toBe(wanted.length)
}

const SCENARIOS: readonly (readonly [what: string, changes: ScenarioInput])[] = [
  ['a mixed society', {}],
  [
    'one with a boundary, in sequential turns, without true outcomes',
    {
      parameters: {
        ...smallSociety.parameters!,
        turns: 'sequential',
        'boundary.enabled': true,
        'boundary.crossing_probability': 0.5,
        'boundary.contagion_rate': 0.9,
        ground_truth: 'off',
      },
    },
  ],
]

describe('convert', () => {
  it.each(SCENARIOS)('tells a log of %s as a live run would have', async (_, changes) => {
    const run = await record(changes)
    const report = await convertLog(run, at('log.jsonl'))
    expect(report.files).toEqual([at('log.jsonl')])
    const lines = read('log.jsonl').trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line))).toEqual(
      withoutReputations(fs.readFileSync(join(run, 'events.jsonl'), 'utf8')),
    )
    expect(report.interactions).toBe(
      lines.filter((line) => /"(interaction_completed|proposal_\w+)"/.test(line)).length,
    )
  })

  it.each(SCENARIOS)('goes from %s to Parquet and back without losing a character', async (_, changes) => {
    const run = await record(changes)
    await convertLog(run, at('log.jsonl'))
    const { files } = await convertLog(run, at('log.parquet'))
    expect(files).toEqual([at('log.parquet'), at('log.events.parquet')])
    await convertLog(at('log.parquet'), at('again.jsonl'))
    expectSame(read('again.jsonl'), read('log.jsonl'))
    // From lines to tables, the same tables come out.
    await convertLog(at('log.jsonl'), at('other.parquet'))
    await convertLog(at('other.parquet'), at('other.jsonl'))
    expectSame(read('other.jsonl'), read('log.jsonl'))
    // A live run's own events, reputations among them.
    await convertLog(join(run, 'events.jsonl'), at('live.parquet'))
    await convertLog(at('live.parquet'), at('live.jsonl'))
    expectSame(read('live.jsonl'), fs.readFileSync(join(run, 'events.jsonl'), 'utf8'))
  })

  it('keeps lines that are not ours as they are', async () => {
    const run = await record()
    await convertLog(run, at('log.jsonl'))
    const lines = read('log.jsonl').trimEnd().split('\n')
    const place = lines.findIndex((line) => line.includes('governance_cost_applied'))
    const odd = [
      '{"event_type":"interaction_completed","payload":{"accepted":true,"payoff_initiator":0.5}}',
      '{"event_id":"9f","timestamp":"2024-01-01T00:00:00","event_type":"auction_bid","payload":{"ä":1.0}}',
      ...lines.slice(0, place),
      lines[place]!.replace('transaction_tax', 'something_else'),
      ...lines.slice(place + 1),
      lines[place - 1]!,
    ]
    fs.writeFileSync(at('odd.jsonl'), `${odd.join('\n')}\n`)
    await convertLog(at('odd.jsonl'), at('odd.parquet'))
    await convertLog(at('odd.parquet'), at('back.jsonl'))
    expectSame(read('back.jsonl'), read('odd.jsonl'))
  })

  it('writes a table that readers understand, in groups, with the world’s numbers', async () => {
    const agents = [
      { type: 'honest', count: 40_000 },
      { type: 'opportunistic', count: 20_000 },
    ]
    const scenario = { ...smallSociety, agents, epochs: 1, stepsPerEpoch: 16 }
    const simulation = await createSimulation(scenario)
    const folder = new RunFolder(at('large'))
    const interactions = recordInteractions(folder, simulation)
    interactions.start()
    let welfare = 0
    while (!simulation.finished) {
      simulation.tick()
      interactions.afterTick()
    }
    writeRun(folder, simulation, { interactions })
    await convertLog(folder.path, at('large.parquet'))
    const file = await asyncBufferFromFile(at('large.parquet'))
    const metadata = await parquetMetadataAsync(file)
    expect(metadata.row_groups.length).toBeGreaterThan(1)
    const rows = await parquetReadObjects({ file, metadata })
    expect(rows).toHaveLength(interactions.rows)
    expect(Number(metadata.num_rows)).toBe(interactions.rows)
    for (const row of rows)
      if (row['status'] === 'accepted')
        welfare += Number(row['payoff_initiator']) + Number(row['payoff_counterparty'])
    expect(welfare).toBeCloseTo(simulation.epochs[0]!.metrics['totalWelfare']!, 6)
    const audited = rows.filter(({ audited }) => audited === true)
    expect(audited.filter(({ status }) => !/expired|void/.test(String(status)))).toHaveLength(
      simulation.epochs[0]!.metrics['auditedInteractions']!,
    )
    const steps = rows.map(({ step }) => Number(step))
    expect(steps).toEqual([...steps].sort((a, b) => a - b))
    expect(new Set(steps)).toEqual(new Set(Array.from({ length: 16 }, (_, step) => step)))
    expect(rows.every(({ epoch, spilled_harm }) => epoch === 0 && spilled_harm === 0)).toBe(true)
    expect(rows[0]).toMatchObject({ epoch: 0, step: 0, interaction: 1, interaction_type: expect.any(String) })
    expect(new Set(rows.map(({ initiator_id }) => String(initiator_id).replace(/_\d+$/, '')))).toEqual(
      new Set(['honest', 'opportunistic']),
    )
    expect(
      rows.every(
        ({ misuse, tool_misuse_flags }) => misuse === undefined && Number.isInteger(tool_misuse_flags),
      ),
    ).toBe(true)
  }, 60_000)

  it.each([
    ['one number', [5, 5, 5, 5]],
    ['both zeros and what is no number', [0, -0, Number.NaN, Number.NaN, -0, 0, 0]],
    ['as many runs as are written as runs', Array.from({ length: 192 }, (_, row) => Math.floor(row / 3))],
    ['a run more', Array.from({ length: 195 }, (_, row) => Math.floor(row / 3))],
    ['one row', [7.5]],
    ['a long run', [...Array.from({ length: 70_000 }, () => 1.25), 2]],
  ])('writes %s', async (_, numbers) => {
    const path = at('numbers.parquet')
    const descriptor = fs.openSync(path, 'w')
    const table = new ParquetTable(descriptor, [{ name: 'value', kind: 'double' }])
    table.group(numbers.length, [Float64Array.from(numbers)])
    table.finish()
    fs.closeSync(descriptor)
    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(path) })
    expect(rows.map(({ value }) => value)).toEqual(numbers)
  })

  it('leaves what was there when something is wrong', async () => {
    const run = await record()
    fs.writeFileSync(at('kept.jsonl'), 'mine')
    fs.writeFileSync(at('bad.jsonl'), '{"event_type":"a"}\nnonsense\n')
    await expect(convertLog(at('none'), at('kept.jsonl'))).rejects.toThrow(/none: no such file/)
    await expect(convertLog(at('bad.jsonl'), at('kept.parquet'))).rejects.toThrow(/bad\.jsonl:2: is no event/)
    await expect(convertLog(run, at('x.csv'))).rejects.toThrow(/expected \.jsonl or \.parquet/)
    await expect(convertLog(at('kept.jsonl'), at('x.jsonl'))).rejects.toThrow(/is the form that/)
    fs.writeFileSync(at('bad.parquet'), 'PAR0')
    await expect(convertLog(at('bad.parquet'), at('kept.jsonl'))).rejects.toThrow(
      /cannot be read as Parquet|no such file/,
    )
    expect(read('kept.jsonl')).toBe('mine')
    expect(fs.readdirSync(home).sort()).toEqual(['bad.jsonl', 'bad.parquet', 'kept.jsonl', 'run'])
  })
})
