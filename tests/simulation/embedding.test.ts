import { addComponent, addEntity, createWorld, query, removeEntity } from 'bitecs'
import { describe, expect, it } from 'vitest'
import {
  adversarial,
  Custody,
  createSimulation,
  defineComponent,
  defineParameters,
  definePlugin,
  definePolicy,
  defineSystem,
  Frozen,
  f64,
  honest,
  Intent,
  InternalError,
  number,
  type PolicyAccess,
  Score,
  Standing,
  UserError,
} from '../../simulation/index.ts'
import { aSimulation, aTown } from '../kit/a-simulation.ts'

describe('createSimulation', () => {
  it('runs in the host’s loop and hands out frames, measurements and results', async () => {
    const simulation = await createSimulation({
      agents: [{ type: 'honest', count: 20 }],
      epochs: 2,
      stepsPerEpoch: 3,
    })
    simulation.tick()
    expect(simulation.frame().tick).toBe(1)
    expect(simulation.frame(['Standing.reputation']).columns['Standing.reputation']).toHaveLength(20)
    expect(simulation.measure().metrics['totalInteractions']).toBeGreaterThan(0)
    expect(simulation.runEpoch().epoch).toBe(0)
    const { finished, epochs, summary } = await simulation.run()
    expect([finished, epochs.length]).toEqual([true, 2])
    expect(summary.metrics['totalInteractions']).toBe(
      epochs.reduce((total, { metrics }) => total + (metrics['totalInteractions'] as number), 0),
    )
  })

  it('keeps simulations apart', () => {
    const alone = aTown(60)
    while (!alone.finished) alone.tick()
    const [one, two] = [aTown(60), aTown(60, {}, { seed: 'two' })]
    while (!one.finished) {
      one.tick()
      two.tick()
    }
    expect(one.digest()).toBe(alone.digest())
  })

  it('stops after the tick in which the signal is raised, and says so', async () => {
    const signal = { aborted: false }
    const onProgress = ({ tick }: { tick: number }) => {
      signal.aborted = tick === 7
    }
    const simulation = await createSimulation(
      { agents: [{ type: 'honest', count: 5 }], epochs: 4, stepsPerEpoch: 5 },
      { signal, onProgress },
    )
    const outcome = await simulation.run()
    expect(outcome.finished).toBe(false)
    expect(outcome.epochs).toHaveLength(1)
    expect(simulation.world.clock.tick[0]).toBe(7)
  })

  it('moves levers within their range while running, and notes it', () => {
    const simulation = aSimulation({ honest: 4 })
    simulation.set('governance.audit_probability', 0.3)
    expect(simulation.value('governance.audit_probability')).toBe(0.3)
    expect(() => simulation.set('governance.audit_probability', 3)).toThrow(
      /got 3, expected a number in \[0, 1\]/,
    )
    expect(() => simulation.set('governance.audit_probabilty', 0.3)).toThrow(
      /did you mean governance\.audit_probability\?/,
    )
    expect(() => simulation.set('network.topology', 'ring')).toThrow(/cannot move while a run goes on/)
    expect(simulation.journal().filter(({ code }) => code === 9)).toHaveLength(1)
  })

  it('moves levers by interventions as their epoch starts', () => {
    const simulation = aSimulation(
      { honest: 4 },
      {},
      { epochs: 3, interventions: [{ epoch: 1, set: { 'payoff.h': 9 } }] },
    )
    simulation.runEpoch()
    expect(simulation.value('payoff.h')).toBe(2)
    simulation.tick()
    expect(simulation.value('payoff.h')).toBe(9)
  })

  it('refuses a part of a scenario that does not exist, with the nearest that does', async () => {
    const misspelt = { epoch: 3 } as object
    await expect(createSimulation(misspelt)).rejects.toThrow(
      /epoch: no such part of a scenario \(did you mean epochs\?\)/,
    )
  })

  it('records the series of more agents than a call takes arguments', () => {
    const parameters = { 'metrics.series_share': 1 }
    const simulation = aSimulation({ honest: 200_000 }, parameters, { epochs: 1, stepsPerEpoch: 1 })
    simulation.tick()
    expect(simulation.series).toHaveLength(200_000)
    simulation.restore(simulation.snapshot())
    expect(simulation.series).toHaveLength(200_000)
  })

  it('refuses room for less than the population, and use after its end', async () => {
    expect(() => aSimulation({ honest: 4 }, {}, {}, { capacity: 3 })).toThrow(/capacity: got 3/)
    const simulation = aSimulation({ honest: 4 })
    simulation.dispose()
    expect(() => simulation.tick()).toThrow(/disposed/)
  })

  it('runs one agent, who simply meets nobody', () => {
    for (const turns of ['simultaneous', 'sequential']) {
      const simulation = aSimulation({ honest: 1 }, { turns })
      expect(simulation.runEpoch().metrics['totalInteractions']).toBe(0)
    }
  })
})

