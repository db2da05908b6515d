import { Digest } from '../engine/digest.ts'
import { OrderKind, Side } from '../mechanisms/negotiation/codes.ts'

/** Orders made up before the clock starts. A kind beyond OrderKind is a cancel. */
export interface OrderTape {
  readonly count: number
  readonly agent: Uint32Array
  readonly side: Uint8Array
  readonly price: Uint32Array
  readonly lots: Uint32Array
  readonly kind: Uint8Array
}

export const CANCEL = OrderKind.immediate + 1

/**
 * A stream of orders around a price that wanders: six in ten rest near it, two in ten trade at once, two in ten are
 * cancels.
 */
export function orderTape(count: number, agents: number, levels: number): OrderTape {
  const tape = {
    count,
    agent: new Uint32Array(count),
    side: new Uint8Array(count),
    price: new Uint32Array(count),
    lots: new Uint32Array(count),
    kind: new Uint8Array(count),
  }
  let state = 1
  // Whole numbers below a bound, from the upper bits of a linear congruential generator (Numerical Recipes).
  const below = (bound: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 4294967296) * bound)
  }
  let middle = levels >>> 1
  for (let at = 0; at < count; at++) {
    if (below(64) === 0) middle += below(3) - 1
    const side = below(2)
    const dice = below(10)
    tape.agent[at] = below(agents)
    tape.side[at] = side
    tape.lots[at] = 1 + below(9)
    tape.kind[at] = dice < 6 ? OrderKind.limit : dice < 8 ? OrderKind.immediate : CANCEL
    const away = dice < 6 ? 1 + below(24) - 4 : -6
    tape.price[at] = side === Side.bid ? middle - away : middle + away
  }
  return tape
}

/**
 * The payments of a book without the book: every order sets money or goods aside, adds to the depth of its price and, where
 * it would trade, pays for it. What a loop over typed arrays costs, whatever it would match.
 */
export function plainPayments(tape: OrderTape, agents: number, levels: number): number {
  const cash = new Float64Array(agents).fill(1e9)
  const reserved = new Float64Array(agents)
  const goods = new Float64Array(agents).fill(1e6)
  const offered = new Float64Array(agents)
  const depth = new Float64Array(2 * levels)
  const { agent, side, price, lots, kind, count } = tape
  for (let at = 0; at < count; at++) {
    const trader = agent[at]
    const amount = lots[at]
    const money = amount * price[at]
    const sign = kind[at] === CANCEL ? -1 : 1
    if (side[at] === Side.bid) {
      if (cash[trader] < money) continue
      cash[trader] -= sign * money
      reserved[trader] += sign * money
    } else {
      if (goods[trader] < amount) continue
      goods[trader] -= sign * amount
      offered[trader] += sign * amount
    }
    depth[side[at] * levels + price[at]] += sign * amount
    if (kind[at] !== OrderKind.immediate) continue
    const other = agent[at === 0 ? 0 : at - 1]
    cash[other] += money
    goods[other] -= amount
  }
  return cash[0] + depth[levels] + reserved[0] + offered[0]
}

/** Hash of numbers that a benchmark computed. */
export function digestOfNumbers(...columns: readonly Float64Array[]): string {
  const digest = new Digest()
  columns.forEach((column, at) => {
    digest.word(at)
    digest.bytes(column.buffer, column.byteOffset, column.byteLength)
  })
  return digest.hex()
}

/**
 * A call auction as bare loops over the orders: depth by price, the price that trades most, and payment of everyone at that
 * price or better, without rings, reserves or rationing.
 */
export function plainCall({ agent, side, price, lots, count }: OrderTape, levels: number): number {
  const cash = new Float64Array(count).fill(1e9)
  const goods = new Float64Array(count).fill(1e6)
  const depth = new Float64Array(2 * levels)
  for (let at = 0; at < count; at++) depth[side[at] * levels + price[at]] += lots[at]
  let demand = 0
  for (let level = 0; level < levels; level++) demand += depth[level]
  let supply = 0
  let most = 0
  let clearing = 0
  for (let level = 0; level < levels; level++) {
    supply += depth[levels + level]
    const traded = demand < supply ? demand : supply
    if (traded > most) {
      most = traded
      clearing = level
    }
    demand -= depth[level]
  }
  for (let at = 0; at < count; at++) {
    const isBid = side[at] === Side.bid
    if (isBid ? price[at] < clearing : price[at] > clearing) continue
    const money = lots[at] * clearing
    cash[agent[at]] += isBid ? -money : money
    goods[agent[at]] += isBid ? lots[at] : -lots[at]
  }
  return cash[0] + goods[0]
}
