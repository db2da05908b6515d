import { clearLadder, type LadderColumns, type LadderShape, levelRows, linkRows, wordRows } from './ladder.ts'

/** Size of a book. */
export interface BookShape extends LadderShape {
  readonly agents: number
  /** Orders that each agent may have open; order slots are agents × this. */
  readonly ordersPerAgent: number
}

/**
 * All that the book reads and writes: columns of a world, or arrays of one's own. Money is counted in price steps and
 * goods in lots, both whole numbers, so nothing is ever rounded.
 */
export interface BookColumns extends LadderColumns {
  // By order slot; agent a owns slots a × ordersPerAgent and up. A slot without lots is free.
  readonly lots: Float64Array
  readonly price: Uint32Array
  readonly market: Uint8Array
  readonly side: Uint8Array
  /** OrderKind, of what rests: limit, or what is dropped when its call is over. */
  readonly kind: Uint8Array
  /** Call of the market in which the order came. */
  readonly call: Uint32Array
  // By agent.
  readonly cash: Float64Array
  readonly reserved: Float64Array
  readonly open: Uint8Array
  readonly orders: Uint32Array
  readonly cancels: Uint32Array
  readonly executions: Uint32Array
  readonly edge: Float64Array
  readonly role: Uint8Array
  // By agent and market.
  readonly goods: Float64Array
  readonly offered: Float64Array
  // By market.
  readonly phase: Uint8Array
  /** Ticks between calls; 0 for continuous matching. */
  readonly batch: Uint16Array
  readonly calls: Uint32Array
  readonly lowest: Uint32Array
  readonly highest: Uint32Array
  readonly last: Uint32Array
  readonly value: Uint32Array
  readonly trades: Uint32Array
  readonly submitted: Uint32Array
  readonly refused: Uint32Array
  readonly cancelled: Uint32Array
  readonly selfTrades: Uint32Array
  readonly volume: Float64Array
  readonly flow: Float64Array
  readonly effective: Float64Array
  readonly effectiveLots: Float64Array
  /** Orders that wait to be dropped when the call is over. */
  readonly passing: Uint32Array
  /** By market and role: edge won. */
  readonly roleEdge: Float64Array
  /** Ring of the latest trades. */
  readonly tape: Tape
}

export interface Tape {
  /** Trades ever written; the latest lies at (written - 1) modulo the ring's length. */
  readonly written: Uint32Array
  readonly buyer: Uint32Array
  readonly seller: Uint32Array
  readonly tapePrice: Uint32Array
  readonly tapeLots: Float64Array
  readonly tapeMarket: Uint8Array
  /** Slot of the resting order. */
  readonly resting: Uint32Array
}

const ROLE_COUNT = 7

/** A book outside a world, for tests, vectors and benchmarks; its markets are open and match continuously. */
export function bookColumns(shape: BookShape, tapeRows = 1): BookColumns {
  const { agents, markets, slots } = shape
  const holdings = agents * markets
  const columns: BookColumns = {
    next: new Uint32Array(linkRows(shape)),
    previous: new Uint32Array(linkRows(shape)),
    depth: new Float64Array(levelRows(shape)),
    occupied: new Uint32Array(wordRows(shape)),
    bestBid: new Uint32Array(markets),
    bestAsk: new Uint32Array(markets),
    lots: new Float64Array(slots),
    price: new Uint32Array(slots),
    market: new Uint8Array(slots),
    side: new Uint8Array(slots),
    kind: new Uint8Array(slots),
    call: new Uint32Array(slots),
    cash: new Float64Array(agents),
    reserved: new Float64Array(agents),
    open: new Uint8Array(agents),
    orders: new Uint32Array(agents),
    cancels: new Uint32Array(agents),
    executions: new Uint32Array(agents),
    edge: new Float64Array(agents),
    role: new Uint8Array(agents),
    goods: new Float64Array(holdings),
    offered: new Float64Array(holdings),
    phase: new Uint8Array(markets),
    batch: new Uint16Array(markets),
    calls: new Uint32Array(markets),
    lowest: new Uint32Array(markets).fill(1),
    highest: new Uint32Array(markets).fill(shape.levels - 1),
    last: new Uint32Array(markets),
    value: new Uint32Array(markets),
    trades: new Uint32Array(markets),
    submitted: new Uint32Array(markets),
    refused: new Uint32Array(markets),
    cancelled: new Uint32Array(markets),
    selfTrades: new Uint32Array(markets),
    volume: new Float64Array(markets),
    flow: new Float64Array(markets),
    effective: new Float64Array(markets),
    effectiveLots: new Float64Array(markets),
    passing: new Uint32Array(markets),
    roleEdge: new Float64Array(markets * ROLE_COUNT),
    tape: {
      written: new Uint32Array(1),
      buyer: new Uint32Array(tapeRows),
      seller: new Uint32Array(tapeRows),
      tapePrice: new Uint32Array(tapeRows),
      tapeLots: new Float64Array(tapeRows),
      tapeMarket: new Uint8Array(tapeRows),
      resting: new Uint32Array(tapeRows),
    },
  }
  clearLadder(columns, shape)
  return columns
}
