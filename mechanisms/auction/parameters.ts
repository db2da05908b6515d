import { choice, defineParameters, flag, number } from '../../engine/config.ts'
import { UTILITIES } from '../../formulas/fisher.ts'

const positive = [0, Number.POSITIVE_INFINITY] as const
const share = { unit: 'share', range: [0, 1] } as const

export const MECHANISMS = ['proportional_response', 'tatonnement', 'second_price'] as const
export const PROPORTIONAL_RESPONSE = MECHANISMS.indexOf('proportional_response')
export const TATONNEMENT = MECHANISMS.indexOf('tatonnement')
export const SECOND_PRICE = MECHANISMS.indexOf('second_price')

/** Section `auction` of a scenario. */
export const auctionParameters = defineParameters('auction', {
  enabled: flag({
    default: false,
    live: false,
    doc: 'Whether resources are auctioned as epochs begin, for tokens of which everybody gets the same (§5).',
  }),
  mechanism: choice(MECHANISMS, {
    default: 'proportional_response',
    reference: 'tatonnement',
    live: false,
    doc:
      'How prices are found: competitive equilibrium by proportional response, the peer’s price adjustment, or ' +
      'second-price auctions of single lots for money.',
  }),
  goods: number({
    unit: 'count',
    range: [1, 64],
    integer: true,
    default: 8,
    live: false,
    doc: 'Goods on offer: the first is compute, in proposals; the others are tools.',
  }),
  everyEpochs: number({
    unit: 'epochs',
    range: [1, 4_294_967_295],
    integer: true,
    default: 1,
    doc: 'Epochs from one auction to the next.',
  }),
  computePerAgent: number({
    unit: 'proposals',
    range: positive,
    default: 5,
    doc: 'Compute on offer for each agent present.',
  }),
  toolsPerAgent: number({
    unit: 'units',
    range: positive,
    default: 1,
    doc: 'Units of each tool on offer for each agent present.',
  }),
  freeProposals: number({
    unit: 'proposals',
    range: [0, 65_535],
    integer: true,
    default: 2,
    doc: 'Proposals that everybody may make from one auction to the next without buying compute.',
  }),
  toolWeight: number({
    unit: 'weight',
    range: positive,
    default: 0.2,
    live: false,
    doc: 'Weight of being well equipped as a signal of interactions; 0 for tools that change nothing.',
  }),
  endowment: number({ unit: 'tokens', range: positive, default: 100, doc: 'Tokens of each agent.' }),
  reputationWeight: number({
    ...share,
    default: 0,
    doc: 'How far reputation scales endowments: by 1 + this × reputation, clipped to [-1, 1].',
  }),
  utility: choice(UTILITIES, { default: 'linear', doc: 'How agents value bundles.' }),
  substitution: number({
    unit: 'exponent',
    range: [0, 0.95],
    aboveLow: true,
    default: 0.5,
    doc: 'ρ of CES utility: near 0 agents want some of everything, near 1 goods replace one another.',
  }),
  toolFocus: number({
    unit: 'factor',
    range: [1, 1e6],
    default: 4,
    doc: 'How many times as much an agent values the tool of its own work, drawn once, as others.',
  }),
  gapTolerance: number({
    unit: 'share',
    range: [0, 1],
    aboveLow: true,
    default: 1e-4,
    doc: 'Duality gap relative to all tokens at which proportional response stops.',
  }),
  maxRounds: number({
    unit: 'count',
    range: [1, 4_294_967_295],
    integer: true,
    default: 5000,
    doc: 'Most rounds of proportional response.',
  }),
})

/** Sections by model type. Agents of a plugin's own types are `other`. */
const byType = (path: string, [unit, doc]: readonly [unit: string, doc: string], values: ByType) => {
  const [low, high] = values.range
  const of = (standard: number, who: string) =>
    number({ unit, range: [low, high], default: standard, live: false, doc: `${doc}, ${who}.` })
  return defineParameters(path, {
    honest: of(values.honest, 'honest agents'),
    opportunistic: of(values.opportunistic, 'opportunistic agents'),
    deceptive: of(values.deceptive, 'deceptive agents'),
    adversarial: of(values.adversarial, 'adversaries'),
    other: of(values.other, 'agents of other types'),
  })
}

interface ByType {
  readonly range: readonly [low: number, high: number]
  readonly honest: number
  readonly opportunistic: number
  readonly deceptive: number
  readonly adversarial: number
  readonly other: number
}

const alike = (value: number) => ({
  honest: value,
  opportunistic: value,
  deceptive: value,
  adversarial: value,
  other: value,
})

/** Section `auction.compute`: what compute is worth to those who propose in every second tick. */
export const computeParameters = byType('auction.compute', ['value', 'Mean value of compute'], {
  ...alike(1),
  range: [0, 1e6],
  opportunistic: 1.5,
  deceptive: 1.5,
  adversarial: 2,
})

/** Section `auction.tools`. */
export const toolParameters = byType('auction.tools', ['value', 'Mean value of a tool'], {
  ...alike(1),
  range: [0, 1e6],
})

/** Section `auction.spread`: values are drawn evenly around their means. */
export const spreadParameters = byType(
  'auction.spread',
  ['share', 'How far values lie from their mean at most, as a share of it'],
  { ...alike(0.8), range: [0, 1] },
)

/** Section `auction.shading`, of second-price auctions. */
export const shadingParameters = byType(
  'auction.shading',
  ['share', 'Share of its value by which a bid falls short, or exceeds it if negative'],
  { ...alike(0), range: [-1, 1] },
)

/** Section `auction.second_price`. */
export const secondPriceParameters = defineParameters('auction.second_price', {
  biddersPerLot: number({
    unit: 'agents',
    range: [2, 4_294_967_295],
    integer: true,
    default: 5,
    doc: 'Agents that bid for one lot of each good; they are thrown together anew for each auction.',
  }),
  lotWorth: number({
    unit: 'money',
    range: positive,
    default: 1,
    doc: 'What a lot is worth in money to who values the good 1.',
  }),
  reserve: number({ unit: 'money', range: positive, default: 0, doc: 'Lowest price of a lot.' }),
})

/** Section `auction.tatonnement`, the price adjustment of the peer. */
export const tatonnementParameters = defineParameters('auction.tatonnement', {
  maxRounds: number({
    unit: 'count',
    range: [1, 4_294_967_295],
    integer: true,
    default: 50,
    doc: 'Most rounds of price adjustment.',
  }),
  adjustmentRate: number({
    unit: 'share',
    range: [0, 1],
    aboveLow: true,
    default: 0.1,
    doc: 'Relative change of a price for excess demand of the whole supply.',
  }),
  excessTolerance: number({
    unit: 'units',
    range: positive,
    aboveLow: true,
    default: 0.01,
    doc: 'Excess demand of every good below which prices stand.',
  }),
})

export const auctionSections = [
  auctionParameters,
  computeParameters,
  toolParameters,
  spreadParameters,
  shadingParameters,
  secondPriceParameters,
  tatonnementParameters,
] as const
