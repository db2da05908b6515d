import { defineComponent, f64, u8, u32 } from '../../engine/columns.ts'

const PROBABILITY = [0, 1] as const
const FLAG = [0, 1] as const

/** Who may call dealers, and what comes of it. */
export const Caller = defineComponent('Caller', {
  line: u32({
    unit: 'rows',
    sight: 'hidden',
    doc: 'The agents who may call, informed ones first; as many rows as there are callers.',
  }),
  due: f64({ unit: 'money', sight: 'hidden', doc: 'Gains less losses, paid out as the next epoch begins.' }),
})

/** Dealers, each with a good that is worth one of two values. */
export const Dealer = defineComponent(
  'Dealer',
  {
    isHigh: u8({ unit: 'flag', range: FLAG, sight: 'hidden', doc: 'The good is worth the higher value.' }),
    belief: f64({
      unit: 'probability',
      range: PROBABILITY,
      sight: 'hidden',
      doc: 'Probability of the higher value, as the dealer believes.',
    }),
    ask: f64({ unit: 'money', sight: 'public', doc: 'Price at which it sells, at the last call.' }),
    bid: f64({ unit: 'money', sight: 'public', doc: 'Price at which it buys, at the last call.' }),
    lastPrice: f64({ unit: 'money', sight: 'public', doc: 'Price of the last trade; 0 before the first.' }),
    trades: u32({ unit: 'count', sight: 'public', doc: 'Trades of this epoch.' }),
    account: f64({
      unit: 'money',
      sight: 'hidden',
      doc: 'Gains less losses since the start: what agents have lost to it.',
    }),
  },
  { table: 'dealer' },
)

export const DealerTotals = defineComponent(
  'DealerTotals',
  {
    informed: u32({ unit: 'agents', sight: 'hidden', doc: 'Informed agents who may call.' }),
    callers: u32({ unit: 'agents', sight: 'public', doc: 'Agents who may call.' }),
    informedShare: f64({
      unit: 'share',
      range: PROBABILITY,
      sight: 'public',
      doc: 'Share μ of informed callers in this epoch.',
    }),
  },
  { table: 'world' },
)

/** Sums that the metrics are made of. */
export const TALLY_NAMES = [
  'calls',
  'informedCalls',
  'trades',
  'buys',
  'quoted',
  'spreadSum',
  'openings',
  'openingSpreadSum',
  'closed',
  'turnedAway',
  'changes',
  'changeSum',
  'squaredChanges',
  'informedProfit',
  'uninformedProfit',
  'days',
  'errorSum',
] as const
export type TallyName = (typeof TALLY_NAMES)[number]
/** Place of each sum. */
export const Tally = Object.fromEntries(TALLY_NAMES.map((name, place) => [name, place])) as Record<
  TallyName,
  number
>

/** The sums: row 0 of the epoch, row 1 of the epochs before, those of the warm-up left out. */
export const DealerTally = defineComponent(
  'DealerTally',
  {
    sums: f64({
      unit: 'sum',
      sight: 'hidden',
      width: TALLY_NAMES.length,
      doc: 'Sums by name, in the order of TALLY_NAMES.',
    }),
  },
  { table: 'dealerTally' },
)
