import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ScenarioInput, Simulation } from '../../simulation/index.ts'
import { type BuiltPackage, builtPackage } from '../kit/built-package.ts'

/** Further instances of the kernels are loaded from the file that a release has for them. */
let built: BuiltPackage
beforeAll(async () => {
  built = await builtPackage({}, { kernels: 'simulation/core.ts' })
})
afterAll(() => built.remove())

const society = (seed: number, honest = 1500): ScenarioInput => ({
  agents: [
    { type: 'honest', count: honest },
    { type: 'deceptive', count: 200 },
    { type: 'adversarial', count: 200 },
    { type: 'adaptive_adversary', count: 100 },
  ],
  parameters: {
    'network.enabled': true,
    'network.topology': 'small_world',
    'governance.circuit_breaker_enabled': true,
    'governance.audit_enabled': true,
    'boundary.enabled': true,
  },
  seed: String(seed),
  epochs: 2,
  stepsPerEpoch: 4,
})

const runOut = (simulation: Simulation): string => {
  while (!simulation.finished) simulation.tick()
  return simulation.digest()
}

/** Digest of a society that runs alone, in new memory. */
async function alone(seed: number, honest?: number): Promise<string> {
  const package_ = await builtPackage()
  const digest = runOut(await package_.core.createSimulation(society(seed, honest)))
  package_.remove()
  return digest
}

describe('worlds side by side', () => {
  it('are what each would be alone, tick by tick in turn', async () => {
    const seeds = [1, 2, 3, 1]
    const worlds = await Promise.all(seeds.map((seed) => built.core.createSimulation(society(seed))))
    while (worlds.some((world) => !world.finished)) {
      for (const world of worlds) if (!world.finished) world.tick()
    }
    const digests = worlds.map((world) => world.digest())
    expect(digests[3]).toBe(digests[0])
    expect(new Set(digests).size).toBe(3)
    for (const seed of [1, 2, 3]) expect(digests[seed - 1]).toBe(await alone(seed))
    for (const world of worlds) world.dispose()
  })

  it('come after one another in the same memory, and find nothing of the last one there', async () => {
    const first = await built.core.createSimulation(society(1))
    const memory = first.world.buffer
    runOut(first)
    first.dispose()
    first.dispose()
    const second = await built.core.createSimulation(society(2))
    expect(second.world.buffer).toBe(memory)
    expect(second.journal()).toHaveLength(0)
    expect(runOut(second)).toBe(await alone(2))
    second.dispose()
  })

  it('of another shape come into memory of their own', async () => {
    const first = await built.core.createSimulation(society(1))
    const memory = first.world.buffer
    first.dispose()
    const second = await built.core.createSimulation(society(1, 1501))
    expect(second.world.buffer).not.toBe(memory)
    expect(runOut(second)).toBe(await alone(1, 1501))
    second.dispose()
    const fixed = {
      ...society(1),
      parameters: { ...society(1).parameters, 'observation.type_visible': true },
    }
    const third = await built.core.createSimulation(fixed)
    expect(third.world.buffer).not.toBe(second.world.buffer)
    third.dispose()
  })

  it('show bitECS the policies that the package exports, whichever instance they run on', async () => {
    const worlds = [
      await built.core.createSimulation(society(1, 3)),
      await built.core.createSimulation(society(1, 3)),
    ]
    const { query } = await import('bitecs')
    for (const world of worlds) expect(query(world.ecs, [built.core.honest])).toHaveLength(3)
    for (const world of worlds) world.dispose()
  })
})
