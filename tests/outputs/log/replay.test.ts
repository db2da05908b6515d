import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { mechanisms } from '../../../mechanisms/index.ts'
import { INTERACTION_LOG, RunFolder } from '../../../outputs/folder.ts'
import { GROUP_ROWS } from '../../../outputs/log/recorder.ts'
import { replayLog } from '../../../outputs/log/replay.ts'
import { recordInteractions, writeRun } from '../../../outputs/run-files.ts'
import { loadScenarioFile } from '../../../outputs/scenario-file.ts'
import { readSnapshot, resumeRun, writeSnapshot } from '../../../outputs/snapshot-file.ts'
import { createSimulation } from '../../../simulation/create.ts'
import type { ScenarioInput } from '../../../simulation/scenario.ts'
import type { Simulation } from '../../../simulation/simulation.ts'
import { smallSociety } from '../small-run.ts'

vi.mock('node:fs', async (original) => {
  const real = await original<typeof fs>()
  return { ...real, writev: vi.fn(real.writev) }
})

let home: string
beforeEach(() => {
  home = fs.mkdtempSync(join(tmpdir(), 'patchwork-log-'))
})
afterEach(() => {
  fs.rmSync(home, { recursive: true, force: true })
})

interface Recording {
  readonly ticks?: number
  readonly beforeTick?: (simulation: Simulation) => void
}

/** Runs a simulation to its end, or for some ticks, and writes its folder with a log. */
function record(name: string, simulation: Simulation, { ticks, beforeTick }: Recording = {}): string {
  const folder = new RunFolder(join(home, name))
  const interactions = recordInteractions(folder, simulation)
  interactions.start()
  for (let tick = 0; tick < (ticks ?? Number.POSITIVE_INFINITY) && !simulation.finished; tick++) {
    beforeTick?.(simulation)
    simulation.tick()
    interactions.afterTick()
  }
  writeRun(folder, simulation, { interactions })
  return folder.path
}

const shelf = (name: string) => fileURLToPath(new URL(`../../../scenarios/${name}.yaml`, import.meta.url))
const make = (changes: ScenarioInput = {}) => createSimulation({ ...smallSociety, ...changes })

