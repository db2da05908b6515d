import type { Columns } from '../../engine/columns.ts'
import { defineMetric, type MetricValue } from '../../engine/metric.ts'
import { CO_MOMENTS, mergeCoMoments } from '../../formulas/co-moments.ts'
import { giniOfHoldings } from '../../formulas/gini.ts'
import { kyleLambda, rollSpread } from '../../formulas/market-quality.ts'
import { MARKETS, ROLES, Role } from './codes.ts'
import {
  Conduct,
  Exchange,
  ExchangeTally,
  ExchangeTotals,
  NegotiationTotals,
  RoleEdge,
  Trader,
} from './columns.ts'
import { negotiationParameters } from './parameters.ts'

type Tally = Columns<typeof ExchangeTally.fields>
type Count = Exclude<keyof Tally, 'impact' | 'serial'>

const ratio = (above: number, below: number): number | null => (below > 0 ? above / below : null)

/** A count of one market, or of all: of the epoch, or with all epochs before it. */
function countOf(tally: Tally, totals: Tally, name: Count, scope: 'epoch' | 'run', market?: number): number {
  let sum = 0
  for (let row = 0; row < tally[name].length; row++) {
    if (market !== undefined && row !== market) continue
    sum += (tally[name][row] as number) + (scope === 'run' ? (totals[name][row] as number) : 0)
  }
  return sum
}

/** Orders, trades, and who gets to trade. Reads Trader, ExchangeTally, ExchangeTotals. */
export const negotiationMetric = defineMetric({
  name: 'negotiation',
  doc: 'Orders and trades of all markets, and how unequally executions are spread.',
  sums: [],
  columns: {
    marketOrders: { unit: 'count', doc: 'Orders taken.' },
    marketRefusals: { unit: 'count', doc: 'Orders refused.' },
    marketTrades: { unit: 'count', doc: 'Trades; a call auction is one.' },
    marketVolume: { unit: 'lots', doc: 'Lots traded.' },
    orderToTrade: { unit: 'ratio', doc: 'Orders taken and withdrawn by trade; null without trades.' },
    selfTradesPrevented: {
      unit: 'count',
      doc: 'Orders withdrawn since their own trader would have met them.',
    },
    speedGini: {
      unit: 'share',
      doc: 'Gini of executions since the start over all registered traders (whitepaper §13).',
    },
    speedGiniActive: { unit: 'share', doc: 'The same over those that have traded.' },
  },
  reads: [Trader, ExchangeTally, ExchangeTotals],
  bind(access) {
    const { role, executions } = access.get(Trader)
    const tally = access.get(ExchangeTally)
    const totals = access.get(ExchangeTotals)
    const { agentCount } = access.clock
    const scratch = new Float64Array(role.length)
    /** Gini over traders with at least so many executions. */
    const giniFrom = (least: number) => {
      let traders = 0
      for (let agent = 0; agent < (agentCount[0] as number); agent++) {
        if (role[agent] !== Role.none && (executions[agent] as number) >= least)
          scratch[traders++] = executions[agent] as number
      }
      return traders === 0 ? null : giniOfHoldings(scratch.subarray(0, traders))
    }
    return {
      report(_sums, scope) {
        const count = (name: Count) => countOf(tally, totals, name, scope)
        return {
          marketOrders: count('submitted'),
          marketRefusals: count('refused'),
          marketTrades: count('trades'),
          marketVolume: count('volume'),
          orderToTrade: ratio(count('submitted') + count('cancelled'), count('trades')),
          selfTradesPrevented: count('selfTrades'),
          speedGini: giniFrom(0),
          speedGiniActive: giniFrom(1),
        }
      },
    }
  },
})

/** Mean of what markets have a value for. */
function meanOf(values: readonly MetricValue[]): number | null {
  const known = values.filter((value) => value !== null)
  return ratio(
    known.reduce((sum, value) => sum + value, 0),
    known.length,
  )
}

const nameOf = (market: string): string => `${market[0]?.toUpperCase()}${market.slice(1)}`
const eachMarket = (prefix: string, unit: string, doc: (market: string) => string) =>
  Object.fromEntries(
    MARKETS.map((market) => [`${prefix}${nameOf(market)}`, { unit, doc: doc(market) }] as const),
  )

