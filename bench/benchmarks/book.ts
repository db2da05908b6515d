import { createBook } from '../../mechanisms/negotiation/book.ts'
import type { Benchmark } from '../benchmark.ts'
import { now, processorSince } from '../clocks.ts'
import { CANCEL, digestOfNumbers, type OrderTape, orderTape, plainPayments } from '../orders.ts'
import { overhead } from '../overhead.ts'
import { ratios, rowsOf } from '../row.ts'

const row = rowsOf('book')

const LEVELS = 4096
const AGENTS = 10_000
const PER_AGENT = 8

/** Nanoseconds an order or cancel, through the book, and what came of it. */
function timeBook(tape: OrderTape): { nanoseconds: number; digest: string } {
  const { book, columns } = createBook({
    agents: AGENTS,
    markets: 1,
    levels: LEVELS,
    ordersPerAgent: PER_AGENT,
  })
  columns.cash.fill(1e9)
  columns.goods.fill(1e6)
  const { agent, side, price, lots, kind, count } = tape
  const before = now()
  for (let at = 0; at < count; at++) {
    if (kind[at] === CANCEL) book.cancel(agent[at], agent[at] * PER_AGENT + (price[at] & (PER_AGENT - 1)))
    else book.place(agent[at], 0, side[at], price[at], lots[at], kind[at])
  }
  const nanoseconds = processorSince(before) / count
  return { nanoseconds, digest: digestOfNumbers(columns.cash, columns.goods, columns.volume) }
}

/** Nanoseconds an order of a loop that only pays. */
function timeLoop(tape: OrderTape): number {
  const before = now()
  plainPayments(tape, AGENTS, LEVELS)
  return processorSince(before) / tape.count
}

/** The continuous book: orders a second, and against a loop that moves the same money without a book. */
export const book: Benchmark = async (settings) => {
  const count = settings.tiny ? 2000 : 1_000_000
  const tape = orderTape(count, AGENTS, LEVELS)
  const [ours, plain]: [number[], number[]] = [[], []]
  let digest = ''
  for (let round = 0; round <= settings.rounds; round++) {
    const { nanoseconds, digest: latest } = timeBook(tape)
    const loop = timeLoop(tape)
    digest = latest
    // The first round warms both up.
    if (round === 0) continue
    ours.push(nanoseconds)
    plain.push(loop)
  }
  const on = { 'negotiation.enabled': true }
  return [
    row(
      'orders and cancels, with matching',
      ours.map((each) => 1e3 / each),
      'M/s',
      digest,
    ),
    row('over a plain loop of the same payments', ratios(ours, plain), '×', digest),
    await overhead(row, settings, 'negotiation', on),
  ]
}
