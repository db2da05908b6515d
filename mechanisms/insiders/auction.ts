import { CHUNK_ROWS } from '../../engine/block.ts'
import { defineStream } from '../../engine/random.ts'
import { defineSystem } from '../../engine/schedule.ts'
import type { SystemAccess } from '../../engine/world.ts'
import { inverseNormalRows } from '../../formulas/normal.ts'
import { AuctionPlan, Seat, ShareMarket, ShareTally, ShareTotals, Tally } from './columns.ts'
import { insidersParameters } from './parameters.ts'

export const ORDER_STREAM = defineStream('insiders-order')
export const VALUE_STREAM = defineStream('insiders-value')

/** Half of the distance between two draws: keeps them off 0, whose quantile would be infinite. */
const HALF_STEP = 1 / 8589934592

/**
 * One auction in every market: insiders order by what they know, the uninformed at random, the market maker sees the sum
 * and moves the price. A value is drawn before its first auction and comes out after its last, when everyone gains or
 * loses by it. Reads AuctionPlan. Writes Seat, ShareMarket, ShareTotals, ShareTally. Kyle (1985). Whitepaper §5.
 */
export const insidersAuctionSystem = defineSystem({
  name: 'insiders-auction',
  phase: 'market',
  every: 'tick',
  reads: [AuctionPlan],
  writes: [Seat, ShareMarket, ShareTotals, ShareTally],
  doc: 'Holds an auction in every market.',
  bind(access) {
    const { markets } = access.get(ShareTotals)
    const { auctions } = access.parameters(insidersParameters)
    const { tickOfEpoch, ticksPerEpoch } = access.clock
    const open = bindValues(access)
    const takeOrders = bindOrders(access)
    const setPrices = bindPrices(access)
    const settle = bindSettlement(access)
    return (first, end) => {
      if (markets[0] === 0) return
      const auction = tickOfEpoch[0] % auctions[0]
      if (tickOfEpoch[0] - auction + auctions[0] > ticksPerEpoch[0]) return
      if (auction === 0) open()
      takeOrders(first, end, auction)
      setPrices(auction)
      settle(first, end, auction === auctions[0] - 1)
    }
  },
})

/** Draws the values of a new round of auctions; levers that moved since the last round hold from here on. */
function bindValues(access: SystemAccess): () => void {
  const { markets, traders, insiders, valueSd, orderSd } = access.get(ShareTotals)
  const { uninformed, scale, value, price, sold, received } = access.get(ShareMarket)
  const { sums } = access.get(ShareTally)
  const rule = access.parameters(insidersParameters)
  const draws = access.source(VALUE_STREAM)
  return () => {
    valueSd[0] = rule.valueSd[0]
    orderSd[0] = rule.orderSd[0] / Math.sqrt(rule.auctions[0])
    for (let market = 0; market < markets[0]; market++) {
      draws.begin(market)
      value[market] = draws.next()[0] + HALF_STEP
    }
    inverseNormalRows(value, 0, markets[0])
    for (let market = 0; market < markets[0]; market++) {
      value[market] *= valueSd[0]
      scale[market] = valueSd[0] / (rule.orderSd[0] * Math.sqrt(uninformed[market]))
      price[market] = 0
      sold[market] = 0
      received[market] = 0
    }
    sums[Tally.seats] += traders[0]
    sums[Tally.informedSeats] += insiders[0]
  }
}

/** What everyone orders, and its sum by market. */
function bindOrders(access: SystemAccess): (first: number, end: number, auction: number) => void {
  const { market, informed, order } = access.get(Seat)
  const { scale, value, price, flow } = access.get(ShareMarket)
  const { intensity } = access.get(AuctionPlan)
  const { markets, orderSd } = access.get(ShareTotals)
  const draws = access.source(ORDER_STREAM)
  const agents = new Uint32Array(CHUNK_ROWS)
  const noise = new Float64Array(CHUNK_ROWS)
  return (first, end, auction) => {
    flow.fill(0, 0, markets[0])
    for (let start = first; start < end; start += CHUNK_ROWS) {
      const rows = Math.min(CHUNK_ROWS, end - start)
      for (let row = 0; row < rows; row++) agents[row] = start + row
      draws.fill(agents, 0, rows)
      for (let row = 0; row < rows; row++) {
        draws.beginRow(row)
        noise[row] = draws.next()[0] + HALF_STEP
      }
      inverseNormalRows(noise, 0, rows)
      for (let row = 0; row < rows; row++) {
        const agent = start + row
        if (market[agent] === 0) continue
        const at = market[agent] - 1
        // With nothing to know the scale is 0, and there is nothing that an insider knows. Divided first: a scale next to 0
        // would make the quotient of intensity and scale infinite.
        if (informed[agent] === 0) order[agent] = noise[row] * orderSd[0]
        else order[agent] = scale[at] === 0 ? 0 : ((value[at] - price[at]) / scale[at]) * intensity[auction]
        flow[at] += order[agent]
      }
    }
  }
}

