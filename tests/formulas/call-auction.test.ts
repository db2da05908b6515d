import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CALL_RESULTS, CallResult, callAuction } from '../../formulas/call-auction.ts'

const LEVELS = 12

/** The same by trying every price. */
function naiveCall(bids: readonly number[], asks: readonly number[]) {
  const demand = (price: number) => bids.slice(price).reduce((sum, lots) => sum + lots, 0)
  const supply = (price: number) => asks.slice(0, price + 1).reduce((sum, lots) => sum + lots, 0)
  const prices = Array.from({ length: LEVELS - 1 }, (_, at) => at + 1)
  const volume = Math.max(...prices.map((price) => Math.min(demand(price), supply(price))))
  const reached = prices.filter((price) => Math.min(demand(price), supply(price)) === volume)
  const excess = (price: number) => Math.abs(demand(price) - supply(price))
  const least = Math.min(...reached.map(excess))
  const tied = reached.filter((price) => excess(price) === least)
  return { volume, reached, tied, sign: Math.sign(demand(tied[0] as number) - supply(tied[0] as number)) }
}

describe('a call auction', () => {
  it('finds the volume, interval and price that trying every price finds', () => {
    const side = fc.array(fc.oneof(fc.constant(0), fc.nat(9)), { minLength: LEVELS, maxLength: LEVELS })
    fc.assert(
      fc.property(side, side, (bidLots, askLots) => {
        const [bids, asks] = [bidLots, askLots].map((lots) => [0, ...lots.slice(1)]) as [number[], number[]]
        const out = new Float64Array(CALL_RESULTS)
        const highest = bids.findLastIndex((lots) => lots > 0)
        const lowest = asks.findIndex((lots) => lots > 0)
        callAuction(
          Float64Array.from(bids),
          0,
          Float64Array.from(asks),
          0,
          lowest < 0 ? LEVELS : lowest,
          Math.max(0, highest),
          out,
        )
        const { volume, reached, tied, sign } = naiveCall(bids, asks)
        expect(out[CallResult.volume]).toBe(volume)
        if (volume === 0) return
        expect([out[CallResult.low], out[CallResult.high]]).toEqual([reached[0], reached.at(-1)])
        const [first, last] = [tied[0] as number, tied.at(-1) as number]
        const want = sign > 0 ? last : sign < 0 ? first : Math.floor((first + last) / 2)
        expect(out[CallResult.price]).toBe(want)
        expect(out[CallResult.surplus]).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 1000 },
    )
  })
})
