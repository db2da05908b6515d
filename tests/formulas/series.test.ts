import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gini, giniCorrected, giniOfHoldings } from '../../formulas/gini.ts'
import { rollingMean, trend } from '../../formulas/series.ts'
import { addToSum, compensatedSum, readSum, resetSum, SUM_CELLS } from '../../formulas/sum.ts'

const value = fc.double({ min: -100, max: 100, noNaN: true })
const holding = fc.double({ min: 0, max: 100, noNaN: true }).map((raw) => (raw < 1e-9 ? 0 : raw))

describe('sum', () => {
  it('keeps what a plain sum loses', () => {
    const values = [1, 1e100, 1, -1e100]
    expect(values.reduce((sum, each) => sum + each, 0)).toBe(0)
    expect(compensatedSum(values)).toBe(2)
    expect(compensatedSum(new Float64Array(1e6).fill(0.1))).toBe(1e5)
  })

  it('is the same in an accumulator beside others', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e12, max: 1e12, noNaN: true })), (values) => {
        const cells = new Float64Array(3 * SUM_CELLS).fill(7)
        resetSum(cells, SUM_CELLS)
        for (const each of values) addToSum(cells, SUM_CELLS, each)
        expect(readSum(cells, SUM_CELLS)).toBe(compensatedSum(values))
        expect([cells[0], cells[1], cells[4], cells[5]]).toEqual([7, 7, 7, 7])
      }),
    )
  })

  it('sums a range and says when it overflows', () => {
    expect(compensatedSum([1, 2, 3, 4], 1, 3)).toBe(5)
    expect(compensatedSum([])).toBe(0)
    expect(compensatedSum([Number.MAX_VALUE, Number.MAX_VALUE])).toBe(Number.POSITIVE_INFINITY)
  })
})

describe('series', () => {
  it('averages a trailing window with a growing head', () => {
    expect(Array.from(rollingMean([2, 4, 6, 8], 2))).toEqual([2, 3, 5, 7])
    expect(Array.from(rollingMean([2, 4], 3))).toEqual([2, 4])
    expect(() => rollingMean([1], 0)).toThrow(/got 0/)
  })

  it('finds the line that made the series', () => {
    fc.assert(
      fc.property(value, value, fc.integer({ min: 2, max: 60 }), (start, slope, length) => {
        fc.pre(Math.abs(slope) > 1e-3)
        const line = Array.from({ length }, (_, index) => start + slope * index)
        const found = trend(line)
        expect(found.slope).toBeCloseTo(slope, 8)
        expect(found.rSquared).toBeCloseTo(1, 8)
      }),
    )
    expect(trend([3])).toEqual({ slope: 0, rSquared: 0 })
    expect(trend([3, 3, 3])).toEqual({ slope: 0, rSquared: 1 })
    expect(trend([0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1])).toEqual({ slope: 0, rSquared: 1 })
  })
})

describe('gini', () => {
  it('equals the mean difference of all pairs over twice the mean', () => {
    fc.assert(
      fc.property(fc.array(holding, { minLength: 2, maxLength: 30 }), (holdings) => {
        const total = holdings.reduce((sum, each) => sum + each, 0)
        fc.pre(total > 0)
        let differences = 0
        for (const a of holdings) for (const b of holdings) differences += Math.abs(a - b)
        expect(gini(holdings)).toBeCloseTo(differences / (2 * holdings.length * total), 12)
      }),
    )
  })

  it('lies in [0, (n - 1) / n], ignores scale, and leaves its input alone', () => {
    fc.assert(
      fc.property(fc.array(holding, { minLength: 2, maxLength: 30 }), (holdings) => {
        const before = [...holdings]
        const coefficient = gini(holdings)
        expect(holdings).toEqual(before)
        expect(coefficient).toBeGreaterThanOrEqual(-1e-15)
        expect(coefficient).toBeLessThanOrEqual((holdings.length - 1) / holdings.length + 1e-12)
        expect(gini(holdings.map((each) => each * 8))).toBeCloseTo(coefficient, 12)
      }),
    )
    expect(gini([0, 0, 0, 9])).toBe(0.75)
    expect(giniCorrected(0.75, 4)).toBe(1)
    expect(gini([5, 5])).toBe(0)
    expect(gini([])).toBe(0)
    expect(giniCorrected(0, 1)).toBe(0)
  })

  it('counts debts as owning nothing where asked to', () => {
    expect(gini([-1, 3])).toBe(1)
    expect(giniOfHoldings([-1, 3])).toBe(0.5)
    expect(giniOfHoldings([-5, -2])).toBe(0)
  })
})
