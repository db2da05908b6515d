import { kyleAuction, kyleProfitOfSlope, kyleSequence } from '../../formulas/kyle.ts'
import type { TheoryCheck } from './check.ts'
import { meanOf, numberOf, once, ROUNDING, type Society, STANDARD_ERRORS, summaryOf } from './society.ts'

const AUCTIONS = 10_000
const KYLE = 'Kyle (1985)'
const HOLDEN = 'Holden and Subrahmanyam (1992)'
/** Noise of four uninformed agents, each ordering with a standard deviation of 1; the value varies with 1. */
const SIGMA_U = 2
const SINGLE = kyleAuction(1, SIGMA_U)

/** A hundred markets of some insiders and four others, an auction each a tick. */
const markets = (
  insiders: number,
  parameters: Society['parameters'],
  { epochs = 1, steps = AUCTIONS / 100 } = {},
): Society => ({
  agents: { honest: 400, adversarial: 100 * insiders },
  parameters: { 'insiders.enabled': true, 'insiders.insiders_per_market': insiders, ...parameters },
  epochs,
  steps,
})

const single = once(() => summaryOf(markets(1, {})))
const crowd = once(() => summaryOf(markets(3, { 'insiders.order_sd': 0.5 })))
const sequence = once(() =>
  summaryOf(markets(1, { 'insiders.auctions': 4, 'insiders.order_sd': 0.5 }, { epochs: 25, steps: 16 })),
)

/** Standard error of the mean squared distance of price and value, which is normal. */
const errorOfVariance = (variance: number, count: number) => variance * Math.sqrt(2 / count)

