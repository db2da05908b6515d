import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type BuiltCli, builtCli } from '../kit/built-cli.ts'
import { SOCIETY, scenarioFile } from './society.ts'

let cli: BuiltCli
let village: string
beforeAll(async () => {
  cli = await builtCli()
  village = scenarioFile(cli.folder, 'village.yaml', SOCIETY)
})
afterAll(() => cli.remove())

const at = (...names: string[]) => join(cli.folder, ...names)
const manifestOf = (run: string) => JSON.parse(readFileSync(at(run, 'manifest.json'), 'utf8'))
const widest = (text: string) => Math.max(...text.split('\n').map((line) => line.length))
const json = async (...words: string[]) => {
  const { stdout, stderr, status } = await cli.run([...words, '--format', 'json'])
  expect(stderr).not.toContain('error')
  return { report: JSON.parse(stdout), status }
}

describe('run, replay, verify and diff', () => {
  it('agree on 20,000 agents', { timeout: 120_000 }, async () => {
    const words = ['--agents', '20000', '--epochs', '2', '--steps', '4', '--quiet']
    for (const [folder, more] of [
      ['one', ['--record', 'interactions,events']],
      ['two', ['--record', 'interactions', '--threads', '2']],
      ['other', ['--record', 'interactions', '--set', 'governance.audit_probability=0.2']],
    ] as const) {
      const { status, stderr } = await cli.run(['run', 'metropolis', ...words, '--out', folder, ...more])
      expect([0, 1], stderr).toContain(status)
    }
    const { report: replayed, status } = await json('replay', 'one')
    expect(status).toBe(0)
    expect(replayed).toMatchObject({ equal: true, epochs: 2, ticks: 8, differences: [] })
    expect(replayed.interactions).toBeGreaterThan(30_000)
    expect((await json('replay', 'two')).report).toMatchObject({ equal: true })
    const { report: verified } = await json('verify', 'two', '--quiet')
    expect(verified).toMatchObject({ passed: true, ticks: 8 })
    expect(manifestOf('one').digest).toBe(manifestOf('two').digest)
    const { report: same, status: equal } = await json('diff', 'one', 'two', '--quiet')
    expect(same).toMatchObject({ equal: true, by: 'running', ticks: 8, scenario: [] })
    expect(equal).toBe(0)
    const { report: ran, status: different } = await json('diff', 'one', 'other', '--quiet')
    expect(different).toBe(1)
    expect(ran.scenario).toEqual([{ path: 'governance.audit_probability', a: 0.1, b: 0.2 }])
    expect(ran.first).toMatchObject({ tick: 0, system: 'audit' })
    const log = (run: string) => join(run, 'interactions.pwlog')
    const { report: read } = await json('diff', log('one'), log('other'), '--quiet')
    expect(read.first).toMatchObject({ tick: 0, system: null })
    // The first column in name order is what a log finds; both name an agent of the same run.
    expect(read.first.agent).toMatch(/^[a-z_]+_\d+$/)
  })
})