describe('replay', () => {
  it.each([
    ['baseline', {}],
    ['strict_governance', {}],
    ['metropolis', { agents: 3000, epochs: 4 }],
    ['marketplace', { epochs: 6 }],
    ['quarantine', { epochs: 6 }],
    ['sybil_swarm', { epochs: 6 }],
    ['leaky_border', { epochs: 6 }],
    ['network_effects', {}],
    ['collusion_ring', { agents: 1000, epochs: 6 }],
  ])('computes every figure of %s again, to the last bit', async (name, overrides) => {
    const scenario = loadScenarioFile(shelf(name), { overrides })
    const simulation = await createSimulation(scenario, { plugins: mechanisms })
    const report = replayLog(record(name, simulation))
    expect(report.differences).toEqual([])
    expect(report).toMatchObject({ scenario: name, equal: true, epochs: scenario.epochs })
    expect(report.interactions).toBeGreaterThan(0)
    expect(report.columns).toBe(Object.keys(simulation.metricColumns).length)
    expect(report.against).toEqual(['log', 'epochs.csv', 'manifest.json'])
    simulation.dispose()
  })

  it('reads the log without its folder, and follows levers, newcomers, exits and an early end', async () => {
    const simulation = await createSimulation(smallSociety, { capacity: 40 })
    const folder = record('moved', simulation, {
      ticks: 18,
      beforeTick: ({ world, spawn }) => {
        const tick = world.clock.tick[0]
        if (tick === 3) simulation.set('payoff.s_plus', 3.5)
        if (tick === 6) spawn.call(simulation, { type: 'deceptive', count: 5 })
        if (tick === 11) simulation.depart(2)
      },
    })
    const path = join(home, 'alone.pwlog')
    fs.copyFileSync(join(folder, INTERACTION_LOG), path)
    expect(replayLog(path)).toMatchObject({ equal: true, epochs: 3, ticks: 18, against: ['log'] })
    expect(simulation.epochs.at(-1)!.byType['deceptive']!.agents).toBe(9)
  })

  it('goes on from the epochs and sums of a resumed run', async () => {
    const first = await make()
    for (let tick = 0; tick < 12; tick++) first.tick()
    const path = join(home, 'town.snapshot')
    writeSnapshot(path, first)
    const report = replayLog(record('resumed', await resumeRun(readSnapshot(path))))
    expect(report.differences).toEqual([])
    expect(report).toMatchObject({ equal: true, epochsBefore: 2, epochs: 2, ticks: 20 })
  })

  it('holds a log against a straight run: more interactions than are kept waiting at once', async () => {
    const agents = [
      { type: 'honest', count: 15_000 },
      { type: 'opportunistic', count: 5000 },
    ]
    const simulation = await make({ agents, epochs: 2, stepsPerEpoch: 10 })
    const report = replayLog(record('many', simulation))
    expect(report.equal).toBe(true)
    expect(report.interactions).toBeGreaterThan(GROUP_ROWS)
  })

  it('is equal for a society that never does anything', async () => {
    const report = replayLog(record('idle', await make({ agents: [{ type: 'honest', count: 1 }] })))
    expect(report).toMatchObject({ equal: true, interactions: 0, epochs: 4 })
  })

  it('finds a figure that was changed in epochs.csv, and a digest in the manifest', async () => {
    const folder = record('changed', await make())
    const csv = join(folder, 'epochs.csv')
    const lines = fs.readFileSync(csv, 'utf8').split('\n')
    const heading = lines[0]!.split(',')
    const cells = lines[3]!.split(',')
    cells[heading.indexOf('toxicity_rate')] = '0.125'
    lines[3] = cells.join(',')
    fs.writeFileSync(csv, lines.join('\n'))
    const manifest = join(folder, 'manifest.json')
    const text = fs.readFileSync(manifest, 'utf8')
    fs.writeFileSync(manifest, text.replace(/"digest": "[0-9a-f]+"/, '"digest": "0123456789abcdef"'))
    const report = replayLog(folder)
    expect(report.equal).toBe(false)
    expect(report.differences).toMatchObject([
      { against: 'epochs.csv', epoch: 2, column: 'toxicity_rate', written: '0.125' },
      { against: 'manifest.json', column: 'digest', written: '0123456789abcdef' },
    ])
  })

  it('finds an interaction that was changed in the log', async () => {
    const simulation = await make()
    const folder = record('forged', simulation)
    const path = join(folder, INTERACTION_LOG)
    const log = fs.readFileSync(path)
    const { p } = simulation.world.column('Score.p') && { p: simulation.world.column('Score.p')[0]! }
    const bytes = Buffer.from(Float64Array.of(p).buffer)
    const place = log.lastIndexOf(bytes)
    expect(place).toBeGreaterThan(0)
    Buffer.from(Float64Array.of(p / 2).buffer).copy(log, place)
    fs.writeFileSync(path, log)
    const report = replayLog(folder)
    expect(report.equal).toBe(false)
    expect(report.differences.map(({ column }) => column)).toContain('qualityVariance')
  })

  it('says what is no log, cut off, of a newer form, or not there', async () => {
    const folder = record('whole', await make())
    const path = join(folder, INTERACTION_LOG)
    const whole = fs.readFileSync(path)
    for (const length of [17, 200, whole.length >> 1, whole.length - 1]) {
      fs.writeFileSync(path, whole.subarray(0, length))
      expect(() => replayLog(path), String(length)).toThrow(/is cut off/)
    }
    fs.writeFileSync(path, 'interaction')
    expect(() => replayLog(path)).toThrow(`${path}: is not an interaction log of patchwork-ecs`)
    const newer = Buffer.from(whole)
    newer.writeUInt32LE(7, 8)
    fs.writeFileSync(path, newer)
    expect(() => replayLog(path)).toThrow(/is a log of form 7, expected form 1 \(a newer version/)
    fs.rmSync(path)
    expect(() => replayLog(folder)).toThrow(
      /has no interactions\.pwlog \(run it with --record interactions\)/,
    )
    expect(() => replayLog(join(home, 'none'))).toThrow(/none: no such file/)
  })

  it('leaves nothing behind when the disk refuses what is written beside the run', async () => {
    const refused = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
    const real = vi.mocked(fs.writev).getMockImplementation()!
    vi.mocked(fs.writev).mockImplementation(((...words: unknown[]) => {
      setImmediate(words.at(-1) as (error: Error) => void, refused)
    }) as typeof fs.writev)
    const folder = new RunFolder(join(home, 'full'))
    try {
      const simulation = await make()
      const interactions = recordInteractions(folder, simulation)
      interactions.start()
      const run = async () => {
        while (!simulation.finished) {
          simulation.tick()
          interactions.afterTick()
          await new Promise((resume) => setImmediate(resume))
          await new Promise((resume) => setImmediate(resume))
        }
      }
      await expect(run()).rejects.toThrow(/interactions\.pwlog: cannot be written: ENOSPC/)
    } finally {
      vi.mocked(fs.writev).mockImplementation(real)
      folder.abandon()
    }
    expect(fs.readdirSync(home)).toEqual([])
  })

  it('is whole when it is written faster than the disk answers', async () => {
    const real = vi.mocked(fs.writev).getMockImplementation()!
    const late: (() => void)[] = []
    // Nothing is ever written beside the run: what is on its way when the run ends has to be written again.
    vi.mocked(fs.writev).mockImplementation(((...words: unknown[]) => {
      late.push(() => (words.at(-1) as (error: null, bytes: number) => void)(null, 1e9))
    }) as typeof fs.writev)
    try {
      expect(replayLog(record('slow', await make({ epochs: 12 })))).toMatchObject({ equal: true, epochs: 12 })
      expect(late.length).toBeGreaterThan(0)
    } finally {
      vi.mocked(fs.writev).mockImplementation(real)
      for (const answer of late) answer()
    }
  })

  it('does not change what it records, and writes the same for the same run', async () => {
    const [first, second, alone] = [await make(), await make(), await make()]
    const logs = [record('a', first), record('b', second)].map((folder) =>
      fs.readFileSync(join(folder, INTERACTION_LOG)),
    )
    expect(logs[0]!.equals(logs[1]!)).toBe(true)
    await alone.run()
    expect(first.digest()).toBe(alone.digest())
  })
})
