/**
 * Akerlof (1970), "The market for 'lemons'", Quarterly Journal of Economics 84, 488-500: sellers know what they sell and keep
 * what is worth more than the price, buyers see the average alone. Quality is uniform between `low` and `high`; a seller
 * values it as it is, a buyer `multiple` times as much.
 */

/** Mean quality on offer at a price: of all sellers whose quality is at most that. NaN when there are none. */
export function meanOffered(price: number, low: number, high: number): number {
  if (!(price >= low)) return Number.NaN
  return (low + (price < high ? price : high)) / 2
}

/** What buyers pay once they know what was on offer at a price; the price itself where nothing was. */
export function nextPrice(price: number, multiple: number, low: number, high: number): number {
  const mean = meanOffered(price, low, high)
  return Number.isNaN(mean) ? price : multiple * mean
}

/**
 * Where the price ends that starts high enough for everyone: multiple (low + high) / 2 if that brings out the best, else
 * multiple low / (2 - multiple), which is 0 for low 0: the market unravels. Below `low` there is no trade.
 */
export function limitPrice(multiple: number, low: number, high: number): number {
  const full = (multiple * (low + high)) / 2
  return full >= high ? full : (multiple * low) / (2 - multiple)
}

/** Smallest multiple at which everyone trades: 2 high / (low + high), which is 2 for low 0. */
export function fullTradeMultiple(low: number, high: number): number {
  return (2 * high) / (low + high)
}
