/** Checks of auctions and Fisher markets: closed forms, and what ten thousand agents do in a run. */

import type { ParameterValue } from '../../engine/config.ts'
import { expectedRevenueReserved, expectedRevenueUniform } from '../../formulas/second-price.ts'
import { auctionPlugin } from '../../mechanisms/auction/index.ts'
import { clearMarket } from '../../mechanisms/auction/market.ts'
import { createSimulation } from '../../simulation/index.ts'
import type { Measured, TheoryCheck } from './check.ts'
import { bestMisreport } from './misreport.ts'

const SEED = 'theory-auction'

type Row = Readonly<Record<string, number | null>>

/** Rows of a run of so many epochs of one tick. */
async function auctionOf(
  agents: Readonly<Record<string, number>>,
  epochs: number,
  parameters: Readonly<Record<string, ParameterValue>>,
): Promise<Row[]> {
  const simulation = await createSimulation(
    {
      id: SEED,
      seed: SEED,
      agents: Object.entries(agents).map(([type, count]) => ({ type, count })),
      parameters: { 'auction.enabled': true, ...parameters },
      epochs,
      stepsPerEpoch: 1,
    },
    { plugins: [auctionPlugin] },
  )
  const rows: Row[] = []
  while (!simulation.finished) rows.push(simulation.runEpoch().metrics)
  simulation.dispose()
  return rows
}

/** What one column of a run of 10,000 agents ends with. */
const inCity = async (column: string): Promise<number> => {
  const [row] = await auctionOf({ honest: 7000, opportunistic: 1500, adversarial: 1500 }, 1, {})
  return row?.[column] ?? Number.NaN
}

/** Four goods alike, values uniform in [0, 1] and purses that bind nobody. */
const UNIFORM = {
  'auction.mechanism': 'second_price',
  'auction.goods': 4,
  'auction.tool_focus': 1,
  'auction.spread.honest': 1,
  'auction.second_price.lot_worth': 0.5,
  'auction.free_proposals': 0,
  'payoff.credit_resources': false,
} as const

/** Mean revenue of a lot over many lots. Values are drawn once, so one epoch has independent lots and more would not. */
async function lotRevenue(
  bidders: number,
  reserve: number,
  expected: number,
  deviation: number,
): Promise<Measured> {
  const parameters = {
    ...UNIFORM,
    'auction.second_price.bidders_per_lot': bidders,
    'auction.second_price.reserve': reserve,
  }
  const [row = {}] = await auctionOf({ honest: 24_000 }, 1, parameters)
  const lots = row['auctionLots'] ?? 0
  return { value: row['auctionLotRevenue'] ?? 0, expected, band: (4 * deviation) / Math.sqrt(lots) }
}

/** Standard deviation of the second highest of n uniform values, a Beta(n - 1, 2). */
const secondDeviation = (n: number) => Math.sqrt((2 * (n - 1)) / ((n + 1) ** 2 * (n + 2)))

/** Two buyers of equal budgets, who spend in the proportions of their weights on two goods. */
const WEIGHTED_MARKET = {
  values: [
    [0.8, 0.2],
    [0.3, 0.7],
  ],
  budgets: [1, 1],
  supplies: [1, 1],
}

