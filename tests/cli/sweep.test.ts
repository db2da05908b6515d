import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parquetReadObjects } from 'hyparquet'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { shortInterval, shortNumber } from '../../outputs/report/numbers.ts'
import { SWEEP_TABLES } from '../../outputs/sweep-tables.ts'
import { type BuiltCli, builtCli } from '../kit/built-cli.ts'
import { attribute, named, readPage, textOf } from '../outputs/report/read-page.ts'
import { SOCIETY } from './society.ts'

const PLAN = `
scenario: village.yaml
design:
  kind: grid
  vary:
    governance.audit_probability: [0, 0.5]
    agents.adversarial: { from: 0, to: 0.5, steps: 3 }
replicates: 4
metrics: [toxicityRate, totalWelfare]
control: { governance.audit_probability: 0 }
success_criteria: { max_toxicity: 0.35 }
frontier: { along: agents.adversarial, by: governance.audit_probability }
`

let cli: BuiltCli
beforeAll(async () => {
  cli = await builtCli()
  writeFileSync(join(cli.folder, 'village.yaml'), SOCIETY)
  writeFileSync(join(cli.folder, 'plan.yaml'), PLAN)
  // Slow enough to be interrupted.
  writeFileSync(
    join(cli.folder, 'slow.yaml'),
    PLAN.replace('replicates: 4', 'replicates: 40').replace(
      'design:',
      'set: { agents: 60, epochs: 20 }\ndesign:',
    ),
  )
})
afterAll(() => cli.remove())

/** Whether two folders have the same tables, byte for byte. */
function expectSameTables(folder: string, other: string): void {
  for (const name of SWEEP_TABLES) {
    const [found, wanted] = [folder, other].map((each) => readFileSync(join(cli.folder, each, name)))
    expect(found!.equals(wanted!), `${folder}/${name}`).toBe(true)
  }
}

/** What the longest test may take where others compute as well. */
const BUSY_MACHINE_MS = 180_000

const parts = (folder: string) => readdirSync(join(cli.folder, folder, 'parts'))

