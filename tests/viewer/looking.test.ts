import { describe, expect, it } from 'vitest'
import { mechanisms } from '../../mechanisms/index.ts'
import { createSimulation } from '../../simulation/create.ts'
import type { Simulation } from '../../simulation/simulation.ts'
import { FULL_TOWN, TOWN, Visit } from './a-session.ts'

async function at(tick: number, scenario = TOWN): Promise<Visit> {
  const visit = new Visit()
  await visit.session.open({ name: 'town', scenario, tick })
  await visit.until(() => visit.frames.length === 1)
  return visit
}

async function twin(tick: number, scenario = TOWN): Promise<Simulation> {
  const simulation = await createSimulation(scenario, { plugins: mechanisms })
  for (let run = 0; run < tick; run++) simulation.tick()
  return simulation
}

describe('an agent’s card', () => {
  it('has every component of the agent, those of mechanisms and of its policy among them', async () => {
    const visit = await at(22, FULL_TOWN)
    const simulation = await twin(22, FULL_TOWN)
    const { world } = simulation
    for (const agent of [0, 70, 99, 104, 111]) {
      const card = await visit.session.inspect({ side: 'a', agent })
      expect(card).toMatchObject({ agent, tick: 22, policy: world.column('Kind.policy')[agent] })
      expect(card.entity).toBe(simulation.entityOf(agent))
      const names = new Set(card.components.map(({ name }) => name))
      const along = world.layout.filter(({ component }) => component.table === 'agent')
      for (const { component } of along) expect(names).toContain(component.name)
      expect(names).toContain('Threat')
      expect(names).toContain('Identity')
      const standing = card.components.find(({ name }) => name === 'Standing')
      expect(standing?.fields[0]).toMatchObject({
        name: 'reputation',
        unit: 'score',
        values: [world.column('Standing.reputation')[agent]],
      })
      expect(card.components.find(({ name }) => name === 'Breaker')?.fields[0]?.values.length).toBe(10)
    }
    const honest = await visit.session.inspect({ side: 'a', agent: 0 })
    expect(honest.components.map(({ name }) => name)).toContain('Honest')
    await expect(visit.session.inspect({ side: 'a', agent: 100_000 })).rejects.toThrow(
      'expected a whole number in [0,',
    )
    await expect(visit.session.inspect({ side: 'b', agent: 0 })).rejects.toThrow('branch off first')
    simulation.dispose()
    await visit.session.close()
  })

  it('says whom the agent dealt with most, as far as it remembers', async () => {
    const visit = await at(24)
    const { world } = await twin(24)
    const fields = ['partner', 'completed', 'accepted', 'acceptedSumP']
    const [partner, completed, accepted, sumP] = fields.map((field) =>
      world.column(`Acquaintance.${field}`),
    ) as [Uint32Array, Uint16Array, Uint16Array, Float64Array]
    const slots = partner.length / 100
    const { counterparties } = await visit.session.inspect({ side: 'a', agent: 61 })
    expect(counterparties.length).toBeGreaterThan(0)
    const counts = counterparties.map(({ interactions }) => interactions)
    expect(counts).toEqual([...counts].sort((one, two) => two - one))
    for (const met of counterparties) {
      const row = partner.subarray(61 * slots, 62 * slots).indexOf(met.agent + 1) + 61 * slots
      expect(met.interactions).toBe(completed[row])
      expect(met.meanP).toBe((sumP[row] as number) / (accepted[row] as number))
    }
    await visit.session.close()
  })

  it('says why an agent is held, for every agent that is', async () => {
    const visit = await at(30, FULL_TOWN)
    const held = await visit.session.find({ side: 'a', text: 'held or departed' })
    expect(held.length).toBeGreaterThan(2)
    const said = new Set<string>()
    for (const agent of held) {
      const card = await visit.session.inspect({ side: 'a', agent })
      expect(card.held.length).toBeGreaterThan(0)
      for (const phrase of card.held) {
        expect(phrase).not.toMatch(/undefined|NaN|none/)
        said.add(phrase.slice(0, 8))
      }
    }
    expect(said).toContain('circuit ')
    const [free = 0] = await visit.session.find({ side: 'a', text: 'not held and not departed' })
    expect((await visit.session.inspect({ side: 'a', agent: free })).held).toEqual([])
    await visit.session.close()
  })
})

