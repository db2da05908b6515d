import { closeSync, existsSync, openSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { VERSION } from '../../simulation/version.ts'
import { type BuiltCli, builtCli } from '../kit/built-cli.ts'
import { SOCIETY, scenarioFile } from './society.ts'

let cli: BuiltCli
let village: string
beforeAll(async () => {
  cli = await builtCli()
  village = scenarioFile(cli.folder, 'village.yaml', SOCIETY)
})
afterAll(() => cli.remove())

const json = async (...words: string[]) => {
  const { stdout, status, stderr } = await cli.run(['run', village, '--format', 'json', '--quiet', ...words])
  expect(stderr).toBe('')
  return { report: JSON.parse(stdout), status }
}

describe('run', () => {
  it('prints one object as json, with what scripts rely on', async () => {
    const { report, status } = await json('--seed', '42')
    expect(status).toBe(0)
    expect(report).toMatchObject({
      scenario: 'village',
      seed: '42',
      profile: 'whitepaper',
      agents: 12,
      threads: 1,
      version: VERSION,
      interrupted: false,
    })
    expect(report.digest).toMatch(/^[0-9a-f]{16,}$/)
    expect(report.epochs).toHaveLength(3)
    const numbers = [
      'epoch',
      'totalInteractions',
      'acceptedInteractions',
      'declinedInteractions',
      'gatedInteractions',
      'toxicityRate',
      'qualityGap',
      'avgPayoff',
      'totalWelfare',
      'socialWelfare',
      'frozenAgents',
      'auditedInteractions',
      'treasury',
    ]
    for (const epoch of report.epochs) {
      for (const name of numbers) expect(epoch[name], name).toBeTypeOf('number')
      expect(Object.keys(epoch.byType).sort()).toEqual(['adversarial', 'honest', 'opportunistic'])
      for (const name of ['agents', 'meanReputation', 'meanTotalPayoff', 'meanResources', 'frozen']) {
        expect(epoch.byType.honest[name], name).toBeTypeOf('number')
      }
    }
    for (const name of ['totalInteractions', 'meanEpochToxicity', 'socialWelfare']) {
      expect(report.summary[name], name).toBeTypeOf('number')
    }
    expect(report.summary.criteria).toEqual([])
    const { runMs, interactionsPerSecond, nanosecondsPerAgentTick, nanosecondsPerInteraction } = report.timing
    expect(report.timing.setupMs).toBeGreaterThan(0)
    expect(nanosecondsPerAgentTick).toBeCloseTo((runMs * 1e6) / (12 * 12), 3)
    expect(interactionsPerSecond).toBeCloseTo((report.summary.totalInteractions * 1000) / runMs, 3)
    expect(nanosecondsPerInteraction).toBeCloseTo((runMs * 1e6) / report.summary.totalInteractions, 3)
  })

  it('has one digest a seed', async () => {
    const digests = []
    for (const seed of ['1', '1', '2']) digests.push((await json('--seed', seed)).report.digest)
    expect(digests[0]).toBe(digests[1])
    expect(digests[0]).not.toBe(digests[2])
    expect((await json()).report).toMatchObject({ seed: '0' })
  })

  it('prints an epoch a line and the summary as ndjson', async () => {
    const { stdout } = await cli.run(['run', village, '--format', 'ndjson', '--quiet'])
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines.slice(0, -1).map(({ epoch }) => epoch)).toEqual([0, 1, 2])
    expect(lines.at(-1)).toMatchObject({ scenario: 'village', finishedEpochs: 3 })
    expect(lines.at(-1).summary.totalInteractions).toBe(
      lines.slice(0, -1).reduce((sum, { totalInteractions }) => sum + totalInteractions, 0),
    )
  })

  it('prints a table of at most 80 columns that says what ran, without colours when piped', async () => {
    for (const env of [{}, { NO_COLOR: '1' }, { FORCE_COLOR: '1', NO_COLOR: '1' }]) {
      const { stdout, status } = await cli.run(['run', village], { env })
      expect(status).toBe(0)
      expect(stdout).toContain('village: 12 agents, profile whitepaper, seed "0", 3 epochs of 4 steps')
      expect(stdout).toMatch(/epoch +total +accepted +toxicity/)
      expect(stdout).not.toContain('\u001b')
      for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
    }
  })

  it('tells with --profile-systems where the time went, and the digest stays', async () => {
    const { stdout, status } = await cli.run(['run', village, '--profile-systems', '--quiet'])
    expect(status).toBe(0)
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
    const table = stdout.slice(stdout.indexOf('\nsystem '))
    expect(table).toMatch(/\nsystem +ms +share +ns +per\n/)
    expect(table).toMatch(/\nscoring +[\d.]+ +[\d.]+% +[\d.]+ +interaction\n/)
    expect(table).toMatch(/\ngarbage of a tick: [\d.]+ kB/)
    const { report } = await json('--profile-systems')
    const { systems, runMs, garbageBytesPerTick } = report.systemProfile
    expect(systems.find(({ system }: { system: string }) => system === 'metrics')).toMatchObject({
      cadence: 'interaction',
      rows: report.summary.totalInteractions,
    })
    expect(runMs).toBe(report.timing.runMs)
    expect(garbageBytesPerTick).toBeGreaterThan(0)
    const { report: plain } = await json()
    expect(plain).not.toHaveProperty('systemProfile')
    expect(plain.digest).toBe(report.digest)
  })

  it('takes what the options say', async () => {
    const { report } = await json(
      '--agents',
      '100',
      '--epochs',
      '2',
      '--steps',
      '3',
      '--profile',
      'whitepaper',
    )
    expect(report).toMatchObject({ agents: 100, ticks: 6 })
    expect(report.epochs).toHaveLength(2)
    expect(report.epochs[0].byType).toMatchObject({ honest: { agents: 50 }, adversarial: { agents: 25 } })
    const { report: free } = await json('--set', 'governance.audit_enabled=false')
    expect(free.summary.auditedInteractions).toBe(0)
    expect((await json()).report.summary.auditedInteractions).toBeGreaterThan(0)
    const { report: always } = await json(
      '--set',
      'governance.audit_probability=1',
      '--set',
      'acceptance.mode=policy',
    )
    expect(always.summary.auditedInteractions).toBe(always.summary.totalInteractions)
    expect(always.summary.gatedInteractions).toBe(0)
  })

  it('runs scenarios of the shelf by name', async () => {
    const { stdout, status } = await cli.run(['run', 'baseline', '--format', 'json', '--quiet'])
    expect(status).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ scenario: 'baseline', agents: 5, profile: 'reference' })
  })

  it('warns of unknown keys with --lenient', async () => {
    const path = scenarioFile(cli.folder, 'odd.yaml', `${SOCIETY}flavour: sweet\n`)
    const { status, stderr } = await cli.run(['run', path, '--lenient'])
    expect(status).toBe(0)
    expect(stderr).toMatch(/warning: .*odd\.yaml:\d+:\d+: flavour/)
  })

  it('runs one agent, who meets nobody', async () => {
    const { report, status } = await json('--agents', '1')
    expect(status).toBe(0)
    expect(report.agents).toBe(1)
    expect(report.summary.totalInteractions).toBe(0)
    expect(report.timing.interactionsPerSecond).toBe(0)
  })

  it('exits with 1 when the run does not meet its own criteria', async () => {
    const path = scenarioFile(cli.folder, 'strict.yaml', `${SOCIETY}success_criteria: { min_epochs: 4 }\n`)
    const { status, stdout, stderr } = await cli.run(['run', path])
    expect(status).toBe(1)
    expect(stdout).toMatch(/FAIL +min_epochs +3 +4/)
    expect(stderr).toContain('Success criteria not met: min_epochs')
    expect((await cli.run(['run', path, '--epochs', '4'])).status).toBe(0)
  })

  it('writes nothing without --out', async () => {
    const before = readdirSync(cli.folder)
    await cli.run(['run', village])
    expect(readdirSync(cli.folder)).toEqual(before)
  })

  it('writes a folder, and says what is in it', async () => {
    const words = ['run', village, '--out', 'results/one', '--record', 'events,agents']
    const { status, stderr, stdout } = await cli.run(words)
    expect(status).toBe(0)
    const files = ['agents.parquet', 'epochs.csv', 'epochs.parquet', 'events.jsonl', 'manifest.json']
    const folder = join(cli.folder, 'results', 'one')
    expect(readdirSync(folder).sort()).toEqual(files)
    for (const file of files) expect(stderr).toContain(file)
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
    expect(stdout).toContain(manifest.digest)
    expect((await json()).report.digest).toBe(manifest.digest)
    expect((await cli.run([...words, '--seed', '3', '--record', 'agents'])).status).toBe(0)
    expect(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')).seed).toBe('3')
  })

  it('is quiet about a reader that stops listening', async () => {
    const words = ['run', village, '--format', 'ndjson', '--epochs', '1000', '--quiet']
    const { status, stderr } = await cli.run(words, { hangUp: true })
    expect(status).toBe(0)
    expect(stderr).toBe('')
    const written = await cli.run([...words, '--out', 'unheard'], { hangUp: true })
    expect(written.status).toBe(0)
    const manifest = JSON.parse(readFileSync(join(cli.folder, 'unheard', 'manifest.json'), 'utf8'))
    expect(manifest).toMatchObject({ interrupted: false, epochs: 1000 })
  })
})