/** The market makers' side. */
function bindPrices(access: SystemAccess): (auction: number) => void {
  const { scale, value, price, flow, sold, received } = access.get(ShareMarket)
  const { lambda, intensity } = access.get(AuctionPlan)
  const { markets } = access.get(ShareTotals)
  const { sums } = access.get(ShareTally)
  return (auction) => {
    let impact = 0
    let eagerness = 0
    let valueFlow = 0
    let squaredFlow = 0
    for (let market = 0; market < markets[0]; market++) {
      const moved = lambda[auction] * scale[market]
      valueFlow += (value[market] - price[market]) * flow[market]
      squaredFlow += flow[market] * flow[market]
      price[market] += moved * flow[market]
      sold[market] += flow[market]
      received[market] += flow[market] * price[market]
      impact += moved
      eagerness += scale[market] === 0 ? 0 : intensity[auction] / scale[market]
    }
    sums[Tally.auctions] += markets[0]
    sums[Tally.lambdaSum] += impact
    sums[Tally.intensitySum] += eagerness
    sums[Tally.valueFlow] += valueFlow
    sums[Tally.squaredFlow] += squaredFlow
  }
}

/** Shares change hands; after the last auction the value comes out and everyone is square. */
function bindSettlement(access: SystemAccess): (first: number, end: number, isLast: boolean) => void {
  const { market, informed, order, shares, paid, due } = access.get(Seat)
  const { value, price } = access.get(ShareMarket)
  const { sums } = access.get(ShareTally)
  const closeMarkets = bindClosing(access)
  return (first, end, isLast) => {
    let insiders = 0
    let others = 0
    for (let agent = first; agent < end; agent++) {
      if (market[agent] === 0) continue
      const at = market[agent] - 1
      shares[agent] += order[agent]
      paid[agent] += order[agent] * price[at]
      if (!isLast) continue
      const gain = shares[agent] * value[at] - paid[agent]
      due[agent] += gain
      if (informed[agent] === 1) insiders += gain
      else others += gain
      shares[agent] = 0
      paid[agent] = 0
    }
    if (!isLast) return
    sums[Tally.insiderProfit] += insiders
    sums[Tally.uninformedProfit] += others
    closeMarkets()
  }
}

function bindClosing(access: SystemAccess): () => void {
  const { uninformed, value, price, sold, received, account } = access.get(ShareMarket)
  const { variance, profit } = access.get(AuctionPlan)
  const { markets, valueSd } = access.get(ShareTotals)
  const { sums } = access.get(ShareTally)
  const rule = access.parameters(insidersParameters)
  const { orderSd } = access.get(ShareTotals)
  return () => {
    const orders = orderSd[0] * Math.sqrt(rule.auctions[0])
    const left = variance[rule.auctions[0] - 1] * valueSd[0] * valueSd[0]
    let makers = 0
    let rest = 0
    let squares = 0
    let expected = 0
    for (let market = 0; market < markets[0]; market++) {
      const gain = received[market] - sold[market] * value[market]
      account[market] += gain
      makers += gain
      const distance = value[market] - price[market]
      rest += distance * distance
      squares += value[market] * value[market]
      expected += profit[0] * valueSd[0] * orders * Math.sqrt(uninformed[market])
    }
    sums[Tally.values] += markets[0]
    sums[Tally.makerProfit] += makers
    sums[Tally.squaredRest] += rest
    sums[Tally.squaredValues] += squares
    sums[Tally.expectedRest] += left * markets[0]
    sums[Tally.expectedProfit] += expected
  }
}