describe('an agent’s past', () => {
  const paths = ['Standing.reputation', 'Agent.toxicity', 'Stake.resources']

  it('is what a straight run had tick by tick, and looking leaves no trace', async () => {
    const visit = await at(9, FULL_TOWN)
    const { session } = visit
    await session.move({ side: 'a', path: 'governance.audit_probability', value: 1 })
    await session.seek({ tick: 30 })
    await session.seek({ tick: 21 })
    const before = await session.digest({ side: 'a' })
    const orders = [3, 88, 110].map((agent) => ({ side: 'a', agent, paths, most: 500 }) as const)
    const found = await Promise.all(orders.map((order) => session.history(order)))
    expect(await session.digest({ side: 'a' })).toBe(before)
    const simulation = await createSimulation(FULL_TOWN, { plugins: mechanisms })
    for (let tick = 0; tick <= 21; tick++) {
      if (tick > 0) simulation.tick()
      if (tick === 9) simulation.set('governance.audit_probability', 1)
      found.forEach(({ agent, values, ticks }) => {
        expect(ticks[tick]).toBe(tick)
        const exists = agent < (simulation.world.clock.agentCount[0] as number)
        for (const path of ['Standing.reputation', 'Stake.resources']) {
          expect(values[path]?.[tick]).toBe(exists ? simulation.world.column(path)[agent] : Number.NaN)
        }
      })
    }
    expect(found[0]?.ticks.length).toBe(22)
    const frames = visit.frames.length
    await session.step({ ticks: 9 })
    expect(visit.frames.length).toBe(frames + 1)
    expect(visit.lastFrame.events).toEqual([])
    simulation.dispose()
    await session.close()
  })

  it('is bounded, also where checkpoints are few, and on either side', async () => {
    const visit = new Visit({ checkpointBytes: 1_000_000 })
    await visit.session.open({ name: 'town', scenario: TOWN })
    await visit.session.step({ ticks: 29 })
    await visit.session.branch()
    const before = await visit.session.digest({ side: 'b' })
    for (const side of ['a', 'b'] as const) {
      const { ticks, values } = await visit.session.history({ side, agent: 5, paths, most: 7 })
      expect([...ticks]).toEqual([0, 5, 10, 15, 20, 25, 29])
      for (const [place, tick] of ticks.entries()) {
        const { world } = await twin(tick)
        expect(values['Standing.reputation']?.[place]).toBe(world.column('Standing.reputation')[5])
      }
    }
    expect(await visit.session.digest({ side: 'b' })).toBe(before)
    await visit.session.close()
  })

  it('is given up for what changes the society, which is then as it was', async () => {
    // Without checkpoints all 400 ticks have to be run again, which takes several pieces of work.
    const { session } = new Visit({ checkpointBytes: 1 })
    await session.open({ name: 'town', scenario: { ...TOWN, epochs: 100 } })
    await session.seek({ tick: 400 })
    const looking = session.history({ side: 'a', agent: 5, paths, most: 400 })
    const refused = expect(looking).rejects.toThrow('given up')
    await new Promise((resume) => setImmediate(resume))
    await session.step({ ticks: 1 })
    await refused
    expect(await session.digest({ side: 'a' })).toBe((await twin(401, { ...TOWN, epochs: 100 })).digest())
    for (const order of [
      { side: 'a', agent: 100_000, paths, most: 5 } as const,
      { side: 'a', agent: 1, paths: ['No.such'], most: 5 } as const,
    ]) {
      await expect(session.history(order)).rejects.toThrow(/no such column|expected a whole number/)
    }
    await session.close()
  })
})

