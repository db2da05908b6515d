import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  beliefAfterNetBuys,
  glostenMilgromQuote,
  openingSpread,
  QUOTE_WIDTH,
  Quote,
  quoteInto,
} from '../../formulas/glosten-milgrom.ts'

const share = fc.double({ min: 0.001, max: 0.999, noNaN: true })
const half = { low: 0, high: 1, buyShare: 0.5 }

/** A quote by its places, of a value in [0, 1]. */
function quoteOf(informedShare: number, belief: number, buyShare: number, benefit: number): Float64Array {
  const quote = new Float64Array(QUOTE_WIDTH)
  quoteInto(quote, Float64Array.of(0, 1, informedShare, buyShare, benefit), Float64Array.of(belief), 0)
  return quote
}

describe('glostenMilgromQuote', () => {
  it('has the values of the textbook', () => {
    const quote = glostenMilgromQuote({ ...half, informedShare: 0.2 }, 0.5)
    expect(quote.ask).toBeCloseTo(0.6, 12)
    expect(quote.bid).toBeCloseTo(0.4, 12)
    const bought = glostenMilgromQuote({ ...half, informedShare: 0.2 }, quote.afterBuy)
    expect(bought.ask).toBeCloseTo(0.692308, 6)
    expect(bought.bid).toBeCloseTo(0.5, 12)
    expect(bought.afterSale).toBeCloseTo(0.5, 12)
  })

  it('opens at mu (vH - vL), from none to all of it', () => {
    for (const mu of [0, 0.3, 1]) {
      const { spread } = glostenMilgromQuote({ low: -2, high: 3, informedShare: mu, buyShare: 0.5 }, 0.5)
      expect(spread).toBeCloseTo(openingSpread(mu, -2, 3), 12)
    }
  })

  it('has no quote where nobody would trade', () => {
    expect(glostenMilgromQuote({ ...half, informedShare: 1 }, 1).bid).toBeNull()
    expect(glostenMilgromQuote({ ...half, informedShare: 0, buyShare: 1 }, 0.5).bid).toBeNull()
  })

  it('is a martingale, in any direction of trade', () => {
    fc.assert(
      fc.property(share, share, share, (mu, belief, buyShare) => {
        const quote = glostenMilgromQuote({ low: 0, high: 1, informedShare: mu, buyShare }, belief)
        const buys = quote.buyProbability
        expect(buys * quote.afterBuy + (1 - buys) * quote.afterSale).toBeCloseTo(belief, 9)
        expect(quote.ask).toBeGreaterThanOrEqual(belief - 1e-12)
        expect(quote.bid).toBeLessThanOrEqual(belief + 1e-12)
      }),
    )
  })

  it('adds up buys less sales', () => {
    fc.assert(
      fc.property(share, fc.integer({ min: -20, max: 20 }), (mu, net) => {
        let belief = 0.5
        for (let trade = 0; trade < Math.abs(net); trade++) {
          const { afterBuy, afterSale } = glostenMilgromQuote({ ...half, informedShare: mu }, belief)
          belief = net > 0 ? afterBuy : afterSale
        }
        expect(beliefAfterNetBuys(mu, net)).toBeCloseTo(belief, 9)
      }),
    )
    expect(beliefAfterNetBuys(0.3, 5)).toBeCloseTo(0.956694, 6)
  })
})

describe('elastic callers', () => {
  it('let the dealer break even on either side, and pay more than they would without', () => {
    fc.assert(
      fc.property(share, share, share, share, (mu, belief, buyShare, benefit) => {
        const quote = quoteOf(mu, belief, buyShare, benefit)
        const rigid = quoteOf(mu, belief, buyShare, Number.POSITIVE_INFINITY)
        if (quote[Quote.askOpen] === 1) {
          const ask = quote[Quote.ask]!
          const lost = mu * belief * (1 - ask)
          const won = (1 - mu) * buyShare * quote[Quote.buyers]! * (ask - belief)
          expect(won - lost).toBeCloseTo(0, 9)
          expect(ask).toBeGreaterThanOrEqual(rigid[Quote.ask]! - 1e-12)
          expect(quote[Quote.afterBuy]).toBeCloseTo(ask, 9)
        }
        if (quote[Quote.bidOpen] === 1)
          expect(quote[Quote.bid]).toBeLessThanOrEqual(rigid[Quote.bid]! + 1e-12)
        for (const place of [Quote.afterBuy, Quote.afterSale, Quote.afterNone]) {
          expect(quote[place]).toBeGreaterThanOrEqual(0)
          expect(quote[place]).toBeLessThanOrEqual(1)
        }
      }),
    )
  })

  it('are a martingale together with those who leave', () => {
    fc.assert(
      fc.property(share, share, share, share, (mu, belief, buyShare, benefit) => {
        const quote = quoteOf(mu, belief, buyShare, benefit)
        const buys = mu * belief * quote[Quote.askOpen]! + (1 - mu) * buyShare * quote[Quote.buyers]!
        const sells =
          mu * (1 - belief) * quote[Quote.bidOpen]! + (1 - mu) * (1 - buyShare) * quote[Quote.sellers]!
        const mean =
          buys * quote[Quote.afterBuy]! +
          sells * quote[Quote.afterSale]! +
          (1 - buys - sells) * quote[Quote.afterNone]!
        expect(mean).toBeCloseTo(belief, 9)
      }),
    )
  })

  it('close the market where mu (1 - mu) > benefit / 2', () => {
    for (const [mu, open] of [
      [0.27, 1],
      [0.28, 0],
      [0.7, 0],
      [0.9, 0],
    ] as const) {
      const quote = quoteOf(mu, 0.5, 0.5, 0.4)
      expect([mu, quote[Quote.askOpen], quote[Quote.bidOpen]]).toEqual([mu, open, open])
      if (open === 0) expect(quote[Quote.afterNone]).toBe(0.5)
    }
    expect(quoteOf(0.2, 0.5, 0.5, 0)[Quote.askOpen]).toBe(0)
  })
})