describe('sweep', () => {
  it('prints the same tables in one thread, in two, in shards, and once more', async () => {
    const one = await cli.run(['sweep', 'plan.yaml', '--out', 'one', '--threads', '1'])
    expect(one.stderr).toBe('')
    expect(one.status).toBe(0)
    expect(one.stdout).toContain('village: 24 runs of village, design grid, seeds from "0"')
    for (const line of one.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
    expect(one.stdout).toMatch(/paired differences from the control cell/)
    expect(one.stdout).toMatch(/runs that meet all criteria, along agents\.adversarial/)

    const two = await cli.run(['sweep', 'plan.yaml', '--out', 'two', '--threads', '2', '--quiet'])
    expect(two).toEqual({ ...one, stderr: '' })

    const first = await cli.run([
      'sweep',
      'plan.yaml',
      '--out',
      'sharded',
      '--shard',
      '2/3',
      '--threads',
      '1',
    ])
    expect(first).toMatchObject({ status: 0, stdout: '' })
    expect(first.stderr).toContain('Shard 2 of 3.\n8 of 24 runs are in sharded.\nWhen all shards are done')
    const env = { SLURM_ARRAY_TASK_ID: '0', SLURM_ARRAY_TASK_COUNT: '3' }
    await cli.run(['sweep', 'plan.yaml', '--out', 'sharded', '--threads', '1'], { env })
    const last = await cli.run(['sweep', 'plan.yaml', '--out', 'sharded', '--shard', '3/3', '--threads', '1'])
    expect(last.stdout).toBe(one.stdout)

    const again = await cli.run(['resume', 'one'])
    expect(again.stdout).toBe(one.stdout)
    for (const folder of ['two', 'sharded']) expectSameTables(folder, 'one')
  })

  it('leaves no tables while shards are missing, and a row a run and epoch when all are there', async () => {
    const first = await cli.run(['sweep', 'plan.yaml', '--out', 'shards', '--shard', '1/2', '--report'])
    expect(first).toMatchObject({ status: 0, stdout: '' })
    expect(readdirSync(join(cli.folder, 'shards')).sort()).toEqual(['parts', 'plan.json'])
    const last = await cli.run(['sweep', 'plan.yaml', '--out', 'shards', '--shard', '2/2', '--report'])
    expect(last.stderr).toContain('The report is shards/report.html.')
    expect(readdirSync(join(cli.folder, 'shards')).sort()).toEqual(
      ['parts', 'plan.json', 'report.html', ...SWEEP_TABLES].sort(),
    )
    const rows = readFileSync(join(cli.folder, 'shards', 'results.csv'), 'utf8')
      .trimEnd()
      .split('\n')
    expect(rows).toHaveLength(1 + 24)
    expect(rows[0]).toMatch(
      /^key,cell,replicate,seed,status,.*governance_audit_probability,agents_adversarial,/,
    )
    const epochs = readFileSync(join(cli.folder, 'shards', 'epochs.parquet'))
    const file = epochs.buffer.slice(epochs.byteOffset, epochs.byteOffset + epochs.byteLength) as ArrayBuffer
    const found = await parquetReadObjects({ file, columns: ['cell', 'replicate', 'epoch', 'toxicity_rate'] })
    expect(found).toHaveLength(24 * 3)
    expect(found.every(({ toxicity_rate }) => typeof toxicity_rate === 'number')).toBe(true)
  })

  it('writes a page that has the figures of the tables', async () => {
    const { stdout, stderr, status } = await cli.run(['report', 'one'])
    expect([status, stdout, stderr]).toEqual([0, 'one/report.html\n', ''])
    const html = readFileSync(join(cli.folder, 'one', 'report.html'), 'utf8')
    const page = readPage(html)
    expect(page.errors).toEqual([])
    expect(html).not.toMatch(/https?:|url\(|@import|<script/)
    const ids = named(page, 'section').map((section) => attribute(section, 'id'))
    expect(ids).toEqual(['glance', 'time', 'effects', 'phases', 'cells', 'plan', 'model'])
    const json = await cli.run(['resume', 'one', '--format', 'json'])
    const { cells, frontier } = JSON.parse(json.stdout)
    const said = textOf(page.elements[0]!)
    for (const { metrics, differences = {} } of cells) {
      const { mean, halfWidth } = metrics.toxicityRate
      expect(said).toContain(`${shortNumber(mean)} ± ${shortNumber(Number(halfWidth.toPrecision(2)))}`)
      for (const found of Object.values<{ mean: number; halfWidth: number }>(differences)) {
        expect(said).toContain(shortInterval(found.mean - found.halfWidth, found.mean + found.halfWidth))
      }
    }
    const [line] = frontier
    if (typeof line.place === 'number') expect(said).toContain(shortNumber(line.place))
    expect(said).toContain('the cell with governance.audit_probability=0 and all else the same')
    expect(said).toContain('7. Submodels')
    expect(said).toContain('95% interval of the mean over replicates')
  })

  it('reports a sweep that is not whole, and says so', async () => {
    await cli.run(['sweep', 'plan.yaml', '--out', 'some', '--shard', '1/3', '--quiet'])
    const { status } = await cli.run(['report', 'some', '--out', 'some.html'])
    expect(status).toBe(0)
    expect(readFileSync(join(cli.folder, 'some.html'), 'utf8')).toContain('8 of 24')
    expect(readdirSync(join(cli.folder, 'some')).sort()).toEqual(['parts', 'plan.json'])
  })

  it.each([
    ['morris', 'trajectories: 4', 'Elementary effects of Morris', 'mean |effect|'],
    ['saltelli', 'samples: 8', 'Sobol indices', 'first order'],
  ])('shows the sensitivities of %s as bars', async (kind, size, method, measure) => {
    const vary =
      '{ governance.audit_probability: { from: 0, to: 1 }, agents.adversarial: { from: 0, to: 0.5 } }'
    writeFileSync(
      join(cli.folder, `${kind}.yaml`),
      `scenario: village.yaml\nset: { epochs: 2 }\nmetrics: [toxicityRate]\ndesign: { kind: ${kind}, ${size}, vary: ${vary} }\n`,
    )
    const { status } = await cli.run(['sweep', `${kind}.yaml`, '--out', kind, '--report', '--quiet'])
    expect(status).toBe(0)
    const page = readPage(readFileSync(join(cli.folder, kind, 'report.html'), 'utf8'))
    const section = named(page, 'section').find((each) => attribute(each, 'id') === 'sensitivity')!
    expect(textOf(section)).toContain(method)
    expect(textOf(section)).toContain(measure)
    const { sensitivities } = JSON.parse((await cli.run(['resume', kind, '--format', 'json'])).stdout)
    expect(sensitivities).toHaveLength(2)
    for (const { effect, index } of sensitivities) {
      expect(textOf(section)).toContain(shortNumber(effect?.meanAbsolute ?? index.total))
    }
  })

  it('prints one object as json', async () => {
    const { stdout, status } = await cli.run(['sweep', 'plan.yaml', '--out', 'one', '--format', 'json'])
    expect(status).toBe(0)
    const report = JSON.parse(stdout)
    expect(report).toMatchObject({
      sweep: 'village',
      design: 'grid',
      complete: true,
      runs: 24,
      failed: 0,
      failures: [],
    })
    expect(report.cells).toHaveLength(6)
    expect(report.cells[5].metrics.toxicityRate).toMatchObject({ count: 4, mean: expect.any(Number) })
    expect(report.cells[5].differences.toxicityRate.halfWidth).toBeTypeOf('number')
    expect(report.frontier).toHaveLength(2)
  })

  it('stops at Ctrl-C after the runs under way, says how to go on, and then comes to the same', {
    timeout: BUSY_MACHINE_MS,
  }, async () => {
    const whole = await cli.run(['sweep', 'slow.yaml', '--out', 'slow', '--threads', '2', '--quiet'])
    expect(whole.status).toBe(0)
    const halted = await cli.run(['sweep', 'slow.yaml', '--out', 'halted', '--threads', '2'], {
      whileRunning: (signal) => {
        const folder = join(cli.folder, 'halted', 'parts')
        const hasBegun = existsSync(folder) && readdirSync(folder).some((name) => name.endsWith('.jsonl'))
        if (hasBegun) signal('SIGINT')
        return hasBegun
      },
    })
    expect(halted.status).toBe(130)
    expect(halted.stdout).toBe('')
    const [, there] =
      /(\d+) of 240 runs are in halted\.\nGo on with: patchwork-ecs resume halted\n/.exec(halted.stderr) ?? []
    expect(Number(there)).toBeGreaterThan(0)
    expect(Number(there)).toBeLessThan(240)
    expect(parts('halted').filter((name) => !name.endsWith('.jsonl'))).toEqual([])
    const before = parts('halted')
    const changed = await cli.run(['sweep', 'plan.yaml', '--out', 'halted', '--threads', '2'])
    expect(changed.status).toBe(2)
    expect(changed.stderr).toMatch(
      /error: halted: holds results of another plan: replicates was 40 and is 4 now/,
    )
    expect(parts('halted')).toEqual(before)
    const resumed = await cli.run(['resume', 'halted', '--threads', '2', '--quiet'])
    expect(resumed.stdout).toBe(whole.stdout)
    expectSameTables('halted', 'slow')
  })

  it('comes to the same when two begin it at once', async () => {
    const alone = await cli.run(['sweep', 'plan.yaml', '--out', 'alone', '--threads', '1', '--quiet'])
    const both = ['1', '2'].map((threads) =>
      cli.run(['sweep', 'plan.yaml', '--out', 'shared', '--threads', threads, '--quiet']),
    )
    expect(await Promise.all(both)).toEqual([alone, alone])
    expect(alone.status).toBe(0)
    expectSameTables('shared', 'alone')
    const files = readdirSync(join(cli.folder, 'shared'), { recursive: true, encoding: 'utf8' })
    const stray = files.filter((name) => !/^(plan\.json|parts|parts.part-[0-9a-f]+\.jsonl)$/.test(name))
    expect(stray.sort()).toEqual([...SWEEP_TABLES].sort())
  })

  it('loses nothing that was finished when it is killed, and comes to the same', {
    timeout: BUSY_MACHINE_MS,
  }, async () => {
    const whole = await cli.run(['resume', 'slow', '--quiet'])
    const killed = await cli.run(['sweep', 'slow.yaml', '--out', 'killed', '--threads', '2', '--quiet'], {
      whileRunning: (signal) => {
        const folder = join(cli.folder, 'killed', 'parts')
        const hasBegun = existsSync(folder) && readdirSync(folder).some((name) => name.endsWith('.jsonl'))
        if (hasBegun) signal('SIGKILL')
        return hasBegun
      },
    })
    expect(killed.status).not.toBe(0)
    const before = parts('killed').filter((name) => name.endsWith('.jsonl'))
    expect(before.length).toBeGreaterThan(0)
    const resumed = await cli.run(['resume', 'killed', '--threads', '2', '--quiet'])
    expect(resumed).toEqual(whole)
  })

  it('says in a dry run what would be run, and writes nothing', async () => {
    const { stdout, status } = await cli.run(['sweep', 'plan.yaml', '--dry-run', '--out', 'dry'])
    expect(status).toBe(0)
    expect(stdout).toContain('6 cells, 4 replicates each; 0 runs coincide with others')
    expect(stdout).toContain('cell 1: governance.audit_probability=0 agents.adversarial=0.25')
    expect(existsSync(join(cli.folder, 'dry'))).toBe(false)
  })

  it('records runs that fail and ends with 1', async () => {
    // Nobody has switched on the border that these agents carry data over.
    writeFileSync(
      join(cli.folder, 'failing.yaml'),
      'scenario: village.yaml\nset: { epochs: 1 }\nreplicates: 2\ndesign: { kind: grid, vary: { agents.exfiltrator: [0, 0.5] } }\n',
    )
    const { stdout, stderr, status } = await cli.run([
      'sweep',
      'failing.yaml',
      '--out',
      'failing',
      '--threads',
      '2',
    ])
    expect(stdout).toMatch(/failed/)
    expect(stderr).toMatch(/failed: cell 1, replicate 0, seed 0: /)
    expect(stderr).toContain('2 of 4 runs failed.')
    expect(status).toBe(1)
  })

  it('loses nothing when the disk is full', async () => {
    const begun = await cli.run(['sweep', 'plan.yaml', '--out', 'full', '--shard', '1/2', '--quiet'])
    expect(begun.status).toBe(0)
    const before = parts('full')
    const script = `ulimit -f 8; exec "${process.execPath}" "${join(cli.folder, '..', 'dist', 'cli.js')}" resume full --threads 1`
    let told = ''
    try {
      execFileSync('bash', ['-c', script], { cwd: cli.folder, stdio: 'pipe', encoding: 'utf8' })
    } catch (thrown) {
      told = String(Reflect.get(thrown as object, 'stderr'))
      expect(Reflect.get(thrown as object, 'status')).toBe(2)
    }
    expect(told).toMatch(/error: full\/parts: cannot be written: EFBIG/)
    expect(told).toContain('Finished runs are kept; go on with: patchwork-ecs resume full')
    expect(parts('full')).toEqual(before)
    expect((await cli.run(['resume', 'full', '--quiet'])).status).toBe(0)
  })

  it.each([
    [['sweep', 'plan.yaml'], /error: --out: is missing, expected a folder for the results/],
    [['sweep', 'nothing.yaml', '--out', 'x'], /error: nothing\.yaml: no such file/],
    [['sweep', 'plan.yaml', '--out', 'x', '--shard', '4/3'], /error: --shard: got "4\/3", expected i\/n/],
    [
      ['sweep', 'plan.yaml', '--out', 'x', '--threads', '0'],
      /error: --threads: got 0, expected auto or a whole number in \[1, 1024\]/,
    ],
    [['resume', 'nowhere'], /error: nowhere: has no plan\.json of a sweep/],
    [
      ['sweep', 'slow.yaml', '--out', 'one'],
      /error: one: holds results of another plan: replicates was 4 and is 40 now/,
    ],
    [
      ['sweep', 'wrong.yaml', '--out', 'x'],
      /error: wrong\.yaml:1:11: scenario: villag: is neither a scenario on the shelf nor a file/,
    ],
  ])('refuses %j', async (words, message) => {
    writeFileSync(join(cli.folder, 'wrong.yaml'), PLAN.trimStart().replace('village.yaml', 'villag'))
    const { status, stderr, stdout } = await cli.run(words as string[])
    expect(stderr).toMatch(message)
    expect(status).toBe(2)
    expect(stdout).toBe('')
    expect(existsSync(join(cli.folder, 'x'))).toBe(false)
  })
})

describe('the phase picture', () => {
  const home = join(import.meta.dirname, '../../examples/phase-picture')
  const plan = join(home, 'plan.yaml')

  it('is a plan that loads, with the society beside it', async () => {
    const { stdout, status } = await cli.run(['sweep', plan, '--dry-run'])
    expect(status).toBe(0)
    expect(stdout).toContain('42 cells, 20 replicates each')
    expect(readFileSync(plan, 'utf8')).toMatch(/^# .*\?\n/)
  })

  it(
    'comes to the same picture and tables at a small size, interrupted halfway or not',
    async () => {
      const text = readFileSync(plan, 'utf8')
      const small = text
        .replace('scenario: society.yaml', `scenario: ${join(home, 'society.yaml')}`)
        .replace(/^set: .*$/m, 'set: { agents: 20, epochs: 3 }')
        .replace(/^replicates: .*$/m, 'replicates: 2')
      writeFileSync(join(cli.folder, 'small.yaml'), small)
      const words = ['sweep', 'small.yaml', '--threads', '1', '--report', '--quiet', '--out']
      const whole = await cli.run([...words, 'at-once'])
      expect(whole.status).toBe(0)
      expect(whole.stdout).toContain('84 runs')
      const halted = await cli.run([...words, 'halfway'], {
        whileRunning: (signal) => {
          const folder = join(cli.folder, 'halfway', 'parts')
          const hasBegun = existsSync(folder) && readdirSync(folder).some((name) => name.endsWith('.jsonl'))
          if (hasBegun) signal('SIGINT')
          return hasBegun
        },
      })
      expect(halted).toMatchObject({ status: 130, stdout: '' })
      expect(readdirSync(join(cli.folder, 'halfway')).sort()).toEqual(['parts', 'plan.json'])
      const resumed = await cli.run(['resume', 'halfway', '--threads', '1', '--report', '--quiet'])
      expect(resumed.status).toBe(0)
      expect(resumed.stdout).toBe(whole.stdout)
      expectSameTables('halfway', 'at-once')
      const pages = ['halfway', 'at-once'].map((folder) =>
        readFileSync(join(cli.folder, folder, 'report.html'), 'utf8'),
      )
      expect(pages[0]).toBe(pages[1])
      expect(pages[0]).toContain('class="frontier"')
      expect(pages[0]).toContain('>Phase diagram<')
    },
    BUSY_MACHINE_MS,
  )
})
