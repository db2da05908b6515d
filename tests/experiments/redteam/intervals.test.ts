import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  meanEstimate,
  shareEstimate,
  studentQuantile,
  studentTails,
} from '../../../experiments/redteam/intervals.ts'

const Z = 1.959963984540054

describe('Student’s distribution', () => {
  it('has the tails of Cauchy’s with one degree of freedom', () => {
    for (const t of [0.01, 0.5, 1, 2, 30, 1e4]) {
      expect(studentTails(t, 1)).toBeCloseTo(1 - (2 / Math.PI) * Math.atan(t), 13)
    }
  })

  it('has the tails 1 - t / sqrt(2 + t²) with two', () => {
    for (const t of [0.01, 0.5, 1, 4, 30]) {
      expect(studentTails(t, 2)).toBeCloseTo(1 - t / Math.sqrt(2 + t * t), 13)
    }
  })

  it('has the closed forms of three and four', () => {
    for (const t of [0.3, 1, 2.5]) {
      const angle = Math.atan(t / Math.sqrt(3))
      const three = (2 / Math.PI) * (angle + Math.sin(angle) * Math.cos(angle))
      expect(studentTails(t, 3)).toBeCloseTo(1 - three, 13)
      const wide = Math.atan(t / 2)
      expect(studentTails(t, 4)).toBeCloseTo(1 - Math.sin(wide) * (1 + Math.cos(wide) ** 2 / 2), 13)
    }
  })

  it('has the closed quantiles, and those of the tables', () => {
    expect(studentQuantile(1)).toBeCloseTo(Math.tan(0.475 * Math.PI), 11)
    expect(studentQuantile(2)).toBeCloseTo(Math.sqrt((2 * 0.95 ** 2) / (1 - 0.95 ** 2)), 13)
    const table = { 4: 2.776445, 9: 2.262157, 19: 2.093024, 29: 2.04523 }
    for (const [degrees, t] of Object.entries(table)) {
      expect(studentQuantile(Number(degrees))).toBeCloseTo(t, 5)
    }
    expect(studentQuantile(1_000_000)).toBeCloseTo(Z, 5)
  })

  it('takes quantiles that have the risk as their tails', () => {
    const given = fc.tuple(fc.integer({ min: 1, max: 400 }), fc.double({ min: 0.001, max: 0.5, noNaN: true }))
    fc.assert(
      fc.property(given, ([degrees, risk]) => {
        expect(studentTails(studentQuantile(degrees, risk), degrees)).toBeCloseTo(risk, 11)
      }),
    )
  })
})

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
