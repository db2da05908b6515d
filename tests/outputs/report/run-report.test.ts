import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readRun } from '../../../outputs/report/read-run.ts'
import { isReport, writeReport } from '../../../outputs/report/report-file.ts'
import { type RunReportInput, runPage, runReportPage } from '../../../outputs/report/run-report.ts'
import { writeRun } from '../../../outputs/run-files.ts'
import { createSimulation } from '../../../simulation/create.ts'
import { smallRun, smallSociety } from '../small-run.ts'
import { attribute, named, readPage, textOf } from './read-page.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'patchwork-report-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const inputOf = async (changes: Partial<RunReportInput> = {}): Promise<RunReportInput> => ({
  ...(await readRun(folder)),
  notes: { toxicityRate: { unit: 'probability', doc: 'Mean 1 - p.' } },
  changed: [],
  odd: [],
  ...changes,
})

describe('a run that is read again', () => {
  it('has the manifest and the epochs that were written', async () => {
    const simulation = await smallRun()
    writeRun(folder, simulation)
    const { manifest, epochs, warnings } = await readRun(folder)
    expect(manifest.digest).toBe(simulation.digest())
    expect(manifest.summary).toEqual({
      ...simulation.summary().metrics,
      meanEpochToxicity: simulation.summary().meanEpochToxicity,
      emptyEpochs: 0,
    })
    expect(epochs.map((row) => row['toxicity_rate'])).toEqual(
      simulation.epochs.map(({ metrics }) => metrics['toxicityRate']),
    )
    expect(epochs.map((row) => row['epoch'])).toEqual([0, 1, 2, 3])
    expect(warnings).toEqual([])
  })

  it('tells of epochs that are not those of the manifest', async () => {
    writeRun(folder, await smallRun({ seed: '8' }))
    const other = readFileSync(join(folder, 'epochs.parquet'))
    writeRun(folder, await smallRun())
    writeFileSync(join(folder, 'epochs.parquet'), other)
    expect((await readRun(folder)).warnings).toEqual([
      'epochs.parquet is not the file that the manifest lists: it was changed since the run',
    ])
  })

  it('says in words what is missing or wrong, and where', async () => {
    await expect(readRun(join(folder, 'none'))).rejects.toThrow(
      /none\/manifest\.json: no such file: the folder is no folder of a run/,
    )
    const manifest = join(folder, 'manifest.json')
    writeFileSync(manifest, '{ "name": "some web app" }')
    await expect(readRun(folder)).rejects.toThrow(
      /manifest\.json: is no manifest of a run, whose format is "patchwork-ecs run"/,
    )
    writeFileSync(manifest, '{')
    await expect(readRun(folder)).rejects.toThrow(/manifest\.json: is no JSON/)
    writeFileSync(manifest, '{ "format": "patchwork-ecs run", "version": 1 }')
    await expect(readRun(folder)).rejects.toThrow(/manifest\.json: version: .*expected string/)
    writeRun(folder, await smallRun())
    writeFileSync(join(folder, 'epochs.parquet'), 'PAR1')
    await expect(readRun(folder)).rejects.toThrow(/epochs\.parquet: cannot be read as Parquet/)
    rmSync(join(folder, 'epochs.parquet'))
    await expect(readRun(folder)).rejects.toThrow(/epochs\.parquet: no such file/)
  })
})

