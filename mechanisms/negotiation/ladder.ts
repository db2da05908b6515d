import { Side } from './codes.ts'

/** Where orders stand: a ladder of whole prices a market and side, a ring of orders a price. */
export interface LadderColumns {
  /** Neighbours in the ring. Nodes are order slots, and behind them one head for every market, side and price. */
  readonly next: Uint32Array
  readonly previous: Uint32Array
  /** Lots that rest, by market, side and price. */
  readonly depth: Float64Array
  /** Prices at which anything rests, as bits. */
  readonly occupied: Uint32Array
  /** Highest price bid, 0 for none, and lowest price asked, the number of levels for none; by market. */
  readonly bestBid: Uint32Array
  readonly bestAsk: Uint32Array
}

export interface LadderShape {
  readonly markets: number
  /** Prices are 1 to levels - 1; a multiple of 32. */
  readonly levels: number
  readonly slots: number
}

const WORD_BITS = 32

export const levelRows = ({ markets, levels }: LadderShape): number => 2 * markets * levels
export const linkRows = (shape: LadderShape): number => shape.slots + levelRows(shape)
export const wordRows = (shape: LadderShape): number => levelRows(shape) / WORD_BITS

export interface Ladder {
  /** First node of a market's and side's heads less its price: `row(m, s) + price` is a level. */
  row(market: number, side: number): number
  /** Puts an order at the end of its price's ring. */
  append(slot: number, market: number, side: number, price: number, lots: number): void
  /** Takes an order with so many lots out of its ring. */
  unlink(slot: number, market: number, side: number, price: number, lots: number): void
}

/** Every ring empty. Rings are never left to zeros: an empty one's head points to itself. */
export function clearLadder(columns: LadderColumns, shape: LadderShape): void {
  const { next, previous, depth, occupied, bestBid, bestAsk } = columns
  for (let node = shape.slots; node < next.length; node++) {
    next[node] = node
    previous[node] = node
  }
  depth.fill(0)
  occupied.fill(0)
  bestBid.fill(0)
  bestAsk.fill(shape.levels)
}

/**
 * Prices as a ladder with a bit for each that is taken: the best price follows from a scan of words, an order joins and
 * leaves its ring in constant time, and memory is fixed.
 */
export function bindLadder(columns: LadderColumns, shape: LadderShape): Ladder {
  const { next, previous, depth, occupied, bestBid, bestAsk } = columns
  const { levels, slots } = shape
  const words = levels / WORD_BITS
  /** Highest taken price of at most `price`, 0 for none. */
  const takenBelow = (base: number, price: number) => {
    let word = price >>> 5
    let bits = occupied[base + word] & ((2 << (price & 31)) - 1)
    while (bits === 0) {
      if (word === 0) return 0
      word--
      bits = occupied[base + word] | 0
    }
    return (word << 5) + 31 - Math.clz32(bits)
  }
  /** Lowest taken price of at least `price`, `levels` for none. */
  const takenAbove = (base: number, price: number) => {
    let word = price >>> 5
    if (word >= words) return levels
    let bits = occupied[base + word] & (-1 << (price & 31))
    while (bits === 0) {
      word++
      if (word === words) return levels
      bits = occupied[base + word] | 0
    }
    return (word << 5) + 31 - Math.clz32(bits & -bits)
  }
  return {
    row: (market, side) => (2 * market + side) * levels,
    append(slot, market, side, price, lots) {
      const level = (2 * market + side) * levels + price
      const head = slots + level
      const last = previous[head]
      next[last] = slot
      previous[slot] = last
      next[slot] = head
      previous[head] = slot
      depth[level] += lots
      if (last !== head) return
      occupied[level >>> 5] |= 1 << (level & 31)
      if (side === Side.bid) {
        if (price > bestBid[market]) bestBid[market] = price
      } else if (price < bestAsk[market]) bestAsk[market] = price
    },
    unlink(slot, market, side, price, lots) {
      const level = (2 * market + side) * levels + price
      const before = previous[slot]
      const after = next[slot]
      next[before] = after
      previous[after] = before
      depth[level] -= lots
      if (before !== after || after < slots) return
      occupied[level >>> 5] &= ~(1 << (level & 31))
      const base = (2 * market + side) * words
      if (side === Side.bid) {
        if (price === bestBid[market]) bestBid[market] = takenBelow(base, price)
      } else if (price === bestAsk[market]) bestAsk[market] = takenAbove(base, price)
    },
  }
}
