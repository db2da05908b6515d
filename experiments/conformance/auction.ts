/** Adapters of the families of auctions and of Fisher markets. */

import { visitEnvy } from '../../formulas/envy.ts'
import { createFisherMarket, type FisherMarket, ROUNDS } from '../../formulas/fisher.ts'
import { gini } from '../../formulas/gini.ts'
import { bestDemand, runTatonnement } from '../../formulas/tatonnement.ts'
import { clearMarket } from '../../mechanisms/auction/market.ts'
import type { FamilyRunner } from './family.ts'

type Amounts = Readonly<Record<string, number>>

interface Bid {
  readonly agentId: string
  readonly valuations: Amounts
  readonly budget: number
  readonly resources?: Amounts
}

/** A market of named goods: goods stand in name order, since the peer tells equals apart by name; NaN is what nobody bid on. */
function namedMarket(bids: readonly Bid[], resources: Amounts): { market: FisherMarket; names: string[] } {
  const names = Object.keys(resources).sort()
  const market = createFisherMarket(bids.length, names.length)
  market.supplies.set(names.map((name) => resources[name] ?? 0))
  market.budgets.set(bids.map(({ budget }) => budget))
  bids.forEach(({ valuations, resources: held = {} }, agent) => {
    const row = agent * names.length
    market.values.set(
      names.map((name) => valuations[name] ?? Number.NaN),
      row,
    )
    market.held.set(
      names.map((name) => held[name] ?? 0),
      row,
    )
  })
  return { market, names }
}

function runDemand(input: {
  prices: Amounts
  resources: Amounts
  valuations: Amounts
  budget: number
}): unknown {
  const { prices, resources, valuations, budget } = input
  const { market, names } = namedMarket([{ agentId: 'a', valuations, budget }], resources)
  market.prices.set(names.map((name) => prices[name] ?? 0))
  const ranking = new Uint32Array(names.length)
  const ranked = bestDemand(market, 0, ranking)
  const bought = [...ranking.subarray(0, ranked)].filter((good) => market.held[good] !== 0)
  return { demand: bought.map((good) => [names[good], market.held[good]]) }
}

function runEnvy(input: { envyTolerance: number; agents: readonly Bid[]; prices: Amounts }): unknown {
  const { envyTolerance, agents, prices } = input
  const { market, names } = namedMarket(agents, prices)
  market.prices.set(names.map((name) => prices[name] ?? 0))
  const violations: unknown[] = []
  visitEnvy(market, envyTolerance, (envious, envied, gap) => {
    violations.push([agents[envious]?.agentId, agents[envied]?.agentId, gap])
  })
  return { isEnvyFree: violations.length === 0, violations }
}

interface RunCase {
  readonly config: {
    readonly maxRounds?: number
    readonly priceAdjustmentRate?: number
    readonly convergenceTolerance?: number
    readonly envyTolerance?: number
  }
  readonly bids: readonly Bid[]
  readonly resources: Amounts
}

/** Without bids or goods there is nothing to auction, and the peer reports no price at all. */
const NOTHING = {
  clearingPrices: {},
  roundsToConverge: 0,
  converged: true,
  isEnvyFree: true,
  totalUtility: 0,
  allocations: [],
  envyViolations: [],
  utilityGini: 0,
}

function runAuction({ config, bids, resources }: RunCase): unknown {
  if (bids.length === 0 || Object.keys(resources).length === 0) return NOTHING
  const { market, names } = namedMarket(bids, resources)
  const rules = {
    maxRounds: config.maxRounds ?? 50,
    adjustmentRate: config.priceAdjustmentRate ?? 0.1,
    tolerance: config.convergenceTolerance ?? 0.01,
  }
  const converged = runTatonnement(market, rules, new Uint32Array(names.length))
  const envyViolations: unknown[] = []
  visitEnvy(market, config.envyTolerance ?? 0.05, (envious, envied, utilityGap) => {
    const [enviousAgent, enviedAgent] = [bids[envious]?.agentId, bids[envied]?.agentId]
    envyViolations.push({ enviousAgent, enviedAgent, utilityGap })
  })
  const allocations = bids.map(({ agentId }, agent) => {
    const held = names.map((name, good) => [name, market.held[agent * names.length + good] ?? 0] as const)
    const pricePaid = held.reduce((sum, [, units], good) => sum + units * (market.prices[good] ?? 0), 0)
    const bought = Object.fromEntries(held.filter(([, units]) => units !== 0))
    return { agentId, resources: bought, pricePaid, utility: market.utilities[agent] }
  })
  return {
    clearingPrices: Object.fromEntries(names.map((name, good) => [name, market.prices[good]])),
    roundsToConverge: market.outcome[ROUNDS],
    converged,
    isEnvyFree: envyViolations.length === 0,
    totalUtility: market.utilities.reduce((sum, utility) => sum + utility, 0),
    allocations,
    envyViolations,
    utilityGini: gini(market.utilities),
  }
}

interface LinearCase {
  readonly valuations: number[][]
  readonly budgets: number[]
  readonly supplies: number[]
}

function runLinear({ valuations: values, budgets, supplies }: LinearCase): unknown {
  const options = { tolerance: 1e-12, maxRounds: 20_000 }
  const { prices, utilities } = clearMarket({ values, budgets, supplies }, options)
  const egObjective = budgets.reduce(
    (sum, budget, agent) => sum + budget * Math.log(utilities[agent] ?? 0),
    0,
  )
  return { prices, utilities, egObjective }
}

function runCobbDouglas(input: { weights: number[][]; budgets: number[]; supplies: number[] }): unknown {
  const { weights, budgets, supplies } = input
  const outcome = clearMarket({ values: weights, budgets, supplies }, { utility: 'cobb_douglas' })
  const goods = supplies.length
  const allocation = weights.map((_, agent) => outcome.held.subarray(agent * goods, (agent + 1) * goods))
  return { prices: outcome.prices, allocation, utilities: outcome.utilities }
}

export const auctionFamilies: Readonly<Record<string, FamilyRunner>> = {
  'auction-demand': runDemand,
  'auction-envy': runEnvy,
  'auction-run': runAuction,
  'theory-fisher-linear': runLinear,
  'theory-fisher-cobb-douglas': runCobbDouglas,
}

/** The peer adds in other orders than ours; equilibria are compared as closely as their duality gap lets them. */
export const auctionTolerance: Readonly<Record<string, number>> = {
  'auction-demand': 1e-9,
  'auction-envy': 1e-9,
  'auction-run': 1e-9,
  'theory-fisher-linear': 1e-6,
  'theory-fisher-cobb-douglas': 1e-9,
}