const fisher: readonly TheoryCheck[] = [
  {
    name: 'fisher-linear',
    claim: 'Two buyers of 90 and 10 with values (1, 3) and (1, 1) pay 25 for the first of two single goods.',
    source: 'Eisenberg & Gale (1959)',
    measure() {
      const market = {
        values: [
          [1, 3],
          [1, 1],
        ],
        budgets: [90, 10],
        supplies: [1, 1],
      }
      const { prices } = clearMarket(market, { tolerance: 1e-12, maxRounds: 20_000 })
      return { value: prices[0] ?? 0, expected: 25, band: 25e-6 }
    },
  },
  {
    name: 'fisher-cobb-douglas-prices',
    claim: 'Weights (0.8, 0.2) and (0.3, 0.7) at equal budgets of 1 make prices of 1.1 and 0.9.',
    source: 'Arrow & Debreu (1954): p = Σ B a / s',
    measure() {
      const { prices } = clearMarket(WEIGHTED_MARKET, { utility: 'cobb_douglas' })
      return { value: prices[0] ?? 0, expected: 1.1, band: 1e-12 }
    },
  },
  {
    name: 'fisher-cobb-douglas-bundle',
    claim: 'In that market the first buyer holds 0.8 / 1.1 of the first good.',
    source: 'Arrow & Debreu (1954): x = B a / p',
    measure() {
      const { held } = clearMarket(WEIGHTED_MARKET, { utility: 'cobb_douglas' })
      return { value: held[0] ?? 0, expected: 0.8 / 1.1, band: 1e-12 }
    },
  },
  {
    name: 'auction-envy',
    claim:
      'With equal endowments nobody values a bundle that it could pay for above its own: here by 1 % at most.',
    source: 'Varian (1974), "Equity, envy, and efficiency"',
    measure: async () => ({ value: await inCity('auctionEnvy'), expected: 0, band: 0.01, side: 'atMost' }),
  },
  {
    name: 'auction-fair-shares',
    claim: 'Everybody has at least what an equal share of every good would be worth to it.',
    source: 'Steinhaus (1948); Varian (1974)',
    measure: async () => ({ value: await inCity('auctionFairShare'), expected: 1, band: 0, side: 'atLeast' }),
  },
  {
    name: 'auction-duality-gap',
    claim: 'Proportional response comes as close to the optimum of Eisenberg and Gale as asked, 1e-4.',
    source: 'Birnbaum, Devanur & Xiao (2011)',
    measure: async () => ({ value: await inCity('auctionGap'), expected: 0, band: 1e-4, side: 'atMost' }),
  },
  {
    name: 'fisher-misreporting-two',
    claim: 'One of two buyers gains by misreporting its values: by more than 1 % on average.',
    source: 'Hurwicz (1972)',
    measure: () => ({ value: bestMisreport(2), expected: 0.01, band: 0, side: 'atLeast' }),
  },
  {
    name: 'fisher-misreporting-many',
    claim: 'What a buyer gains at best by misreporting vanishes as the market grows: below 0.1 % among 64.',
    source: 'Roberts & Postlewaite (1976)',
    measure: () => ({ value: bestMisreport(64), expected: 0, band: 1e-3, side: 'atMost' }),
  },
]

const lots: readonly TheoryCheck[] = [
  ...[2, 5].map(
    (bidders): TheoryCheck => ({
      name: `second-price-revenue-${bidders}`,
      claim: `A lot among ${bidders} bidders of values uniform in [0, 1] brings (n - 1) / (n + 1) on average.`,
      source: 'Vickrey (1961)',
      measure: () => lotRevenue(bidders, 0, expectedRevenueUniform(bidders), secondDeviation(bidders)),
    }),
  ),
  {
    name: 'second-price-best-reserve',
    claim: 'With a reserve of 1/2 a lot among two such bidders brings 5/12 on average.',
    source: 'Myerson (1981)',
    // A price is 0 with probability 1/4, 1/2 with 1/2, else the lower of two values uniform in [1/2, 1].
    measure: () => lotRevenue(2, 0.5, expectedRevenueReserved(2, 0.5), Math.sqrt(23 / 96 - 25 / 144)),
  },
  {
    name: 'second-price-shading',
    claim: 'No bid below or above the truth wins more than the truth would have, whatever the others bid.',
    source: 'Vickrey (1961)',
    async measure() {
      const shading = { 'auction.shading.adversarial': 0.3, 'auction.shading.deceptive': -0.3 }
      const agents = { honest: 2000, adversarial: 2000, deceptive: 2000 }
      const rows = await auctionOf(agents, 5, { 'auction.mechanism': 'second_price', ...shading })
      const value = Math.max(...rows.map((row) => row['auctionShadingGain'] ?? 1))
      return { value, expected: 0, band: 0, side: 'atMost' }
    },
  },
]

export const auctionChecks: readonly TheoryCheck[] = [...fisher, ...lots]
