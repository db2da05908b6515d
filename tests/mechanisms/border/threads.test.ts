import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Plugin } from '../../../engine/plugin.ts'
import { type BuiltPackage, builtPackage } from '../../kit/built-package.ts'

let built: BuiltPackage
let mechanisms: readonly Plugin[]
beforeAll(async () => {
  built = await builtPackage({ mechanisms: 'mechanisms/index.ts' }, { kernels: 'simulation/core.ts' })
  mechanisms = (await import(built.url('mechanisms'))).mechanisms
})
afterAll(() => built.remove())

const SCENARIO = {
  agents: [
    { type: 'honest', count: 1800 },
    { type: 'adversarial', count: 300 },
    { type: 'exfiltrator', count: 400 },
  ],
  parameters: { 'border.enabled': true, 'border.outside.model': 'sir', 'border.contagion_rate': 0.5 },
  epochs: 2,
  stepsPerEpoch: 4,
}

async function outcome(threads: number) {
  const simulation = await built.core.createSimulation(SCENARIO, { plugins: mechanisms, threads })
  try {
    while (!simulation.finished) simulation.tick()
    return { digest: simulation.digest(), epochs: simulation.epochs, journal: simulation.journal() }
  } finally {
    simulation.dispose()
  }
}

describe('a border', () => {
  it('comes to the same world on several threads, bit by bit', async () => {
    const alone = await outcome(1)
    expect(alone.epochs.at(-1)?.metrics['flowsTried']).toBeGreaterThan(100)
    expect(await outcome(3)).toEqual(alone)
  })

  it('runs in several live worlds at once', async () => {
    const { digest } = await outcome(1)
    const make = () => built.core.createSimulation(SCENARIO, { plugins: mechanisms })
    const worlds = [await make(), await make(), await make()]
    for (let tick = 0; tick < 8; tick++) for (const world of worlds) world.tick()
    expect(worlds.map((world) => world.digest())).toEqual([digest, digest, digest])
    for (const world of worlds) world.dispose()
  })
})
