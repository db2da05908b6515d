import type { ParameterValue } from '../../engine/config.ts'
import { defineStream, KeyedSource, keyOfSeed } from '../../engine/random.ts'
import { CALL_RESULTS, CallResult, callAuction } from '../../formulas/call-auction.ts'
import { addSample, CO_MOMENTS } from '../../formulas/co-moments.ts'
import { kyleLambda } from '../../formulas/market-quality.ts'
import { createBook } from '../../mechanisms/negotiation/book.ts'
import { Rationing } from '../../mechanisms/negotiation/call.ts'
import { OrderKind } from '../../mechanisms/negotiation/codes.ts'
import { Trader } from '../../mechanisms/negotiation/columns.ts'
import { negotiationPlugin } from '../../mechanisms/negotiation/index.ts'
import { createSimulation } from '../../simulation/index.ts'
import type { Measured, TheoryCheck } from './check.ts'

const BUDISH = 'Budish, Cramton and Shim, QJE 130 (2015)'

type Lots = readonly (readonly [price: number, lots: number])[]

/** Result of a call of these bids and asks. */
function callOf(bids: Lots, asks: Lots): Float64Array {
  const levels = 32
  const sides = [bids, asks].map((side) => {
    const depth = new Float64Array(levels)
    for (const [price, lots] of side) depth[price] += lots
    return depth
  }) as [Float64Array, Float64Array]
  const out = new Float64Array(CALL_RESULTS)
  const lowest = Math.min(...asks.map(([price]) => price))
  const highest = Math.max(...bids.map(([price]) => price))
  callAuction(sides[0], 0, sides[1], 0, lowest, highest, out)
  return out
}

const TWO_SIDES = [
  [
    [12, 5],
    [11, 5],
  ],
  [
    [10, 3],
    [10, 4],
  ],
] as const
const STAIRS = [
  [
    [10, 1],
    [9, 1],
    [8, 1],
  ],
  [
    [7, 1],
    [8, 1],
    [9, 1],
  ],
] as const

const callCheck = (
  name: string,
  book: readonly [Lots, Lots],
  place: number,
  expected: number,
  what: string,
) => ({
  name,
  claim: `${what} of a call auction is ${expected}.`,
  source: BUDISH,
  measure: (): Measured => ({ value: callOf(...book)[place] as number, expected, band: 0 }),
})

/** Orders of a batch, and how many ways to shuffle them. */
const TRADERS = 60
const SHUFFLES = 50

/** Largest difference that the order of arrival makes to what anyone holds after a call. */
function arrivalMatters(): Measured {
  const draws = new KeyedSource(keyOfSeed('arrival'), defineStream('theory-arrival'), new Uint32Array(1), 12)
  draws.begin(0)
  const below = (bound: number) => Math.floor((draws.next()[0] as number) * bound)
  const orders = Array.from({ length: TRADERS }, (_, agent) => ({
    agent,
    side: below(2),
    price: 50 + below(12),
    lots: 1 + below(9),
  }))
  const holdings = () => {
    const { book, columns } = createBook({ agents: TRADERS, markets: 1, levels: 128, ordersPerAgent: 1 })
    columns.cash.fill(1e4)
    columns.goods.fill(100)
    columns.batch[0] = 1
    for (const { agent, side, price, lots } of orders)
      book.place(agent, 0, side, price, lots, OrderKind.limit)
    book.clear(0, Rationing.proRata, Float64Array.of(0.3))
    return [columns.cash, columns.reserved, columns.goods, columns.offered].flatMap((column) => [...column])
  }
  const first = holdings()
  let worst = 0
  for (let shuffle = 0; shuffle < SHUFFLES; shuffle++) {
    for (let place = TRADERS - 1; place > 0; place--) {
      const other = below(place + 1)
      ;[orders[place], orders[other]] = [orders[other], orders[place]] as [
        (typeof orders)[0],
        (typeof orders)[0],
      ]
    }
    holdings().forEach((held, at) => {
      worst = Math.max(worst, Math.abs(held - (first[at] as number)))
    })
  }
  return { value: worst, expected: 0, band: 0 }
}

const LAMBDA = 0.25
const SAMPLES = 20_000

/** Kyle's lambda by least squares in a market that answers linearly, with noise of uniform draws. */
function linearMarket(): Measured {
  const draws = new KeyedSource(keyOfSeed('linear'), defineStream('theory-linear'), new Uint32Array(1), 12)
  const cells = new Float64Array(CO_MOMENTS)
  const pair = new Float64Array(2)
  for (let sample = 1; sample <= SAMPLES; sample++) {
    draws.begin(sample)
    const flow = 20 * (draws.next()[0] as number) - 10
    const noise = 4 * (draws.next()[0] as number) - 2
    pair[0] = flow
    pair[1] = LAMBDA * flow + noise
    addSample(cells, 0, sample, pair)
  }
  // Variances of the uniform noise and flow are 16/12 and 400/12.
  const standardError = Math.sqrt(16 / 12 / ((400 / 12) * SAMPLES))
  return { value: kyleLambda(cells, 0), expected: LAMBDA, band: 4 * standardError }
}

const TICK_MS = 100
const FAST_MS = 10
const SLOW_MS = 90
const RACE_TICKS = 40_000
/** Fast traders who together want three times what a maker offers. */
const CROWD = 6

