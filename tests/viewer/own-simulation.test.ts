import { afterEach, describe, expect, it } from 'vitest'
import { mechanisms } from '../../mechanisms/index.ts'
import { createSimulation } from '../../simulation/create.ts'
import type { Simulation } from '../../simulation/simulation.ts'
import { FULL_TOWN, straightDigest, TOWN, Visit } from './a-session.ts'

const OWN = { name: 'own', scenario: TOWN, own: true }
const TAX = 'governance.transaction_tax_rate'

const opened: { visit: Visit; simulation: Simulation }[] = []
afterEach(async () => {
  for (const { visit, simulation } of opened.splice(0)) {
    await visit.session.close()
    simulation.dispose()
  }
})

async function visitOwn(scenario = TOWN, ticksBefore = 0, plugins = mechanisms) {
  const simulation = await createSimulation(scenario, { plugins })
  for (let tick = 0; tick < ticksBefore; tick++) simulation.tick()
  const visit = new Visit({ simulation })
  opened.push({ visit, simulation })
  const society = await visit.session.open(OWN)
  await visit.until(() => visit.frames.length > 0)
  return { simulation, visit, society }
}

describe('a simulation of the page’s own', () => {
  it('is run, moved and gone back with, and stays the page’s', async () => {
    const { simulation, visit, society } = await visitOwn()
    expect(society.agentCount).toBe(100)
    await visit.session.step({ ticks: 7 })
    await visit.session.move({ side: 'a', path: TAX, value: 0.3 })
    await visit.session.step({ ticks: 5 })
    expect(simulation.world.clock.tick[0]).toBe(12)
    const digest = await straightDigest(TOWN, 12, [{ tick: 7, path: TAX, value: 0.3 }])
    expect(simulation.digest()).toBe(digest)
    await visit.session.seek({ tick: 3 })
    expect(simulation.digest()).toBe(await straightDigest(TOWN, 3))
    await visit.session.seek({ tick: 12 })
    expect(simulation.digest()).toBe(digest)
    await visit.session.close()
    // Closing leaves it as it is, and nobody listens to it any more.
    simulation.tick()
    expect(simulation.world.clock.tick[0]).toBe(13)
  })

  it('is followed while the page runs it and moves its levers', async () => {
    const { simulation, visit } = await visitOwn()
    simulation.runEpoch()
    simulation.set(TAX, 0.25)
    simulation.runEpoch()
    await visit.until(() => visit.lastFrame.frames[0]?.tick === 10)
    const rows = visit.frames.flatMap(({ series }) => series)
    expect(rows.reduce((sum, part) => sum + part.rows.length / 6, 0)).toBe(11)
    expect(rows.flatMap(({ epochs }) => epochs).map(({ epoch }) => epoch)).toEqual([0, 1])
    expect(visit.frames.flatMap(({ settings }) => settings).at(-1)?.values).toEqual({ [TAX]: 0.25 })
    // Its own moves are moved again where the past is run again.
    await visit.session.seek({ tick: 2 })
    await visit.session.seek({ tick: 10 })
    expect(simulation.digest()).toBe(await straightDigest(TOWN, 10, [{ tick: 5, path: TAX, value: 0.25 }]))
  })

  it('may have run before it is looked at: its past begins there', async () => {
    const { simulation, visit } = await visitOwn(TOWN, 7)
    await visit.session.step({ ticks: 6 })
    await visit.session.seek({ tick: 2 })
    expect(simulation.world.clock.tick[0]).toBe(7)
    expect(simulation.digest()).toBe(await straightDigest(TOWN, 7))
    const [first] = visit.frames.flatMap(({ series }) => series)
    expect([...(first?.rows.subarray(0, 6) ?? [])].every(Number.isNaN)).toBe(true)
    expect(first?.epochs).toHaveLength(1)
  })

  it('tells an agent’s past without anybody else finding it there', async () => {
    const { simulation, visit } = await visitOwn()
    await visit.session.step({ ticks: 12 })
    const before = simulation.digest()
    const asked = visit.session.history({ side: 'a', agent: 3, paths: ['Stake.resources'], most: 20 })
    const { ticks } = await asked
    expect(ticks.at(-1)).toBe(12)
    expect(simulation.digest()).toBe(before)
  })

  it.each([
    ['without plugins', TOWN, []],
    ['with all mechanisms', FULL_TOWN, mechanisms],
  ])('branches, %s, and becomes its copy where that is kept', async (_, scenario, plugins) => {
    const given = plugins.length > 0 ? scenario : { ...scenario, parameters: {}, interventions: [] }
    const { simulation, visit } = await visitOwn(given, 0, plugins as typeof mechanisms)
    const path = 'governance.audit_probability'
    await visit.session.step({ ticks: 5 })
    await visit.session.branch()
    await visit.session.move({ side: 'b', path, value: 0.6 })
    await visit.session.step({ ticks: 4 })
    const [a, b] = [await visit.session.digest({ side: 'a' }), await visit.session.digest({ side: 'b' })]
    expect(b).not.toBe(a)
    await visit.session.merge({ keep: 'b' })
    expect(simulation.digest()).toBe(b)
    expect(simulation.value(path)).toBe(0.6)
    simulation.tick()
    await visit.until(() => visit.lastFrame.frames[0]?.tick === 10)
  })

  it('refuses what only a new society could be', async () => {
    const { visit } = await visitOwn()
    await expect(visit.session.open({ ...OWN, seed: '8' })).rejects.toThrow('the page’s own')
    const other = new Visit()
    await expect(other.session.open(OWN)).rejects.toThrow('has not been given a simulation')
    await other.session.close()
  })
})

describe('what levers are', () => {
  it('is told as time goes back and forth, the scenario’s interventions among it', async () => {
    const visit = new Visit()
    const society = await visit.session.open({ name: 'town', scenario: TOWN })
    const opening = society.levers.find((each) => each.path === TAX)?.value
    expect(opening).toBe(0.05)
    const told = () =>
      Object.assign({}, ...visit.frames.flatMap(({ settings }) => settings).slice(-1)) as {
        values?: Record<string, unknown>
      }
    await visit.session.step({ ticks: 16 })
    expect(told().values).toEqual({ [TAX]: 0.2 })
    await visit.session.seek({ tick: 4 })
    expect(told().values).toEqual({})
    const before = visit.frames.flatMap(({ settings }) => settings).length
    await visit.session.step({ ticks: 3 })
    expect(visit.frames.flatMap(({ settings }) => settings)).toHaveLength(before)
    await visit.session.close()
  })
})