/** What markets cost, and what befell them. Reads Exchange, ExchangeTally, ExchangeTotals. */
export const marketMetric = defineMetric({
  name: 'market-quality',
  doc: 'Quality of the markets: means over those that have a value.',
  sums: [],
  columns: {
    quotedSpread: { unit: 'money', doc: 'Mean difference of best ask and best bid, over ticks with both.' },
    effectiveSpread: {
      unit: 'money',
      doc: 'Twice the distance of trades from the middle before them, by lot.',
    },
    bookDepth: { unit: 'lots', doc: 'Mean of lots at the best bid and the best ask together.' },
    priceVolatility: {
      unit: 'share',
      doc: 'Mean standard deviation of the returns in the crash detector’s window.',
    },
    kyleLambda: {
      unit: 'money per lot',
      doc: 'Slope of price changes on signed order flow by tick, of markets that match continuously (§5).',
    },
    rollSpread: { unit: 'money', doc: 'Spread that neighbouring price changes imply.' },
    flashCrashes: { unit: 'count', doc: 'Flash crashes, up and down, of all markets.' },
    haltedTicks: { unit: 'ticks', doc: 'Ticks halted or collecting orders for a reopening, of all markets.' },
    ...eachMarket('crashes', 'count', (market) => `Flash crashes in ${market}; null where it is not traded.`),
    ...eachMarket('price', 'money', (market) => `Last price of ${market}; null where it is not traded.`),
  },
  reads: [Exchange, ExchangeTally, ExchangeTotals],
  bind(access) {
    const { last } = access.get(Exchange)
    const tally = access.get(ExchangeTally)
    const totals = access.get(ExchangeTotals)
    const { priceStep } = access.parameters(negotiationParameters)
    const cells = new Float64Array(CO_MOMENTS)
    /** Co-moments of a market, of the epoch or with all before. */
    const gather = (
      name: 'impact' | 'serial',
      counts: 'changes' | 'pairs',
      scope: string,
      market: number,
    ) => {
      cells.fill(0)
      const from = market * CO_MOMENTS
      mergeCoMoments(cells, 0, 0, tally[name], from, tally[counts][market] as number)
      if (scope === 'epoch') return tally[counts][market] as number
      const before = totals[counts][market] as number
      mergeCoMoments(cells, 0, tally[counts][market] as number, totals[name], from, before)
      return (tally[counts][market] as number) + before
    }
    return {
      report(_sums, scope) {
        const step = priceStep[0] as number
        const markets = Array.from(last, (_price, market) => market)
        const mean = (above: Count, below: Count, unit: number) =>
          meanOf(
            markets.map((market) => {
              const count = countOf(tally, totals, below, scope, market)
              return count > 0 ? (unit * countOf(tally, totals, above, scope, market)) / count : null
            }),
          )
        const sampled = (name: 'impact' | 'serial', counts: 'changes' | 'pairs') =>
          meanOf(
            markets.map((market) => {
              const count = gather(name, counts, scope, market)
              if (count < 2) return null
              return step * (name === 'impact' ? kyleLambda(cells, 0) : rollSpread(cells, 0, count))
            }),
          )
        return {
          quotedSpread: mean('quoted', 'quotes', step),
          effectiveSpread: mean('effective', 'effectiveLots', step),
          bookDepth: mean('depth', 'quotes', 1),
          priceVolatility: mean('volatility', 'ticks', 1),
          kyleLambda: sampled('impact', 'changes'),
          rollSpread: sampled('serial', 'pairs'),
          flashCrashes: countOf(tally, totals, 'crashes', scope),
          haltedTicks: countOf(tally, totals, 'haltedTicks', scope),
          ...Object.fromEntries(
            MARKETS.map((market, row) => [
              `crashes${nameOf(market)}`,
              row < last.length ? countOf(tally, totals, 'crashes', scope, row) : null,
            ]),
          ),
          ...Object.fromEntries(
            MARKETS.map((market, row) => [
              `price${nameOf(market)}`,
              row < last.length ? step * (last[row] as number) : null,
            ]),
          ),
        }
      },
    }
  },
})

/** Who wins by trading: against the value of goods at the moment of each execution. Reads RoleEdge. */
export const rentMetric = defineMetric({
  name: 'rents',
  doc: 'What roles win against the value of goods; over all roles it comes to nothing.',
  sums: [],
  columns: {
    sniperRent: { unit: 'money', doc: 'Won by snipers, the fast traders.' },
    makerRent: { unit: 'money', doc: 'Won by market makers.' },
    ...eachMarket(
      'sniperRent',
      'money',
      (market) => `Won by snipers in ${market}; null where it is not traded.`,
    ),
  },
  reads: [RoleEdge],
  bind(access) {
    const { edge, before } = access.get(RoleEdge)
    const { priceStep } = access.parameters(negotiationParameters)
    const markets = edge.length / ROLES.length
    const rentOf = (role: number, market: number, scope: 'epoch' | 'run') => {
      const row = market * ROLES.length + role
      return (
        (priceStep[0] as number) * ((edge[row] as number) - (scope === 'epoch' ? (before[row] as number) : 0))
      )
    }
    return {
      report(_sums, scope) {
        const total = (role: number) => {
          let sum = 0
          for (let market = 0; market < markets; market++) sum += rentOf(role, market, scope)
          return sum
        }
        return {
          sniperRent: total(Role.sniper),
          makerRent: total(Role.maker),
          ...Object.fromEntries(
            MARKETS.map((market, row) => [
              `sniperRent${nameOf(market)}`,
              row < markets ? rentOf(Role.sniper, row, scope) : null,
            ]),
          ),
        }
      },
    }
  },
})

/** Whom surveillance flags, and whether it is right. Reads Trader, Conduct, NegotiationTotals. */
export const spoofingMetric = defineMetric({
  name: 'spoofing',
  doc: 'Spoofers found, held against who has spoofed.',
  sums: [],
  columns: {
    spoofersFlagged: {
      unit: 'agents',
      doc: 'Traders flagged as the epoch began; ever flagged in a summary.',
    },
    spoofingPrecision: { unit: 'share', doc: 'Share of traders ever flagged that had spoofed.' },
    spoofingRecall: { unit: 'share', doc: 'Share of traders that have spoofed who were ever flagged.' },
    spoofingFines: { unit: 'money', doc: 'Fines asked for since the start.' },
  },
  reads: [Conduct, NegotiationTotals],
  bind(access) {
    const { spoofs } = access.get(Conduct)
    const { fined, flagged, everFlagged, everRightly } = access.get(NegotiationTotals)
    const { agentCount } = access.clock
    return {
      report(_sums, scope) {
        let spoofers = 0
        for (let agent = 0; agent < (agentCount[0] as number); agent++)
          if ((spoofs[agent] as number) > 0) spoofers++
        return {
          spoofersFlagged: (scope === 'run' ? everFlagged[0] : flagged[0]) as number,
          spoofingPrecision: ratio(everRightly[0] as number, everFlagged[0] as number),
          spoofingRecall: ratio(everRightly[0] as number, spoofers),
          spoofingFines: fined[0] as number,
        }
      },
    }
  },
})