describe.runIf(existsSync('/dev/full'))('a full disk under stdout', () => {
  it('is said without a stack trace, and the files are written all the same', async () => {
    const stdout = openSync('/dev/full', 'w')
    const { status, stderr } = await cli.run(['run', village, '--out', 'kept', '--quiet'], { stdout })
    closeSync(stdout)
    expect(status).toBe(2)
    expect(stderr).toMatch(/^error: stdout: cannot be written: ENOSPC.*\n$/)
    expect(readdirSync(join(cli.folder, 'kept')).sort()).toEqual([
      'epochs.csv',
      'epochs.parquet',
      'manifest.json',
    ])
  })
})

describe('an interrupted run', () => {
  /** Long enough that it cannot end by itself while a test waits. */
  const endless = ['--epochs', '1000000', '--agents', '3000', '--format', 'ndjson', '--record', 'events']

  it('finishes its tick, writes what is there, and exits with 130', async () => {
    let sent = false
    const { status, stdout, stderr } = await cli.run(['run', village, ...endless, '--out', 'stopped'], {
      onOutput: (soFar, signal) => {
        if (sent || soFar.stdout === '') return
        sent = true
        signal('SIGINT')
      },
    })
    expect(status).toBe(130)
    expect(stderr).toContain('Stopping after this tick')
    const manifest = JSON.parse(readFileSync(join(cli.folder, 'stopped', 'manifest.json'), 'utf8'))
    expect(manifest.interrupted).toBe(true)
    expect(manifest.epochs).toBeGreaterThan(0)
    const lines = stdout.trimEnd().split('\n')
    expect(lines).toHaveLength(manifest.epochs + 1)
    const { digest, ticks } = manifest
    expect(JSON.parse(lines.at(-1)!)).toMatchObject({ interrupted: true, digest, ticks })
    const files = ['epochs.csv', 'epochs.parquet', 'events.jsonl', 'manifest.json']
    expect(readdirSync(join(cli.folder, 'stopped')).sort()).toEqual(files)
  })

  it('ends at once the second time and leaves nothing', async () => {
    // Ticks of this many agents take long enough for both signals to arrive within one.
    const words = ['run', village, ...endless, '--agents', '50000', '--steps', '1', '--out', 'gone']
    let sent = false
    const { status, stdout } = await cli.run(words, {
      onOutput: (soFar, signal) => {
        if (sent || soFar.stdout === '') return
        sent = true
        signal('SIGINT')
        signal('SIGTERM')
      },
    })
    expect(status).toBe(130)
    expect(stdout).not.toContain('digest')
    expect(existsSync(join(cli.folder, 'gone'))).toBe(false)
  })
})
