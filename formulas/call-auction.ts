/** Uniform-price call auction over a ladder of prices: frequent batch auctions and the reopening of a halted market. */

/** Places of `callAuction`'s result. */
export const CallResult = { volume: 0, low: 1, high: 2, price: 3, surplus: 4 } as const
export const CALL_RESULTS = 5

/**
 * Where a call auction clears. With D(p) what is bid at p or above and S(p) what is asked at p or below, the volume is
 * the largest min(D, S), and every whole price in [low, high] reaches it. Among those the price has the least |D - S|;
 * where several have, the highest if demand is left over and the lowest if supply is, so that whoever is rationed bids or
 * asks exactly the price and loses nothing by it, and the middle (rounded down) if both sides are served. Budish, Cramton
 * and Shim, "The High-Frequency Trading Arms Race", Quarterly Journal of Economics 130 (2015).
 * @param bids lots bid by price; price p lies at `bidsAt + p`
 * @param asks lots asked by price; price p lies at `asksAt + p`
 * @param lowestAsk least price asked, or above `highestBid` when nothing crosses
 * @param highestBid highest price bid
 * @param out receives volume, low, high, price and the gains from trade, by `CallResult`; all 0 when nothing crosses
 */
export function callAuction(
  bids: Float64Array,
  bidsAt: number,
  asks: Float64Array,
  asksAt: number,
  lowestAsk: number,
  highestBid: number,
  out: Float64Array,
): void {
  out.fill(0)
  if (!(lowestAsk <= highestBid)) return
  let demand = 0
  for (let price = lowestAsk; price <= highestBid; price++) demand += bids[bidsAt + price]
  let supply = 0
  let volume = 0
  let least = 0
  let low = 0
  let high = 0
  let first = 0
  let last = 0
  let surplusDemand = 0
  for (let price = lowestAsk; price <= highestBid; price++) {
    supply += asks[asksAt + price]
    const traded = demand < supply ? demand : supply
    const excess = demand - supply
    const size = excess < 0 ? -excess : excess
    if (traded > volume) {
      volume = traded
      low = price
      least = size + 1
    }
    if (traded === volume) {
      high = price
      if (size < least) {
        least = size
        first = price
        surplusDemand = excess
      }
      if (size === least) last = price
    }
    demand -= bids[bidsAt + price]
  }
  out[CallResult.volume] = volume
  out[CallResult.low] = low
  out[CallResult.high] = high
  out[CallResult.price] = surplusDemand > 0 ? last : surplusDemand < 0 ? first : (first + last) >>> 1
  out[CallResult.surplus] = gainsFromTrade(bids, bidsAt, asks, asksAt, lowestAsk, highestBid, volume)
}

/** What the `volume` highest bids are worth beyond the `volume` lowest asks: the most that trade can gain. */
function gainsFromTrade(
  bids: Float64Array,
  bidsAt: number,
  asks: Float64Array,
  asksAt: number,
  lowestAsk: number,
  highestBid: number,
  volume: number,
): number {
  let gains = 0
  let left = volume
  for (let price = highestBid; left > 0; price--) {
    const lots = bids[bidsAt + price] < left ? bids[bidsAt + price] : left
    gains += lots * price
    left -= lots
  }
  left = volume
  for (let price = lowestAsk; left > 0; price++) {
    const lots = asks[asksAt + price] < left ? asks[asksAt + price] : left
    gains -= lots * price
    left -= lots
  }
  return gains
}
