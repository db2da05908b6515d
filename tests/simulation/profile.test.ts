import { describe, expect, it } from 'vitest'
import { Batch } from '../../engine/block.ts'
import { defineSystem } from '../../engine/schedule.ts'
import { createSimulation, definePlugin } from '../../simulation/index.ts'
import { aTown } from '../kit/a-simulation.ts'

/** A clock that moves one millisecond a look, so that every timed call takes exactly one. */
const steps = () => {
  let milliseconds = 0
  return { now: () => milliseconds++ }
}

describe('a profile', () => {
  it('has a row a system in schedule order, then metrics and epoch results, and counts calls and rows', () => {
    const simulation = aTown(200, {}, {}, { profiler: steps() })
    const { count } = simulation.world.get(Batch)
    let interactions = 0
    while (!simulation.finished) {
      simulation.tick()
      for (const rows of count) interactions += rows
    }
    expect(interactions).toBeGreaterThan(1000)
    const rows = simulation.profile()
    expect(rows.map(({ system }) => system)).toEqual([
      ...simulation.systems.map(({ name }) => name),
      'metrics',
      'epoch results',
    ])
    const row = (name: string) => rows.find(({ system }) => system === name)
    const core = { plugin: 'core' }
    expect(row('scoring')).toMatchObject({ ...core, cadence: 'interaction', rows: interactions })
    expect(row('metrics')).toMatchObject({ ...core, cadence: 'interaction', rows: interactions })
    expect(row('proposal')).toMatchObject({ phase: 'proposal', cadence: 'agent', rows: 200 * 15 })
    expect(row('decay')).toMatchObject({ cadence: 'epoch-start', rows: 200 * 3, milliseconds: 3 })
    expect(row('epoch results')).toMatchObject({ cadence: 'epoch-end', rows: 200 * 3, milliseconds: 3 })
    // The clock moves by one a reading: nine metrics look on in each of 15 ticks.
    expect(row('metrics')?.milliseconds).toBe(9 * 15)
    for (const { milliseconds } of rows) expect(milliseconds).toBeGreaterThan(0)
  })

  it('changes nothing, and is a copy', () => {
    const plain = aTown()
    const profiled = aTown(200, {}, {}, { profiler: steps() })
    for (const simulation of [plain, profiled]) simulation.runEpoch()
    expect(profiled.digest()).toBe(plain.digest())
    const before = profiled.profile()
    profiled.tick()
    expect(profiled.profile()).not.toEqual(before)
  })

  it('tells whose system it was', () => {
    const idle = definePlugin('idle', [], (app) => {
      app.systems(
        defineSystem({
          name: 'idle',
          phase: 'market',
          every: 'tick',
          reads: [],
          writes: [],
          doc: 'Nothing.',
          bind: () => () => {},
        }),
      )
    })
    const simulation = aTown(50, {}, {}, { profiler: steps(), plugins: [idle] })
    simulation.tick()
    const row = simulation.profile().find(({ system }) => system === 'idle')
    expect(row).toEqual({
      system: 'idle',
      plugin: 'idle',
      phase: 'market',
      cadence: 'tick',
      milliseconds: 1,
      rows: 50,
    })
  })

  it('starts anew when a timed world moves in where one of its shape was', async () => {
    const profiler = steps()
    const scenario = { agents: [{ type: 'honest', count: 30 }], epochs: 1 }
    const runs = ['one', 'two'].map((seed) => ({ ...scenario, seed }))
    const digests: string[] = []
    const buffers: unknown[] = []
    for (const each of [...runs, { ...scenario, seed: 'one' }]) {
      const simulation = await createSimulation(each, { profiler })
      expect(simulation.profile().every(({ milliseconds, rows }) => milliseconds === 0 && rows === 0)).toBe(
        true,
      )
      await simulation.run()
      digests.push(simulation.digest())
      buffers.push(simulation.world.buffer)
      simulation.dispose()
    }
    expect(buffers[1]).toBe(buffers[0])
    expect(digests[2]).toBe(digests[0])
    const untimed = await createSimulation({ ...scenario, seed: 'one' })
    expect(untimed.world.buffer).not.toBe(buffers[0])
    await untimed.run()
    expect(untimed.digest()).toBe(digests[0])
    untimed.dispose()
  })

  it('needs a clock', () => {
    expect(() => aTown(50).profile()).toThrow(
      /profile: the simulation has no clock \(make it with option profiler/,
    )
  })
})
