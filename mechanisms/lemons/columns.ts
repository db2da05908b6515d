import { defineComponent, f64, u8, u32 } from '../../engine/columns.ts'

const POSITIVE = [0, Number.POSITIVE_INFINITY] as const

/** What an agent is in the market. */
export const LotRole = { unknown: 0, buyer: 1, seller: 2 } as const

export const Lot = defineComponent('Lot', {
  role: u8({ unit: 'code', range: [0, 2], sight: 'public', doc: 'Not yet known, buyer or seller.' }),
  luck: f64({
    unit: 'share',
    range: [0, 1],
    sight: 'hidden',
    doc: 'Where a drawn quality lies between the worst and the best.',
  }),
  quality: f64({
    unit: 'money',
    range: POSITIVE,
    sight: 'own',
    doc: 'What the good of a seller is worth to it.',
  }),
})

export const LemonsBook = defineComponent(
  'LemonsBook',
  {
    price: f64({ unit: 'money', range: POSITIVE, sight: 'public', doc: 'Price of the last round.' }),
    next: f64({
      unit: 'money',
      range: POSITIVE,
      sight: 'hidden',
      doc: 'Price of the next round: what the mean quality on offer is worth to a buyer.',
    }),
    expected: f64({
      unit: 'money',
      range: POSITIVE,
      sight: 'hidden',
      doc: 'Price of the last round by Akerlof, for endless sellers of drawn quality.',
    }),
    expectedNext: f64({
      unit: 'money',
      range: POSITIVE,
      sight: 'hidden',
      doc: 'The same of the next round.',
    }),
    rounds: u32({ unit: 'count', sight: 'public', doc: 'Rounds held.' }),
    sellers: u32({ unit: 'agents', sight: 'public', doc: 'Sellers who may act, in the last round.' }),
    offers: u32({ unit: 'agents', sight: 'public', doc: 'Of them, those whose good was on offer.' }),
    sold: u32({ unit: 'count', sight: 'public', doc: 'Goods sold in the last round.' }),
    qualityOffered: f64({ unit: 'money', sight: 'hidden', doc: 'Sum of qualities on offer.' }),
    qualitySold: f64({ unit: 'money', sight: 'hidden', doc: 'Sum of qualities sold.' }),
    buyerGain: f64({
      unit: 'money',
      sight: 'hidden',
      doc: 'What goods were worth to buyers less what they paid.',
    }),
    sellerGain: f64({
      unit: 'money',
      sight: 'hidden',
      doc: 'What sellers got less what goods were worth to them.',
    }),
  },
  { table: 'world' },
)
