import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kyleAuction, kyleProfitGivenValue, kyleProfitOfSlope, kyleSequence } from '../../formulas/kyle.ts'

const sigma = fc.double({ min: 0.01, max: 100, noNaN: true })
const few = fc.integer({ min: 1, max: 40 })

describe('kyleAuction', () => {
  it('has the values of the textbook', () => {
    expect(kyleAuction(2, 1)).toEqual({ lambda: 1, beta: 0.5, posteriorVariance: 2, expectedProfit: 1 })
    const three = kyleAuction(1, 1, 3)
    expect(three.lambda).toBeCloseTo(0.433, 4)
    expect(three.beta).toBeCloseTo(0.5774, 4)
    expect(three.posteriorVariance).toBe(0.25)
    expect(three.expectedProfit).toBeCloseTo(0.433, 4)
  })

  it('is an equilibrium: the price is the expectation, and no other slope earns an insider more', () => {
    fc.assert(
      fc.property(sigma, sigma, few, fc.double({ min: -3, max: 3, noNaN: true }), (v, u, many, other) => {
        const { lambda, beta } = kyleAuction(v, u, many)
        const all = many * beta
        expect(lambda).toBeCloseTo((all * v * v) / (all * all * v * v + u * u), 9)
        // One insider against the price and the others, by the slope of its own orders.
        const earns = (slope: number) => slope * (1 - lambda * ((many - 1) * beta + slope))
        expect(earns(other * beta)).toBeLessThanOrEqual(earns(beta) * (1 + 1e-12))
      }),
    )
  })

  it('earns what is expected given the value', () => {
    const { lambda, beta, expectedProfit } = kyleAuction(3, 2)
    expect(kyleProfitOfSlope(beta, lambda, 3)).toBeCloseTo(expectedProfit, 12)
    expect(kyleProfitGivenValue(3, 3, 2)).toBeCloseTo(expectedProfit, 12)
    expect(kyleProfitGivenValue(5, 0, 2)).toBe(0)
  })

  it('has limits where there is no noise, nothing to know, or nobody who does', () => {
    expect(kyleAuction(2, 0)).toEqual({
      lambda: Number.POSITIVE_INFINITY,
      beta: 0,
      posteriorVariance: 2,
      expectedProfit: 0,
    })
    expect(kyleAuction(0, 1)).toEqual({ lambda: 0, beta: 0, posteriorVariance: 0, expectedProfit: 0 })
    expect(kyleAuction(2, 1, 0)).toEqual({ lambda: 0, beta: 0, posteriorVariance: 4, expectedProfit: 0 })
    for (const [v, u, many] of [
      [-1, 1, 1],
      [1, -1, 1],
      [1, 1, -1],
      [Number.NaN, 1, 1],
    ] as const) {
      expect(Object.values(kyleAuction(v, u, many)).every(Number.isNaN)).toBe(true)
    }
  })
})

describe('kyleSequence', () => {
  it('is the single auction when there is one', () => {
    fc.assert(
      fc.property(sigma, sigma, few, (v, u, many) => {
        const one = kyleAuction(v, u, many)
        const sequence = kyleSequence(v, u, many, 1)
        expect(sequence.lambda[0]! / one.lambda).toBeCloseTo(1, 12)
        expect(sequence.beta[0]! / one.beta).toBeCloseTo(1, 12)
        expect(sequence.variance[0]! / one.posteriorVariance).toBeCloseTo(1, 12)
        expect(sequence.expectedProfit / one.expectedProfit).toBeCloseTo(1, 12)
      }),
    )
  })

  it('has the published values of four, ten and fifty auctions', () => {
    const four = kyleSequence(1, 1, 1, 4)
    for (const [auction, lambda] of [0.7648, 0.7568, 0.7372, 0.6642].entries()) {
      expect(four.lambda[auction]).toBeCloseTo(lambda, 4)
    }
    expect(four.variance[3]).toBeCloseTo(0.220582, 6)
    expect(four.expectedProfit).toBeCloseTo(0.730741, 6)
    expect(kyleSequence(1, 1, 1, 10).variance[9]).toBeCloseTo(0.109949, 6)
    expect(kyleSequence(1, 1, 1, 50).expectedProfit).toBeCloseTo(0.950586, 6)
  })

  it('keeps the price an expectation at every step, and what insiders earn is what the uninformed lose', () => {
    fc.assert(
      fc.property(sigma, sigma, few, fc.integer({ min: 1, max: 60 }), (v, u, many, auctions) => {
        const { lambda, beta, variance, expectedProfit } = kyleSequence(v, u, many, auctions)
        let before = v * v
        let lost = 0
        for (let auction = 0; auction < auctions; auction++) {
          const slope = (many * beta[auction]!) / auctions
          const noise = (u * u) / auctions
          const flow = slope * slope * before + noise
          expect((lambda[auction]! * flow) / (slope * before)).toBeCloseTo(1, 9)
          expect(variance[auction]! / (before - lambda[auction]! * slope * before)).toBeCloseTo(1, 9)
          lost += lambda[auction]! * noise
          before = variance[auction]!
        }
        expect(expectedProfit / lost).toBeCloseTo(1, 9)
      }),
    )
  })

  it('has the limits of the single auction, and grows towards the continuous one', () => {
    expect([...kyleSequence(0, 1, 1, 2).lambda]).toEqual([0, 0])
    expect([...kyleSequence(1, 0, 1, 2).beta]).toEqual([0, 0])
    expect(kyleSequence(1, 1, 0, 2).variance[1]).toBe(1)
    const profits = [1, 4, 16, 64].map((auctions) => kyleSequence(1, 1, 1, auctions).expectedProfit)
    expect([...profits].sort((a, b) => a - b)).toEqual(profits)
    expect(profits[3]).toBeLessThan(1)
  })
})
