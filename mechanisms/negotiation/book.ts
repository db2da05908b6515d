import { type BookColumns, type BookShape, bookColumns } from './book-columns.ts'
import { bindCall, type Clear } from './call.ts'
import { Fate, LOTS_MAX, OrderKind, Phase, Side } from './codes.ts'
import { bindLadder } from './ladder.ts'
import { bindSettle, type Settle } from './settle.ts'

/**
 * A limit order book a market, all in one: strict price-time priority at the resting order's price, or uniform-price calls
 * for markets that clear in batches, are halted, or reopen. Every order is covered: a bid sets its money aside, an ask its
 * goods. What is refused changes nothing but counts. All arguments are whole numbers; others are refused as malformed.
 */
export interface Book {
  /**
   * Places an order. Returns its slot when it rests, otherwise its fate.
   * @param price 1 to levels - 1; not looked at for market orders, which go as far as the band lets them
   * @param lots 1 to LOTS_MAX; market orders are cut to what their trader can cover
   */
  place(agent: number, market: number, side: number, price: number, lots: number, kind: number): number
  /** Withdraws an order; false when the slot holds none or another agent's. Allowed at any time, halts included. */
  cancel(agent: number, slot: number): boolean
  /** Withdraws all orders of an agent; returns how many. */
  cancelAll(agent: number): number
  /** Holds a market's call auction. Returns the lots traded. */
  readonly clear: Clear
}

export interface BookTools {
  readonly columns: BookColumns
  readonly shape: BookShape
  readonly settle: Settle
  /** Takes a resting order off the book and gives its trader back what was set aside. */
  readonly remove: (slot: number) => void
  /** Takes lots off a resting order that they were traded from; what was set aside for them is the caller's. */
  readonly reduce: (slot: number, lots: number) => void
}

/** Binds a book to its columns. */
export function bindBook(columns: BookColumns, shape: BookShape): Book {
  const tools = bindTools(columns, shape)
  const { cancel, cancelAll } = bindCancels(tools)
  return { place: bindPlace(tools), cancel, cancelAll, clear: bindCall(tools) }
}

/** A book outside a world. */
export function createBook(
  size: Omit<BookShape, 'slots'>,
  tapeRows = 1,
): { book: Book; columns: BookColumns; shape: BookShape } {
  const shape = { ...size, slots: size.agents * size.ordersPerAgent }
  const columns = bookColumns(shape, tapeRows)
  return { book: bindBook(columns, shape), columns, shape }
}

function bindTools(columns: BookColumns, shape: BookShape): BookTools {
  const { lots, price, market, side, kind, cash, reserved, goods, offered, open, depth, passing } = columns
  const { markets, ordersPerAgent } = shape
  const ladder = bindLadder(columns, shape)
  const leave = (slot: number, agent: number) => {
    lots[slot] = 0
    open[agent]--
    if (kind[slot] === OrderKind.immediate) passing[market[slot]]--
  }
  return {
    columns,
    shape,
    settle: bindSettle(columns, shape),
    remove(slot) {
      const agent = (slot / ordersPerAgent) | 0
      const left = lots[slot]
      ladder.unlink(slot, market[slot], side[slot], price[slot], left)
      if (side[slot] === Side.bid) {
        const money = left * price[slot]
        reserved[agent] -= money
        cash[agent] += money
      } else {
        const holding = agent * markets + market[slot]
        offered[holding] -= left
        goods[holding] += left
      }
      leave(slot, agent)
    },
    reduce(slot, taken) {
      if (taken === lots[slot]) {
        ladder.unlink(slot, market[slot], side[slot], price[slot], taken)
        leave(slot, (slot / ordersPerAgent) | 0)
        return
      }
      lots[slot] -= taken
      depth[ladder.row(market[slot], side[slot]) + price[slot]] -= taken
    },
  }
}

function bindCancels({ columns, shape, remove }: BookTools): Pick<Book, 'cancel' | 'cancelAll'> {
  const { lots, open, market, cancels, cancelled } = columns
  const { ordersPerAgent, agents } = shape
  const cancel = (agent: number, slot: number) => {
    // What is no row, NaN among it, belongs to nobody.
    if (agent >>> 0 !== agent || agent >= agents || slot >>> 0 !== slot) return false
    if (((slot / ordersPerAgent) | 0) !== agent || lots[slot] === 0) return false
    remove(slot)
    cancels[agent]++
    cancelled[market[slot]]++
    return true
  }
  return {
    cancel,
    cancelAll(agent) {
      const before = open[agent]
      const first = agent * ordersPerAgent
      for (let slot = first; slot < first + ordersPerAgent && open[agent] > 0; slot++) cancel(agent, slot)
      return before
    },
  }
}

const isWhole = (value: number, limit: number): boolean => value >>> 0 === value && value < limit

