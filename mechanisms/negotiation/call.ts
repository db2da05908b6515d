import { CALL_RESULTS, CallResult, callAuction } from '../../formulas/call-auction.ts'
import type { BookTools } from './book.ts'
import { OrderKind, Side } from './codes.ts'
import { bindKeySort } from './key-sort.ts'
import { bindSides } from './settle.ts'

/** How the price at the margin is rationed: pro rata over all of it, or earlier calls first and pro rata within one. */
export const Rationing = { proRata: 0, callPriority: 1 } as const

/**
 * Holds a market's call auction: all who bid the clearing price or more meet all who ask it or less, at that price. The
 * last price level of the longer side is rationed pro rata in whole lots; which orders get the lots that do not divide is
 * settled by one draw. The outcome does not depend on the order in which orders came. Returns the lots traded.
 * @param draw in [0, 1), in `draw[0]`
 */
export type Clear = (market: number, rationing: number, draw: Float64Array) => number

/** Binds call auctions. They allocate nothing; work is linear in the orders of the market that trade or expire. */
export function bindCall(tools: BookTools): Clear {
  const { columns, shape } = tools
  const { depth, bestBid, bestAsk, last, calls, volume, trades } = columns
  const { levels } = shape
  const result = new Float64Array(CALL_RESULTS)
  const fillSide = bindFillSide(tools)
  const dropPassing = bindDropPassing(tools)
  return (market, rationing, draw) => {
    const bids = 2 * market * levels
    callAuction(depth, bids, depth, bids + levels, bestAsk[market], bestBid[market], result)
    const lots = result[CallResult.volume]
    if (lots > 0) {
      const price = result[CallResult.price]
      fillSide(market, Side.bid, price, lots, rationing, draw)
      fillSide(market, Side.ask, price, lots, rationing, draw)
      last[market] = price
      volume[market] += lots
      trades[market]++
    }
    dropPassing(market)
    calls[market]++
    return lots
  }
}

/** Fills one side of a call: whole levels from the best on, then the one at the margin by shares. */
function bindFillSide(
  tools: BookTools,
): (
  market: number,
  side: number,
  price: number,
  lots: number,
  rationing: number,
  draw: Float64Array,
) => void {
  const { next, depth, bestBid, bestAsk, lots: held } = tools.columns
  const { levels, slots } = tools.shape
  const fill = bindFill(tools)
  const ration = bindRation(tools, fill)
  return (market, side, price, lots, rationing, draw) => {
    const best = side === Side.bid ? bestBid : bestAsk
    const row = (2 * market + side) * levels
    let left = lots
    while (left > 0) {
      const level = row + best[market]
      if (depth[level] > left) {
        ration(slots + level, left, price, rationing, draw)
        return
      }
      left -= depth[level]
      const head = slots + level
      for (let slot = next[head]; slot !== head; ) {
        const after = next[slot]
        fill(slot, held[slot], price)
        slot = after
      }
    }
  }
}

/** Trades lots of a resting order at a call's price. */
function bindFill({
  columns,
  shape,
  reduce,
}: BookTools): (slot: number, lots: number, price: number) => void {
  const { side, market, price: limit, cash, reserved, goods, offered } = columns
  const { markets, ordersPerAgent } = shape
  const note = bindSides(columns)
  return (slot, lots, price) => {
    const agent = (slot / ordersPerAgent) | 0
    const holding = agent * markets + market[slot]
    if (side[slot] === Side.bid) {
      reserved[agent] -= limit[slot] * lots
      cash[agent] += (limit[slot] - price) * lots
      goods[holding] += lots
    } else {
      offered[holding] -= lots
      cash[agent] += price * lots
    }
    note(market[slot], price, lots, agent, side[slot])
    reduce(slot, lots)
  }
}

/**
 * Shares `lots` out over the orders of one level, in the order of their slots so that arrival cannot matter. Systematic
 * sampling rounds the shares: each order gets its share rounded down or up, and exactly its share on average.
 */
function bindRation(
  { columns, shape }: BookTools,
  fill: (slot: number, lots: number, price: number) => void,
): (head: number, lots: number, price: number, rationing: number, draw: Float64Array) => void {
  const { next, lots: held, call } = columns
  const slotsAt = new Uint32Array(shape.slots)
  const sort = bindKeySort(slotsAt, shape.slots)
  return (head, lots, price, rationing, draw) => {
    let left = lots
    let first = next[head]
    while (left > 0) {
      // A ring is in order of arrival, so the orders of one call lie together.
      const stamp = call[first]
      let count = 0
      let total = 0
      let slot = first
      while (slot !== head && (rationing === Rationing.proRata || call[slot] === stamp)) {
        slotsAt[count++] = slot
        total += held[slot]
        slot = next[slot]
      }
      first = slot
      const given = total < left ? total : left
      left -= given
      sort(count)
      let reached = 0
      let shared = 0
      for (let place = 0; place < count; place++) {
        const lotsHeld = held[slotsAt[place]]
        reached += lotsHeld
        let share = Math.floor((reached * given) / total + draw[0]) - shared
        if (share > lotsHeld) share = lotsHeld
        // Of amounts beyond 2^53 a quotient may be off by a lot; the last order settles it.
        if (place === count - 1 && given - shared <= lotsHeld) share = given - shared
        if (share <= 0) continue
        shared += share
        fill(slotsAt[place], share, price)
      }
    }
  }
}

/** Withdraws the orders that were to trade in this call or not at all. */
function bindDropPassing({ columns, shape, remove }: BookTools): (market: number) => void {
  const { next, depth, kind, passing } = columns
  const { levels, slots } = shape
  return (market) => {
    for (let level = 2 * market * levels; level < 2 * (market + 1) * levels && passing[market] > 0; level++) {
      if (depth[level] === 0) continue
      const head = slots + level
      for (let slot = next[head]; slot !== head; ) {
        const after = next[slot]
        if (kind[slot] === OrderKind.immediate) remove(slot)
        slot = after
      }
    }
  }
}
