/** What a market costs those who trade in it, from running co-moments (`co-moments.ts`) of what was observed. */

const SQUARES_X = 2
const PRODUCTS = 4

/**
 * Kyle's lambda by ordinary least squares: slope of price changes (y) on signed order flow (x), from a record of
 * co-moments at `at`. Money per lot; 0 where the flow never varied. Kyle, "Continuous Auctions and Insider Trading",
 * Econometrica 53 (1985).
 */
export function kyleLambda(cells: Float64Array, at: number): number {
  const spread = cells[at + SQUARES_X]
  return spread > 0 ? cells[at + PRODUCTS] / spread : 0
}

/**
 * Roll's implicit spread, 2 √(-cov), from a record of co-moments of neighbouring price changes at `at`; 0 where they do
 * not move against one another. Roll, "A Simple Implicit Measure of the Effective Bid-Ask Spread in an Efficient Market",
 * Journal of Finance 39 (1984).
 * @param count pairs in the record
 */
export function rollSpread(cells: Float64Array, at: number, count: number): number {
  if (count < 1) return 0
  const covariance = cells[at + PRODUCTS] / count
  return covariance < 0 ? 2 * Math.sqrt(-covariance) : 0
}
