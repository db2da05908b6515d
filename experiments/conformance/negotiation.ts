/** Adapters of the families of order books, call auctions and the detector of flash crashes. */

import { CALL_RESULTS, CallResult, callAuction } from '../../formulas/call-auction.ts'
import { CrashSign, crashMemory, watchPrice, windowVolatility } from '../../formulas/flash-crash.ts'
import { type Book, createBook } from '../../mechanisms/negotiation/book.ts'
import type { BookColumns, BookShape } from '../../mechanisms/negotiation/book-columns.ts'
import { OrderKind, Side } from '../../mechanisms/negotiation/codes.ts'
import type { FamilyRunner } from './family.ts'

interface DetectorCase {
  params: { windowTicks?: number; priceDropThreshold?: number }
  prices: number[]
}

/** The detector as the vectors have it: drops alone, without a condition on volume. */
function runDetector({ params, prices }: DetectorCase): unknown {
  const window = params.windowTicks ?? 10
  const threshold = params.priceDropThreshold ?? 0.1
  const rule = { window, threshold, recovery: 0.95, rises: false, volumeFactor: 0 }
  const memory = crashMemory(1, window)
  const history: {
    startTick: number
    endTick: number
    priceDropPct: number
    severity: number
    recoveryTimeTicks: number
  }[] = []
  const volatility: number[] = []
  const inCrash: boolean[] = []
  const events = prices.map((price, at) => {
    const tick = at + 1
    const sign = watchPrice(memory, 0, price, 0, rule)
    volatility.push(windowVolatility(memory, 0, window))
    inCrash.push(memory.crash[0] !== CrashSign.none)
    const latest = history.at(-1)
    if (sign === CrashSign.recovered && latest) {
      latest.endTick = tick
      latest.recoveryTimeTicks = tick - latest.startTick
    }
    if (sign !== CrashSign.drop) return null
    const priceDropPct = memory.size[0] as number
    const event = { priceDropPct, severity: priceDropPct / threshold }
    history.push({ startTick: tick, endTick: tick, recoveryTimeTicks: 0, ...event })
    return event
  })
  // Who ordered in the tick is no part of the detector: the vectors' single trader is always the one.
  const triggerAgentIds = ['a']
  return { events, volatility, inCrash, history: history.map((each) => ({ ...each, triggerAgentIds })) }
}

interface CallCase {
  bids: [price: number, lots: number][]
  asks: [price: number, lots: number][]
}

const CALL_LEVELS = 256

function runCall({ bids, asks }: CallCase): unknown {
  const depth = [bids, asks].map((side) => {
    const lotsAt = new Float64Array(CALL_LEVELS)
    for (const [price, lots] of side) lotsAt[price] += lots
    return lotsAt
  }) as [Float64Array, Float64Array]
  const out = new Float64Array(CALL_RESULTS)
  const lowestAsk = Math.min(CALL_LEVELS, ...asks.map(([price]) => price))
  const highestBid = Math.max(0, ...bids.map(([price]) => price))
  callAuction(depth[0], 0, depth[1], 0, lowestAsk, highestBid, out)
  const maxVolume = out[CallResult.volume]
  const isEmpty = maxVolume === 0
  return {
    maxVolume,
    priceLow: isEmpty ? null : out[CallResult.low],
    priceHigh: isEmpty ? null : out[CallResult.high],
    surplus: out[CallResult.surplus],
  }
}

type ClobOrder = ['cancel', string] | [id: string, agent: string, side: string, price: number, lots: number]

const CLOB_LEVELS = 128
const CLOB_TRADERS = 8
const CLOB_ORDERS = 32

/** The mechanism's book, with traders that can cover whatever they order. */
class NamedBook {
  readonly #book: Book
  readonly #columns: BookColumns
  readonly #shape: BookShape
  readonly #traders: string[] = []
  readonly #idOf = new Map<number, string>()
  readonly #slotOf = new Map<string, { agent: number; slot: number; price: number }>()
  readonly trades: unknown[] = []
  readonly selfTrades: string[] = []

  constructor() {
    const size = { agents: CLOB_TRADERS, markets: 1, levels: CLOB_LEVELS, ordersPerAgent: CLOB_ORDERS }
    const { book, columns, shape } = createBook(size, CLOB_ORDERS * CLOB_TRADERS)
    columns.cash.fill(1e9)
    columns.goods.fill(1e6)
    this.#book = book
    this.#columns = columns
    this.#shape = shape
  }

  cancel(id: string): void {
    const found = this.#slotOf.get(id)
    if (found) this.#book.cancel(found.agent, found.slot)
    this.#slotOf.delete(id)
  }

  place(id: string, trader: string, sideName: string, price: number, lots: number): void {
    if (!this.#traders.includes(trader)) this.#traders.push(trader)
    const agent = this.#traders.indexOf(trader)
    const side = sideName === 'bid' ? Side.bid : Side.ask
    const { tape, lots: held } = this.#columns
    const before = tape.written[0] as number
    const own = [...this.#slotOf].filter(([, { agent: owner }]) => owner === agent)
    const slot = this.#book.place(agent, 0, side, price, lots, OrderKind.limit)
    for (let trade = before; trade < (tape.written[0] as number); trade++) {
      const resting = this.#idOf.get(tape.resting[trade] as number)
      this.trades.push([resting, id, tape.tapePrice[trade], tape.tapeLots[trade]])
    }
    // An order of one's own that is gone after one's order, or gave its slot to it, was withdrawn to prevent a self-trade:
    // the best price first, as it would have been met.
    const gone = own.filter(([, { slot: place }]) => held[place] === 0 || place === slot)
    const toward = side === Side.bid ? 1 : -1
    gone.sort(([, one], [, other]) => toward * (one.price - other.price))
    for (const [name] of gone) {
      this.selfTrades.push(name)
      this.#slotOf.delete(name)
    }
    for (const [name, { slot: place }] of this.#slotOf) if (held[place] === 0) this.#slotOf.delete(name)
    if (slot < 0) return
    this.#idOf.set(slot, id)
    this.#slotOf.set(id, { agent, slot, price })
  }

  /** What rests on a side, best price first and oldest first. */
  queue(side: number): unknown[] {
    const { next, lots, price: prices } = this.#columns
    const { slots } = this.#shape
    return Array.from({ length: CLOB_LEVELS - 1 }, (_, step) =>
      side === Side.bid ? CLOB_LEVELS - 1 - step : step + 1,
    ).flatMap((price) => {
      const found: unknown[] = []
      const head = slots + side * CLOB_LEVELS + price
      for (let slot = next[head] as number; slot !== head; slot = next[slot] as number)
        found.push([this.#idOf.get(slot), prices[slot], lots[slot]])
      return found
    })
  }
}

function runClob({ orders }: { orders: ClobOrder[] }): unknown {
  const book = new NamedBook()
  for (const order of orders) {
    if (order.length === 2) book.cancel(order[1])
    else book.place(...order)
  }
  return {
    trades: book.trades,
    bids: book.queue(Side.bid),
    asks: book.queue(Side.ask),
    cancelledBySelfTrade: book.selfTrades,
  }
}

export const negotiationFamilies: Readonly<Record<string, FamilyRunner>> = {
  'hfn-crash-detector': runDetector,
  'theory-call-auction': runCall,
  'theory-clob': runClob,
}
