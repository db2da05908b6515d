/**
 * Sealed-bid second-price auctions of single lots (Vickrey 1961): the highest bid wins and pays the second highest, so that
 * nothing is gained by bidding anything but what a lot is worth.
 */

/** Cells of the outcome of an auction: place of the winner (-1 for none), its price, and the two highest bids. */
export const WINNER = 0
export const PRICE = 1
export const HIGHEST = 2
export const SECOND = 3
export const AUCTION_CELLS = 4

/**
 * Finds who wins. Of equal bids the earlier one wins; bids below the reserve win nothing, a bid of 0 wins nothing either.
 * @param bids one a bidder, at `first` to `end - 1`
 * @param reserve lowest price, at least 0
 * @param outcome winner (-1 for none), price, highest and second highest bid, the last two 0 where there are none
 */
export function secondPrice(
  bids: Float64Array,
  first: number,
  end: number,
  reserve: number,
  outcome: Float64Array,
): void {
  let winner = -1
  let highest = 0
  let second = 0
  for (let bidder = first; bidder < end; bidder++) {
    const bid = bids[bidder]
    if (bid > highest) {
      second = highest
      highest = bid
      winner = bidder
    } else if (bid > second) second = bid
  }
  const isSold = winner >= 0 && highest >= reserve
  outcome[WINNER] = isSold ? winner : -1
  outcome[PRICE] = isSold ? (second > reserve ? second : reserve) : 0
  outcome[HIGHEST] = highest
  outcome[SECOND] = second
}

/** Expected revenue of one lot among n bidders of values uniform in [0, 1] and no reserve: (n - 1) / (n + 1). */
export const expectedRevenueUniform = (bidders: number): number => (bidders - 1) / (bidders + 1)

/**
 * The same with a reserve r: the integral of the virtual value 2 v - 1 over the highest value from r on (Myerson 1981),
 * 2 n (1 - r^(n+1)) / (n + 1) - (1 - r^n). Best at r = 1/2, where two bidders bring 5/12.
 */
export function expectedRevenueReserved(bidders: number, reserve: number): number {
  let power = 1
  for (let bidder = 0; bidder < bidders; bidder++) power *= reserve
  return (2 * bidders * (1 - power * reserve)) / (bidders + 1) - (1 - power)
}