describe('many agents', () => {
  it('finds by expression, word and number', async () => {
    const visit = await at(20)
    const { world } = await twin(20)
    const reputation = world.column('Standing.reputation')
    const rows = await visit.session.find({ side: 'a', text: 'rep > 0.5 and type = honest' })
    const expected = [...Array(60).keys()].filter((agent) => (reputation[agent] as number) > 0.5)
    expect([...rows]).toEqual(expected)
    expect([...(await visit.session.find({ side: 'a', text: 'deceptive' }))]).toEqual(
      [...Array(12).keys()].map((row) => row + 75),
    )
    expect([...(await visit.session.find({ side: 'a', text: '42' }))]).toEqual([42])
    await expect(visit.session.find({ side: 'a', text: 'reputatoin > 1' })).rejects.toMatchObject({
      line: 1,
      column: 1,
      hint: 'did you mean reputation?',
    })
    await visit.session.close()
  })

  it('sets a group against the others', async () => {
    const visit = await at(20)
    const { world } = await twin(20)
    const agents = await visit.session.find({ side: 'a', text: 'deceptive' })
    const found = await visit.session.contrast({ side: 'a', agents })
    expect([found.count, found.rest]).toEqual([12, 88])
    expect(found.byPolicy.reduce((sum, each) => sum + each, 0)).toBe(12)
    const values = [...world.column('Stake.resources')]
    const inside = values.filter((_, agent) => agents.includes(agent))
    const outside = values.filter((_, agent) => !agents.includes(agent))
    const mean = (all: number[]) => all.reduce((sum, each) => sum + each, 0) / all.length
    const squares = (all: number[]) =>
      all.reduce((sum, each) => sum + (each - mean(all)) * (each - mean(all)), 0)
    const row = found.columns.find(({ path }) => path === 'Stake.resources')
    expect(row?.mean).toBeCloseTo(mean(inside), 10)
    expect(row?.restMean).toBeCloseTo(mean(outside), 10)
    const pooled = Math.sqrt((squares(inside) + squares(outside)) / 98)
    expect(row?.effect).toBeCloseTo((mean(inside) - mean(outside)) / pooled, 10)
    const everyone = await visit.session.contrast({ side: 'a', agents: Uint32Array.from(values.keys()) })
    expect(everyone.rest).toBe(0)
    expect(everyone.columns.every(({ effect }) => effect === null)).toBe(true)
    await visit.session.close()
  })

  it('lists pages of a sorted table', async () => {
    const visit = await at(20)
    const { world } = await twin(20)
    const order = { side: 'a', paths: ['Standing.reputation'], sortBy: 'Standing.reputation' } as const
    const pages = [0, 40, 80].map((first) => visit.session.table({ ...order, first, count: 40 }))
    const rows = (await Promise.all(pages)).flatMap((page) => page.rows)
    expect(rows.length).toBe(100)
    const sorted = [...world.column('Standing.reputation')].sort((one, two) => one - two)
    expect(rows.map(({ values }) => values[0])).toEqual(sorted)
    expect(new Set(rows.map(({ agent }) => agent)).size).toBe(100)
    const agents = Uint32Array.of(70, 3, 9)
    const some = await visit.session.table({ ...order, agents, descending: true, first: 0, count: 2 })
    expect(some.total).toBe(3)
    expect(some.rows.length).toBe(2)
    expect(some.rows[0]?.values[0]).toBeGreaterThanOrEqual(some.rows[1]?.values[0] as number)
    await visit.session.step({ ticks: 1 })
    const later = await visit.session.table({ ...order, first: 0, count: 1 })
    const next = await twin(21)
    expect(later.rows[0]?.values[0]).toBe(Math.min(...next.world.column('Standing.reputation')))
    await expect(visit.session.table({ ...order, sortBy: 'Nope', first: 0, count: 1 })).rejects.toThrow(
      'no such column',
    )
    await visit.session.close()
  })

  it('copies columns, ties and timings', async () => {
    const visit = await at(20)
    const { world } = await twin(20)
    const copies = await visit.session.columns({ side: 'a', paths: ['Stake.resources', 'Agent.toxicity'] })
    expect(copies.values['Stake.resources']).toEqual(world.column('Stake.resources').slice())
    expect(copies.agentCount).toBe(100)
    const ties = await visit.session.ties({ side: 'a', most: 1_000_000 })
    const degrees = world.column('Neighbours.degree').subarray(0, 100)
    expect(ties.length).toBe([...degrees].reduce((sum, degree) => sum + degree, 0))
    for (let tie = 0; tie < ties.length; tie += 2) expect(ties[tie]).toBeLessThan(ties[tie + 1] as number)
    const few = await visit.session.ties({ side: 'a', most: 50 })
    expect(few.length).toBe(100)
    expect(few[98]).toBeGreaterThan(70)
    const timings = await visit.session.timings({ side: 'a' })
    expect(timings.map(({ system }) => system)).toContain('settlement')
    expect(timings.some(({ milliseconds }) => milliseconds > 0)).toBe(true)
    await visit.session.close()
    const open = await at(1, FULL_TOWN)
    expect((await open.session.ties({ side: 'a', most: 10 })).length).toBe(0)
    await open.session.close()
  })
})
