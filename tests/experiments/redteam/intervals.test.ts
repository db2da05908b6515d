import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { meanEstimate, shareEstimate } from '../../../experiments/redteam/intervals.ts'

const Z = 1.959963984540054

describe('the interval of a mean', () => {
  it('is mean ± t s / sqrt(n)', () => {
    const estimate = meanEstimate([1, 2, 3, 4, 5])
    const reach = 2.776445105197799 * Math.sqrt(2.5 / 5)
    expect(estimate).toMatchObject({ mean: 3, n: 5 })
    expect(estimate?.low).toBeCloseTo(3 - reach, 11)
    expect(estimate?.high).toBeCloseTo(3 + reach, 11)
  })

  it('is cut to what values may be', () => {
    expect(meanEstimate([0, 0, 1], [0, 1])).toMatchObject({ low: 0, high: 1 })
    expect(meanEstimate([0, 0, 1])?.low).toBeLessThan(0)
  })

  it('is a point for equal values, unknown for one, and nothing for none', () => {
    expect(meanEstimate([2, 2, 2])).toEqual({ mean: 2, low: 2, high: 2, n: 3 })
    expect(meanEstimate([2])).toEqual({ mean: 2, low: null, high: null, n: 1 })
    expect(meanEstimate([])).toBeNull()
  })
})

describe('Wilson’s interval', () => {
  it('has its closed form at the ends', () => {
    for (const n of [1, 8, 10, 400]) {
      const none = shareEstimate(0, n)
      expect(none?.low).toBe(0)
      expect(none?.high).toBeCloseTo((Z * Z) / (n + Z * Z), 13)
      const all = shareEstimate(n, n)
      expect(all?.low).toBeCloseTo(n / (n + Z * Z), 13)
      expect(all?.high).toBeCloseTo(1, 13)
    }
    expect(shareEstimate(0, 0)).toBeNull()
  })

  it('ends where the share is z standard errors of the bound away', () => {
    const given = fc
      .integer({ min: 2, max: 5000 })
      .chain((n) => fc.tuple(fc.integer({ min: 1, max: n - 1 }), fc.constant(n)))
    fc.assert(
      fc.property(given, ([successes, n]) => {
        const estimate = shareEstimate(successes, n)
        for (const bound of [estimate?.low as number, estimate?.high as number]) {
          const distance = (successes / n - bound) ** 2
          expect(distance / ((Z * Z * bound * (1 - bound)) / n)).toBeCloseTo(1, 9)
        }
      }),
    )
  })
})
