import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { falseDiscoveryLimit, NO_DISCOVERY } from '../../formulas/false-discovery.ts'

const limitOf = (pValues: readonly number[], rate: number, tests = pValues.length) =>
  falseDiscoveryLimit(Float64Array.from(pValues), pValues.length, tests, rate)

describe('the step-up of Benjamini and Hochberg', () => {
  it('finds what their own example finds', () => {
    // Fifteen hypotheses of section 3.2 of their paper: at 0.05 the four smallest are rejected.
    const pValues = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
      0.759, 1,
    ]
    expect(limitOf(pValues, 0.05)).toBe(0.0095)
    expect(limitOf([...pValues].reverse(), 0.05)).toBe(0.0095)
  })

  it('steps up: a later p-value that passes takes earlier ones along', () => {
    expect(limitOf([0.03, 0.04, 0.049], 0.05)).toBe(0.049)
    expect(limitOf([0.03, 0.04, 0.06], 0.05)).toBe(NO_DISCOVERY)
  })

  it('counts the tests that found nothing', () => {
    expect(limitOf([0.001], 0.05, 50)).toBe(0.001)
    expect(limitOf([0.001], 0.05, 51)).toBe(NO_DISCOVERY)
    expect(limitOf([], 0.05)).toBe(NO_DISCOVERY)
  })

  it('is the definition, tried rank by rank', () => {
    const p = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(fc.array(p, { maxLength: 40 }), p, fc.nat(40), (pValues, rate, more) => {
        const tests = pValues.length + more
        const sorted = [...pValues].sort((a, b) => a - b)
        const passing = sorted.filter((value, place) => value * tests <= (place + 1) * rate)
        expect(limitOf(pValues, rate, tests)).toBe(passing.at(-1) ?? NO_DISCOVERY)
      }),
    )
  })

  it('keeps the share of false discoveries near the rate where all is noise but a few', () => {
    // A linear congruential generator stands in for chance: 200 rounds of 900 true nulls and 100 real findings.
    let state = 12_345
    const uniform = () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return state / 4_294_967_296
    }
    let share = 0
    for (let round = 0; round < 200; round++) {
      const nulls = Array.from({ length: 900 }, uniform)
      const real = Array.from({ length: 100 }, () => uniform() * 1e-4)
      const limit = limitOf([...nulls, ...real], 0.1)
      const wrong = nulls.filter((value) => value <= limit).length
      const found = wrong + real.filter((value) => value <= limit).length
      share += found === 0 ? 0 : wrong / found
    }
    expect(share / 200).toBeLessThan(0.1)
    expect(share / 200).toBeGreaterThan(0.07)
  })
})
