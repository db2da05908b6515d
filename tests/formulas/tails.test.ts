import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { erfc, logFactorial, normalTail, poissonTail } from '../../formulas/tails.ts'

/** To this share of the value, which for small tails says more than digits after the point. */
const close = (got: number, expected: number, share: number) =>
  expect(Math.abs(got - expected)).toBeLessThanOrEqual(share * Math.abs(expected))

/** From 40 digits of arithmetic. */
const ERFC: readonly (readonly [x: number, value: number])[] = [
  [-3, 1.9999779095030015],
  [-0.5, 1.5204998778130465],
  [0, 1],
  [0.1, 0.887537083981715],
  [0.5, 0.4795001221869535],
  [1, 0.15729920705028513],
  [1.5, 0.033894853524689274],
  [1.999, 0.004698443348629487],
  [2, 0.004677734981047266],
  [2.5, 0.0004069520174449589],
  [3, 2.209049699858544e-5],
  [5, 1.537459794428035e-12],
  [10, 2.088487583762545e-45],
  [20, 5.395865611607901e-176],
  [26, 5.663192408856143e-296],
]

const POISSON: readonly (readonly [n: number, mean: number, tail: number])[] = [
  [1, 0.5, 0.3934693402873666],
  [3, 0.001, 1.6654171665278076e-10],
  [5, 2, 0.05265301734371116],
  [10, 10, 0.5420702855281478],
  [20, 3.5, 1.1314262374247226e-9],
  [300, 250, 0.0011623936310546183],
  [40, 100, 0.9999999999970397],
  [1000, 1200, 0.9999999987118394],
  [1200, 1000, 4.684203855872281e-10],
]

describe('the normal tail', () => {
  it.each(ERFC)('erfc(%d)', (x, value) => {
    close(erfc(x), value, x > 5 ? 1e-12 : 1e-13)
  })

  it('halves at 0, and is known at the usual levels', () => {
    expect(normalTail(0)).toBe(0.5)
    close(normalTail(1.6448536269514722), 0.05, 1e-13)
    close(normalTail(2.3263478740408408), 0.01, 1e-13)
    expect(erfc(40)).toBe(0)
  })

  it('is symmetric and falls', () => {
    const z = fc.double({ min: -8, max: 8, noNaN: true })
    fc.assert(
      fc.property(z, z, (a, b) => {
        expect(normalTail(a) + normalTail(-a)).toBeCloseTo(1, 14)
        if (a <= b) expect(normalTail(a)).toBeGreaterThanOrEqual(normalTail(b) * (1 - 1e-13))
      }),
    )
  })
})

describe('the Poisson tail', () => {
  it.each(POISSON)('at least %d of a mean of %d', (n, mean, tail) => close(poissonTail(n, mean), tail, 1e-11))

  it('adds up to 1 over what can come', () => {
    const mean = fc.double({ min: 0.01, max: 60, noNaN: true })
    fc.assert(
      fc.property(mean, fc.integer({ min: 1, max: 120 }), (expected, n) => {
        let below = 0
        for (let k = 0; k < n; k++) below += poissonTail(k, expected) - poissonTail(k + 1, expected)
        expect(below + poissonTail(n, expected)).toBeCloseTo(1, 11)
        expect(poissonTail(n + 1, expected)).toBeLessThanOrEqual(poissonTail(n, expected))
      }),
    )
  })

  it('knows its ends', () => {
    expect(poissonTail(0, 5)).toBe(1)
    expect(poissonTail(3, 0)).toBe(0)
    expect(poissonTail(64, 1e-6)).toBe(0)
  })

  it('goes over into the normal one', () => {
    for (const z of [-2, 0, 1, 3]) {
      const far = poissonTail(10_001 + Math.round(z * 100), 10_001)
      const near = poissonTail(9_999 + Math.round(z * 100), 9_999)
      close(far, near, 0.05)
    }
  })
})

it.each([
  [0, 0],
  [1, 0],
  [5, 4.787491742782046],
  [20, 42.335616460753485],
  [255, 1161.7121011184006],
  [256, 1167.2572785628802],
  [1000, 5912.128178488163],
  [65_535, 661276.8717651855],
])('log %d!', (n, value) => close(logFactorial(n), value, 1e-14))
