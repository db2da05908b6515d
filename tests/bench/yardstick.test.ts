import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { digestOfSums } from '../../bench/yardstick/both.ts'
import { compileYardstick } from '../../bench/yardstick/compiled.ts'
import { makeFusedYardstick } from '../../bench/yardstick/fused.ts'
import type { YardstickSums } from '../../bench/yardstick/rules.ts'

const AGENTS = 3000
const TICKS = 60

function fusedRun(agents: number, ticks: number, seed?: number): YardstickSums {
  const yardstick = makeFusedYardstick(agents, seed)
  for (let tick = 0; tick < ticks; tick++) yardstick.tick()
  return yardstick.sums()
}

describe('the yardstick in one fused loop', () => {
  it('computes what it always has', () => {
    expect(digestOfSums(fusedRun(AGENTS, TICKS))).toBe('75fd60d71910e9c9')
  })

  it('starts again from the same state', () => {
    const yardstick = makeFusedYardstick(500)
    const run = () => {
      yardstick.reset()
      for (let tick = 0; tick < 40; tick++) yardstick.tick()
      return yardstick.sums()
    }
    expect(run()).toEqual(run())
  })

  it('keeps the books: payoffs of agents are the welfare, and every agent acts, is turned away or frozen', () => {
    const sums = fusedRun(AGENTS, TICKS)
    expect(sums.payoff).toBeCloseTo(sums.welfare, 6)
    expect(sums.freezes).toBeGreaterThan(0)
    expect(sums.interactions + sums.skipped).toBeLessThanOrEqual(AGENTS * TICKS)
    expect(sums.interactions + sums.skipped).toBeGreaterThan(0.8 * AGENTS * TICKS)
    expect(sums.qualityAccepted + sums.harm).toBeCloseTo(sums.accepted, 6)
  })
})

const compiled = compileYardstick(fileURLToPath(new URL('../..', import.meta.url)))

describe.skipIf(compiled === undefined)('the yardstick in C', () => {
  afterAll(() => compiled?.remove())

  it.each([
    [2, 30, 1],
    [1000, 1, 7],
    [AGENTS, TICKS, 12345],
    [5001, 90, 4294967295],
  ])('ends in the bits of the fused loop: %i agents, %i ticks, seed %i', async (agents, ticks, seed) => {
    const warmUp = Math.floor(ticks / 3)
    const time = await compiled?.run(agents, warmUp, ticks - warmUp, seed)
    expect(time?.sums).toEqual(fusedRun(agents, ticks, seed))
    expect(time?.nanoseconds).toBeGreaterThan(0)
  })
})