/** Kyle's markets in simulation. */
export const insiderChecks: readonly TheoryCheck[] = [
  {
    name: 'kyle-lambda-estimated',
    claim: 'The value regressed on order flow has the slope sigma_v / (2 sigma_u), over 10,000 auctions.',
    source: KYLE,
    async measure() {
      const error = Math.sqrt(SINGLE.posteriorVariance / (AUCTIONS * 2 * SIGMA_U * SIGMA_U))
      const value = numberOf(await single(), 'lambdaEstimate')
      return { value, expected: 0.25, band: STANDARD_ERRORS * error }
    },
  },
  {
    name: 'kyle-lambda',
    claim: 'Market makers move the price by sigma_v / (2 sigma_u) for each share ordered.',
    source: KYLE,
    measure: async () => ({ value: numberOf(await single(), 'meanLambda'), expected: 0.25, band: ROUNDING }),
  },
  {
    name: 'kyle-beta',
    claim: 'Insiders order sigma_u / sigma_v shares for each unit between value and price.',
    source: KYLE,
    measure: async () => ({ value: numberOf(await single(), 'meanIntensity'), expected: 2, band: ROUNDING }),
  },
  {
    name: 'kyle-profit',
    claim: 'An insider earns sigma_u sigma_v / 2 in an auction.',
    source: KYLE,
    async measure() {
      const value = numberOf(await single(), 'insiderProfit') / AUCTIONS
      // A profit is v² - v u / 2, of variance 2 + 4 / 4.
      return { value, expected: 1, band: STANDARD_ERRORS * Math.sqrt(3 / AUCTIONS) }
    },
  },
  {
    name: 'kyle-maker-breaks-even',
    claim: 'Market makers earn nothing on average.',
    source: KYLE,
    async measure() {
      const value = numberOf(await single(), 'makerProfit') / AUCTIONS
      // A gain is -(v - p) y, whose factors are independent, of variances 1/2 and 8.
      return {
        value,
        expected: 0,
        band: STANDARD_ERRORS * Math.sqrt((SINGLE.posteriorVariance * 8) / AUCTIONS),
      }
    },
  },
  {
    name: 'kyle-residual-variance',
    claim: 'A single auction tells half of what the insider knows.',
    source: KYLE,
    async measure() {
      const value = numberOf(await single(), 'residualVarianceToTheory') * SINGLE.posteriorVariance
      return { value, expected: 0.5, band: STANDARD_ERRORS * errorOfVariance(0.5, AUCTIONS) }
    },
  },
  {
    name: 'kyle-best-response',
    claim: 'No other slope of orders earns an insider more: the best of a thousand lies at beta.',
    source: KYLE,
    measure() {
      const slopes = Array.from({ length: 1001 }, (_, step) => (step * 2 * SINGLE.beta) / 1000)
      const profits = slopes.map((slope) => kyleProfitOfSlope(slope, SINGLE.lambda, 1))
      const best = slopes[profits.indexOf(Math.max(...profits))] ?? Number.NaN
      return { value: best, expected: SINGLE.beta, band: ROUNDING }
    },
  },
  {
    name: 'kyle-three-insiders-profit',
    claim: 'Three insiders earn sigma_u sigma_v √3 / 4 together.',
    source: HOLDEN,
    async measure() {
      const { insiderProfit } = await crowd()
      const { beta, lambda } = kyleAuction(1, 1, 3)
      const alone = 3 * beta * (1 - 3 * lambda * beta)
      const cross = 3 * beta * lambda
      const error = Math.sqrt((2 * alone * alone + cross * cross) / AUCTIONS)
      return {
        value: (insiderProfit ?? Number.NaN) / AUCTIONS,
        expected: 0.4330127019,
        band: STANDARD_ERRORS * error,
      }
    },
  },
  {
    name: 'kyle-three-insiders-residual',
    claim: 'Three insiders leave a quarter of the variance.',
    source: HOLDEN,
    async measure() {
      const value = numberOf(await crowd(), 'residualVarianceToTheory') / 4
      return { value, expected: 0.25, band: STANDARD_ERRORS * errorOfVariance(0.25, AUCTIONS) }
    },
  },
  {
    name: 'kyle-four-auctions-residual',
    claim: 'After four auctions on one value 0.220582 of its variance is left.',
    source: KYLE,
    async measure() {
      const values = AUCTIONS
      const value = numberOf(await sequence(), 'residualVarianceToTheory') * 0.2205823
      return { value, expected: 0.220582, band: STANDARD_ERRORS * errorOfVariance(0.220582, values) }
    },
  },
  {
    name: 'kyle-four-auctions-profit',
    claim: 'In four auctions on one value an insider earns 0.730741.',
    source: KYLE,
    async measure() {
      const value = numberOf(await sequence(), 'insiderProfit') / AUCTIONS
      // Profits are of the order of v² / 2 and noise of their size: their standard deviation lies below 2 × the mean.
      return { value, expected: 0.730741, band: (STANDARD_ERRORS * 2 * 0.730741) / Math.sqrt(AUCTIONS) }
    },
  },
  {
    name: 'kyle-continuous-limit',
    claim: 'With ever more auctions lambda tends to sigma_v / sigma_u: the first of 2,000 is near it.',
    source: KYLE,
    measure() {
      const { lambda } = kyleSequence(1, SIGMA_U, 1, 2000)
      return { value: lambda[0] ?? Number.NaN, expected: 1 / SIGMA_U, band: 0.005 }
    },
  },
  {
    name: 'informed-share-quality-gap',
    claim:
      'More adversarial agents lower the quality gap: half against a tenth, in standard errors over seeds (at most -4).',
    source: 'Whitepaper §5, §6; Akerlof (1970)',
    measure: async () => ({ value: zOf((await mapping()).gap), expected: -4, band: 0, side: 'atMost' }),
  },
  {
    name: 'informed-share-spread',
    claim:
      'More adversarial agents widen the gap of offered and realised outcome: half against a tenth, in standard errors (at least 4).',
    source: 'Whitepaper §5, §6; Glosten and Milgrom (1985)',
    measure: async () => ({ value: zOf((await mapping()).spread), expected: 4, band: 0, side: 'atLeast' }),
  },
]

const SEEDS = 12

const zOf = (changes: readonly number[]): number => {
  const { mean, error } = meanOf(changes)
  return mean / error
}

/** An ordinary society in which counterparties alone decide, half or a tenth of it adversarial: changes by seed. */
const mapping = once(async () => {
  const gap: number[] = []
  const spread: number[] = []
  for (let seed = 0; seed < SEEDS; seed++) {
    const [few, many] = [await mixed(50, `mapping ${seed}`), await mixed(250, `mapping ${seed}`)]
    gap.push(numberOf(many, 'qualityGap') - numberOf(few, 'qualityGap'))
    spread.push(numberOf(many, 'outcomeSpread') - numberOf(few, 'outcomeSpread'))
  }
  return { gap, spread }
})

const mixed = (adversarial: number, seed: string) =>
  summaryOf({
    agents: { honest: 500 - adversarial, adversarial },
    parameters: { 'microstructure.enabled': true, 'acceptance.mode': 'policy' },
    epochs: 10,
    steps: 10,
    seed,
  })
