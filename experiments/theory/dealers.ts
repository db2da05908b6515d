import { fullTradeMultiple, limitPrice } from '../../formulas/akerlof.ts'
import { glostenMilgromQuote } from '../../formulas/glosten-milgrom.ts'
import { Dealer } from '../../mechanisms/dealer/columns.ts'
import type { TheoryCheck } from './check.ts'
import {
  judgeMean,
  numberOf,
  observe,
  once,
  ROUNDING,
  type Society,
  STANDARD_ERRORS,
  summaryOf,
} from './society.ts'

const GLOSTEN = 'Glosten and Milgrom (1985)'
const AKERLOF = 'Akerlof (1970)'
const INFORMED = 0.3

const dealers = (parameters: Society['parameters'], epochs: number): Society => ({
  agents: { honest: 700, adversarial: 300 },
  parameters: { 'dealer.enabled': true, 'dealer.agents_per_dealer': 10, ...parameters },
  epochs,
  steps: 10,
})

/** A hundred dealers for sixty days of fifty callers. */
const trading = once(() =>
  observe(dealers({}, 60), (simulation) => ({
    row: simulation.summary().metrics,
    accounts: simulation.world.get(Dealer).account.slice(),
  })),
)

/** Quotes before anyone has traded. */
const opening = once(() =>
  observe({ ...dealers({ 'dealer.calls_per_tick': 1 }, 1), steps: 1 }, ({ world }) => ({
    ask: world.get(Dealer).ask[0] as number,
    bid: world.get(Dealer).bid[0] as number,
  })),
)

/** Glosten and Milgrom's dealers in simulation. */
export const dealerChecks: readonly TheoryCheck[] = [
  {
    name: 'dealer-ask',
    claim: 'With three in ten informed a dealer asks 0.65 for what is worth 0 or 1 alike.',
    source: GLOSTEN,
    measure: async () => ({ value: (await opening()).ask, expected: 0.65, band: ROUNDING }),
  },
  {
    name: 'dealer-bid',
    claim: 'It bids 0.35.',
    source: GLOSTEN,
    measure: async () => ({ value: (await opening()).bid, expected: 0.35, band: ROUNDING }),
  },
  {
    name: 'dealer-spread',
    claim: 'The opening spread is mu (vH - vL).',
    source: GLOSTEN,
    async measure() {
      const value = numberOf((await trading()).row, 'dealerOpeningSpread')
      return { value, expected: INFORMED, band: ROUNDING }
    },
  },
  {
    name: 'dealer-five-net-buys',
    claim: 'After five buys in a row the dealer believes in the high value with 0.956694.',
    source: GLOSTEN,
    measure() {
      const terms = { low: 0, high: 1, informedShare: INFORMED, buyShare: 0.5 }
      let belief = 0.5
      for (let trade = 0; trade < 5; trade++) belief = glostenMilgromQuote(terms, belief).afterBuy
      return { value: belief, expected: 0.956694, band: 5e-7 }
    },
  },
  {
    name: 'dealer-price-martingale',
    claim: 'Transaction prices are a martingale: the mean change from trade to trade is 0.',
    source: GLOSTEN,
    async measure() {
      const { row } = await trading()
      const error = numberOf(row, 'dealerPriceChangeError')
      return { value: numberOf(row, 'dealerPriceChange'), expected: 0, band: STANDARD_ERRORS * error }
    },
  },
  {
    name: 'dealer-breaks-even',
    claim: 'Dealers earn nothing on average.',
    source: GLOSTEN,
    measure: async () => judgeMean((await trading()).accounts, 0),
  },
  {
    name: 'dealer-market-open',
    claim: 'With elastic callers (benefit 0.4) and mu 0.25 a dealer opens: mu (1 - mu) <= 0.2.',
    source: `${GLOSTEN}; ${AKERLOF}`,
    measure: () => closedShare(0.25, 0),
  },
  {
    name: 'dealer-market-closed',
    claim: 'At mu 0.3 no quote breaks even, and no dealer opens.',
    source: `${GLOSTEN}; ${AKERLOF}`,
    measure: () => closedShare(0.3, 1),
  },
]

async function closedShare(informedShare: number, expected: number) {
  const parameters = {
    'dealer.informed_share': informedShare,
    'dealer.benefit': 0.4,
    'dealer.calls_per_tick': 1,
  }
  const row = await summaryOf({ ...dealers(parameters, 5), steps: 1 })
  return { value: numberOf(row, 'dealerClosed'), expected, band: 0 }
}

const RUNS = 16
const QUALITY = { low: 0, high: 2 } as const

/** Prices, or another column, at the end of so many rounds, a run each by seed. */
async function lemons(
  rounds: number,
  parameters: Society['parameters'],
  column = 'lemonsPrice',
  runs = RUNS,
): Promise<number[]> {
  const seen: number[] = []
  for (let seed = 0; seed < runs; seed++) {
    const row = await summaryOf({
      agents: { honest: 10_000 },
      parameters: { 'lemons.enabled': true, ...parameters },
      epochs: rounds,
      steps: 1,
      seed: `lemons ${seed}`,
    })
    seen.push(numberOf(row, column))
  }
  return seen
}

/** Akerlof's market in simulation. */
export const lemonsChecks: readonly TheoryCheck[] = [
  {
    name: 'lemons-five-rounds',
    claim:
      'With buyers who value 1.5 times the price falls by a quarter a round: from 2 to 0.474609 after five.',
    source: AKERLOF,
    measure: async () => judgeMean(await lemons(6, {}), 0.474609),
  },
  {
    name: 'lemons-floor',
    claim: 'Where the worst quality is 0.5 the price stops at 1.5.',
    source: AKERLOF,
    measure: async () => judgeMean(await lemons(25, { 'lemons.quality_floor': 0.5 }, 'lemonsPrice', 8), 1.5),
  },
  {
    name: 'lemons-full-trade',
    claim: 'At a multiple of 2.2 everyone sells.',
    source: AKERLOF,
    async measure() {
      const [value = Number.NaN] = await lemons(20, { 'lemons.buyer_multiple': 2.2 }, 'lemonsOffered', 1)
      return { value, expected: 1, band: 0 }
    },
  },
  {
    name: 'lemons-unravelling',
    claim: 'At 1.8 next to nobody is left after sixty rounds (at most 1 in 100).',
    source: AKERLOF,
    async measure() {
      const [value = Number.NaN] = await lemons(60, { 'lemons.buyer_multiple': 1.8 }, 'lemonsOffered', 1)
      return { value, expected: 0.01, band: 0, side: 'atMost' }
    },
  },
  {
    name: 'lemons-knife-edge',
    claim: 'Trade survives from a multiple of 2 on, and at 2 the price is that of the best.',
    source: AKERLOF,
    measure() {
      const multiple = fullTradeMultiple(QUALITY.low, QUALITY.high)
      const dies = limitPrice(multiple - 1e-9, QUALITY.low, QUALITY.high) === 0
      return {
        value: dies ? limitPrice(multiple, QUALITY.low, QUALITY.high) : Number.NaN,
        expected: 2,
        band: 0,
      }
    },
  },
]
