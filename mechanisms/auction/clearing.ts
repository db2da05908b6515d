import { defineSystem } from '../../engine/schedule.ts'
import type { SystemAccess } from '../../engine/world.ts'
import { clearFisherMarket, fillFairUtilities, GAP, ROUNDS } from '../../formulas/fisher.ts'
import { runTatonnement } from '../../formulas/tatonnement.ts'
import { AuctionGood, AuctionTotals, Bidder } from './columns.ts'
import { AUCTION_COLUMNS, bindIsDue, bindMarket } from './hall.ts'
import { checkMarket } from './market.ts'
import { auctionParameters, TATONNEMENT, tatonnementParameters } from './parameters.ts'

/**
 * The auction: prices, bundles, and what they cost. Tokens are a currency of its own; what is spent goes to the auctioneer,
 * what is not lapses at the next auction, and neither is money. Writes Bidder, AuctionBundle, AuctionGood, AuctionTotals.
 * Whitepaper §5.
 */
export const auctionClearingSystem = defineSystem({
  name: 'auction-clearing',
  phase: 'epoch-start',
  every: 'epoch-start',
  reads: [],
  writes: AUCTION_COLUMNS,
  doc: 'Finds prices at which everything wanted is sold, and who gets what.',
  bind(access) {
    const market = bindMarket(access)
    const { fair } = access.get(Bidder)
    const totals = access.get(AuctionTotals)
    const rules = { utility: 0, substitution: 0.5, tolerance: 1e-4, maxRounds: 1 }
    const prepare = bindRules(access, rules)
    const clear = bindMechanism(access, market, rules)
    const account = bindAccounts(access, market)
    const isDue = bindIsDue(access)
    return (_first, end) => {
      if (!isDue()) return
      market.agents = end
      checkMarket(market, 'AuctionBundle.value')
      prepare()
      clear()
      totals.rounds[0] = market.outcome[ROUNDS]
      totals.gap[0] = market.outcome[GAP]
      totals.held[0]++
      fillFairUtilities(market, rules, fair)
      account()
    }
  },
})

type Rules = Parameters<typeof clearFisherMarket>[1]

function bindRules(access: SystemAccess, rules: Rules): () => void {
  const { utility, substitution, gapTolerance, maxRounds, mechanism } = access.parameters(auctionParameters)
  return () => {
    // The peer's agents have linear values, whatever else is asked for.
    rules.utility = mechanism[0] === TATONNEMENT ? 0 : utility[0]
    rules.substitution = substitution[0]
    rules.tolerance = gapTolerance[0]
    rules.maxRounds = maxRounds[0]
  }
}

function bindMechanism(
  access: SystemAccess,
  market: ReturnType<typeof bindMarket>,
  rules: Rules,
): () => void {
  const { mechanism } = access.parameters(auctionParameters)
  if (mechanism[0] !== TATONNEMENT) return () => clearFisherMarket(market, rules)
  const { maxRounds, adjustmentRate, excessTolerance } = access.parameters(tatonnementParameters)
  const ranking = new Uint32Array(market.goods)
  const steps = { maxRounds: 50, adjustmentRate: 0.1, tolerance: 0.01 }
  return () => {
    steps.maxRounds = maxRounds[0]
    steps.adjustmentRate = adjustmentRate[0]
    steps.tolerance = excessTolerance[0]
    runTatonnement(market, steps, ranking)
    market.outcome[GAP] = 0
    fillEnvyBounds(market)
  }
}

/** What everybody could have had at most for its budget at these prices, also where prices are no equilibrium. */
function fillEnvyBounds(market: ReturnType<typeof bindMarket>): void {
  const { agents, goods, values, budgets, prices, utilities, envy } = market
  for (let agent = 0; agent < agents; agent++) {
    let best = 0
    for (let good = 0; good < goods; good++) {
      const ratio = prices[good] > 0 ? values[agent * goods + good] / prices[good] : 0
      if (ratio > best) best = ratio
    }
    const missed = budgets[agent] * best - utilities[agent]
    // Whoever got nothing at all misses all of what it could have had.
    envy[agent] = missed > 0 ? missed / (utilities[agent] > 0 ? utilities[agent] : missed) : 0
  }
}

/** Adds up what was spent and sold. */
function bindAccounts(access: SystemAccess, market: ReturnType<typeof bindMarket>): () => void {
  const { spent } = access.get(Bidder)
  const { sold } = access.get(AuctionGood)
  const { goods, held, prices } = market
  return () => {
    sold.fill(0)
    for (let agent = 0; agent < market.agents; agent++) {
      let cost = 0
      for (let good = 0; good < goods; good++) {
        const units = held[agent * goods + good]
        sold[good] += units
        cost += units * prices[good]
      }
      spent[agent] = cost
    }
  }
}
