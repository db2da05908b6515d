import { Fate, OrderKind, Side } from '../../../mechanisms/negotiation/codes.ts'

/** An order of the reference book. */
export interface NaiveOrder {
  readonly id: number
  readonly agent: number
  readonly market: number
  readonly side: number
  readonly price: number
  lots: number
  readonly passes: boolean
  readonly call: number
}

export interface NaiveTrade {
  readonly buyer: number
  readonly seller: number
  readonly price: number
  readonly lots: number
}

/**
 * A limit order book written for clarity: one list of orders per market, searched from front to back. It follows the rules
 * that the README states, and nothing of the mechanism's code but the names of its codes.
 */
export class NaiveBook {
  readonly orders: NaiveOrder[] = []
  readonly trades: NaiveTrade[] = []
  readonly cash: number[]
  readonly goods: number[][]
  readonly calls: number[]
  readonly collects: boolean[]
  readonly halted: boolean[]
  #next = 0
  readonly #levels: number
  readonly #perAgent: number

  constructor(
    agents: number,
    markets: number,
    levels: number,
    perAgent: number,
    cash: number,
    goods: number,
  ) {
    this.cash = new Array(agents).fill(cash)
    this.goods = Array.from({ length: agents }, () => new Array(markets).fill(goods))
    this.calls = new Array(markets).fill(0)
    this.collects = new Array(markets).fill(false)
    this.halted = new Array(markets).fill(false)
    this.#levels = levels
    this.#perAgent = perAgent
  }

  /** Orders of a side that an incoming order would meet, best first, oldest first. */
  facing(market: number, side: number): NaiveOrder[] {
    return this.orders
      .filter((order) => order.market === market && order.side !== side)
      .sort((a, b) => (side === Side.bid ? a.price - b.price : b.price - a.price) || a.id - b.id)
  }

  openOf(agent: number): NaiveOrder[] {
    return this.orders.filter((order) => order.agent === agent)
  }

  place(agent: number, market: number, side: number, asked: number, wanted: number, kind: number): number {
    const whole = [agent, market, side, wanted, kind].every((value) => Number.isInteger(value) && value >= 0)
    if (!whole || agent >= this.cash.length || market >= this.calls.length || side > 1 || kind > 2)
      return Fate.malformed
    if (wanted < 1 || wanted > 1_000_000) return Fate.malformed
    if (this.halted[market]) return Fate.halted
    const price = kind === OrderKind.market ? (side === Side.bid ? this.#levels - 1 : 1) : asked
    if (!Number.isInteger(price) || price < 1 || price >= this.#levels) return Fate.malformed
    const mine = this.goods[agent] as number[]
    const cover =
      side === Side.bid ? Math.floor((this.cash[agent] as number) / price) : (mine[market] as number)
    const collects = this.collects[market] as boolean
    let lots = wanted
    if (cover < lots) {
      if (kind !== OrderKind.market) return Fate.uncovered
      if (side === Side.ask || collects) lots = cover
      if (lots === 0) return Fate.uncovered
    }
    if ((collects || kind === OrderKind.limit) && this.openOf(agent).length >= this.#perAgent)
      return Fate.full
    const crosses = (order: NaiveOrder) => (side === Side.bid ? order.price <= price : order.price >= price)
    if (collects) {
      for (const order of this.openOf(agent))
        if (order.market === market && order.side !== side && crosses(order)) this.remove(order)
    } else {
      for (const order of this.facing(market, side)) {
        if (lots === 0 || !crosses(order)) break
        if (order.agent === agent) {
          this.remove(order)
          continue
        }
        let taken = Math.min(lots, order.lots)
        if (kind === OrderKind.market && side === Side.bid)
          taken = Math.min(taken, Math.floor((this.cash[agent] as number) / order.price))
        if (taken === 0) break
        const [buyer, seller] = side === Side.bid ? [agent, order.agent] : [order.agent, agent]
        this.trade(buyer, seller, market, order.price, taken, order)
        lots -= taken
      }
      if (lots === 0) return Fate.filled
      if (kind !== OrderKind.limit) return Fate.dropped
    }
    if (side === Side.bid) this.cash[agent] = (this.cash[agent] as number) - lots * price
    else mine[market] = (mine[market] as number) - lots
    const passes = kind !== OrderKind.limit
    const call = this.calls[market] as number
    this.orders.push({ id: this.#next++, agent, market, side, price, lots, passes, call })
    return 0
  }

  /** A trade of continuous matching, at the resting order's price. */
  trade(
    buyer: number,
    seller: number,
    market: number,
    price: number,
    lots: number,
    resting: NaiveOrder,
  ): void {
    if (resting.side === Side.ask) this.cash[buyer] = (this.cash[buyer] as number) - price * lots
    else
      (this.goods[seller] as number[])[market] = ((this.goods[seller] as number[])[market] as number) - lots
    this.cash[seller] = (this.cash[seller] as number) + price * lots
    ;(this.goods[buyer] as number[])[market] = ((this.goods[buyer] as number[])[market] as number) + lots
    this.trades.push({ buyer, seller, price, lots })
    resting.lots -= lots
    if (resting.lots === 0) this.orders.splice(this.orders.indexOf(resting), 1)
  }

  /** Takes an order away and gives back what covered it. */
  remove(order: NaiveOrder): void {
    this.orders.splice(this.orders.indexOf(order), 1)
    if (order.side === Side.bid) {
      this.cash[order.agent] = (this.cash[order.agent] as number) + order.lots * order.price
    } else {
      const goods = this.goods[order.agent] as number[]
      goods[order.market] = (goods[order.market] as number) + order.lots
    }
  }
}
