/**
 * Price adjustment as the Python peer does it, for comparison: prices rise with excess demand, and what is demanded too often at
 * the end is rationed. Linear demand jumps between goods of equal worth for their price, so it seldom settles: markets
 * are left with unspent money and envy where `clearFisherMarket` leaves none.
 */

import { type FisherMarket, ROUNDS } from './fisher.ts'

export interface TatonnementRules {
  maxRounds: number
  /** Relative change of a price for excess demand of the whole supply, in (0, 1]. */
  adjustmentRate: number
  /** Excess of any good, in units, below which the auction has converged. */
  tolerance: number
}

const PRICE_MIN = 0.01
const SUPPLY_MIN = 1e-10

/**
 * Runs the auction over a market, whose values may be NaN for goods that an agent does not bid on; any other good, even a
 * worthless one, is bought with what money is left. Fills `held`, `prices`, `utilities` and the rounds of `outcome`.
 * @param ranking room for as many numbers as there are goods
 * @returns whether excess demand fell below the tolerance
 */
export function runTatonnement(market: FisherMarket, rules: TatonnementRules, ranking: Uint32Array): boolean {
  const { goods, supplies, prices, scratch, outcome } = market
  const { maxRounds, adjustmentRate, tolerance } = rules
  prices.fill(1)
  let converged = false
  let rounds = 0
  while (!converged && rounds < maxRounds) {
    rounds++
    demandAll(market, ranking)
    let excessMax = 0
    for (let good = 0; good < goods; good++) {
      const excess = scratch[good] - supplies[good]
      const size = excess < 0 ? -excess : excess
      if (size > excessMax) excessMax = size
      const scale = supplies[good] > SUPPLY_MIN ? supplies[good] : SUPPLY_MIN
      const moved = prices[good] * (1 + (adjustmentRate * excess) / scale)
      prices[good] = moved > PRICE_MIN ? moved : PRICE_MIN
    }
    converged = excessMax < tolerance
  }
  outcome[ROUNDS] = rounds
  demandAll(market, ranking)
  ration(market)
  return converged
}

/** Everybody's demand into `held`, with totals by good in `scratch`. */
function demandAll(market: FisherMarket, ranking: Uint32Array): void {
  const { agents, goods, held, scratch } = market
  scratch.fill(0)
  for (let agent = 0; agent < agents; agent++) {
    bestDemand(market, agent, ranking)
    const row = agent * goods
    for (let good = 0; good < goods; good++) scratch[good] += held[row + good]
  }
}

/**
 * What one agent would buy at the market's prices, into its row of `held`: goods by value for price, the later of equals
 * first, of each as much as there is.
 * @returns how many goods `ranking` lists, in the order of buying
 */
export function bestDemand(market: FisherMarket, agent: number, ranking: Uint32Array): number {
  const { goods, values, budgets, supplies, prices, held } = market
  const row = agent * goods
  let ranked = 0
  for (let good = 0; good < goods; good++) {
    held[row + good] = 0
    const ratio = values[row + good] / prices[good]
    // NaN, of a good that is not bid on, ranks nowhere.
    if (!(prices[good] > 0) || !(ratio >= 0 || ratio < 0)) continue
    let place = ranked++
    while (place > 0 && values[row + ranking[place - 1]] / prices[ranking[place - 1]] <= ratio) {
      ranking[place] = ranking[place - 1]
      place--
    }
    ranking[place] = good
  }
  let money = budgets[agent]
  for (let place = 0; place < ranked && money > 0; place++) {
    const good = ranking[place]
    const affordable = money / prices[good]
    const bought = affordable < supplies[good] ? affordable : supplies[good]
    held[row + good] = bought
    money -= bought * prices[good]
  }
  return ranked
}

/** Scales goods that are demanded beyond their supply down to it, and values what is left. */
function ration({ agents, goods, values, supplies, held, utilities, scratch }: FisherMarket): void {
  for (let good = 0; good < goods; good++) {
    const isShort = scratch[good] > supplies[good]
    scratch[goods + good] = isShort ? supplies[good] / scratch[good] : 1
  }
  for (let agent = 0; agent < agents; agent++) {
    const row = agent * goods
    let utility = 0
    for (let good = 0; good < goods; good++) {
      held[row + good] *= scratch[goods + good]
      if (held[row + good] > 0) utility += values[row + good] * held[row + good]
    }
    utilities[agent] = utility
  }
}
