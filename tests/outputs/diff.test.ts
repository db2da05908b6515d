import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Standing } from '../../components/standing.ts'
import { defineParameters, flag } from '../../engine/config.ts'
import { definePlugin } from '../../engine/plugin.ts'
import { defineSystem } from '../../engine/schedule.ts'
import { diffRuns } from '../../outputs/diff/index.ts'
import { diffSimulations } from '../../outputs/diff/runs.ts'
import { INTERACTION_LOG, RunFolder } from '../../outputs/folder.ts'
import { recordInteractions, writeRun } from '../../outputs/run-files.ts'
import { createSimulation } from '../../simulation/create.ts'
import type { SimulationOptions } from '../../simulation/options.ts'
import type { ScenarioInput } from '../../simulation/scenario.ts'
import type { Simulation } from '../../simulation/simulation.ts'
import { smallSociety } from './small-run.ts'

let home: string
beforeEach(() => {
  home = fs.mkdtempSync(join(tmpdir(), 'patchwork-diff-'))
})
afterEach(() => {
  fs.rmSync(home, { recursive: true, force: true })
})

const TICK = 7
const AGENT = 13
const parameters = defineParameters('pin', {
  enabled: flag({ default: false, live: false, doc: 'Whether a reputation is changed by hand.' }),
})
const pin = (name: string, after: string) =>
  definePlugin(name, [parameters], (app) => {
    app.systems(
      defineSystem({
        name: 'pin',
        phase: 'reputation',
        every: 'tick',
        after: [after],
        reads: [],
        writes: [Standing],
        doc: 'Changes one reputation in one tick.',
        bind(access) {
          const { reputation } = access.get(Standing)
          const { tick } = access.clock
          const on = access.parameters(parameters).enabled
          return () => {
            if (on[0] === 1 && tick[0] === TICK) reputation[AGENT] = (reputation[AGENT] as number) + 0.5
          }
        },
      }),
    )
  })

async function stepped(changes: ScenarioInput = {}, options: SimulationOptions = {}) {
  const simulation = await createSimulation({ ...smallSociety, ...changes }, options)
  return { simulation, moves: [], ticks: 20 }
}

async function written(
  name: string,
  changes: ScenarioInput = {},
  beforeTick?: (simulation: Simulation) => void,
) {
  const simulation = await createSimulation({ ...smallSociety, ...changes })
  const folder = new RunFolder(join(home, name))
  const interactions = recordInteractions(folder, simulation)
  interactions.start()
  while (!simulation.finished) {
    beforeTick?.(simulation)
    simulation.tick()
    interactions.afterTick()
  }
  writeRun(folder, simulation, { interactions })
  return folder.path
}

const logOf = (folder: string) => join(folder, INTERACTION_LOG)

describe('diff of simulations', () => {
  it('finds a planted change: tick, system, column, agent and both values', async () => {
    const plugins = [pin('pin', 'reputation')]
    const [a, b] = [
      await stepped({}, { plugins }),
      await stepped({ parameters: { ...smallSociety.parameters!, 'pin.enabled': true } }, { plugins }),
    ]
    const { first, ticks } = await diffSimulations(a, b)
    expect(ticks).toBe(TICK)
    expect(first).toMatchObject({
      tick: TICK,
      epoch: 1,
      system: 'pin',
      column: 'Standing.reputation',
      row: AGENT,
      agent: 'deceptive_2',
    })
    expect(first!.b! - first!.a!).toBeCloseTo(0.5, 12)
  })

  it('finds a system that only one run has', async () => {
    const changes = { parameters: { ...smallSociety.parameters!, 'pin.enabled': true } }
    const [a, b] = [await stepped(), await stepped(changes, { plugins: [pin('pin', 'reputation')] })]
    const { first } = await diffSimulations(a, b)
    expect(first).toMatchObject({ tick: TICK, system: 'pin', column: 'Standing.reputation', row: AGENT })
  })

  it('finds nothing in equal runs, and what differs before the first tick in those of two seeds', async () => {
    expect(await diffSimulations(await stepped(), await stepped())).toEqual({ ticks: 20, first: undefined })
    const initial = { reputation: { dist: 'uniform', low: 0, high: 1 } } as const
    const agents = [{ type: 'honest', count: 20, initial }]
    const { first } = await diffSimulations(await stepped({ agents }), await stepped({ agents, seed: '8' }))
    expect(first).toMatchObject({
      tick: null,
      system: null,
      column: 'Standing.reputation',
      agent: 'honest_1',
    })
  })
})

