import type { BookColumns, BookShape } from './book-columns.ts'
import { ROLES, Side } from './codes.ts'

/**
 * Moves money and goods of a trade and counts it. What the resting side set aside, or both sides of a call, is used up; a
 * buyer that set aside more than the price gets the rest back.
 * @param taker side that came and traded at once; `CALL` where both rested
 */
export type Settle = (
  market: number,
  price: number,
  lots: number,
  buyer: number,
  seller: number,
  slot: number,
  taker: number,
) => void

/** Binds the settlement of trades. Nothing is made or lost: money goes from buyer to seller, goods the other way. */
export function bindSettle(columns: BookColumns, { markets }: BookShape): Settle {
  const { cash, reserved, goods, offered, price: limit, trades, volume, tape } = columns
  const { written, buyer: buyers, seller: sellers, tapePrice, tapeLots, tapeMarket, resting } = tape
  const note = bindSides(columns)
  return (market, price, lots, buyer, seller, slot, taker) => {
    const money = price * lots
    if (taker === Side.bid) {
      cash[buyer] -= money
      offered[seller * markets + market] -= lots
    } else {
      reserved[buyer] -= limit[slot] * lots
      cash[buyer] += (limit[slot] - price) * lots
      goods[seller * markets + market] -= lots
    }
    cash[seller] += money
    goods[buyer * markets + market] += lots
    note(market, price, lots, buyer, Side.bid)
    note(market, price, lots, seller, Side.ask)
    trades[market]++
    volume[market] += lots
    const at = written[0] % buyers.length
    buyers[at] = buyer
    sellers[at] = seller
    tapePrice[at] = price
    tapeLots[at] = lots
    tapeMarket[at] = market
    resting[at] = slot
    written[0]++
  }
}

/**
 * Counts an execution of one side. Its edge is what the trade won against the value of the good at that moment: edges of
 * buyer and seller cancel.
 */
export function bindSides(
  columns: BookColumns,
): (market: number, price: number, lots: number, agent: number, side: number) => void {
  const { executions, edge, role, roleEdge, value } = columns
  return (market, price, lots, agent, side) => {
    const gained = value[market] - price
    const won = (side === Side.bid ? gained : -gained) * lots
    executions[agent]++
    edge[agent] += won
    roleEdge[market * ROLES.length + role[agent]] += won
  }
}
