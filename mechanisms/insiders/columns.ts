import { defineComponent, f64, u8, u32 } from '../../engine/columns.ts'

const POSITIVE = [0, Number.POSITIVE_INFINITY] as const

/** An agent's place in a market for an epoch, and what it has there. */
export const Seat = defineComponent('Seat', {
  market: u32({ unit: 'rows', sight: 'own', doc: 'Market that it trades in, plus 1; 0 for none.' }),
  informed: u8({ unit: 'flag', range: [0, 1], sight: 'own', doc: 'Knows what the shares are worth.' }),
  order: f64({ unit: 'shares', sight: 'own', doc: 'Order in the last auction; negative sells.' }),
  shares: f64({ unit: 'shares', sight: 'own', doc: 'Shares held until their value comes out.' }),
  paid: f64({ unit: 'money', sight: 'own', doc: 'Money paid for them.' }),
  due: f64({ unit: 'money', sight: 'own', doc: 'Gains less losses, paid out as the next epoch begins.' }),
})

/** Markets: a value, a price, and a market maker's account. Value and price are distances from what everyone expected. */
export const ShareMarket = defineComponent(
  'ShareMarket',
  {
    uninformed: u32({ unit: 'agents', sight: 'public', doc: 'Uninformed agents in it.' }),
    scale: f64({
      unit: 'money per share',
      range: POSITIVE,
      sight: 'hidden',
      doc: 'σ_v / σ_u: standard deviation of the value over that of all uninformed orders of a value.',
    }),
    value: f64({ unit: 'money', sight: 'hidden', doc: 'What a share turns out to be worth.' }),
    price: f64({ unit: 'money', sight: 'public', doc: 'Price after the last auction.' }),
    flow: f64({ unit: 'shares', sight: 'public', doc: 'Sum of orders in the last auction.' }),
    sold: f64({ unit: 'shares', sight: 'hidden', doc: 'Shares that the market maker has sold.' }),
    received: f64({ unit: 'money', sight: 'hidden', doc: 'Money that it got for them.' }),
    account: f64({
      unit: 'money',
      sight: 'hidden',
      doc: 'Gains less losses of the market maker since the start: what agents have lost in the market.',
    }),
  },
  { table: 'shareMarket' },
)

/** Equilibrium of each auction of a value, for σ_v = σ_u = 1: what depends on insiders and auctions alone. */
export const AuctionPlan = defineComponent(
  'AuctionPlan',
  {
    lambda: f64({ unit: 'factor', range: POSITIVE, sight: 'public', doc: 'Price moved by order flow.' }),
    intensity: f64({
      unit: 'factor',
      range: POSITIVE,
      sight: 'public',
      doc: 'Order of an insider by the distance of the value from the price.',
    }),
    variance: f64({ unit: 'factor', range: [0, 1], sight: 'public', doc: 'Share of the variance left.' }),
    profit: f64({
      unit: 'factor',
      range: POSITIVE,
      sight: 'hidden',
      doc: 'Expected profit of all insiders over all auctions, the same in every row.',
    }),
  },
  { table: 'sharesAuction' },
)

export const ShareTotals = defineComponent(
  'ShareTotals',
  {
    markets: u32({ unit: 'rows', sight: 'public', doc: 'Markets of the epoch.' }),
    insiders: u32({ unit: 'agents', sight: 'hidden', doc: 'Insiders in them.' }),
    traders: u32({ unit: 'agents', sight: 'public', doc: 'Agents in them.' }),
    valueSd: f64({
      unit: 'money',
      range: POSITIVE,
      sight: 'public',
      doc: 'Standard deviation of the value that is being traded.',
    }),
    orderSd: f64({
      unit: 'shares',
      range: POSITIVE,
      sight: 'public',
      doc: 'Standard deviation of an uninformed order in one auction.',
    }),
  },
  { table: 'world' },
)

/** Sums that the metrics are made of. */
export const TALLY_NAMES = [
  'auctions',
  'lambdaSum',
  'intensitySum',
  'valueFlow',
  'squaredFlow',
  'values',
  'squaredRest',
  'expectedRest',
  'squaredValues',
  'insiderProfit',
  'uninformedProfit',
  'makerProfit',
  'expectedProfit',
  'seats',
  'informedSeats',
] as const
export type TallyName = (typeof TALLY_NAMES)[number]
/** Place of each sum. */
export const Tally = Object.fromEntries(TALLY_NAMES.map((name, place) => [name, place])) as Record<
  TallyName,
  number
>

/** The sums: row 0 of the epoch, row 1 of the epochs before, those of the warm-up left out. */
export const ShareTally = defineComponent(
  'ShareTally',
  {
    sums: f64({
      unit: 'sum',
      sight: 'hidden',
      width: TALLY_NAMES.length,
      doc: 'Sums by name, in the order of TALLY_NAMES.',
    }),
  },
  { table: 'shareTally' },
)