describe('snapshots', () => {
  it('go on where they were taken, and come to the same results', async () => {
    await cli.run(['run', village, '--epochs', '6', '--out', 'straight', '--quiet'])
    const { status, stderr } = await cli.run([
      'run',
      village,
      '--epochs',
      '6',
      '--snapshot',
      'village.snapshot',
      '--snapshot-at',
      '11',
    ])
    expect(status).toBe(0)
    expect(stderr).toContain('Snapshot after tick 11: village.snapshot')
    const resumed = await cli.run(['run', '--from', 'village.snapshot', '--threads', '2', '--out', 'resumed'])
    expect(resumed.status).toBe(0)
    expect(resumed.stdout).toMatch(/resumed\s+after\s+tick\s+11/)
    expect(manifestOf('resumed').digest).toBe(manifestOf('straight').digest)
    const csv = (run: string) => readFileSync(at(run, 'epochs.csv'), 'utf8')
    expect(csv('resumed')).toBe(csv('straight'))
  })

  it('branch with other levers, run on for longer, and are verified and replayed', async () => {
    await cli.run(['run', village, '--snapshot', 'end.snapshot', '--quiet'])
    const over = await cli.run(['run', '--from', 'end.snapshot'])
    expect(over.status).toBe(2)
    expect(over.stderr).toContain('--from: the run is over after 3 epochs (--epochs 10 goes on for 10 more)')
    const words = ['--epochs', '2', '--set', 'governance.audit_probability=1', '--out', 'branch']
    const { report } = await json('run', '--from', 'end.snapshot', ...words, '--record', 'interactions')
    expect(report.epochs).toHaveLength(5)
    expect(report.epochs[4].auditedInteractions).toBe(report.epochs[4].totalInteractions)
    expect(report.ticks).toBe(20)
    expect((await json('verify', 'branch')).report).toMatchObject({ passed: true })
    expect((await json('replay', 'branch')).report).toMatchObject({ equal: true, epochsBefore: 3, epochs: 2 })
  })

  it('are left by a run that is interrupted', async () => {
    let sent = false
    const words = ['run', village, '--epochs', '1000000', '--agents', '3000', '--format', 'ndjson']
    const { status, stdout } = await cli.run([...words, '--snapshot', 'stopped.snapshot'], {
      onOutput: (soFar, signal) => {
        if (sent || soFar.stdout === '') return
        sent = true
        signal('SIGINT')
      },
    })
    expect(status).toBe(130)
    const { ticks } = JSON.parse(stdout.trimEnd().split('\n').at(-1) as string)
    const more = await cli.run(['run', '--from', 'stopped.snapshot', '--epochs', '1'])
    expect(more.status).toBe(0)
    expect(more.stdout.replaceAll('\n', ' ')).toContain(`resumed after tick ${ticks}`)
  })

  it.each([
    ['run --from none.snapshot', /none\.snapshot: no such file/],
    ['run --from village.yaml', /village\.yaml: is not a snapshot of patchwork-ecs/],
    [
      'run village.yaml --from x.snapshot',
      /--from: goes on with the run in x\.snapshot, and takes no scenario/,
    ],
    ['run --from x.snapshot --seed 3', /--seed: cannot be given with --from/],
    ['run village.yaml --snapshot-at 3', /--snapshot-at: needs --snapshot/],
    [
      'run village.yaml --snapshot s --snapshot-at 13',
      /--snapshot-at: got 13, expected a tick of the run in \[1, 12\]/,
    ],
    ['run village.yaml --snapshot no/such/folder/s', /no\/such\/folder\/s: cannot be written/],
    ['run --from end.snapshot --epochs 0.5', /--epochs: got 0\.5, expected a whole number of epochs more/],
    ['run --from end.snapshot --epochs 1 --set memory.slots=3', /--set: memory\.slots: .*cannot move while/],
    ['run --from end.snapshot --epochs 1 --set memory.slot=3', /did you mean memory\.slots/],
    ['replay village.yaml', /village\.yaml: is not an interaction log/],
    ['verify nowhere', /nowhere: no such folder/],
    ['diff nowhere straight', /nowhere: no such folder/],
    ['convert straight x.txt', /x\.txt: is no form of a log to write/],
  ])('%s is refused in words', async (command, message) => {
    const { status, stderr } = await cli.run(command.split(' '))
    expect(stderr).toMatch(message)
    expect(status).toBe(2)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })
})

describe('reports', () => {
  it('fit 80 columns, and their status tells whether all is as written', async () => {
    await cli.run(['run', village, '--out', 'a', '--record', 'interactions'])
    await cli.run(['run', village, '--seed', '9', '--out', 'b', '--record', 'interactions'])
    const replayed = await cli.run(['replay', 'a'])
    expect(replayed).toMatchObject({ status: 0 })
    expect(replayed.stdout).toMatch(/EQUAL to what was written: log, epochs\.csv, manifest\.json/)
    const verified = await cli.run(['verify', 'a', '--quiet'])
    expect(verified.status).toBe(0)
    expect(verified.stdout).toMatch(/PASS +digest/)
    const compared = await cli.run(['diff', 'a', 'b', '--quiet'])
    expect(compared.status).toBe(1)
    expect(compared.stdout).toMatch(/simulation\.seed +0 +9/)
    expect(compared.stdout).toMatch(/the runs part/)
    writeFileSync(
      at('a', 'epochs.csv'),
      readFileSync(at('a', 'epochs.csv'), 'utf8').replace(/,0\.\d+/, ',0.5'),
    )
    const changed = await cli.run(['verify', 'a'])
    expect(changed.status).toBe(1)
    expect(changed.stdout).toMatch(/FAIL +epochs\.csv/)
    const forged = await cli.run(['replay', 'a'])
    expect(forged.status).toBe(1)
    expect(forged.stdout).toMatch(/DIFFERENT in 1 figure/)
    for (const { stdout } of [replayed, verified, compared, changed, forged])
      expect(widest(stdout)).toBeLessThanOrEqual(80)
  })

  it('come with logs in other forms', async () => {
    await cli.run(['run', village, '--out', 'c', '--record', 'interactions,events'])
    const converted = await cli.run(['convert', 'c', 'c.parquet'])
    expect(converted.status).toBe(0)
    expect(converted.stdout).toMatch(/^\d+ interactions written:\n {2}c\.parquet\n {2}c\.events\.parquet\n$/)
    expect((await cli.run(['convert', 'c.parquet', 'c.jsonl'])).status).toBe(0)
    expect(existsSync(at('c.jsonl'))).toBe(true)
    expect(readdirSync(cli.folder).filter((name) => name.startsWith('.patchwork'))).toEqual([])
  })
})
