import { createBook } from '../../mechanisms/negotiation/book.ts'
import { Rationing } from '../../mechanisms/negotiation/call.ts'
import { OrderKind, Side } from '../../mechanisms/negotiation/codes.ts'
import type { Benchmark } from '../benchmark.ts'
import { now, processorSince } from '../clocks.ts'
import { digestOfNumbers, type OrderTape, orderTape, plainCall } from '../orders.ts'
import { ratios, rowsOf, sizeText } from '../row.ts'

const row = rowsOf('batch')

const LEVELS = 4096
const DRAW = Float64Array.of(0.5)

/** Milliseconds of one batch auction, orders and clearing apart, and what it traded. */
function timeCall(tape: OrderTape): { collect: number; clear: number; digest: string } {
  const { agent, side, price, lots, count } = tape
  const { book, columns } = createBook({ agents: count, markets: 1, levels: LEVELS, ordersPerAgent: 1 })
  columns.cash.fill(1e9)
  columns.goods.fill(1e6)
  columns.batch[0] = 1
  const before = now()
  for (let at = 0; at < count; at++) book.place(agent[at], 0, side[at], price[at], lots[at], OrderKind.limit)
  const collect = processorSince(before) / 1e6
  const middle = now()
  book.clear(0, Rationing.proRata, DRAW)
  const clear = processorSince(middle) / 1e6
  return { collect, clear, digest: digestOfNumbers(columns.cash, columns.goods, columns.volume) }
}

/** Milliseconds of a loop that adds up demand and supply and pays everyone who would trade. */
function timeLoop(tape: OrderTape): number {
  const before = now()
  plainCall(tape, LEVELS)
  return processorSince(before) / 1e6
}

/** One agent an order, all of them within reach of one another. */
function batchTape(orders: number): OrderTape {
  const tape = orderTape(orders, orders, LEVELS)
  for (let at = 0; at < orders; at++) {
    tape.agent[at] = at
    // Bids and asks overlap by half of their range.
    tape.price[at] = tape.side[at] === Side.bid ? tape.price[at] + 8 : tape.price[at] - 8
  }
  return tape
}

/** A batch auction: taking its orders and clearing it, and against a loop that pays the same without a book. */
export const batch: Benchmark = async (settings) => {
  const orders = settings.tiny ? 1000 : 100_000
  const tape = batchTape(orders)
  const [collects, clears, plain]: [number[], number[], number[]] = [[], [], []]
  let digest = ''
  for (let round = 0; round <= settings.rounds; round++) {
    const { collect, clear, digest: latest } = timeCall(tape)
    const loop = timeLoop(tape)
    digest = latest
    // The first round warms both up.
    if (round === 0) continue
    collects.push(collect)
    clears.push(clear)
    plain.push(loop)
  }
  const both = collects.map((each, at) => each + (clears[at] as number))
  return [
    row(`${sizeText(orders)} orders, taken and cleared`, both, 'ms', digest),
    row(`of this, clearing`, clears, 'ms', digest),
    row('over a plain loop of the same payments', ratios(both, plain), '×', digest),
  ]
}
