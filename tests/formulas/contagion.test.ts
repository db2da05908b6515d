import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  attackRate,
  basicReproductionNumber,
  criticalPermeability,
  crossingProbability,
  effectivePermeability,
  escapesVariance,
  expectedEscapes,
  expectedEscapesTwoBarriers,
  expectedSpilloverHarm,
  extinctionProbability,
  optimalPermeabilityTwoBarriers,
  spilloverProbability,
} from '../../formulas/contagion.ts'

const unit = fc.double({ min: 0, max: 1, noNaN: true })

function ordered(a: number, b: number): [number, number] {
  return a < b ? [a, b] : [b, a]
}

describe('permeability', () => {
  it('lies in [0, base], falls with threat and rises with trust', () => {
    fc.assert(
      fc.property(unit, unit, unit, unit, (base, first, second, other) => {
        const [low, high] = ordered(first, second)
        const at = (threat: number, trust: number) => effectivePermeability(base, threat, trust, 1, true)
        expect(at(low, other)).toBeGreaterThanOrEqual(at(high, other))
        expect(at(other, low)).toBeLessThanOrEqual(at(other, high))
        expect(at(low, other)).toBeGreaterThanOrEqual(0)
        expect(at(low, other)).toBeLessThanOrEqual(base)
      }),
    )
    expect(effectivePermeability(0.5, 0, 0.5, 1, true)).toBe(0.375)
    expect(effectivePermeability(0.5, 1, 0, 1, false)).toBe(0.5)
  })

  it('lets through more of what is worse, and nothing when closed or perfect', () => {
    fc.assert(
      fc.property(unit, unit, unit, unit, (rate, first, second, permeability) => {
        const [low, high] = ordered(first, second)
        expect(spilloverProbability(rate, low, permeability)).toBeGreaterThanOrEqual(
          spilloverProbability(rate, high, permeability),
        )
        expect(spilloverProbability(rate, low, 0)).toBe(0)
        expect(spilloverProbability(rate, 1, permeability)).toBe(0)
        expect(crossingProbability(low, permeability)).toBeLessThanOrEqual(
          crossingProbability(high, permeability),
        )
      }),
    )
    expect(spilloverProbability(0.5, 0.2, 0.5)).toBe(0.2)
  })

  it('counts expected escapes and their variance', () => {
    expect(expectedEscapes([0.2, 0.6], 1, 0.5)).toBeCloseTo(0.6, 15)
    expect(escapesVariance([0.2, 0.6], 1, 0.5)).toBeCloseTo(0.4 * 0.6 + 0.2 * 0.8, 15)
    expect(expectedSpilloverHarm([0.2, 0.6], 1, 0.5, 1.5)).toBeCloseTo(1.5 * (0.4 * 0.8 + 0.2 * 0.4), 15)
  })

  it('finds the best permeability behind two barriers', () => {
    const quality = fc.array(fc.double({ min: 0.05, max: 0.95, noNaN: true }), {
      minLength: 1,
      maxLength: 20,
    })
    fc.assert(
      fc.property(quality, fc.double({ min: 0.5, max: 30, noNaN: true }), unit, (p, weight, other) => {
        // Harm behind two barriers, from its parts: escapes of each quality times what each does.
        const value = (permeability: number) =>
          p.reduce((sum, quality) => {
            const harm = expectedEscapesTwoBarriers([quality], 0.8, permeability) * (1 - quality) * 1.5
            return sum + permeability * quality - weight * harm
          }, 0)
        const best = optimalPermeabilityTwoBarriers(p, 0.8, 1.5, weight)
        expect(value(best)).toBeGreaterThanOrEqual(value(other) - 1e-12)
      }),
    )
    expect(optimalPermeabilityTwoBarriers([0.4], 0, 1.5, 1)).toBe(1)
  })
})

describe('epidemic', () => {
  it('has the published final sizes', () => {
    const published: [number, number][] = [
      [1.2, 0.313698],
      [1.5, 0.582812],
      [2, 0.796812],
      [3, 0.94048],
      [5, 0.993023],
    ]
    for (const [reproduction, size] of published) expect(attackRate(reproduction)).toBeCloseTo(size, 6)
  })

  it('solves its equation and mirrors extinction', () => {
    fc.assert(
      fc.property(fc.double({ min: 1.0001, max: 60, noNaN: true }), (reproduction) => {
        const size = attackRate(reproduction)
        const lost = extinctionProbability(reproduction)
        expect(size).toBeGreaterThan(0)
        expect(size).toBeCloseTo(1 - Math.exp(-reproduction * size), 12)
        expect(lost).toBeCloseTo(1 - size, 12)
        expect(lost).toBeGreaterThan(0)
      }),
    )
  })

  it('follows 2 (R0 - 1) just above the threshold and dies out below it', () => {
    expect(attackRate(1 + 1e-6) / 2e-6).toBeCloseTo(1, 4)
    for (const reproduction of [0, 0.5, 1]) {
      expect(attackRate(reproduction)).toBe(0)
      expect(extinctionProbability(reproduction)).toBe(1)
    }
    expect(attackRate(Number.POSITIVE_INFINITY)).toBe(1)
    expect(attackRate(Number.NaN)).toBeNaN()
  })

  it('is critical where R0 is 1', () => {
    expect(basicReproductionNumber(0.4, 12, 0.3, criticalPermeability(0.4, 12, 0.3))).toBeCloseTo(1, 14)
  })
})
