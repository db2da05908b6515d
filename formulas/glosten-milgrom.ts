/**
 * A dealer's quotes when some of those who trade know better: Glosten and Milgrom (1985), "Bid, ask and transaction prices in a
 * specialist market with heterogeneously informed traders", Journal of Financial Economics 14, 71-100.
 *
 * A value is `high` with probability `belief`, else `low`. A caller is informed with probability `informedShare` and then buys
 * if the value is high and sells if it is low; else it wants to buy with probability `buyShare`, to sell otherwise. The dealer
 * asks E[V | buy] and bids E[V | sell], so that it earns nothing on average, and believes the price after a trade.
 *
 * With a `benefit` B the uninformed are elastic: what a trade is worth to one beside the value is uniform between 0 and B, and it
 * stays away when the price is further than that from the value's expectation. Then fewer of them pay for the informed, the quote
 * moves further out, and from some informed share on no quote breaks even: that side of the market closes.
 */

/** Places in a quote. */
export const Quote = {
  /** Price at which the dealer sells; `high` when that side is closed. */
  ask: 0,
  /** Price at which it buys; `low` when that side is closed. */
  bid: 1,
  /** 1 where anyone may buy, 0 where that side is closed. */
  askOpen: 2,
  bidOpen: 3,
  /** Share of the uninformed on that side whom the price does not keep away. */
  buyers: 4,
  sellers: 5,
  /** Belief after a buy, a sale, and a caller who left without a trade. */
  afterBuy: 6,
  afterSale: 7,
  afterNone: 8,
} as const

/** Numbers in a quote. */
export const QUOTE_WIDTH = 9

/** Places of a market's terms. `benefit` is Infinity where the uninformed trade at any price. */
export const Terms = { low: 0, high: 1, informedShare: 2, buyShare: 3, benefit: 4 } as const

/** Numbers in a market's terms. */
export const TERMS_WIDTH = 5

/**
 * The dealer's quote into `quote`, by `Quote`. All in arrays: numbers that a call takes or returns might be boxed.
 * @param terms by `Terms`: low <= high, shares in [0, 1], benefit >= 0; shares outside give NaN
 * @param beliefs at `at`, in [0, 1]
 */
export function quoteInto(quote: Float64Array, terms: Float64Array, beliefs: Float64Array, at: number): void {
  const belief = beliefs[at] as number
  const low = terms[Terms.low] as number
  const high = terms[Terms.high] as number
  const range = high - low
  const mu = terms[Terms.informedShare] as number
  const buy = terms[Terms.buyShare] as number
  const benefit = terms[Terms.benefit] as number
  side[0] = mu * belief
  side[1] = (1 - mu) * buy
  side[2] = (1 - belief) * range
  side[3] = benefit
  solveSide()
  const askOpen = side[4] as number
  const buyers = side[5] as number
  const premium = side[6] as number
  side[0] = mu * (1 - belief)
  side[1] = (1 - mu) * (1 - buy)
  side[2] = belief * range
  solveSide()
  const bidOpen = side[4] as number
  const sellers = side[5] as number
  const discount = side[6] as number
  const expected = low + belief * range
  quote[Quote.ask] = askOpen === 1 ? expected + premium : high
  quote[Quote.bid] = bidOpen === 1 ? expected - discount : low
  quote[Quote.askOpen] = askOpen
  quote[Quote.bidOpen] = bidOpen
  quote[Quote.buyers] = buyers
  quote[Quote.sellers] = sellers
  // Bayes: likelihoods of high and of low. The quotient keeps a belief of 0 or 1 as it is.
  const noise = (1 - mu) * buy * buyers
  quote[Quote.afterBuy] = posterior(belief, mu + noise, noise)
  const otherNoise = (1 - mu) * (1 - buy) * sellers
  quote[Quote.afterSale] = posterior(belief, otherNoise, mu + otherNoise)
  const staysAway = (1 - mu) * (buy * (1 - buyers) + (1 - buy) * (1 - sellers))
  quote[Quote.afterNone] = posterior(belief, staysAway + mu * (1 - askOpen), staysAway + mu * (1 - bidOpen))
}