describe('the report of a run', () => {
  it('shows its figures, criteria, policies, interventions and files', async () => {
    const simulation = await smallRun({ successCriteria: { min_epochs: 4, max_toxicity: 0 } })
    writeRun(folder, simulation)
    const html = runReportPage(await inputOf({ warnings: ['watch out'] }))
    const page = readPage(html)
    expect(page.errors).toEqual([])
    const text = (id: string) => textOf(named(page, 'section').find((each) => attribute(each, 'id') === id)!)
    expect(text('glance')).toMatch(/min epochs\s+4\s+4\s+✓ met/)
    expect(text('glance')).toMatch(/max toxicity\s+0\.\d+\s+0\s+✗ missed/)
    expect(text('glance')).toContain('1 of 2')
    expect(text('warnings')).toContain('watch out')
    expect(text('time')).toContain('governance.audit_probability = 0.25')
    for (const name of ['honest', 'opportunistic', 'deceptive', 'adaptive adversary']) {
      expect(text('policies')).toContain(name)
    }
    expect(text('metrics')).toContain('toxicity_rate')
    const { sha256 } = (await readRun(folder)).manifest.files['epochs.csv']!
    expect(text('files')).toContain(sha256)
    expect(textOf(named(page, 'dl')[0]!)).toContain(simulation.digest())
  })

  it('draws each policy in its own colour', async () => {
    writeRun(folder, await smallRun())
    const { sections } = runPage(await inputOf())
    const [block] = sections.find(({ id }) => id === 'policies')!.blocks
    if (block?.kind !== 'charts') throw new Error('expected charts')
    expect(block.charts[0]!.lines.map(({ name, ink }) => [name, ink])).toEqual([
      ['adaptive adversary', 4],
      ['deceptive', 2],
      ['honest', 0],
      ['opportunistic', 1],
    ])
    const simulation = await smallRun()
    expect(block.charts[1]!.lines[2]!.values).toEqual(
      simulation.epochs.map(({ byType }) => byType['honest']!.meanTotalPayoff),
    )
  })

  it('draws long runs through means, and says so', async () => {
    writeRun(folder, await smallRun())
    const { epochs, ...rest } = await inputOf()
    const many = Array.from({ length: 1000 }, (_, epoch) => ({
      ...epochs[0]!,
      epoch,
      toxicity_rate: epoch % 5,
    }))
    const html = runReportPage({ ...rest, epochs: many })
    expect(html).toContain('Drawn through means of 5 epochs each.')
    expect(html).toContain('25 of 1000 epochs; the files beside this page have all.')
    expect(Buffer.byteLength(html)).toBeLessThan(400_000)
  })

  it('says what there is of a run that was stopped before its first epoch ended', async () => {
    const simulation = await createSimulation(smallSociety)
    simulation.tick()
    writeRun(folder, simulation)
    const page = readPage(runReportPage(await inputOf()))
    expect(page.errors).toEqual([])
    expect(textOf(named(page, 'dl')[0]!)).toContain('stopped after 1 ticks')
  })

  it('shows runs whose manifest has no pooled metrics yet', async () => {
    writeRun(folder, await smallRun())
    const { manifest, ...rest } = await inputOf()
    const { summary: _, ...older } = manifest
    expect(runReportPage({ ...rest, manifest: older })).toContain('mean of epochs')
  })
})

describe('the file of a report', () => {
  it('is replaced by a later one and taken away by a later run, but nothing else is', async () => {
    const path = join(folder, 'report.html')
    writeRun(folder, await smallRun())
    writeReport(path, runReportPage(await inputOf()))
    writeReport(path, runReportPage(await inputOf({ warnings: ['again'] })))
    expect(readFileSync(path, 'utf8')).toContain('again')
    expect(isReport(path)).toBe(true)
    writeRun(folder, await smallRun({ seed: '8' }))
    expect(existsSync(path)).toBe(false)
    writeFileSync(path, '<!doctype html><title>mine</title>')
    writeRun(folder, await smallRun())
    expect(() => writeReport(path, 'ours')).toThrow(/report\.html: is there already and is no report/)
    expect(readFileSync(path, 'utf8')).toContain('mine')
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([])
  })

  it('leaves nothing behind where the disk refuses', () => {
    expect(() => writeReport(join(folder, 'none', 'report.html'), '')).toThrow(/cannot be written: ENOENT/)
    expect(() => writeReport(folder, '')).toThrow(/is there already and is no report/)
    expect(readdirSync(folder)).toEqual([])
  })
})
