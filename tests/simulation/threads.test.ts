import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ParameterValue } from '../../engine/config.ts'
import type { ScenarioInput, SimulationOptions } from '../../simulation/index.ts'
import { type BuiltPackage, builtPackage } from '../kit/built-package.ts'
import { FAILING_AGENT, FAILING_TICK } from '../kit/failing-plugin.ts'

/** Threads load the package anew, so it has to be there as a release has it. */
let built: BuiltPackage
beforeAll(async () => {
  built = await builtPackage({ failing: 'tests/kit/failing-plugin.ts' })
})
afterAll(() => built.remove())

const EVERYTHING = {
  'governance.transaction_tax_rate': 0.05,
  'governance.reputation_decay_rate': 0.95,
  'governance.staking_enabled': true,
  'governance.circuit_breaker_enabled': true,
  'governance.freeze_threshold_toxicity': 0.5,
  'governance.audit_enabled': true,
  'governance.audit_probability': 0.2,
  'boundary.enabled': true,
  'boundary.crossing_probability': 0.3,
  'journal.interactions': true,
  'journal.capacity': 700,
}

function society(agents: number, parameters: Record<string, ParameterValue>): ScenarioInput {
  const count = (share: number) => Math.round(agents * share)
  return {
    agents: [
      { type: 'honest', count: agents - 4 * count(0.12) },
      ...['opportunistic', 'deceptive', 'adversarial', 'adaptive_adversary'].map((type) => ({
        type,
        count: count(0.12),
      })),
    ],
    parameters: { ...EVERYTHING, ...parameters },
    epochs: 3,
    stepsPerEpoch: 4,
  }
}

/** Runs a society out and gives everything that can be compared. */
async function outcome(scenario: ScenarioInput, options: SimulationOptions) {
  const simulation = await built.core.createSimulation(scenario, options)
  try {
    while (!simulation.finished) simulation.tick()
    return { digest: simulation.digest(), epochs: simulation.epochs, journal: simulation.journal() }
  } finally {
    simulation.dispose()
  }
}

const SMALL_WORLD = { 'network.enabled': true, 'network.topology': 'small_world', 'network.k_neighbors': 6 }

describe('threads', () => {
  it.each([
    ['a static network', 4000, { ...SMALL_WORLD, 'network.dynamic': false }],
    ['a dynamic network', 2500, { ...SMALL_WORLD, 'network.dynamic': true }],
    ['no network, and a feed', 2500, { 'feed.enabled': true }],
    ['fewer chunks than threads', 1100, {}],
    ['five agents', 5, {}],
    ['turns one after the other', 1200, { turns: 'sequential' }],
  ])('leave every column, metric and event as it is, with %s', async (_, agents, parameters) => {
    const scenario = society(agents, parameters as Record<string, ParameterValue>)
    const alone = await outcome(scenario, { threads: 1 })
    expect(alone.epochs).toHaveLength(3)
    expect(alone.journal.length).toBeGreaterThan(0)
    for (const threads of [2, 3, 4, 8]) expect(await outcome(scenario, { threads })).toEqual(alone)
  })

  it('see a lever that is moved, and go on from a snapshot of any number of them', async () => {
    const scenario = society(2500, SMALL_WORLD)
    const run = async (before: number, after: number) => {
      const first = await built.core.createSimulation(scenario, { threads: before })
      for (let tick = 0; tick < 5; tick++) first.tick()
      first.set('governance.audit_probability', 0.9)
      first.tick()
      const snapshot = first.snapshot()
      first.dispose()
      const second = await built.core.createSimulation(scenario, { threads: after })
      second.restore(snapshot)
      while (!second.finished) second.tick()
      const digest = second.digest()
      second.dispose()
      return digest
    }
    const alone = await run(1, 1)
    expect(await run(2, 3)).toBe(alone)
    expect(await run(3, 1)).toBe(alone)
  })

  it('end the run with the error of any of them', async () => {
    const { plugins } = (await import(built.url('failing'))) as {
      plugins: SimulationOptions['plugins'] & object
    }
    for (const threads of [1, 2, 3]) {
      const simulation = await built.core.createSimulation(society(3000, {}), {
        plugins,
        pluginModules: [built.url('failing')],
        threads,
      })
      const run = () => {
        while (!simulation.finished) simulation.tick()
      }
      expect(run).toThrow(
        `plugin failing failed: out of luck [system failing, tick ${FAILING_TICK}, agent ${FAILING_AGENT}, seed 0]`,
      )
      simulation.dispose()
    }
  })

  it('need to know where plugins come from', async () => {
    const { plugins } = (await import(built.url('failing'))) as {
      plugins: SimulationOptions['plugins'] & object
    }
    const starting = built.core.createSimulation(society(3000, {}), { plugins, threads: 2 })
    await expect(starting).rejects.toThrow(
      /plugin failing: cannot be loaded by another thread.*pluginModules/,
    )
  })

  it.each([0, -1, 1.5, 65, Number.NaN, 'two'])('cannot be %s', async (threads) => {
    const starting = built.core.createSimulation({}, { threads: threads as number })
    await expect(starting).rejects.toThrow(/threads: got .*, expected auto or a whole number in \[1, 64\]/)
  })

  it('are as many as help under auto', async () => {
    const simulation = await built.core.createSimulation(society(200, {}), { threads: 'auto' })
    expect(simulation.threads).toBe(1)
    simulation.dispose()
  })
})
