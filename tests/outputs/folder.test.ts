import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { bytesByComponent } from '../../engine/world.ts'
import { RunFolder } from '../../outputs/folder.ts'
import { runReport } from '../../outputs/json.ts'
import { recordEvents, writeRun } from '../../outputs/run-files.ts'
import { loadScenarioFile } from '../../outputs/scenario-file.ts'
import { createSimulation } from '../../simulation/create.ts'
import { smallRun, smallSociety } from './small-run.ts'

vi.mock('node:fs', async (original) => {
  const real = await original<typeof fs>()
  return { ...real, renameSync: vi.fn(real.renameSync), writeSync: vi.fn(real.writeSync) }
})

let home: string
beforeEach(() => {
  home = fs.mkdtempSync(join(tmpdir(), 'patchwork-outputs-'))
})
afterEach(() => {
  vi.mocked(fs.renameSync).mockClear()
  fs.rmSync(home, { recursive: true, force: true })
})

const contents = (folder: string) =>
  Object.fromEntries(
    fs.readdirSync(folder).map((name) => [name, fs.readFileSync(join(folder, name), 'latin1')]),
  )

/** Makes the n-th rename from now on fail as a full or broken disk does. */
function breakRename(n: number): void {
  const real = vi.mocked(fs.renameSync).getMockImplementation()!
  let calls = 0
  vi.mocked(fs.renameSync).mockImplementation((from, to) => {
    if (++calls === n) throw Object.assign(new Error('EIO: i/o error, rename'), { code: 'EIO' })
    real(from, to)
  })
}

async function withBrokenRename(n: number, action: () => unknown): Promise<void> {
  const real = vi.mocked(fs.renameSync).getMockImplementation()!
  breakRename(n)
  try {
    await action()
  } finally {
    vi.mocked(fs.renameSync).mockImplementation(real)
  }
}

