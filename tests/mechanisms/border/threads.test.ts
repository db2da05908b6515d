import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Plugin } from '../../../engine/plugin.ts'
import { type BuiltPackage, builtPackage } from '../../kit/built-package.ts'

let built: BuiltPackage
let mechanisms: readonly Plugin[]
beforeAll(async () => {
  built = await builtPackage({ mechanisms: 'mechanisms/index.ts' })
  mechanisms = (await import(built.url('mechanisms'))).mechanisms
})
afterAll(() => built.remove())

describe('a border on several threads', () => {
  it('comes to the same world, bit by bit', async () => {
    const outcome = async (threads: number) => {
      const simulation = await built.core.createSimulation(
        {
          agents: [
            { type: 'honest', count: 1800 },
            { type: 'adversarial', count: 300 },
            { type: 'exfiltrator', count: 400 },
          ],
          parameters: { 'border.enabled': true, 'border.outside.model': 'sir', 'border.contagion_rate': 0.5 },
          epochs: 2,
          stepsPerEpoch: 4,
        },
        { plugins: mechanisms, threads },
      )
      try {
        while (!simulation.finished) simulation.tick()
        return { digest: simulation.digest(), epochs: simulation.epochs, journal: simulation.journal() }
      } finally {
        simulation.dispose()
      }
    }
    const alone = await outcome(1)
    expect(alone.epochs.at(-1)?.metrics['flowsTried']).toBeGreaterThan(100)
    expect(await outcome(3)).toEqual(alone)
  })
})
