import { describe, expect, it } from 'vitest'
import { bindSpawnRequest } from '../../components/lookup/spawning.ts'
import { Origin, SpawnRequest, SpawnTotals } from '../../components/spawning.ts'
import { defineParameters, flag, number } from '../../engine/config.ts'
import { NOBODY } from '../../engine/journal.ts'
import { definePlugin, type Plugin } from '../../engine/plugin.ts'
import { defineSystem } from '../../engine/schedule.ts'
import { aSimulation } from '../kit/a-simulation.ts'

/** A nursery that asks for some agents of a type each epoch. */
function nursery(name: string, type: string, each: number): Plugin {
  const parameters = defineParameters(name, {
    enabled: flag({ default: true, live: false, doc: 'Whether it asks.' }),
    most: number({ unit: 'agents', range: [0, 1000], integer: true, default: 100, doc: 'Announced.' }),
  })
  const asks = defineSystem({
    name: `${name}-asks`,
    phase: 'epoch-end',
    every: 'epoch-end',
    reads: [],
    writes: [SpawnRequest, SpawnTotals],
    doc: 'Asks for agents.',
    bind(access) {
      const request = bindSpawnRequest(access)
      const policy = access.registry.policies.findIndex(({ key }) => key === type)
      return () => {
        for (let i = 0; i < each; i++) request(policy, i)
      }
    },
  })
  return definePlugin(
    name,
    parameters,
    (app) => {
      if (app.plan.value(`${name}.enabled`) === true) app.systems(asks)
    },
    {
      newcomers: ({ value }) => (value(`${name}.enabled`) === true ? (value(`${name}.most`) as number) : 0),
    },
  )
}

/** Turns down every other request. */
const gate = definePlugin('gate', [], (app) =>
  app.systems(
    defineSystem({
      name: 'gate',
      phase: 'arrival',
      every: 'epoch-end',
      reads: [SpawnTotals],
      writes: [SpawnRequest],
      doc: 'Turns down every other newcomer.',
      bind(access) {
        const { refused } = access.get(SpawnRequest)
        const { pending } = access.get(SpawnTotals)
        return () => {
          for (let row = 1; row < (pending[0] as number); row += 2) refused[row] = 1
        }
      },
    }),
  ),
)

const town = (plugins: readonly Plugin[], parameters = {}, capacity?: number) =>
  aSimulation(
    { honest: 10, deceptive: 0 },
    parameters,
    {
      epochs: 4,
      stepsPerEpoch: 3,
      agents: [
        { type: 'honest', count: 10 },
        { type: 'deceptive', count: 0, initial: { resources: 7 } },
      ],
    },
    { plugins, ...(capacity === undefined ? {} : { capacity }) },
  )

describe('agents that systems ask for', () => {
  it('come as the epoch ends, with the traits of their group and their sponsor, and act in the next', () => {
    const simulation = town([nursery('cradle', 'deceptive', 2)])
    simulation.runEpoch()
    const { world } = simulation
    expect(world.clock.agentCount[0]).toBe(12)
    expect([...world.get(Origin).sponsor.subarray(9, 12)]).toEqual([NOBODY, 0, 1])
    expect([...world.get(Origin).epoch.subarray(9, 12)]).toEqual([0, 1, 1])
    expect([...world.column('Stake.resources').subarray(10, 12)]).toEqual([7, 7])
    expect(world.get(SpawnTotals).pending[0]).toBe(0)
    simulation.runEpoch()
    expect(simulation.epochs[1]?.byType['deceptive']?.agents).toBe(2)
  })

  it('give the same world in any order of plugins, and after a snapshot', () => {
    const [first, second] = [nursery('cradle', 'deceptive', 2), nursery('school', 'honest', 1)]
    const one = town([first, second])
    const other = town([second, first])
    for (const simulation of [one, other]) while (!simulation.finished) simulation.tick()
    expect(one.digest()).toBe(other.digest())
    const third = town([first, second])
    third.runEpoch()
    third.tick()
    const kept = third.snapshot()
    while (!third.finished) third.tick()
    expect(third.digest()).toBe(one.digest())
    third.restore(kept)
    while (!third.finished) third.tick()
    expect(third.digest()).toBe(one.digest())
  })

  it('can be turned down on arrival', () => {
    const simulation = town([nursery('cradle', 'deceptive', 3), gate])
    simulation.runEpoch()
    expect(simulation.world.clock.agentCount[0]).toBe(12)
    expect(simulation.world.get(SpawnTotals).turnedDown[0]).toBe(1)
    expect([...simulation.world.get(Origin).sponsor.subarray(10, 12)]).toEqual([0, 2])
  })

  it('are refused and counted once there is no room', () => {
    const few = town([nursery('cradle', 'deceptive', 2)], { 'cradle.most': 3 })
    while (!few.finished) few.tick()
    expect(few.world.clock.agentCount[0]).toBe(13)
    expect(few.world.clock.refusedSpawns[0]).toBe(5)
    const tight = town([nursery('cradle', 'deceptive', 2)], {}, 11)
    while (!tight.finished) tight.tick()
    expect(tight.world.clock.agentCount[0]).toBe(11)
  })

  it('leave no trace in a world whose plugins ask for none', () => {
    const off = town([nursery('cradle', 'deceptive', 2)], { 'cradle.enabled': false })
    expect(off.world.has(SpawnRequest)).toBe(false)
    expect(off.world.rowsOf('agent')).toBe(10)
    expect(off.digest()).toBe(town([]).digest())
  })

  it('must be announced as a count', () => {
    const odd: Plugin = { ...gate, newcomers: () => 1.5 }
    expect(() => town([odd])).toThrow(/newcomers of plugin gate: got 1.5, expected a whole number/)
  })
})