describe('the folder of a run', () => {
  it('holds a manifest that fits the files', async () => {
    const simulation = await smallRun()
    const folder = join(home, 'deep', 'run')
    const names = writeRun(folder, simulation, { agents: true })
    expect(names).toEqual([
      'manifest.json',
      'agents.parquet',
      'epochs.csv',
      'epochs.parquet',
      'series.parquet',
    ])
    expect(fs.readdirSync(folder).sort()).toEqual([...names].sort())
    const manifest = JSON.parse(fs.readFileSync(join(folder, 'manifest.json'), 'utf8'))
    expect(manifest).toMatchObject({
      seed: '7',
      digest: simulation.digest(),
      interrupted: false,
      node: process.versions.node,
      v8: process.versions.v8,
      scenario: JSON.parse(JSON.stringify(simulation.scenario)),
    })
    const { buffer, layout } = simulation.world
    expect(manifest.bytes).toBe(buffer.byteLength)
    expect(manifest.bytesPerAgent).toBe(buffer.byteLength / manifest.agents)
    expect(manifest.bytesByComponent).toEqual(Object.fromEntries(bytesByComponent(layout)))
    expect(manifest.rowsByTable).toMatchObject({ agent: manifest.agents, journal: 4096 })
    expect(manifest.systems).toEqual(simulation.systems.map(({ name }) => name))
    for (const name of names.slice(1)) {
      const bytes = fs.readFileSync(join(folder, name))
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      expect(manifest.files[name]).toEqual({ bytes: bytes.length, sha256 })
    }
  })

  it('does not take an empty path for the current folder', () => {
    expect(() => new RunFolder('')).toThrow('folder: got "", expected a path to write to')
  })

  it('comes back from a place that takes no folders', { timeout: 5000 }, () => {
    expect(() => new RunFolder('/proc/patchwork/run')).toThrow(/cannot be written|is a file/)
  })

  it('is the same for the same run', async () => {
    writeRun(join(home, 'a'), await smallRun())
    writeRun(join(home, 'b'), await smallRun())
    expect(contents(join(home, 'a'))).toEqual(contents(join(home, 'b')))
  })

  it('takes an empty folder, refuses one that holds something else, and leaves it alone', async () => {
    const simulation = await smallRun()
    const folder = join(home, 'run')
    fs.mkdirSync(folder)
    writeRun(folder, simulation)
    const foreign = join(home, 'foreign')
    fs.mkdirSync(foreign)
    fs.writeFileSync(join(foreign, 'thesis.txt'), 'mine')
    expect(() => writeRun(foreign, simulation)).toThrow(/holds thesis\.txt and is no folder of a run/)
    fs.writeFileSync(join(foreign, 'manifest.json'), '{ "name": "some web app" }')
    expect(() => writeRun(foreign, simulation)).toThrow(/is no folder of a run/)
    expect(fs.readdirSync(foreign).sort()).toEqual(['manifest.json', 'thesis.txt'])
    const file = join(home, 'file')
    fs.writeFileSync(file, '')
    expect(() => new RunFolder(file)).toThrow(/is a file, expected a folder/)
  })

  it('replaces an earlier run file by file and leaves other files where they are', async () => {
    const folder = join(home, 'run')
    writeRun(folder, await smallRun(), { agents: true })
    fs.writeFileSync(join(folder, 'notes.txt'), 'mine')
    writeRun(folder, await smallRun({ seed: '8', parameters: {} }))
    expect(fs.readdirSync(folder).sort()).toEqual([
      'epochs.csv',
      'epochs.parquet',
      'manifest.json',
      'notes.txt',
    ])
    expect(fs.readFileSync(join(folder, 'epochs.csv'), 'utf8')).toContain('small:8,0')
  })

  it('takes away nothing that a forged manifest names', async () => {
    const folder = join(home, 'run')
    writeRun(folder, await smallRun())
    fs.writeFileSync(join(home, 'precious'), 'mine')
    fs.writeFileSync(join(folder, 'notes.txt'), 'mine')
    const path = join(folder, 'manifest.json')
    const manifest = JSON.parse(fs.readFileSync(path, 'utf8'))
    fs.writeFileSync(path, JSON.stringify({ ...manifest, files: { '../precious': {}, 'notes.txt': {} } }))
    writeRun(folder, await smallRun())
    expect(fs.readFileSync(join(home, 'precious'), 'utf8')).toBe('mine')
    expect(fs.readFileSync(join(folder, 'notes.txt'), 'utf8')).toBe('mine')
  })

  it.each([1, 2, 3])('leaves nothing behind when rename %i of a new folder fails', async (n) => {
    const simulation = await smallRun()
    const folder = join(home, 'deep', 'run')
    await withBrokenRename(n, () => {
      expect(() => writeRun(folder, simulation)).toThrow(/cannot be written: EIO/)
    })
    expect(fs.readdirSync(home)).toEqual([])
  })

  it.each([1, 3, 5, 7, 8])('leaves the earlier run as it was when rename %i fails', async (n) => {
    const folder = join(home, 'run')
    writeRun(folder, await smallRun(), { agents: true })
    const before = contents(folder)
    const other = await smallRun({ seed: '8' })
    await withBrokenRename(n, () => {
      expect(() => writeRun(folder, other)).toThrow(/cannot be written: EIO/)
    })
    expect(contents(folder)).toEqual(before)
  })

  it('leaves nothing behind when the disk fills up while events are recorded', async () => {
    const folder = new RunFolder(join(home, 'run'))
    const simulation = await createSimulation(smallSociety)
    const events = recordEvents(folder, simulation)
    events.start()
    simulation.tick()
    events.afterTick()
    vi.mocked(fs.writeSync).mockImplementationOnce(() => {
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
    })
    expect(() => writeRun(folder, simulation, { events })).toThrow(
      /run\/events\.jsonl: cannot be written: ENOSPC/,
    )
    expect(fs.readdirSync(home)).toEqual([])
  })

  it('shows nothing of a run before it is written as a whole', async () => {
    const folder = new RunFolder(join(home, 'run'))
    folder.write('epochs.csv', 'half')
    expect(fs.existsSync(join(home, 'run', 'epochs.csv'))).toBe(false)
    folder.abandon()
    expect(fs.readdirSync(home)).toEqual([])
  })

  it('keeps recorded events, and says in the manifest how the run ended', async () => {
    const folder = new RunFolder(join(home, 'run'))
    const simulation = await createSimulation(smallSociety)
    const events = recordEvents(folder, simulation)
    events.start()
    simulation.tick()
    events.afterTick()
    writeRun(folder, simulation, { events, report: runReport(simulation) })
    const lines = fs
      .readFileSync(join(home, 'run', 'events.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
    expect(JSON.parse(lines.at(-1)!)).toMatchObject({
      event_type: 'simulation_ended',
      payload: { interrupted: true },
    })
    const manifest = JSON.parse(fs.readFileSync(join(home, 'run', 'manifest.json'), 'utf8'))
    expect(manifest).toMatchObject({ interrupted: true, ticks: 1, epochs: 0 })
  })
})

describe('scenario files', () => {
  it('load from disk and say in words what cannot be read', () => {
    const path = join(home, 'scenario.yaml')
    fs.writeFileSync(path, 'scenario_id: mine\nagents:\n  - { type: honest, count: 3 }\n')
    expect(loadScenarioFile(path)).toMatchObject({ id: 'mine', seed: '0' })
    expect(loadScenarioFile(path, { overrides: { seed: 'x', agents: 9 } })).toMatchObject({
      seed: 'x',
      agents: [{ count: 9 }],
    })
    expect(() => loadScenarioFile(join(home, 'none.yaml'))).toThrow(/none\.yaml: no such file/)
    expect(() => loadScenarioFile(home)).toThrow(/is a folder, expected a scenario file/)
  })
})
