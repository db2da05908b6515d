import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type * as Outputs from '../../outputs/index.ts'
import { isNewer, PREFIX_BYTES, SEAL_BYTES } from '../../outputs/snapshot-codec.ts'
import { readSnapshot, resumeRun, writeSnapshot } from '../../outputs/snapshot-file.ts'
import { createSimulation } from '../../simulation/create.ts'
import type { ScenarioInput } from '../../simulation/scenario.ts'
import type { Simulation } from '../../simulation/simulation.ts'
import { VERSION } from '../../simulation/version.ts'
import { type BuiltPackage, builtPackage } from '../kit/built-package.ts'
import { bundled } from '../kit/bundle.ts'
import { smallRun, smallSociety } from './small-run.ts'

vi.mock('node:fs', async (original) => {
  const real = await original<typeof fs>()
  return { ...real, writeSync: vi.fn(real.writeSync) }
})

let home: string
let path: string
beforeEach(() => {
  home = fs.mkdtempSync(join(tmpdir(), 'patchwork-snapshot-'))
  path = join(home, 'town.snapshot')
})
afterEach(() => {
  fs.rmSync(home, { recursive: true, force: true })
})

async function small(changes: ScenarioInput = {}, ticks = 7): Promise<Simulation> {
  const simulation = await createSimulation({ ...smallSociety, ...changes })
  for (let tick = 0; tick < ticks; tick++) simulation.tick()
  return simulation
}

const outcomeOf = (simulation: Simulation) => ({
  digest: simulation.digest(),
  epochs: simulation.epochs,
  series: simulation.series,
  summary: simulation.summary(),
  journal: simulation.journal(),
})

describe('a run of 200 ticks', () => {
  let built: BuiltPackage
  let outputs: typeof Outputs
  beforeAll(async () => {
    built = await builtPackage({ node: 'outputs/index.ts', mechanisms: 'mechanisms/index.ts' })
    outputs = (await import(built.url('node'))) as typeof Outputs
  })
  afterAll(() => built.remove())

  const scenario: ScenarioInput = {
    ...smallSociety,
    seed: 'long',
    epochs: 20,
    stepsPerEpoch: 10,
    agents: [
      { type: 'honest', count: 1200 },
      { type: 'opportunistic', count: 500 },
      { type: 'deceptive', count: 300 },
      { type: 'adaptive_adversary', count: 200 },
    ],
    parameters: {
      ...smallSociety.parameters!,
      'network.enabled': true,
      'network.topology': 'small_world',
      'network.dynamic': true,
      'boundary.enabled': true,
      'metrics.series_share': 0.01,
    },
  }

  it('is 100, saved, loaded, and 100 more, bit for bit, on other numbers of threads too', async () => {
    const run = (simulation: Simulation, ticks: number) => {
      for (let tick = 0; tick < ticks; tick++) simulation.tick()
      return simulation
    }
    const straight = run(await built.core.createSimulation(scenario), 200)
    const expected = outcomeOf(straight)
    straight.dispose()
    for (const [before, after] of [
      [1, 1],
      [1, 3],
      [2, 1],
      [3, 2],
    ] as const) {
      const first = run(await built.core.createSimulation(scenario, { threads: before }), 100)
      outputs.writeSnapshot(path, first)
      first.dispose()
      const second = run(await outputs.resumeRun(outputs.readSnapshot(path), { threads: after }), 100)
      expect(second.finished).toBe(true)
      expect(outcomeOf(second)).toEqual(expected)
      second.dispose()
    }
  })
})