/** What the fast won in each tick of a society of one slow maker and so many fast snipers. */
async function race(batchTicks: number, snipers: number): Promise<Float64Array> {
  const roles = (type: string, role: string, latency: number, lots: number) =>
    Object.fromEntries(
      Object.entries({
        maker: 0,
        fundamental: 0,
        momentum: 0,
        sniper: 0,
        spoofer: 0,
        noise: 0,
        [role]: 1,
        activity: 0,
        latency_ms: latency,
        latency_spread_ms: 0,
        order_lots: lots,
      }).map(([key, value]) => [`negotiation.${type}.${key}`, value]),
    )
  const parameters: Record<string, ParameterValue> = {
    'negotiation.enabled': true,
    'negotiation.compute.batch_ticks': batchTicks,
    'negotiation.tick_ms': TICK_MS,
    'negotiation.latency_noise_ms': 0,
    'negotiation.endowment': 100_000,
    'negotiation.halt_ticks': 0,
    'negotiation.news.probability': 0.02,
    'negotiation.news.size': 0.5,
    'negotiation.trading.quote_depth': 0,
    'negotiation.trading.withdrawal_move': 1,
    'payoff.credit_resources': false,
    ...roles('honest', 'maker', SLOW_MS, 10),
    ...roles('adversarial', 'sniper', FAST_MS, 5),
  }
  const initial = { resources: 1e7 }
  const simulation = await createSimulation(
    {
      id: 'race',
      seed: 'race',
      agents: [
        { type: 'honest', count: 1, initial },
        { type: 'adversarial', count: snipers, initial },
      ],
      parameters,
      epochs: 1,
      stepsPerEpoch: RACE_TICKS,
    },
    { plugins: [negotiationPlugin] },
  )
  const { edge } = simulation.world.get(Trader)
  const won = new Float64Array(RACE_TICKS)
  let before = 0
  for (let tick = 0; tick < RACE_TICKS; tick++) {
    simulation.tick()
    let total = 0
    for (let agent = 1; agent <= snipers; agent++) total += edge[agent] as number
    won[tick] = total - before
    before = total
  }
  simulation.dispose()
  return won
}

const sumOf = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0)

/** The rent of a lone fast trader under continuous matching, measured once for all checks. */
let loneRent: Promise<Float64Array> | undefined

/** Share of the rent of continuous matching that a lone fast trader keeps under batches of so many ticks. */
async function loneSniper(batchTicks: number): Promise<Measured> {
  loneRent ??= race(0, 1)
  const free = await loneRent
  const batched = await race(batchTicks, 1)
  const share = (SLOW_MS - FAST_MS) / (batchTicks * TICK_MS)
  // Every news is a race that is won with that probability, for what continuous matching would pay.
  const squares = free.reduce((sum, rent) => sum + rent * rent, 0)
  const standardError = Math.sqrt(share * (1 - share) * squares) / sumOf(free)
  return { value: sumOf(batched) / sumOf(free), expected: share, band: 4 * standardError }
}

/** The same for several of them, who want more than there is. */
async function manySnipers(): Promise<Measured> {
  const free = await race(0, CROWD)
  const batched = await race(4, CROWD)
  // Some of the news is followed by other news before the call, which may win or lose; a hundredth is far below δ/τ.
  return { value: sumOf(batched) / sumOf(free), expected: 0, band: 0.01 }
}

const speedCheck = (batchTicks: number): TheoryCheck => ({
  name: `speed-rent-batch-${batchTicks}`,
  claim: `An edge of δ = ${SLOW_MS - FAST_MS} ms wins with probability δ/τ, τ = ${batchTicks * TICK_MS} ms: share of the continuous rent.`,
  source: BUDISH,
  measure: () => loneSniper(batchTicks),
})

/** Order books, batch auctions and the price of speed. */
export const negotiationChecks: readonly TheoryCheck[] = [
  callCheck(
    'call-auction-volume',
    TWO_SIDES,
    CallResult.volume,
    7,
    'The volume of bids 12×5, 11×5 and asks 10×3, 10×4',
  ),
  callCheck('call-auction-gains', TWO_SIDES, CallResult.surplus, 12, 'The surplus of the same'),
  callCheck('call-auction-lowest-price', TWO_SIDES, CallResult.low, 10, 'The lowest price of the same'),
  callCheck('call-auction-highest-price', TWO_SIDES, CallResult.high, 11, 'The highest price of the same'),
  callCheck(
    'call-of-stairs-volume',
    STAIRS,
    CallResult.volume,
    2,
    'The volume of bids 10, 9, 8 and asks 7, 8, 9',
  ),
  callCheck('call-of-stairs-gains', STAIRS, CallResult.surplus, 4, 'The surplus of the same'),
  callCheck('call-of-stairs-lowest-price', STAIRS, CallResult.low, 8, 'The lowest price of the same'),
  callCheck('call-of-stairs-highest-price', STAIRS, CallResult.high, 9, 'The highest price of the same'),
  {
    name: 'batch-arrival-order',
    claim: 'The order of arrival within a batch changes nothing that anyone holds.',
    source: BUDISH,
    measure: arrivalMatters,
  },
  speedCheck(1),
  speedCheck(4),
  speedCheck(8),
  {
    name: 'speed-rent-many-fast',
    claim:
      'Fast traders who want more than is offered bid the uniform price up to the value and win nothing.',
    source: BUDISH,
    measure: manySnipers,
  },
  {
    name: 'lambda-least-squares',
    claim: 'The slope of price changes on order flow in a linear market is its lambda.',
    source: 'Kyle, Econometrica 53 (1985)',
    measure: linearMarket,
  },
]