describe('diff of runs', () => {
  it('names the setting first, and where it begins to matter', async () => {
    const later = { epoch: 2, set: { 'governance.transaction_tax_rate': 0.3 } }
    const interventions = [...smallSociety.interventions!, later]
    const [a, b] = [await written('a'), await written('b', { interventions })]
    const report = await diffRuns(a, b)
    expect(report).toMatchObject({ by: 'running', equal: false, ticks: 10, onlyA: [], onlyB: [] })
    expect(report.scenario.map(({ path }) => path)).toEqual([
      'interventions, epoch 2: governance.transaction_tax_rate',
    ])
    expect(report.first).toMatchObject({ tick: 10, epoch: 2, system: 'governance', column: 'Cost.initiator' })
  })

  it('finds the governance system that a moved lever makes differ, by running and in logs', async () => {
    const a = await written('a')
    const b = await written('b', {}, (simulation) => {
      if (simulation.world.clock.tick[0] === 12) simulation.set('governance.transaction_tax_rate', 0.3)
    })
    const ran = await diffRuns(a, b)
    expect(ran.scenario).toEqual([
      { path: 'moved after tick 12: governance.transaction_tax_rate', a: undefined, b: 0.3 },
    ])
    expect(ran.first).toMatchObject({ tick: 12, epoch: 2, system: 'governance', column: 'Cost.initiator' })
    expect(ran.first!.b).toBeGreaterThan(ran.first!.a!)
    const read = await diffRuns(logOf(a), logOf(b))
    expect(read).toMatchObject({ by: 'logs', ticks: 12 })
    expect(read.first).toMatchObject({
      tick: 12,
      system: null,
      column: 'Cost.initiator',
      row: ran.first!.row,
      agent: ran.first!.agent,
      a: ran.first!.a,
      b: ran.first!.b,
    })
    expect(await diffRuns(a, logOf(b))).toMatchObject({ by: 'logs', first: read.first })
  })

  it('is equal for equal runs, and tells one that is longer', async () => {
    const [a, b, longer] = [await written('a'), await written('b'), await written('c', { epochs: 5 })]
    expect(await diffRuns(a, b)).toMatchObject({ equal: true, scenario: [], first: null, ticks: 20 })
    expect(await diffRuns(logOf(a), logOf(b))).toMatchObject({ equal: true, first: null })
    expect(await diffRuns(a, longer)).toMatchObject({
      equal: false,
      first: null,
      ticksA: 20,
      ticksB: 25,
      scenario: [{ path: 'simulation.n_epochs', a: 4, b: 5 }],
    })
  })

  it('lists the columns that only one of them has', async () => {
    const [a, b] = [await written('a'), await written('b')]
    const manifest = join(b, 'manifest.json')
    const text = JSON.parse(fs.readFileSync(manifest, 'utf8'))
    text.scenario.parameters['security.enabled'] = true
    fs.writeFileSync(manifest, JSON.stringify(text))
    const report = await diffRuns(a, b)
    expect(report.onlyA).toEqual([])
    expect(report.onlyB).toContain('Alarm.signs')
    expect(report.scenario).toEqual([{ path: 'security.enabled', a: undefined, b: true }])
  })

  it('says what is no run', async () => {
    const a = await written('a')
    await expect(diffRuns(a, join(home, 'none'))).rejects.toThrow(/none: no such folder/)
    fs.writeFileSync(join(home, 'note.txt'), 'x')
    await expect(diffRuns(a, join(home, 'note.txt'))).rejects.toThrow(/note\.txt: is not an interaction log/)
  })
})
