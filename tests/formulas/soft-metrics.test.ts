import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  averageQuality,
  binOf,
  coefficientOfVariation,
  conditionalLoss,
  fillBins,
  type InteractionSample,
  participation,
  qualityDistribution,
  qualityGap,
  qualityReport,
  qualitySpread,
  toxicityRate,
  uncertainFraction,
  variance,
  welfare,
} from '../../formulas/soft-metrics.ts'

const unit = fc.double({ min: 0, max: 1, noNaN: true })
const row = fc.record({
  p: unit,
  accepted: fc.constantFrom(0, 1),
  initiator: fc.double({ min: -5, max: 5, noNaN: true }),
  counterparty: fc.double({ min: -5, max: 5, noNaN: true }),
})
const rows = fc.array(row, { maxLength: 60 })

function sampleOf(made: { p: number; accepted: number; initiator?: number; counterparty?: number }[]) {
  const sample: InteractionSample = {
    p: Float64Array.from(made, ({ p }) => p),
    accepted: Uint8Array.from(made, ({ accepted }) => accepted),
    payoffInitiator: Float64Array.from(made, ({ initiator }) => initiator ?? 0),
    payoffCounterparty: Float64Array.from(made, ({ counterparty }) => counterparty ?? 0),
  }
  return sample
}

const poorIn = sampleOf([
  { p: 0.3, accepted: 1, initiator: -0.05, counterparty: 0.15 },
  { p: 0.9, accepted: 0, initiator: 0.85, counterparty: 0.95 },
])

describe('selection', () => {
  it('reads adverse selection off two interactions', () => {
    expect(toxicityRate(poorIn)).toBeCloseTo(0.7, 15)
    expect(toxicityRate(poorIn, 'all')).toBeCloseTo(0.4, 15)
    expect(qualityGap(poorIn)).toBeCloseTo(-0.6, 15)
    expect(conditionalLoss(poorIn, poorIn.payoffInitiator)).toBeCloseTo(-0.45, 15)
    expect(conditionalLoss(poorIn, poorIn.payoffCounterparty)).toBeCloseTo(-0.4, 15)
    expect(qualitySpread(poorIn, 2, 1)).toBeCloseTo(0.9, 15)
    expect(qualityReport(poorIn, 0.5, 0.2)).toMatchObject({ toxicityHard: 1, adverseSelection: true })
  })

  it('keeps toxicity = 1 - E[p] - P(rejected) gap wherever both sides exist', () => {
    fc.assert(
      fc.property(rows, (made) => {
        const sample = sampleOf(made)
        const rejected = made.filter(({ accepted }) => accepted === 0).length
        fc.pre(rejected > 0 && rejected < made.length)
        const share = rejected / made.length
        expect(toxicityRate(sample)).toBeCloseTo(1 - averageQuality(sample) - share * qualityGap(sample), 12)
      }),
    )
  })

  it('is 0 when one side is empty', () => {
    const allIn = sampleOf([{ p: 0.4, accepted: 1 }])
    const allOut = sampleOf([{ p: 0.4, accepted: 0 }])
    expect([
      qualityGap(allIn),
      qualityGap(allOut),
      toxicityRate(allOut),
      qualitySpread(allOut, 2, 1),
    ]).toEqual([0, 0, 0, 0])
  })

  it('counts participation on both sides of the threshold, inclusive above', () => {
    const sample = sampleOf([
      { p: 0.5, accepted: 1 },
      { p: 0.8, accepted: 0 },
      { p: 0.4, accepted: 1 },
    ])
    expect(participation(sample, 0.5)).toEqual({
      highQualityAcceptance: 0.5,
      lowQualityAcceptance: 1,
      highQualityCount: 2,
      lowQualityCount: 1,
    })
  })

  it('leaves the ends of the uncertain band out', () => {
    expect(uncertainFraction(sampleOf([0.3, 0.7, 0.5].map((p) => ({ p, accepted: 1 }))), 0.2)).toBe(1 / 3)
  })
})

describe('histogram', () => {
  it('puts every p between the rounded edges of its bin', () => {
    fc.assert(
      fc.property(unit, fc.integer({ min: 1, max: 60 }), (p, bins) => {
        const bin = binOf(p, bins)
        const width = 1 / bins
        expect(bin).toBeGreaterThanOrEqual(0)
        expect(bin).toBeLessThan(bins)
        expect(p).toBeGreaterThanOrEqual(bin * width)
        if (bin < bins - 1) expect(p).toBeLessThan((bin + 1) * width)
      }),
    )
  })

  it('follows the edges where the product would not', () => {
    expect(binOf(0.3, 10)).toBe(2)
    expect(binOf(0.1 * 3, 10)).toBe(3)
    expect(binOf(1, 10)).toBe(9)
  })

  it('loses nobody', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 20 }), (made, bins) => {
        const total = qualityDistribution(sampleOf(made), bins).reduce((sum, bin) => sum + bin.count, 0)
        expect(total).toBe(made.length)
      }),
    )
  })
})

describe('sums', () => {
  it('count accepted interactions only', () => {
    const made = welfare(poorIn, 2, 1, 2)
    expect(made.totalWelfare).toBeCloseTo(0.1, 15)
    expect(made.totalSocialSurplus).toBeCloseTo(-1.5, 15)
    expect(made.averageInitiatorPayoff).toBeCloseTo(-0.05, 15)
    expect(made.averageCounterpartyPayoff).toBeCloseTo(0.15, 15)
  })

  it('has a variance that shifts do not change and scale squares', () => {
    fc.assert(
      fc.property(fc.array(unit, { minLength: 2, maxLength: 50 }), (values) => {
        const base = variance(values)
        expect(base).toBeGreaterThanOrEqual(0)
        expect(variance(values.map((value) => value + 7))).toBeCloseTo(base, 12)
        expect(variance(values.map((value) => value * 3))).toBeCloseTo(9 * base, 12)
      }),
    )
    expect(variance([5])).toBe(0)
    expect(coefficientOfVariation([-1, -3])).toBe(0.5)
    expect(coefficientOfVariation([-1, 1])).toBe(0)
  })
})

describe('bins of rows', () => {
  it('are those of each, edges included', () => {
    const edges = fc
      .tuple(fc.nat({ max: 20 }), fc.integer({ min: 1, max: 20 }))
      .map(([i, n]) => Math.min(1, i * (1 / n)))
    fc.assert(
      fc.property(fc.array(fc.oneof(unit, edges)), fc.integer({ min: 1, max: 20 }), (values, bins) => {
        const into = new Uint32Array(values.length)
        fillBins(Float64Array.from(values), 0, values.length, bins, into)
        expect([...into]).toEqual(values.map((p) => binOf(p, bins)))
      }),
    )
  })
})
