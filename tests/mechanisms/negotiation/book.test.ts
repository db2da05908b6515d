import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBook } from '../../../mechanisms/negotiation/book.ts'
import type { BookColumns, BookShape } from '../../../mechanisms/negotiation/book-columns.ts'
import { Rationing } from '../../../mechanisms/negotiation/call.ts'
import { Fate, OrderKind, Phase, Side } from '../../../mechanisms/negotiation/codes.ts'
import { NaiveBook } from './naive-book.ts'

const AGENTS = 5
const MARKETS = 2
const LEVELS = 64
const PER_AGENT = 4
const CASH = 300
const GOODS = 8

function aBook() {
  const made = createBook(
    { agents: AGENTS, markets: MARKETS, levels: LEVELS, ordersPerAgent: PER_AGENT },
    4096,
  )
  made.columns.cash.fill(CASH)
  made.columns.goods.fill(GOODS)
  return made
}

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0)

/** All money and all goods, free or set aside: whole numbers, so equality is exact. */
const held = ({ cash, reserved, goods, offered }: BookColumns) => ({
  money: sum(cash) + sum(reserved),
  goods: [0, 1].map((market) =>
    sum([...goods].map((lots, at) => (at % MARKETS === market ? lots + (offered[at] as number) : 0))),
  ),
})

const ALL = { money: AGENTS * CASH, goods: [AGENTS * GOODS, AGENTS * GOODS] }

/** What a book must look like from inside: depth, best prices, reserves and counts follow from the orders. */
function expectSound(columns: BookColumns, { slots }: BookShape) {
  const depth = new Float64Array(columns.depth.length)
  const reserved = new Float64Array(AGENTS)
  const offered = new Float64Array(AGENTS * MARKETS)
  const open = new Uint8Array(AGENTS)
  const passing = new Uint32Array(MARKETS)
  for (let slot = 0; slot < slots; slot++) {
    const lots = columns.lots[slot] as number
    if (lots === 0) continue
    const [market, side, price] = [columns.market[slot], columns.side[slot], columns.price[slot]] as number[]
    const agent = Math.floor(slot / PER_AGENT)
    depth[((2 * (market as number) + (side as number)) * LEVELS + (price as number)) as number] += lots
    open[agent]++
    if (columns.kind[slot] === OrderKind.immediate) passing[market as number]++
    if (side === Side.bid) reserved[agent] += lots * (price as number)
    else offered[agent * MARKETS + (market as number)] += lots
  }
  expect([...columns.depth]).toEqual([...depth])
  expect([...columns.reserved]).toEqual([...reserved])
  expect([...columns.offered]).toEqual([...offered])
  expect([...columns.open]).toEqual([...open])
  expect([...columns.passing]).toEqual([...passing])
  for (let market = 0; market < MARKETS; market++) {
    const of = (side: number) =>
      [...depth.keys()]
        .filter((level) => Math.floor(level / LEVELS) === 2 * market + side && depth[level] > 0)
        .map((level) => level % LEVELS)
    expect(columns.bestBid[market]).toBe(Math.max(0, ...of(Side.bid)))
    expect(columns.bestAsk[market]).toBe(Math.min(LEVELS, ...of(Side.ask)))
  }
  expect(
    Math.min(...columns.cash, ...columns.goods, ...columns.reserved, ...columns.offered),
  ).toBeGreaterThanOrEqual(0)
}

/** Orders at a level in the order of their ring. */
function queue(columns: BookColumns, { slots }: BookShape, market: number, side: number) {
  const found: { agent: number; price: number; lots: number }[] = []
  const row = slots + (2 * market + side) * LEVELS
  for (let step = 1; step < LEVELS; step++) {
    const price = side === Side.bid ? LEVELS - step : step
    for (let slot = columns.next[row + price] as number; slot < slots; slot = columns.next[slot] as number)
      found.push({ agent: Math.floor(slot / PER_AGENT), price, lots: columns.lots[slot] as number })
  }
  return found
}

interface Placing {
  readonly op: 'place'
  readonly agent: number
  readonly market: number
  readonly side: number
  readonly price: number
  readonly lots: number
  readonly kind: number
}
type Step = Placing | { readonly op: 'cancel'; readonly agent: number; readonly nth: number }

