import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  breakEvenP,
  counterpartyBreakdown,
  DEFAULT_PAYOFF_PARAMETERS,
  expectedHarm,
  expectedSurplus,
  initiatorBreakdown,
  type PayoffBreakdown,
  payoffWarnings,
  socialBreakEvenP,
  socialSurplus,
  totalWelfare,
  validatePayoff,
} from '../../formulas/payoff.ts'

const unit = fc.double({ min: 0, max: 1, noNaN: true })
const amount = fc.double({ min: 0, max: 10, noNaN: true })
const signed = fc.double({ min: -10, max: 10, noNaN: true })
const parameters = fc.record({
  sPlus: amount,
  sMinus: amount,
  h: amount,
  theta: unit,
  rhoA: unit,
  rhoB: unit,
  wRep: signed,
})
const terms = fc.record({
  p: unit,
  transfer: signed,
  initiatorCost: amount,
  counterpartyCost: amount,
  initiatorReputationChange: signed,
  counterpartyReputationChange: signed,
})

function sumOfTerms(side: PayoffBreakdown): number {
  return side.surplusShare + side.transfer - side.governanceCost - side.externalityCost + side.reputationBonus
}

describe('payoffs', () => {
  it('cancel the transfer: welfare does not depend on it', () => {
    fc.assert(
      fc.property(parameters, terms, signed, (config, one, transfer) => {
        const welfareOf = (each: typeof one) =>
          totalWelfare(initiatorBreakdown(config, each).total, counterpartyBreakdown(config, each).total)
        expect(welfareOf({ ...one, transfer })).toBeCloseTo(welfareOf(one), 10)
      }),
    )
  })

  it('break down into terms that sum to the total', () => {
    fc.assert(
      fc.property(parameters, terms, (config, one) => {
        for (const side of [initiatorBreakdown(config, one), counterpartyBreakdown(config, one)]) {
          expect(sumOfTerms(side)).toBeCloseTo(side.total, 10)
        }
      }),
    )
  })

  it('share out the whole surplus, costs, harm and reputation', () => {
    fc.assert(
      fc.property(parameters, terms, (config, one) => {
        const both = initiatorBreakdown(config, one).total + counterpartyBreakdown(config, one).total
        const reputation = one.initiatorReputationChange + one.counterpartyReputationChange
        const want =
          expectedSurplus(one.p, config.sPlus, config.sMinus) -
          one.initiatorCost -
          one.counterpartyCost -
          (config.rhoA + config.rhoB) * expectedHarm(one.p, config.h) +
          config.wRep * reputation
        expect(both).toBeCloseTo(want, 9)
      }),
    )
  })

  it('never fall as p rises', () => {
    fc.assert(
      fc.property(parameters, terms, unit, (config, one, other) => {
        const [low, high] = one.p < other ? [one.p, other] : [other, one.p]
        const at = (p: number) => initiatorBreakdown(config, { ...one, p }).total
        expect(at(high) - at(low)).toBeGreaterThanOrEqual(-1e-9)
      }),
    )
  })
})

describe('break-even', () => {
  it('is where the surplus is 0', () => {
    fc.assert(
      fc.property(amount, amount, amount, (sPlus, sMinus, h) => {
        const own = breakEvenP(sPlus, sMinus)
        const social = socialBreakEvenP(sPlus, sMinus, h)
        if (own !== null) expect(expectedSurplus(own, sPlus, sMinus)).toBeCloseTo(0, 10)
        if (social !== null) expect(socialSurplus(social, sPlus, sMinus, h)).toBeCloseTo(0, 10)
      }),
    )
    expect(breakEvenP(2, 1)).toBe(1 / 3)
    expect(socialBreakEvenP(2, 1, 2)).toBe(0.6)
    expect(breakEvenP(0, 0)).toBeNull()
    expect(socialBreakEvenP(0, 0, 0)).toBeNull()
  })
})

describe('validatePayoff', () => {
  it('names the first field out of range', () => {
    const check = (change: object) => validatePayoff({ ...DEFAULT_PAYOFF_PARAMETERS, ...change })
    expect(check({})).toBeNull()
    expect(check({ sPlus: -1, theta: 5 })).toBe('sPlus')
    expect(check({ sMinus: -1, h: -1 })).toBe('sMinus')
    expect(check({ h: Number.POSITIVE_INFINITY })).toBe('h')
    expect(check({ theta: Number.NaN })).toBe('theta')
    expect(check({ theta: 1.01, rhoA: -1 })).toBe('theta')
    expect(check({ rhoB: -0.1 })).toBe('rhoB')
    expect(check({ wRep: -3 })).toBeNull()
    expect(check({ wRep: Number.NaN })).toBe('wRep')
  })

  it('warns about what the whitepaper leaves out', () => {
    expect(payoffWarnings(DEFAULT_PAYOFF_PARAMETERS)).toEqual([])
    expect(payoffWarnings({ ...DEFAULT_PAYOFF_PARAMETERS, rhoA: 1, rhoB: 1.1 })).toEqual(['rhoB'])
  })
})
