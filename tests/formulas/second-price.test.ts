import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  AUCTION_CELLS,
  expectedRevenueReserved,
  expectedRevenueUniform,
  secondPrice,
} from '../../formulas/second-price.ts'

function auction(bids: readonly number[], reserve = 0) {
  const outcome = new Float64Array(AUCTION_CELLS)
  secondPrice(Float64Array.from(bids), 0, bids.length, reserve, outcome)
  return [...outcome]
}

describe('a second-price auction', () => {
  it('goes to the highest bid for the second highest, or the reserve', () => {
    expect(auction([3, 7, 5])).toEqual([1, 5, 7, 5])
    expect(auction([3, 7, 5], 6)).toEqual([1, 6, 7, 5])
    expect(auction([3, 7, 5], 8)).toEqual([-1, 0, 7, 5])
    expect(auction([3, 3])).toEqual([0, 3, 3, 3])
    expect(auction([4])).toEqual([0, 0, 4, 0])
    expect(auction([4], 4)).toEqual([0, 4, 4, 0])
    expect(auction([0, 0])).toEqual([-1, 0, 0, 0])
    expect(auction([])).toEqual([-1, 0, 0, 0])
  })

  it('never gives more to a bid that says something else than the truth', () => {
    const money = fc.double({ min: 0, max: 100, noNaN: true })
    fc.assert(
      fc.property(fc.array(money, { minLength: 1, maxLength: 6 }), money, money, (values, bid, reserve) => {
        const surplus = (own: number) => {
          const [winner, price] = auction([own, ...values.slice(1)], reserve) as [number, number]
          return winner === 0 ? (values[0] as number) - price : 0
        }
        expect(surplus(bid)).toBeLessThanOrEqual(surplus(values[0] as number))
      }),
      { numRuns: 500 },
    )
  })

  it('brings (n - 1) / (n + 1) on average, and two bidders 5/12 at the best reserve', () => {
    expect(expectedRevenueUniform(2)).toBe(1 / 3)
    expect(expectedRevenueReserved(2, 0)).toBeCloseTo(1 / 3, 12)
    expect(expectedRevenueReserved(2, 0.5)).toBeCloseTo(5 / 12, 12)
    for (const bidders of [1, 2, 5, 20]) {
      expect(expectedRevenueReserved(bidders, 0)).toBeCloseTo(expectedRevenueUniform(bidders), 12)
      const best = expectedRevenueReserved(bidders, 0.5)
      for (const reserve of [0.4, 0.49, 0.51, 0.6]) {
        expect(expectedRevenueReserved(bidders, reserve)).toBeLessThan(best)
      }
    }
  })
})
