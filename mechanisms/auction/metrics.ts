import { Custody } from '../../components/custody.ts'
import { defineMetric } from '../../engine/metric.ts'
import { giniOfHoldings } from '../../formulas/gini.ts'
import { compensatedSum } from '../../formulas/sum.ts'
import { AuctionGood, AuctionTotals, Bidder } from './columns.ts'
import { bindIsPresent } from './hall.ts'
import { auctionParameters, PROPORTIONAL_RESPONSE, SECOND_PRICE } from './parameters.ts'

/** Shares of a fair bundle below 1 by less than this are rounding. */
const ROUNDING = 1e-9

/** The last auction, and what its bundles let agents do. Reads Custody, Bidder, AuctionGood, AuctionTotals. */
export const auctionMetric = defineMetric({
  name: 'auction',
  doc: 'Prices and bundles of the last auction, in a summary of the last of the run.',
  sums: [],
  columns: {
    auctionsHeld: { unit: 'count', doc: 'Auctions held since the start.' },
    auctionRounds: { unit: 'count', doc: 'Rounds until prices stood.' },
    auctionGap: {
      unit: 'share',
      doc: 'Duality gap of prices relative to all tokens, 0 in equilibrium; none where none is looked for.',
    },
    auctionEnvy: {
      unit: 'share',
      doc:
        'Largest bound of envy: nobody present values any bundle that its tokens could have paid for by more than this ' +
        'above its own, as a share of it. None for lots.',
    },
    auctionFairShare: {
      unit: 'share',
      doc: 'Agents whose bundle is worth at least their tokens’ share of every good.',
    },
    auctionUtilityGini: { unit: 'share', doc: 'Gini coefficient of the values of bundles, in [0, 1).' },
    auctionTokensIssued: { unit: 'tokens', doc: 'Tokens handed out.' },
    auctionSpent: { unit: 'tokens', doc: 'Tokens spent; money where lots are sold for money.' },
    auctionSoldShare: { unit: 'share', doc: 'Share of goods that found buyers, mean over goods on offer.' },
    auctionComputePrice: { unit: 'tokens', doc: 'Price of a proposal; money where lots are sold for money.' },
    auctionToolPrice: { unit: 'tokens', doc: 'Mean price of a unit of the tools, likewise.' },
    auctionTicksDenied: {
      unit: 'ticks',
      doc: 'Turns since the last auction that agents lost for lack of compute.',
    },
    auctionTooling: { unit: 'score', doc: 'How well equipped agents are, mean of a score in [-1, 1].' },
  },
  reads: [Custody, Bidder, AuctionGood, AuctionTotals],
  bind(access) {
    const { agentCount } = access.clock
    const { tokens, spent, utility, fair, envy, denied, tooling } = access.get(Bidder)
    const totals = access.get(AuctionTotals)
    const { mechanism } = access.parameters(auctionParameters)
    const isPresent = bindIsPresent(access)
    const utilities = new Float64Array(access.world.rowsOf('agent'))
    const goodsRow = bindGoods(access)
    const report = () => {
      const agents = agentCount[0]
      let [present, fairly, envyMost, ticks, equipped] = [0, 0, 0, 0, 0]
      for (let agent = 0; agent < agents; agent++) {
        if (!isPresent(agent)) continue
        utilities[present++] = utility[agent]
        if (utility[agent] >= fair[agent] * (1 - ROUNDING)) fairly++
        if (envy[agent] > envyMost) envyMost = envy[agent]
        ticks += denied[agent]
        equipped += tooling[agent]
      }
      return {
        auctionsHeld: totals.held[0],
        auctionRounds: totals.rounds[0],
        // Prices that are no equilibrium have no such gap, and lots no prices at which anything could be had.
        auctionGap: mechanism[0] === PROPORTIONAL_RESPONSE ? totals.gap[0] : null,
        auctionEnvy: mechanism[0] === SECOND_PRICE ? null : envyMost,
        auctionFairShare: present > 0 ? fairly / present : null,
        auctionUtilityGini: giniOfHoldings(utilities.subarray(0, present)),
        auctionTokensIssued: compensatedSum(tokens, 0, agents),
        auctionSpent: compensatedSum(spent, 0, agents),
        ...goodsRow(),
        auctionTicksDenied: ticks,
        auctionTooling: present > 0 ? equipped / present : null,
      }
    }
    return { report }
  },
})

type MetricAccess = Parameters<typeof auctionMetric.bind>[0]

function bindGoods(access: MetricAccess): () => Record<string, number | null> {
  const { supply, price, sold } = access.get(AuctionGood)
  const goods = supply.length
  return () => {
    let [offered, share, tools] = [0, 0, 0]
    for (let good = 0; good < goods; good++) {
      if (good > 0) tools += price[good]
      if (supply[good] === 0) continue
      offered++
      share += sold[good] / supply[good]
    }
    return {
      auctionSoldShare: offered > 0 ? share / offered : null,
      auctionComputePrice: price[0],
      auctionToolPrice: goods > 1 ? tools / (goods - 1) : null,
    }
  }
}

/** Second-price auctions: what lots brought, and whether saying something else than the truth paid. Reads AuctionTotals. */
export const biddingMetric = defineMetric({
  name: 'auction-bidding',
  doc: 'Second-price lots of the last auction.',
  sums: [],
  columns: {
    auctionLots: { unit: 'count', doc: 'Lots offered.' },
    auctionRevenue: { unit: 'money', doc: 'Money that lots brought.' },
    auctionLotRevenue: { unit: 'money', doc: 'The same for each lot offered.' },
    auctionTruthfulSurplus: {
      unit: 'money',
      doc: 'Worth of what was won less what it cost, per bid that said what the lot was worth.',
    },
    auctionShadedSurplus: { unit: 'money', doc: 'The same per bid that said something else.' },
    auctionShadingLoss: {
      unit: 'money',
      doc: 'What the truth would have won beyond that, per bid that said something else.',
    },
    auctionShadingGain: {
      unit: 'money',
      doc: 'Most that a bid won beyond what the truth would have won: never above 0.',
    },
  },
  reads: [AuctionTotals],
  bind(access) {
    const totals = access.get(AuctionTotals)
    const per = (sum: number, count: number) => (count > 0 ? sum / count : null)
    return {
      report: () => ({
        auctionLots: totals.lots[0],
        auctionRevenue: totals.revenue[0],
        auctionLotRevenue: per(totals.revenue[0], totals.lots[0]),
        auctionTruthfulSurplus: per(totals.truthfulSurplus[0], totals.truthfulBids[0]),
        auctionShadedSurplus: per(totals.shadedSurplus[0], totals.shadedBids[0]),
        auctionShadingLoss: per(totals.shadingLoss[0], totals.shadedBids[0]),
        auctionShadingGain: totals.shadedBids[0] > 0 ? totals.shadingGain[0] : null,
      }),
    }
  },
})