describe('agents that come and go', () => {
  it('join at the end of the tick as far as capacity goes, and leave for good', () => {
    const simulation = aSimulation({ honest: 4 }, {}, {}, { capacity: 6 })
    simulation.spawn({ type: 'adversarial', count: 3, initial: { resources: 7 } })
    simulation.depart(0)
    expect(simulation.world.clock.agentCount[0]).toBe(4)
    simulation.tick()
    const { clock } = simulation.world
    expect([clock.agentCount[0], clock.refusedSpawns[0]]).toEqual([6, 1])
    expect(simulation.measure().byType['honest']?.agents).toBe(3)
    simulation.tick()
    expect(simulation.world.get(Intent).action[0]).toBe(0)
    expect(simulation.world.column('Stake.resources')[5]).toBeDefined()
  })
})

describe('the bitECS side', () => {
  it('gives every agent an entity that queries find by store, policy and freeze', () => {
    const simulation = aSimulation({ honest: 3, adversarial: 2 })
    const standing = simulation.store(Standing)
    expect(Array.from(query(simulation.ecs, [standing]))).toHaveLength(5)
    const entities = Array.from(query(simulation.ecs, [adversarial]))
    expect(entities.map((entity) => simulation.rowOf(entity))).toEqual([3, 4])
    simulation.world.get(Custody).reasons[4] = 1
    expect(Array.from(query(simulation.ecs, [Frozen]))).toEqual([simulation.entityOf(4)])
    expect(Array.from(query(simulation.ecs, [simulation.store(Score)])).length).toBeGreaterThanOrEqual(5)
  })

  it('takes a host’s world in: its entities with a policy become agents, their ids as they come', () => {
    const ecs = createWorld()
    const entities = Array.from({ length: 12 }, () => addEntity(ecs))
    for (const gap of [1, 4, 5]) removeEntity(ecs, entities[gap] as number)
    const [a, b, c] = [entities[9], entities[2], entities[7]] as [number, number, number]
    addComponent(ecs, a, adversarial)
    addComponent(ecs, b, honest)
    addComponent(ecs, c, honest)
    const simulation = aSimulation({ opportunistic: 2 }, {}, {}, { world: ecs })
    expect(simulation.ecs).toBe(ecs)
    expect([0, 1, 2].map((row) => simulation.entityOf(row))).toEqual([b, c, a])
    expect(simulation.rowOf(entities[0] as number)).toBe(-1)
    simulation.runEpoch()
    const same = aSimulation({ honest: 2, adversarial: 1, opportunistic: 2 })
    same.runEpoch()
    expect(simulation.digest()).toBe(same.digest())
    expect(Array.from(query(ecs, [simulation.store(Standing)]))).toHaveLength(5)
  })

  it('refuses an entity of two policies', () => {
    const ecs = createWorld()
    const entity = addEntity(ecs)
    addComponent(ecs, entity, honest)
    addComponent(ecs, entity, adversarial)
    expect(() => aSimulation({}, {}, {}, { world: ecs })).toThrow(/carries two policies/)
  })
})