describe('a snapshot file', () => {
  it('goes on from the middle of an epoch', async () => {
    const straight = await smallRun()
    for (const tick of [1, 5, 7, 19]) {
      writeSnapshot(path, await small({}, tick))
      const saved = readSnapshot(path)
      expect(saved).toMatchObject({ tick, version: VERSION, plannedEpochs: 4 })
      const resumed = await resumeRun(saved)
      await resumed.run()
      expect(outcomeOf(resumed)).toEqual(outcomeOf(straight))
    }
  })

  it('keeps the results that JSON cannot say', async () => {
    const simulation = await small({}, 5)
    const [epoch] = simulation.epochs
    Object.assign(epoch!.metrics, { odd: -0, none: null, far: Number.NEGATIVE_INFINITY, no: Number.NaN })
    writeSnapshot(path, simulation)
    const { snapshot } = readSnapshot(path)
    expect(snapshot.epochs[0]!.metrics).toMatchObject({ none: null, far: Number.NEGATIVE_INFINITY })
    expect(Object.is(snapshot.epochs[0]!.metrics['odd'], -0)).toBe(true)
    expect(snapshot.epochs[0]!.metrics['no']).toBeNaN()
  })

  it('branches: a lever moved changes what comes after, and nothing before', async () => {
    const straight = await smallRun()
    writeSnapshot(path, await small({}, 10))
    const branch = await resumeRun(readSnapshot(path))
    branch.set('governance.transaction_tax_rate', 0.4)
    await branch.run()
    expect(branch.epochs.slice(0, 2)).toEqual(straight.epochs.slice(0, 2))
    expect(branch.epochs[2]).not.toEqual(straight.epochs[2])
    expect(branch.epochs[2]!.metrics['taxCollected']).toBeGreaterThan(0)
    expect(branch.moves).toEqual([{ tick: 10, path: 'governance.transaction_tax_rate', value: 0.4 }])
    writeSnapshot(path, branch)
    expect(readSnapshot(path).snapshot.moves).toEqual(branch.moves)
    expect(() => branch.set('memory.slots', 3)).toThrow(/cannot move while a run goes on/)
  })

  it('goes on for longer than was planned, as the longer plan would where sizes do not depend on it', async () => {
    const long = await smallRun({ epochs: 7 })
    writeSnapshot(path, await small({}, 12))
    const longer = await resumeRun(readSnapshot(path), { epochs: 7 })
    await longer.run()
    expect(longer.scenario.epochs).toBe(7)
    expect(longer.epochs).toEqual(long.epochs)
    expect(longer.digest()).toBe(long.digest())
  })

  it('is refused when it is cut off anywhere', async () => {
    writeSnapshot(path, await small())
    const whole = fs.readFileSync(path)
    fc.assert(
      fc.property(fc.integer({ min: 0, max: whole.length - 1 }), (length) => {
        fs.writeFileSync(path, whole.subarray(0, length))
        expect(() => readSnapshot(path)).toThrow(/is cut off: it has \d+ bytes|is not a snapshot/)
      }),
      { numRuns: 60, examples: [[0], [7], [8], [PREFIX_BYTES - 1], [PREFIX_BYTES], [whole.length - 1]] },
    )
    fs.writeFileSync(path, Buffer.concat([whole, Buffer.from('x')]))
    expect(() => readSnapshot(path)).toThrow(/has \d+ bytes, expected \d+/)
  })

  it('is refused when any byte of it is another one', async () => {
    writeSnapshot(path, await small())
    const whole = fs.readFileSync(path)
    const last = whole.length - 1
    fc.assert(
      fc.property(fc.integer({ min: 0, max: last }), fc.integer({ min: 1, max: 255 }), (place, change) => {
        const damaged = Buffer.from(whole)
        damaged[place] = damaged[place]! ^ change
        fs.writeFileSync(path, damaged)
        expect(() => readSnapshot(path)).toThrow(
          /is damaged|is not a snapshot|is cut off|of form \d+|has \d+ bytes/,
        )
      }),
      {
        numRuns: 120,
        examples: [
          [PREFIX_BYTES, 1],
          [last, 1],
          [last - SEAL_BYTES, 128],
        ],
      },
    )
    fs.writeFileSync(path, whole)
    expect(readSnapshot(path).tick).toBe(7)
  })

  it('is refused when it is something else, missing, or of a newer version', async () => {
    fs.writeFileSync(path, '{ "format": "patchwork-ecs run" }')
    expect(() => readSnapshot(path)).toThrow(`${path}: is not a snapshot of patchwork-ecs`)
    expect(() => readSnapshot(home)).toThrow(/is a folder, expected a snapshot/)
    expect(() => readSnapshot(join(home, 'none'))).toThrow(/none: no such file/)
    writeSnapshot(path, await small())
    const whole = fs.readFileSync(path)
    const newerForm = Buffer.from(whole)
    newerForm.writeUInt32LE(2, 8)
    fs.writeFileSync(path, newerForm)
    expect(() => readSnapshot(path)).toThrow(
      /is a snapshot of form 2, expected form 1 \(a newer version of patchwork-ecs wrote it\)/,
    )
    fs.writeFileSync(path, resealed(whole, `"version":"${VERSION}"`, '"version":"9.1.0"'))
    expect(() => readSnapshot(path)).toThrow(
      `${path}: was written by version 9.1.0, and this is version ${VERSION} (resume it with that version)`,
    )
    fs.writeFileSync(path, resealed(whole, `"version":"${VERSION}"`, '"version":"0.0.1"'))
    const warnings: string[] = []
    await resumeRun(readSnapshot(path), { onWarning: (warning) => warnings.push(warning) })
    expect(warnings).toEqual([expect.stringMatching(/^version 0\.0\.1 wrote the snapshot/)])
  })

  it('is refused by a world of another scenario', async () => {
    writeSnapshot(path, await small())
    const saved = readSnapshot(path)
    await expect(resumeRun({ ...saved, scenario: { ...saved.scenario, seed: 'other' } })).rejects.toThrow(
      /belongs to a world of another scenario, seed or version/,
    )
  })

  it('leaves the old file, and nothing else, when the disk refuses in the middle', async () => {
    writeSnapshot(path, await small())
    const before = fs.readFileSync(path)
    const other = await small({ seed: '8' })
    for (const call of [1, 2, 3, 4]) {
      let calls = 0
      const real = vi.mocked(fs.writeSync).getMockImplementation()!
      vi.mocked(fs.writeSync).mockImplementation(((...words: Parameters<typeof fs.writeSync>) => {
        if (++calls === call) throw Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' })
        return real(...words)
      }) as typeof fs.writeSync)
      try {
        expect(() => writeSnapshot(path, other)).toThrow(`${path}: cannot be written: ENOSPC`)
      } finally {
        vi.mocked(fs.writeSync).mockImplementation(real)
      }
      expect(fs.readFileSync(path).equals(before)).toBe(true)
      expect(fs.readdirSync(home)).toEqual(['town.snapshot'])
    }
  })

  it('is whole whenever the process that writes it is killed', { timeout: 60_000 }, async () => {
    const script = fileURLToPath(await bundled('tests/kit/snapshot-writer.ts'))
    for (const pause of [0, 3, 9, 20]) {
      const child = spawn(process.execPath, [script, path], { stdio: ['ignore', 'pipe', 'inherit'] })
      await new Promise((resolve) => child.stdout.once('data', resolve))
      await new Promise((resolve) => setTimeout(resolve, pause))
      child.kill('SIGKILL')
      await new Promise((resolve) => child.once('close', resolve))
      expect(readSnapshot(path).tick).toBeGreaterThan(0)
    }
    fs.rmSync(script)
  })
})

/** A snapshot with something in its head replaced by as many bytes, and a seal that fits. */
function resealed(whole: Buffer, text: string, other: string): Buffer {
  const changed = Buffer.from(whole)
  const place = changed.indexOf(text)
  expect(place).toBeGreaterThan(0)
  expect(other.length).toBe(text.length)
  changed.write(other, place)
  const body = changed.subarray(0, changed.length - SEAL_BYTES)
  createHash('sha256').update(body).digest().copy(changed, body.length)
  return changed
}

describe('versions', () => {
  it.each([
    ['0.1.1', '0.1.0', true],
    ['0.1.0', '0.1.0', false],
    ['0.0.9', '0.1.0', false],
    ['0.10.0', '0.9.0', true],
    ['1.0.0-beta.1', '0.9.9', true],
  ])('%s after %s: %s', (version, than, newer) => {
    expect(isNewer(version, than)).toBe(newer)
  })
})