/** Numbers that are mostly fine and sometimes are not. */
const odd = (low: number, high: number) =>
  fc.oneof(
    { weight: 20, arbitrary: fc.integer({ min: low, max: high }) },
    { weight: 1, arbitrary: fc.constantFrom(Number.NaN, -1, 0, 0.5, Infinity, -Infinity, 1e9, 2 ** 32 + 1) },
  )
const placing: fc.Arbitrary<Placing> = fc.record({
  op: fc.constant('place' as const),
  agent: odd(0, AGENTS - 1),
  market: odd(0, MARKETS - 1),
  side: odd(0, 1),
  price: odd(25, 40),
  lots: odd(1, 6),
  kind: odd(0, 2),
})
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: placing },
  {
    weight: 1,
    arbitrary: fc.record({ op: fc.constant('cancel' as const), agent: odd(0, 4), nth: fc.nat(5) }),
  },
)

/** Runs steps on both books; the reference's orders are found again by agent and place in its queue. */
function runBoth(steps: readonly Step[]) {
  const { book, columns, shape } = aBook()
  const naive = new NaiveBook(AGENTS, MARKETS, LEVELS, PER_AGENT, CASH, GOODS)
  const ids = new Map<number, number>()
  const fates: [number, number][] = []
  for (const each of steps) {
    if (each.op === 'place') {
      const { agent, market, side, price, lots, kind } = each
      const got = book.place(agent, market, side, price, lots, kind)
      const wanted = naive.place(agent, market, side, price, lots, kind)
      fates.push([Math.min(got, 0), wanted])
      if (got >= 0) ids.set(naive.orders.at(-1)?.id as number, got)
    } else {
      const order = naive.openOf(each.agent)[each.nth]
      const slot = order ? (ids.get(order.id) as number) : 999
      expect(book.cancel(each.agent, slot)).toBe(order !== undefined)
      if (order) naive.remove(order)
    }
    expect(held(columns)).toEqual(ALL)
  }
  return { book, columns, shape, naive, fates }
}

