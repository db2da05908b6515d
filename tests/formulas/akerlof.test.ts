import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fullTradeMultiple, limitPrice, meanOffered, nextPrice } from '../../formulas/akerlof.ts'

const priceAfter = (rounds: number, multiple: number, low: number) => {
  let price = 2
  for (let round = 0; round < rounds; round++) price = nextPrice(price, multiple, low, 2)
  return price
}

describe('the market for lemons', () => {
  it('loses a quarter of its price a round at a multiple of 1.5', () => {
    expect(priceAfter(5, 1.5, 0)).toBeCloseTo(0.474609375, 12)
    expect(priceAfter(200, 1.5, 0.5)).toBeCloseTo(1.5, 9)
  })

  it('stands or falls at a multiple of 2', () => {
    expect(fullTradeMultiple(0, 2)).toBe(2)
    expect(limitPrice(2, 0, 2)).toBe(2)
    expect(limitPrice(1.99, 0, 2)).toBe(0)
    expect(priceAfter(2000, 1.99, 0)).toBeLessThan(1e-3)
    expect(priceAfter(10, 2.5, 0)).toBe(2.5)
  })

  it('comes to its limit from above', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.2, max: 3, noNaN: true }),
        fc.double({ min: 0, max: 1.9, noNaN: true }),
        (multiple, low) => {
          const limit = limitPrice(multiple, low, 2)
          let price = Math.max(2, multiple * 2)
          // Below the worst quality nothing is on offer, and the price stays.
          for (let round = 0; round < 20_000; round++) price = nextPrice(price, multiple, low, 2)
          if (limit >= low && Math.abs(multiple - 2) > 0.01) expect(price).toBeCloseTo(limit, 6)
        },
      ),
      { numRuns: 50 },
    )
  })

  it('has no mean where nothing is on offer', () => {
    expect(meanOffered(0.4, 0.5, 2)).toBeNaN()
    expect(nextPrice(0.4, 1.5, 0.5, 2)).toBe(0.4)
    expect(meanOffered(9, 0.5, 2)).toBe(1.25)
  })
})
