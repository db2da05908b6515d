import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
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

const small = ['--seeds', '2', '--attacks', 'threshold_dancing,collusion_ring']
const redteam = (...words: string[]) => cli.run(['redteam', village, ...small, ...words])
const read = (folder: string, name: string) => readFileSync(join(cli.folder, folder, name), 'utf8')

describe('redteam', () => {
  it('prints a table of at most 80 columns, and a grade', async () => {
    const { status, stdout } = await redteam('--against', 'acceptance.mode=policy')
    expect(status).toBe(0)
    expect(stdout).toMatch(/village: 12 agents, profile whitepaper, 3 epochs of 4 steps, 2 seeds/)
    expect(stdout).toMatch(/^ +attack +by +success/m)
    expect(stdout).toMatch(/^grade [A-F]: score 0\.\d{3}, at least/m)
    expect(stdout).toMatch(/(is more robust than|is ahead of)/)
    expect(stdout).not.toContain('\u001b')
    for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80)
  })

  it('prints one object as json, twice alike', async () => {
    const [first, again] = [await redteam('--format', 'json'), await redteam('--format', 'json', '--quiet')]
    expect(first.stdout).toBe(again.stdout)
    expect(again.stderr).toBe('')
    const report = JSON.parse(first.stdout)
    expect(report).toMatchObject({ seeds: ['0/0', '0/1'], interrupted: false })
    expect(report.settings[0].attacks.map(({ attack }: { attack: string }) => attack)).toEqual([
      'collusion_ring',
      'threshold_dancing',
    ])
    expect(report.settings[0].outcomes).toHaveLength(4)
  })

  it('compares with another scenario under the same options', async () => {
    const { stdout } = await redteam(
      '--against',
      'strict_governance',
      '--agents',
      '20',
      '--epochs',
      '2',
      '--format',
      'json',
    )
    const { settings, comparison } = JSON.parse(stdout)
    expect(
      settings.map(({ name, agents, epochs }: Record<string, unknown>) => [name, agents, epochs]),
    ).toEqual([
      ['village', 20, 2],
      ['strict_governance', 20, 2],
    ])
    expect(comparison.pairs).toBe(4)
  })

  it('writes both reports, the same in a second run, which has nothing left to run', async () => {
    expect((await redteam('--out', 'reports/one')).status).toBe(0)
    expect(readdirSync(join(cli.folder, 'reports/one')).sort()).toEqual([
      'report.json',
      'report.md',
      'runs.jsonl',
    ])
    const [json, page, runs] = ['report.json', 'report.md', 'runs.jsonl'].map((name) =>
      read('reports/one', name),
    )
    expect(page).toMatch(/^# Red team of village\n/)
    expect((await redteam('--out', 'reports/two')).status).toBe(0)
    expect((await redteam('--out', 'reports/one')).status).toBe(0)
    for (const folder of ['reports/one', 'reports/two']) {
      expect(read(folder, 'report.json')).toBe(json)
      expect(read(folder, 'report.md')).toBe(page)
      expect(read(folder, 'runs.jsonl')).toBe(runs)
    }
    // A run that was cut off while it was written down is done again; the others are not.
    const lines = (runs as string).trimEnd().split('\n')
    const cut = `${lines.slice(0, -1).join('\n')}\n${lines.at(-1)?.slice(0, 40)}`
    writeFileSync(join(cli.folder, 'reports/two/runs.jsonl'), cut)
    expect((await redteam('--out', 'reports/two')).status).toBe(0)
    expect(read('reports/two', 'report.json')).toBe(json)
    expect(read('reports/two', 'runs.jsonl')).toBe(`${cut}\n${lines.at(-1)}\n`)
  })

  it('keeps what is finished when it is interrupted, and goes on from there', async () => {
    const words = [
      'redteam',
      village,
      '--agents',
      '300',
      '--epochs',
      '30',
      '--seeds',
      '8',
      '--attacks',
      'threshold_dancing',
      '--out',
      'stopped',
    ]
    const file = join(cli.folder, 'stopped/runs.jsonl')
    // The heading, all eight controls, and at least one attack.
    const isUnderWay = () => existsSync(file) && readFileSync(file, 'utf8').split('\n').length > 10
    let waiting: ReturnType<typeof setInterval> | undefined
    const first = await cli.run(words, {
      onOutput: (_, signal) => {
        waiting ??= setInterval(() => {
          if (!isUnderWay()) return
          clearInterval(waiting)
          signal('SIGINT')
        }, 5)
      },
    })
    clearInterval(waiting)
    expect(first.status).toBe(130)
    expect(JSON.parse(read('stopped', 'report.json'))).toMatchObject({ interrupted: true })
    const kept = read('stopped', 'runs.jsonl')
    const second = await cli.run(words)
    expect(second.status).toBe(0)
    expect(read('stopped', 'runs.jsonl').startsWith(kept)).toBe(true)
    const fresh = await cli.run([...words.slice(0, -1), 'fresh'])
    expect(fresh.status).toBe(0)
    expect(read('stopped', 'report.json')).toBe(read('fresh', 'report.json'))
  }, 120_000)

  it('refuses a folder of something else, and keeps it', async () => {
    mkdirSync(join(cli.folder, 'photos'))
    writeFileSync(join(cli.folder, 'photos/cat.jpg'), '')
    const { status, stdout, stderr } = await redteam('--out', 'photos')
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/photos: holds cat\.jpg and is no folder of a red team/)
    expect(readdirSync(join(cli.folder, 'photos'))).toEqual(['cat.jpg'])
  })
})