describe('the continuous book', () => {
  it('does what a book written for clarity does, in every sequence, and never gains or loses money or goods', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { columns, shape, naive, fates } = runBoth(steps)
        for (const [got, wanted] of fates) expect(got).toBe(wanted)
        expectSound(columns, shape)
        const { tape } = columns
        const trades = Array.from({ length: tape.written[0] as number }, (_, at) => ({
          buyer: tape.buyer[at],
          seller: tape.seller[at],
          price: tape.tapePrice[at],
          lots: tape.tapeLots[at],
        }))
        expect(trades).toEqual(naive.trades)
        expect([...columns.cash]).toEqual(naive.cash)
        expect([...columns.goods]).toEqual(naive.goods.flat())
        for (let market = 0; market < MARKETS; market++) {
          for (const side of [Side.bid, Side.ask]) {
            const want = naive.facing(market, 1 - side)
            expect(queue(columns, shape, market, side)).toEqual(
              want.map(({ agent, price, lots }) => ({ agent, price, lots })),
            )
          }
        }
        // Gains and losses against value cancel.
        expect(sum(columns.edge)).toBe(0)
        expect(sum(columns.roleEdge)).toBe(0)
      }),
      { numRuns: 400 },
    )
  })

  it('trades at the resting price, best price first, then oldest first', () => {
    const { book, columns } = aBook()
    book.place(0, 0, Side.ask, 31, 2, OrderKind.limit)
    book.place(1, 0, Side.ask, 30, 2, OrderKind.limit)
    book.place(2, 0, Side.ask, 30, 2, OrderKind.limit)
    expect(book.place(3, 0, Side.bid, 33, 5, OrderKind.limit)).toBe(Fate.filled)
    expect([...columns.tape.seller.subarray(0, 3)]).toEqual([1, 2, 0])
    expect([...columns.tape.tapePrice.subarray(0, 3)]).toEqual([30, 30, 31])
    expect([...columns.tape.tapeLots.subarray(0, 3)]).toEqual([2, 2, 1])
    expect(columns.cash[3]).toBe(CASH - 151)
  })

  it('keeps markets apart: a bid for one good never meets an ask for another', () => {
    const { book, columns } = aBook()
    book.place(0, 0, Side.ask, 20, 2, OrderKind.limit)
    expect(book.place(1, 1, Side.bid, 30, 2, OrderKind.limit)).toBeGreaterThanOrEqual(0)
    expect(columns.trades[0] as number).toBe(0)
  })

  it('refuses what is no order, and leaves everything as it was', () => {
    const { book, columns, shape } = aBook()
    const bad: [number, number, number, number, number, number, number][] = [
      [0, 0, Side.bid, Number.NaN, 1, OrderKind.limit, Fate.malformed],
      [0, 0, Side.bid, 30, Number.NaN, OrderKind.limit, Fate.malformed],
      [0, 0, Side.bid, 30, 0, OrderKind.limit, Fate.malformed],
      [0, 0, Side.bid, 30, -2, OrderKind.limit, Fate.malformed],
      [0, 0, Side.bid, 30.5, 1, OrderKind.limit, Fate.malformed],
      [0, 0, Side.bid, 0, 1, OrderKind.limit, Fate.malformed],
      [0, 0, Side.ask, LEVELS, 1, OrderKind.limit, Fate.malformed],
      [0, 0, 2, 30, 1, OrderKind.limit, Fate.malformed],
      [0, 9, Side.bid, 30, 1, OrderKind.limit, Fate.malformed],
      [AGENTS, 0, Side.bid, 30, 1, OrderKind.limit, Fate.malformed],
      [0, 0, Side.bid, 30, 11, OrderKind.limit, Fate.uncovered],
      [0, 0, Side.ask, 30, 9, OrderKind.limit, Fate.uncovered],
    ]
    for (const [agent, market, side, price, lots, kind, fate] of bad)
      expect(book.place(agent, market, side, price, lots, kind)).toBe(fate)
    expect(sum(columns.refused)).toBe(bad.length)
    expect(sum(columns.submitted)).toBe(0)
    expect(columns.cash[0]).toBe(CASH)
    for (const slot of [0, 3, 99, -1, 0.5, Number.NaN]) expect(book.cancel(0, slot)).toBe(false)
    expect(book.cancel(Number.NaN, 0)).toBe(false)
    const slot = book.place(0, 0, Side.bid, 30, 1, OrderKind.limit)
    expect(book.cancel(1, slot)).toBe(false)
    expect(book.cancel(0, slot)).toBe(true)
    expect(book.cancel(0, slot)).toBe(false)
    expectSound(columns, shape)
  })

  it('takes cancels during a halt, and no orders', () => {
    const { book, columns } = aBook()
    const slot = book.place(0, 0, Side.bid, 30, 1, OrderKind.limit)
    columns.phase[0] = Phase.halted
    expect(book.place(1, 0, Side.ask, 30, 1, OrderKind.limit)).toBe(Fate.halted)
    expect(book.place(1, 1, Side.ask, 30, 1, OrderKind.limit)).toBeGreaterThanOrEqual(0)
    expect(book.cancel(0, slot)).toBe(true)
    expect(held(columns)).toEqual(ALL)
  })

  it('refuses orders beyond a band, and stops market orders at it', () => {
    const { book, columns } = aBook()
    columns.lowest[0] = 28
    columns.highest[0] = 32
    expect(book.place(0, 0, Side.bid, 33, 1, OrderKind.limit)).toBe(Fate.band)
    expect(book.place(0, 0, Side.ask, 27, 1, OrderKind.limit)).toBe(Fate.band)
    book.place(0, 0, Side.ask, 32, 1, OrderKind.limit)
    book.place(1, 0, Side.ask, 40, 1, OrderKind.limit)
    expect(book.place(2, 0, Side.bid, 0, 2, OrderKind.market)).toBe(Fate.dropped)
    expect(columns.volume[0]).toBe(1)
  })

  it('cuts a market order to what its trader can pay', () => {
    const { book, columns } = aBook()
    columns.cash[2] = 70
    book.place(0, 0, Side.ask, 30, 2, OrderKind.limit)
    book.place(1, 0, Side.ask, 35, 2, OrderKind.limit)
    expect(book.place(2, 0, Side.bid, 0, 4, OrderKind.market)).toBe(Fate.dropped)
    expect([columns.cash[2], columns.goods[2 * MARKETS]]).toEqual([10, GOODS + 2])
  })
})

