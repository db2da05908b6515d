import { describe, expect, it } from 'vitest'
import { addSample, CO_MOMENTS } from '../../formulas/co-moments.ts'
import { kyleLambda, rollSpread } from '../../formulas/market-quality.ts'
import { seededUniform } from '../kit/uniform.ts'

function recordOf(pairs: readonly (readonly [number, number])[]): Float64Array {
  const cells = new Float64Array(CO_MOMENTS)
  pairs.forEach((pair, at) => {
    addSample(cells, 0, at + 1, Float64Array.from(pair))
  })
  return cells
}

describe('Kyle’s lambda', () => {
  it('is the slope of a market that answers in proportion, and 0 without order flow', () => {
    const flow = [-3, 1, 4, -1, 5, 9, -2]
    expect(kyleLambda(recordOf(flow.map((lots) => [lots, 0.25 * lots])), 0)).toBeCloseTo(0.25, 14)
    expect(kyleLambda(recordOf(flow.map(() => [2, 7])), 0)).toBe(0)
  })
})

describe('Roll’s spread', () => {
  it('is what trades that bounce between bid and ask pay', () => {
    const uniform = seededUniform(3)
    const spread = 0.1
    const prices = Array.from({ length: 100_000 }, () => (uniform() < 0.5 ? spread / 2 : -spread / 2))
    const changes = prices.slice(1).map((price, at) => price - (prices[at] as number))
    const pairs = changes.slice(1).map((change, at) => [changes[at] as number, change] as const)
    const estimate = rollSpread(recordOf(pairs), 0, pairs.length)
    // The covariance is -s²/4 to about 0.4%, its root to half of that.
    expect(Math.abs(estimate - spread)).toBeLessThan(0.001)
  })

  it('is 0 where changes do not move against one another', () => {
    expect(
      rollSpread(
        recordOf([
          [1, 1],
          [2, 2],
        ]),
        0,
        2,
      ),
    ).toBe(0)
    expect(rollSpread(new Float64Array(CO_MOMENTS), 0, 0)).toBe(0)
  })
})
