import { describe, expect, it } from 'vitest'
import { runReport } from '../../outputs/json.ts'
import { epochLine, summaryLine } from '../../outputs/ndjson.ts'
import { coloured } from '../../outputs/style.ts'
import { epochTable, summaryText } from '../../outputs/table.ts'
import { createSimulation } from '../../simulation/create.ts'
import { VERSION } from '../../simulation/version.ts'
import { smallRun, smallSociety } from './small-run.ts'

const timing = {
  setupMs: 1,
  runMs: 2,
  interactionsPerSecond: 3,
  nanosecondsPerAgentTick: 4,
  nanosecondsPerInteraction: 5,
}

describe('the report of a run', () => {
  it('flattens metrics into epochs and the summary', async () => {
    const simulation = await smallRun()
    const report = runReport(simulation, timing)
    expect(report).toMatchObject({
      scenario: 'small',
      seed: '7',
      profile: 'whitepaper',
      agents: 20,
      threads: 1,
      version: VERSION,
      ticks: 20,
      interrupted: false,
      timing,
      digest: simulation.digest(),
    })
    expect(report.epochs).toHaveLength(4)
    const [first] = simulation.epochs
    expect(report.epochs[0]).toEqual({ epoch: 0, ...first!.metrics, byType: first!.byType })
    expect(report.epochs[0]!.byType['honest']!.agents).toBe(8)
    const total = simulation.epochs.reduce((sum, { metrics }) => sum + metrics['totalInteractions']!, 0)
    expect(total).toBeGreaterThan(0)
    expect(report.summary['totalInteractions']).toBe(total)
    expect(report.summary.criteria.map(({ name }) => name)).toEqual(['min_epochs', 'max_toxicity'])
    expect(report.unfinishedEpoch).toBeUndefined()
  })

  it('tells of the epoch in which a run was stopped', async () => {
    const simulation = await createSimulation(smallSociety)
    for (let tick = 0; tick < 7; tick++) simulation.tick()
    const report = runReport(simulation)
    expect(report.interrupted).toBe(true)
    expect(report.epochs).toHaveLength(1)
    expect(report.unfinishedEpoch?.epoch).toBe(1)
    expect(report.unfinishedEpoch?.['totalInteractions']).toBeGreaterThan(0)
  })

  it('is one line an epoch, then the summary, as ndjson', async () => {
    const simulation = await smallRun()
    const report = runReport(simulation)
    const lines = [...simulation.epochs.map(epochLine), summaryLine(report)]
    expect(lines.every((line) => line.indexOf('\n') === line.length - 1)).toBe(true)
    const parsed = lines.map((line) => JSON.parse(line))
    expect(parsed.slice(0, -1)).toEqual(JSON.parse(JSON.stringify(report.epochs)))
    expect(parsed.at(-1)).toMatchObject({ digest: report.digest, finishedEpochs: 4 })
    expect(parsed.at(-1)).not.toHaveProperty('epochs')
  })
})

describe('the table of a run', () => {
  it('has a line an epoch and keeps to 80 columns', async () => {
    const simulation = await smallRun()
    const table = epochTable(simulation.epochs)
    expect(table.trimEnd().split('\n')).toHaveLength(5)
    const summary = summaryText(runReport(simulation, timing), simulation.epochs.at(-1))
    for (const line of (table + summary).split('\n')) expect(line.length).toBeLessThanOrEqual(80)
    expect(summary).toMatch(/PASS +min_epochs +4 +4/)
    expect(summary).toContain(simulation.digest())
  })

  it('keeps to 80 columns with the largest numbers and longest names', async () => {
    const simulation = await smallRun()
    const huge = simulation.epochs.map((epoch) => ({
      epoch: 4_294_967_295,
      metrics: Object.fromEntries(Object.keys(epoch.metrics).map((name) => [name, -1.23456789e300])),
      byType: { ['a'.repeat(100)]: { ...epoch.byType['honest']!, agents: 1e15, meanReputation: -1e-300 } },
    }))
    const report = {
      ...runReport(simulation),
      summary: { ...runReport(simulation).summary, totalWelfare: 1e308 },
    }
    const lines = (epochTable(huge) + summaryText(report, huge[0])).split('\n')
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80)
  })

  it('says FAIL where a criterion is not met', async () => {
    const simulation = await smallRun({ successCriteria: { min_epochs: 99 } })
    expect(summaryText(runReport(simulation), undefined)).toMatch(/FAIL +min_epochs +4 +99/)
  })

  it('has colours only when they are asked for', async () => {
    const simulation = await smallRun()
    const report = runReport(simulation)
    expect(epochTable(simulation.epochs) + summaryText(report, undefined)).not.toContain('\u001b')
    expect(summaryText(report, undefined, coloured)).toContain('\u001b[32mPASS\u001b[39m')
  })
})