/** Places orders for a call and holds it. */
function call(
  orders: readonly (readonly [agent: number, side: number, price: number, lots: number])[],
  draw = 0,
  rationing: number = Rationing.proRata,
) {
  const made = aBook()
  made.columns.batch[0] = 1
  made.columns.cash.fill(1e6)
  made.columns.goods.fill(1000)
  const before = held(made.columns)
  for (const [agent, side, price, lots] of orders) {
    expect(made.book.place(agent, 0, side, price, lots, OrderKind.limit)).toBeGreaterThanOrEqual(0)
  }
  const volume = made.book.clear(0, rationing, Float64Array.of(draw))
  expect(held(made.columns)).toEqual(before)
  expectSound(made.columns, made.shape)
  const bought = Array.from({ length: AGENTS }, (_, agent) => {
    const at = agent * MARKETS
    return (made.columns.goods[at] as number) + (made.columns.offered[at] as number) - 1000
  })
  const paid = Array.from(
    { length: AGENTS },
    (_, agent) => 1e6 - (made.columns.cash[agent] as number) - (made.columns.reserved[agent] as number),
  )
  return { ...made, volume, price: made.columns.last[0] as number, bought, paid }
}

describe('a call auction', () => {
  it('clears bids 12×5 and 11×5 against asks 10×3 and 10×4 in 7 lots at 11, the margin rationed', () => {
    const orders = [
      [0, Side.bid, 12, 5],
      [1, Side.bid, 11, 5],
      [2, Side.ask, 10, 3],
      [3, Side.ask, 10, 4],
    ] as const
    const { volume, price, bought, paid } = call(orders)
    expect([volume, price]).toEqual([7, 11])
    expect(bought).toEqual([5, 2, -3, -4, 0])
    expect(paid).toEqual([55, 22, -33, -44, 0])
  })

  it('clears bids 10, 9, 8 against asks 7, 8, 9 in 2 lots at 8 to 9', () => {
    const { volume, price } = call([
      [0, Side.bid, 10, 1],
      [1, Side.bid, 9, 1],
      [2, Side.bid, 8, 1],
      [3, Side.ask, 7, 1],
      [4, Side.ask, 8, 1],
      [4, Side.ask, 9, 1],
    ])
    expect(volume).toBe(2)
    expect([8, 9]).toContain(price)
  })

  it('rations the margin pro rata: everyone gets the share rounded down or up, and on average the share', () => {
    const orders = [
      [0, Side.bid, 20, 3],
      [1, Side.bid, 20, 5],
      [2, Side.bid, 20, 2],
      [3, Side.ask, 10, 4],
    ] as const
    const total = [0, 0, 0]
    const draws = 1000
    for (let each = 0; each < draws; each++) {
      const { bought, price } = call(orders, (each + 0.5) / draws)
      expect(price).toBe(20)
      expect((bought[0] as number) + (bought[1] as number) + (bought[2] as number)).toBe(4)
      for (const [agent, share] of [1.2, 2, 0.8].entries()) {
        expect(Math.abs((bought[agent] as number) - share)).toBeLessThan(1)
        total[agent] = (total[agent] as number) + (bought[agent] as number) / draws
      }
    }
    expect(total[0]).toBeCloseTo(1.2, 2)
    expect(total[1]).toBeCloseTo(2, 2)
    expect(total[2]).toBeCloseTo(0.8, 2)
  })

  it('serves earlier calls first where they have priority, and pro rata within one', () => {
    const rationed = (rationing: number) => {
      const { book, columns } = aBook()
      columns.batch[0] = 1
      book.place(0, 0, Side.bid, 20, 4, OrderKind.limit)
      book.clear(0, rationing, Float64Array.of(0.5))
      book.place(1, 0, Side.bid, 20, 4, OrderKind.limit)
      book.place(2, 0, Side.ask, 20, 6, OrderKind.limit)
      book.clear(0, rationing, Float64Array.of(0.5))
      return [columns.goods[0], columns.goods[MARKETS]]
    }
    expect(rationed(Rationing.callPriority)).toEqual([GOODS + 4, GOODS + 2])
    expect(rationed(Rationing.proRata)).toEqual([GOODS + 3, GOODS + 3])
  })

  it('depends neither on the order in which orders come nor on who is late', () => {
    const order = fc.tuple(
      fc.nat(AGENTS - 1),
      fc.nat(1),
      fc.integer({ min: 25, max: 35 }),
      fc.integer({ min: 1, max: 9 }),
    )
    // One order each way for an agent, on different prices, so that none is withdrawn as a self-trade.
    const orders = fc.uniqueArray(order, { maxLength: AGENTS, selector: ([agent]) => agent })
    fc.assert(
      fc.property(
        orders,
        fc.infiniteStream(fc.nat(100)),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (given, keys, draw) => {
          const shuffled = given
            .map((each) => ({ each, key: keys.next().value as number }))
            .sort((a, b) => a.key - b.key)
            .map(({ each }) => each)
          const [one, other] = [call(given, draw), call(shuffled, draw)]
          expect([other.volume, other.price, other.bought, other.paid]).toEqual([
            one.volume,
            one.price,
            one.bought,
            one.paid,
          ])
        },
      ),
      { numRuns: 300 },
    )
  })

  it('gives everyone the best they could ask at its price, and leaves nothing crossed', () => {
    const order = fc.tuple(
      fc.nat(AGENTS - 1),
      fc.nat(1),
      fc.integer({ min: 25, max: 35 }),
      fc.integer({ min: 1, max: 9 }),
    )
    fc.assert(
      fc.property(fc.uniqueArray(order, { maxLength: AGENTS, selector: ([agent]) => agent }), (given) => {
        const { columns, price, volume } = call(given)
        expect(columns.bestBid[0] as number).toBeLessThan(columns.bestAsk[0] as number)
        if (volume === 0) return
        // Whoever was rationed bids or asks exactly the price.
        expect(columns.bestBid[0] as number).toBeLessThanOrEqual(price)
        expect(columns.bestAsk[0] as number).toBeGreaterThanOrEqual(price)
      }),
    )
  })

  it('drops what was to trade in it or not at all, and keeps the rest', () => {
    const { book, columns } = aBook()
    columns.batch[0] = 1
    book.place(0, 0, Side.bid, 30, 2, OrderKind.immediate)
    book.place(1, 0, Side.bid, 29, 2, OrderKind.limit)
    expect(columns.passing[0]).toBe(1)
    book.clear(0, Rationing.proRata, Float64Array.of(0))
    expect([columns.passing[0], columns.bestBid[0], columns.cash[0]]).toEqual([0, 29, CASH])
  })

  it('withdraws an own order that a new one would meet', () => {
    const { book, columns } = aBook()
    columns.batch[0] = 1
    book.place(0, 0, Side.ask, 30, 2, OrderKind.limit)
    book.place(0, 0, Side.bid, 31, 2, OrderKind.limit)
    expect(columns.selfTrades[0]).toBe(1)
    expect(book.clear(0, Rationing.proRata, Float64Array.of(0))).toBe(0)
    expect(held(columns)).toEqual(ALL)
  })

  it('neither gains nor loses money or goods over random sequences of orders, cancels and calls', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof({ weight: 6, arbitrary: step }, { weight: 1, arbitrary: fc.constant('clear' as const) }),
          {
            maxLength: 60,
          },
        ),
        fc.nat(1),
        (steps, rationing) => {
          const { book, columns, shape } = aBook()
          columns.batch[0] = 1
          for (const each of steps) {
            if (each === 'clear') book.clear(0, rationing, Float64Array.of(0.37))
            else if (each.op === 'place')
              book.place(each.agent, each.market, each.side, each.price, each.lots, each.kind)
            else book.cancel(each.agent, each.agent * PER_AGENT + each.nth)
            expect(held(columns)).toEqual(ALL)
            expect(sum(columns.edge)).toBe(0)
          }
          expectSound(columns, shape)
        },
      ),
      { numRuns: 300 },
    )
  })
})
