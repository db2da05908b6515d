import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exp, expm1, expRows, log, pow } from '../../formulas/elementary.ts'

const double = new Float64Array(1)
const bits = new BigInt64Array(double.buffer)

function orderOf(value: number): bigint {
  double[0] = value
  return bits[0]!
}

/** Distance in representable doubles between two numbers of the same sign. */
function ulps(got: number, want: number): number {
  if (got === want) return 0
  return Math.abs(Number(orderOf(got) - orderOf(want)))
}

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true })
const anyDouble = fc.double()

describe('exp', () => {
  it('agrees with the platform within 4 units in the last place over its whole range', () => {
    fc.assert(
      fc.property(between(-745, 709.7), (x) => {
        expect(ulps(exp(x), Math.exp(x))).toBeLessThanOrEqual(4)
      }),
      { numRuns: 5000 },
    )
  })

  it('agrees on a dense grid of the range that the sigmoid uses', () => {
    for (let x = -20; x <= 20; x += 0.00137) expect(ulps(exp(x), Math.exp(x))).toBeLessThanOrEqual(2)
  })

  it('keeps the limits', () => {
    expect(exp(0)).toBe(1)
    expect(exp(-0)).toBe(1)
    expect(exp(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY)
    expect(exp(Number.NEGATIVE_INFINITY)).toBe(0)
    expect(exp(Number.NaN)).toBeNaN()
    expect(exp(709.79)).toBe(Number.POSITIVE_INFINITY)
    expect(exp(-746)).toBe(0)
    expect(exp(-744)).toBe(1e-323)
    for (const x of [709.78, 709.782712893384, -708.3, -709, -740]) {
      expect(ulps(exp(x), Math.exp(x))).toBeLessThanOrEqual(1)
    }
  })

  it('never falls as its argument rises', () => {
    fc.assert(
      fc.property(between(-745, 709), between(1e-9, 0.1), (x, step) => {
        expect(exp(x + step)).toBeGreaterThanOrEqual(exp(x))
      }),
      { numRuns: 2000 },
    )
  })

  it('gives the same bits as the day it was written', () => {
    const samples = [-700.25, -10, -1.5, -1e-9, 0.1, 1, 2.75, 20, 700.5]
    expect(samples.map((x) => orderOf(exp(x)).toString(16))).toMatchInlineSnapshot(`
      [
        "caf5fe9a485c8e",
        "3f07cd79b5647c9b",
        "3fcc8f87724b5c1d",
        "3fefffffff768fa1",
        "3ff1aec7b35a00d3",
        "4005bf0a8b145769",
        "402f49070bdbe8fd",
        "41bceb088b68e804",
        "7f18625c7d4f56c3",
      ]
    `)
  })
})

describe('expm1', () => {
  it('agrees with the platform, also near 0', () => {
    fc.assert(
      fc.property(fc.oneof(between(-40, 40), between(-1e-3, 1e-3)), (x) => {
        expect(Math.abs(expm1(x) - Math.expm1(x))).toBeLessThanOrEqual(1e-15 * Math.abs(Math.expm1(x)))
      }),
      { numRuns: 3000 },
    )
    expect(expm1(Number.NEGATIVE_INFINITY)).toBe(-1)
    expect(expm1(Number.NaN)).toBeNaN()
  })
})

describe('log', () => {
  it('agrees with the platform within 4 units in the last place, subnormals included', () => {
    fc.assert(
      fc.property(fc.double({ min: 5e-324, max: Number.MAX_VALUE, noNaN: true }), (x) => {
        expect(ulps(log(x), Math.log(x))).toBeLessThanOrEqual(4)
      }),
      { numRuns: 5000 },
    )
  })

  it('keeps its precision beside 1, where the result is small', () => {
    fc.assert(
      fc.property(between(0.7, 1.45), (x) => {
        expect(ulps(log(x), Math.log(x))).toBeLessThanOrEqual(4)
      }),
      { numRuns: 5000 },
    )
    expect(log(1)).toBe(0)
    expect(ulps(log(1 + Number.EPSILON), Number.EPSILON)).toBeLessThanOrEqual(1)
  })

  it('keeps the limits', () => {
    expect(log(0)).toBe(Number.NEGATIVE_INFINITY)
    expect(log(-0)).toBe(Number.NEGATIVE_INFINITY)
    expect(log(-1)).toBeNaN()
    expect(log(Number.NaN)).toBeNaN()
    expect(log(Number.NEGATIVE_INFINITY)).toBeNaN()
    expect(log(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY)
  })

  it('undoes exp', () => {
    fc.assert(
      fc.property(between(-700, 700), (x) => {
        expect(Math.abs(log(exp(x)) - x)).toBeLessThanOrEqual(3e-16 * Math.max(1, Math.abs(x)))
      }),
    )
  })
})

describe('pow', () => {
  it('multiplies from the left for small whole exponents', () => {
    fc.assert(
      fc.property(between(-50, 50), fc.integer({ min: 0, max: 32 }), (base, exponent) => {
        let product = 1
        for (let factor = 0; factor < exponent; factor++) product *= base
        expect(pow(base, exponent)).toBe(product)
      }),
    )
  })

  it('agrees with the platform as closely as the logarithm of the result allows', () => {
    fc.assert(
      fc.property(between(1e-6, 1e6), between(-40, 40), (base, exponent) => {
        const want = base ** exponent
        const size = Math.max(1, Math.abs(Math.log(want)))
        expect(Math.abs(pow(base, exponent) - want)).toBeLessThanOrEqual(4e-15 * size * want)
      }),
      { numRuns: 3000 },
    )
  })

  it('has the special cases of the language', () => {
    const inf = Number.POSITIVE_INFINITY
    const values = [0, -0, 1, -1, 2, -2, 0.5, -0.5, 3, -3, 33, 34, -33, -34, 33.5, inf, -inf, Number.NaN]
    for (const base of values) {
      for (const exponent of values) {
        const want = base ** exponent
        const got = pow(base, exponent)
        const close = Math.abs(got - want) <= 1e-13 * Math.abs(want)
        expect(close || Object.is(got, want), `${base} ** ${exponent} is ${got}, not ${want}`).toBe(true)
      }
    }
  })

  it('never throws', () => {
    fc.assert(fc.property(anyDouble, anyDouble, (base, exponent) => typeof pow(base, exponent) === 'number'))
  })
})

describe('exp of rows', () => {
  it('has the same bits as exp of each, and leaves the other rows', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(anyDouble, between(-750, 750)), { minLength: 2 }), (values) => {
        const rows = Float64Array.from(values)
        expRows(rows, 1, rows.length - 1)
        const want = values.map((value, row) => (row === 0 || row === values.length - 1 ? value : exp(value)))
        expect([...rows]).toEqual(want)
      }),
      { numRuns: 2000 },
    )
  })
})
