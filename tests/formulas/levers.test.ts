import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  auditPenalty,
  isAudited,
  meetsStake,
  reputationDecayDelta,
  ringMean,
  stakeSlash,
  stakeSlashUnclamped,
  taxBase,
  transactionTax,
  voteWeight,
} from '../../formulas/levers.ts'

const unit = fc.double({ min: 0, max: 1, noNaN: true })
const amount = fc.double({ min: 0, max: 10, noNaN: true })
const signed = fc.double({ min: -10, max: 10, noNaN: true })

describe('transaction tax', () => {
  it('splits into parts that sum to the total', () => {
    fc.assert(
      fc.property(
        unit,
        signed,
        unit,
        unit,
        amount,
        amount,
        (p, transfer, rate, initiatorShare, sPlus, sMinus) => {
          const tax = transactionTax(p, transfer, true, { rate, initiatorShare, sPlus, sMinus })
          expect(tax.initiatorCost + tax.counterpartyCost).toBeCloseTo(tax.total, 12)
          expect(tax.initiatorCost).toBeGreaterThanOrEqual(0)
          expect(tax.counterpartyCost).toBeGreaterThanOrEqual(0)
          expect(tax.total).toBeLessThanOrEqual(tax.base)
        },
      ),
    )
  })

  it('taxes positive surplus and transfers of either sign, by the configured surplus', () => {
    expect(taxBase(1, 0, 2, 1)).toBe(2)
    expect(taxBase(1, 0, 7, 1)).toBe(7)
    expect(taxBase(0, -3, 2, 1)).toBe(3)
    expect(taxBase(0, 3, 2, 1)).toBe(3)
  })

  it('takes nothing from what was not accepted', () => {
    const none = { applied: false, base: 0, total: 0, initiatorCost: 0, counterpartyCost: 0 }
    const parameters = { rate: 0.1, initiatorShare: 0.5, sPlus: 2, sMinus: 1 }
    expect(transactionTax(0.9, 1, false, parameters)).toEqual(none)
    expect(transactionTax(0.9, 1, true, { ...parameters, rate: 0 })).toEqual(none)
  })
})

describe('audit', () => {
  it('fines the shortfall only', () => {
    expect(auditPenalty(0.2, 0.5, 2)).toBeCloseTo(0.6, 15)
    expect(auditPenalty(0.5, 0.5, 2)).toBe(0)
    fc.assert(
      fc.property(unit, unit, unit, amount, (p, other, threshold, multiplier) => {
        const [low, high] = p < other ? [p, other] : [other, p]
        expect(auditPenalty(high, threshold, multiplier)).toBeGreaterThanOrEqual(0)
        expect(auditPenalty(low, threshold, multiplier)).toBeGreaterThanOrEqual(
          auditPenalty(high, threshold, multiplier),
        )
      }),
    )
  })

  it('never happens at probability 0 and always at 1', () => {
    expect(isAudited(0, 0)).toBe(false)
    expect(isAudited(1 - 2 ** -53, 1)).toBe(true)
  })
})

describe('stake', () => {
  it('takes a share of what is owned and never pays', () => {
    expect(stakeSlash(40, 0.25)).toBe(-10)
    expect(stakeSlash(-20, 0.5)).toBe(0)
    expect(stakeSlashUnclamped(-20, 0.5)).toBe(10)
    fc.assert(
      fc.property(amount, unit, (resources, rate) => {
        const after = resources + stakeSlash(resources, rate)
        expect(after).toBeGreaterThanOrEqual(0)
        expect(after).toBeLessThanOrEqual(resources)
      }),
    )
  })

  it('is met at exactly the minimum', () => {
    expect(meetsStake(25, 25)).toBe(true)
    expect(meetsStake(24.999, 25)).toBe(false)
  })
})

it('weighs later votes less', () => {
  expect(voteWeight(0, 10)).toBe(1)
  expect(voteWeight(10, 10)).toBe(0.5)
  expect(voteWeight(11, 10)).toBeLessThan(voteWeight(10, 10))
})

it('decays reputation towards 0 from either side', () => {
  expect(reputationDecayDelta(2, 0.9)).toBeCloseTo(-0.2, 15)
  expect(reputationDecayDelta(-2, 0.9)).toBeCloseTo(0.2, 15)
  expect(reputationDecayDelta(2, 1)).toBe(0)
})

describe('ringMean', () => {
  it('is the mean of the latest values, added oldest first', () => {
    fc.assert(
      fc.property(fc.array(unit, { minLength: 1, maxLength: 40 }), (values) => {
        const capacity = 10
        const offset = 3
        const cells = new Float64Array(offset + capacity + 2).fill(99)
        values.forEach((value, index) => {
          cells[offset + (index % capacity)] = value
        })
        const latest = values.slice(-capacity)
        const want = latest.reduce((sum, value) => sum + value, 0) / latest.length
        const next = values.length % capacity
        expect(ringMean(cells, offset, capacity, next, latest.length)).toBe(want)
      }),
    )
  })

  it('is 0 when empty', () => {
    expect(ringMean(new Float64Array(10), 0, 10, 0, 0)).toBe(0)
  })
})