describe('plugins', () => {
  const Mood = defineComponent(
    'Mood',
    { joy: f64({ unit: 'score', range: [-1, 1], sight: 'public', doc: 'Joy of an interaction.' }) },
    { table: 'interaction' },
  )
  const parameters = defineParameters('mood', {
    level: number({ unit: 'score', range: [-1, 1], default: 0.5, doc: 'Joy of all.' }),
  })
  const system = defineSystem({
    name: 'mood',
    phase: 'scoring',
    every: 'interaction',
    before: ['scoring'],
    reads: [],
    writes: [Mood],
    doc: 'Sets joy.',
    bindRow: (access) => {
      const { joy } = access.get(Mood)
      const { level } = access.parameters(parameters)
      return (row) => {
        joy[row] = level[0] as number
      }
    },
  })
  const mood = definePlugin('mood', parameters, (app) =>
    app
      .needs('core')
      .components(Mood)
      .systems(system)
      .signals({ name: 'joy', component: Mood, field: 'joy', weight: 1 }),
  )

  it('add a signal to the proxy, which normalises over all weights', () => {
    const meanProxy = (level: number | undefined) => {
      const simulation = aSimulation(
        { honest: 50 },
        level === undefined ? {} : { 'mood.level': level },
        {},
        level === undefined ? {} : { plugins: [mood] },
      )
      simulation.tick()
      const count = simulation.world.column('Batch.count')[0] as number
      return simulation.world.get(Score).proxy.slice(0, count)
    }
    const plain = meanProxy(undefined)
    const lifted = meanProxy(0.5)
    for (const [row, value] of lifted.entries())
      expect(value).toBeCloseTo(((plain[row] as number) + 0.5) / 2, 12)
  })

  it('name system, tick and agent when their code throws', () => {
    const faulty = definePolicy({
      name: 'faulty',
      key: 'faulty',
      doc: 'Fails for agent 2 at tick 3.',
      type: 255,
      parameters: defineParameters('agents.config', {}),
      remembers: false,
      own: [],
      others: [],
      writes: [Intent],
      bind: ({ clock }) => ({
        act: (agent) => {
          if (agent === 2 && clock.tick[0] === 3) throw new Error('out of ideas')
        },
        consents: () => true,
      }),
    })
    const plugin = definePlugin('faulty', [], (app) => app.policies(faulty))
    const simulation = aSimulation({ faulty: 4 }, {}, { seed: 'trouble' }, { plugins: [plugin] })
    for (let tick = 0; tick < 3; tick++) simulation.tick()
    const thrown = (() => {
      try {
        simulation.tick()
      } catch (error) {
        return error
      }
      return undefined
    })()
    expect(thrown).toBeInstanceOf(InternalError)
    expect((thrown as InternalError).place).toEqual({
      seed: 'trouble',
      tick: 3,
      system: 'proposal',
      agent: 2,
    })
    expect((thrown as InternalError).message).toContain('out of ideas')
  })

  it('are refused when they read what agents hide, miss what they need, or come twice', () => {
    const spy = definePolicy({
      name: 'spy',
      key: 'spy',
      doc: 'Looks into the ledgers of others.',
      type: 255,
      parameters: defineParameters('agents.config', {}),
      remembers: false,
      own: [],
      others: [Standing],
      writes: [Intent],
      bind: () => ({ act: () => {}, consents: () => true }),
    })
    const Secret = defineComponent('Secret', {
      plan: f64({ unit: 'score', sight: 'hidden', doc: 'A plan.' }),
    })
    const nosy = {
      ...spy,
      others: [Secret],
      bind: (access: PolicyAccess) => {
        const { plan } = access.get(Secret)
        return { act: (agent: number) => void plan[agent], consents: () => true }
      },
    }
    const plugin = definePlugin('spy', [], (app) => app.components(Secret).policies(nosy))
    expect(() => aSimulation({ spy: 1 }, {}, {}, { plugins: [plugin] })).toThrow(
      /reads Secret\.plan, which is hidden/,
    )
    expect(() =>
      aSimulation({ honest: 1 }, {}, {}, { plugins: [definePlugin('x', [], (app) => app.needs('mod'))] }),
    ).toThrow(UserError)
    expect(() => aSimulation({ honest: 1 }, {}, {}, { plugins: [mood, mood] })).toThrow(/registered twice/)
  })
})
