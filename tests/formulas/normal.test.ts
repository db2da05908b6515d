import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inverseNormal, inverseNormalRows } from '../../formulas/normal.ts'

/** Quantiles to 16 digits, computed with 40 digits by another program. */
const KNOWN = [
  [1e-300, -37.0470962993612],
  [1e-20, -9.26234008979841],
  [1e-12, -7.034483825301132],
  [2 ** -33, -6.337957754553789],
  [1e-5, -4.264890793922825],
  [0.001, -3.090232306167813],
  [0.07499, -1.4396021182393162],
  [0.3, -0.5244005127080409],
  [0.975, 1.959963984540054],
] as const

describe('inverseNormal', () => {
  it.each(KNOWN)('of %s is %s', (u, x) => {
    expect(Math.abs(inverseNormal(u) / x - 1)).toBeLessThan(2e-15)
  })

  it('has its ends, and no value beyond them', () => {
    expect([inverseNormal(0), inverseNormal(0.5), inverseNormal(1)]).toEqual([-Infinity, 0, Infinity])
    for (const u of [-0.1, 1.1, Number.NaN]) expect(inverseNormal(u)).toBeNaN()
  })

  it('rises, is odd about a half, and is the same row by row', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }), (u) => {
        const x = inverseNormal(u)
        expect(inverseNormal(Math.min(u * (1 + 1e-9), 1 - 1e-10))).toBeGreaterThanOrEqual(x)
        // 1 - u rounds, which matters where the quantile is steep.
        expect(Math.abs(inverseNormal(1 - u) + x)).toBeLessThan(1e-7)
        const rows = Float64Array.of(7, u, 7)
        inverseNormalRows(rows, 1, 2)
        expect([...rows]).toEqual([7, x, 7])
      }),
    )
  })

  it('has moments of a normal distribution', () => {
    const count = 100_000
    const rows = Float64Array.from({ length: count }, (_, row) => (row + 0.5) / count)
    inverseNormalRows(rows, 0, count)
    const moment = (power: number) => rows.reduce((sum, x) => sum + x ** power, 0) / count
    expect(moment(1)).toBeCloseTo(0, 9)
    expect(moment(2)).toBeCloseTo(1, 3)
    expect(moment(4)).toBeCloseTo(3, 2)
  })
})