function bindPlace(tools: BookTools): Book['place'] {
  const { columns, shape } = tools
  const { lots: held, cash, goods, phase, batch, refused, lowest, highest, submitted, orders } = columns
  const { agents, markets, levels, ordersPerAgent } = shape
  const sweep = bindSweep(tools)
  const retract = bindRetraction(tools)
  const rest = bindRest(tools)
  const refuse = (market: number, fate: number) => {
    refused[market]++
    return fate
  }
  const freeSlot = (agent: number) => {
    const first = agent * ordersPerAgent
    for (let slot = first; slot < first + ordersPerAgent; slot++) if (held[slot] === 0) return slot
    return -1
  }
  return (agent, market, side, asked, wanted, kind) => {
    if (!isWhole(market, markets)) return refuse(0, Fate.malformed)
    if (!isWhole(agent, agents) || !isWhole(side, 2) || !isWhole(kind, 3))
      return refuse(market, Fate.malformed)
    if (!isWhole(wanted - 1, LOTS_MAX)) return refuse(market, Fate.malformed)
    if (phase[market] === Phase.halted) return refuse(market, Fate.halted)
    const isMarket = kind === OrderKind.market
    const price = isMarket ? (side === Side.bid ? highest[market] : lowest[market]) : asked
    if (!isWhole(price - 1, levels - 1)) return refuse(market, Fate.malformed)
    if (side === Side.bid ? price > highest[market] : price < lowest[market]) return refuse(market, Fate.band)
    const collects = phase[market] === Phase.call || batch[market] !== 0
    let lots = wanted
    const covered = side === Side.ask ? goods[agent * markets + market] : Math.floor(cash[agent] / price)
    if (covered < lots) {
      if (!isMarket) return refuse(market, Fate.uncovered)
      // Where orders match at once, a market order to buy pays as it goes, at better prices than the band's.
      if (side === Side.ask || collects) lots = covered
      if (lots === 0) return refuse(market, Fate.uncovered)
    }
    let slot = -1
    if (collects || kind === OrderKind.limit) {
      slot = freeSlot(agent)
      if (slot < 0) return refuse(market, Fate.full)
    }
    submitted[market]++
    orders[agent]++
    if (collects) {
      retract(agent, market, side, price)
      rest(slot, agent, market, side, price, lots, kind === OrderKind.limit ? kind : OrderKind.immediate)
      return slot
    }
    const left = sweep(agent, market, side, price, lots, isMarket)
    if (left === 0) return Fate.filled
    if (kind !== OrderKind.limit) return Fate.dropped
    rest(slot, agent, market, side, price, left, kind)
    return slot
  }
}

/** Puts an order on the book and sets aside what covers it. */
function bindRest({
  columns,
  shape,
}: BookTools): (
  slot: number,
  agent: number,
  market: number,
  side: number,
  price: number,
  lots: number,
  kind: number,
) => void {
  const { cash, reserved, goods, offered, open, calls, passing } = columns
  const { markets } = shape
  const order = columns
  const ladder = bindLadder(columns, shape)
  return (slot, agent, market, side, price, lots, kind) => {
    order.lots[slot] = lots
    order.price[slot] = price
    order.market[slot] = market
    order.side[slot] = side
    order.kind[slot] = kind
    order.call[slot] = calls[market]
    open[agent]++
    if (kind === OrderKind.immediate) passing[market]++
    if (side === Side.bid) {
      cash[agent] -= lots * price
      reserved[agent] += lots * price
    } else {
      goods[agent * markets + market] -= lots
      offered[agent * markets + market] += lots
    }
    ladder.append(slot, market, side, price, lots)
  }
}

/** Takes what the other side offers at the limit or better, best price first, oldest first. Returns the lots left over. */
function bindSweep({
  columns,
  shape,
  settle,
  remove,
  reduce,
}: BookTools): (
  agent: number,
  market: number,
  side: number,
  limit: number,
  lots: number,
  isMarket: boolean,
) => number {
  const {
    next,
    lots: held,
    bestBid,
    bestAsk,
    cash,
    last,
    selfTrades,
    effective,
    effectiveLots,
    flow,
  } = columns
  const { slots, levels, ordersPerAgent } = shape
  return (agent, market, side, limit, lots, isMarket) => {
    const best = side === Side.bid ? bestAsk : bestBid
    const other = slots + (2 * market + 1 - side) * levels
    const isQuoted = bestBid[market] !== 0 && bestAsk[market] !== levels
    const doubleMid = bestBid[market] + bestAsk[market]
    let left = lots
    while (left > 0) {
      const price = best[market]
      if (side === Side.bid ? price > limit || price === levels : price < limit || price === 0) break
      const slot = next[other + price]
      const maker = (slot / ordersPerAgent) | 0
      if (maker === agent) {
        remove(slot)
        selfTrades[market]++
        continue
      }
      let taken = held[slot] < left ? held[slot] : left
      if (isMarket && side === Side.bid && taken * price > cash[agent]) {
        taken = Math.floor(cash[agent] / price)
        if (taken === 0) break
      }
      reduce(slot, taken)
      if (side === Side.bid) settle(market, price, taken, agent, maker, slot, side)
      else settle(market, price, taken, maker, agent, slot, side)
      left -= taken
      flow[market] += side === Side.bid ? taken : -taken
      if (isQuoted) {
        effective[market] += Math.abs(2 * price - doubleMid) * taken
        effectiveLots[market] += taken
      }
      last[market] = price
    }
    return left
  }
}

/** Where orders are collected, a new one withdraws its trader's own orders that it would trade with. */
function bindRetraction({
  columns,
  shape,
  remove,
}: BookTools): (agent: number, market: number, side: number, price: number) => void {
  const { lots, price: prices, market: markets, side: sides, open, selfTrades } = columns
  const { ordersPerAgent } = shape
  return (agent, market, side, price) => {
    if (open[agent] === 0) return
    const first = agent * ordersPerAgent
    for (let slot = first; slot < first + ordersPerAgent; slot++) {
      if (lots[slot] === 0 || markets[slot] !== market || sides[slot] === side) continue
      if (side === Side.bid ? prices[slot] > price : prices[slot] < price) continue
      remove(slot)
      selfTrades[market]++
    }
  }
}