/** Weight of the informed and of the uninformed, distance of the value, benefit; open, share that trades, distance of the price. */
const side = new Float64Array(7)

/**
 * Distance e of the price from the expectation at which the side breaks even: m (H - e) = k (1 - e / B) e with weights m of
 * the informed and k of the uninformed and H the distance of the value; of two solutions the one that is better for them.
 */
function solveSide(): void {
  const m = side[0] as number
  const k = side[1] as number
  const reach = side[2] as number
  const benefit = side[3] as number
  const both = m + k
  side[4] = 0
  side[5] = 0
  side[6] = 0
  if (both === 0) return
  // Where nobody knows better, or nobody is uninformed, elasticity has nothing to act on.
  if (benefit === Number.POSITIVE_INFINITY || m === 0 || k === 0) {
    side[4] = 1
    side[5] = 1
    side[6] = (m * reach) / both
    return
  }
  const discriminant = both * both - (4 * k * m * reach) / benefit
  if (!(discriminant >= 0)) return
  const distance = (2 * m * reach) / (both + Math.sqrt(discriminant))
  if (distance > benefit) return
  side[4] = 1
  side[5] = benefit === 0 ? 0 : 1 - distance / benefit
  side[6] = distance
}

function posterior(belief: number, ifHigh: number, ifLow: number): number {
  const above = belief * ifHigh
  const all = above + (1 - belief) * ifLow
  return all === 0 ? belief : above / all
}

/** A quote as an object; `null` where that side has no trade. */
export interface GlostenMilgromQuote {
  readonly ask: number | null
  readonly bid: number | null
  readonly spread: number | null
  /** Probability that a caller buys. */
  readonly buyProbability: number
  readonly afterBuy: number
  readonly afterSale: number
}

/** `quoteInto` for those who look at one quote. */
export function glostenMilgromQuote(
  {
    low,
    high,
    informedShare,
    buyShare,
    benefit = Number.POSITIVE_INFINITY,
  }: {
    readonly low: number
    readonly high: number
    readonly informedShare: number
    readonly buyShare: number
    readonly benefit?: number
  },
  belief: number,
): GlostenMilgromQuote {
  const quote = new Float64Array(QUOTE_WIDTH)
  quoteInto(quote, Float64Array.of(low, high, informedShare, buyShare, benefit), Float64Array.of(belief), 0)
  const at = (place: number) => quote[place] as number
  const ask = at(Quote.askOpen) === 1 ? at(Quote.ask) : null
  const bid = at(Quote.bidOpen) === 1 ? at(Quote.bid) : null
  return {
    ask,
    bid,
    spread: ask === null || bid === null ? null : ask - bid,
    buyProbability:
      informedShare * belief * at(Quote.askOpen) + (1 - informedShare) * buyShare * at(Quote.buyers),
    afterBuy: at(Quote.afterBuy),
    afterSale: at(Quote.afterSale),
  }
}

/** Opening spread mu (high - low) of a dealer who believes in both values alike and meets buyers as often as sellers. */
export function openingSpread(informedShare: number, low: number, high: number): number {
  return informedShare * (high - low)
}

/**
 * Belief after `netBuys` more buys than sales from an even one, buyers and sellers alike: sales take back what buys told, so
 * the order does not matter. (1 + mu)^n / ((1 + mu)^n + (1 - mu)^n).
 */
export function beliefAfterNetBuys(informedShare: number, netBuys: number): number {
  if (netBuys < 0) return 1 - beliefAfterNetBuys(informedShare, -netBuys)
  let odds = 1
  for (let trade = 0; trade < netBuys; trade++) odds *= (1 - informedShare) / (1 + informedShare)
  return 1 / (1 + odds)
}
