import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeRun } from '../../outputs/run-files.ts'
import { readSnapshot, resumeRun, writeSnapshot } from '../../outputs/snapshot-file.ts'
import { verifyRun } from '../../outputs/verify.ts'
import { createSimulation } from '../../simulation/create.ts'
import { smallRun, smallSociety } from './small-run.ts'

let home: string
let folder: string
beforeEach(() => {
  home = fs.mkdtempSync(join(tmpdir(), 'patchwork-verify-'))
  folder = join(home, 'run')
})
afterEach(() => {
  fs.rmSync(home, { recursive: true, force: true })
})

const failedOf = async () =>
  (await verifyRun(folder)).checks.filter(({ passed }) => !passed).map(({ what, found }) => [what, found])

describe('verify', () => {
  it('passes a run as it was written', async () => {
    writeRun(folder, await smallRun(), { agents: true })
    const report = await verifyRun(folder)
    expect(report).toMatchObject({ passed: true, scenario: 'small', seed: '7', ticks: 20 })
    expect(report.checks.map(({ what }) => what)).toEqual([
      'agents.parquet',
      'epochs.csv',
      'epochs.parquet',
      'series.parquet',
      'digest',
      'epochs.csv, run again',
    ])
  })

  it('passes runs that were stopped, resumed, made longer, and had levers moved by hand', async () => {
    const first = await createSimulation(smallSociety)
    for (let tick = 0; tick < 12; tick++) {
      if (tick === 4) first.set('governance.transaction_tax_rate', 0.2)
      first.tick()
    }
    writeRun(folder, first)
    expect(await verifyRun(folder)).toMatchObject({ passed: true, ticks: 12 })
    const path = join(home, 'town.snapshot')
    writeSnapshot(path, first)
    const second = await resumeRun(readSnapshot(path), { epochs: 6 })
    second.set('governance.audit_probability', 1)
    await second.run()
    second.set('governance.audit_probability', 0)
    writeRun(folder, second)
    expect(await verifyRun(folder)).toMatchObject({ passed: true, ticks: 30 })
  })

  it('finds a file that was changed, and one that is gone', async () => {
    writeRun(folder, await smallRun(), { agents: true })
    fs.appendFileSync(join(folder, 'epochs.csv'), '\n')
    fs.rmSync(join(folder, 'agents.parquet'))
    expect(await failedOf()).toEqual([
      ['agents.parquet', 'missing'],
      ['epochs.csv', expect.stringMatching(/^[0-9a-f]{64}$/)],
    ])
  })

  it('finds a digest, and results, that the run does not come to', async () => {
    const simulation = await smallRun()
    writeRun(folder, simulation)
    const path = join(folder, 'manifest.json')
    const text = fs.readFileSync(path, 'utf8')
    fs.writeFileSync(path, text.replace(simulation.digest(), 'ffffffffffffffff'))
    expect(await failedOf()).toEqual([['digest', simulation.digest()]])
    const manifest = JSON.parse(text)
    manifest.scenario.seed = '8'
    fs.writeFileSync(path, JSON.stringify(manifest))
    expect((await failedOf()).map(([what]) => what)).toEqual(['digest', 'epochs.csv, run again'])
  })

  it('says what is no folder of a run', async () => {
    await expect(verifyRun(folder)).rejects.toThrow(/run: no such folder/)
    fs.mkdirSync(folder)
    await expect(verifyRun(folder)).rejects.toThrow(/has no manifest\.json and is no folder of a run/)
    fs.writeFileSync(join(folder, 'manifest.json'), '{ "name": "app" }')
    await expect(verifyRun(folder)).rejects.toThrow(/is not the manifest of a run/)
    await expect(verifyRun(join(folder, 'manifest.json'))).rejects.toThrow(/is a file, expected the folder/)
  })
})
