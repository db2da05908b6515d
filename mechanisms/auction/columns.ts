import { defineComponent, f64, u8, u32 } from '../../engine/columns.ts'

const amount = [0, Number.POSITIVE_INFINITY] as const

/** An agent at the auction, and what it got there. */
export const Bidder = defineComponent('Bidder', {
  known: u8({ unit: 'flag', range: [0, 1], sight: 'hidden', doc: 'Has drawn its values.' }),
  taste: f64({
    unit: 'value',
    range: amount,
    sight: 'own',
    doc: 'Value of compute to it if it proposed in every second tick.',
  }),
  activity: f64({
    unit: 'share',
    range: [0, 1],
    sight: 'own',
    doc: 'Proposals per tick in which it was free to make one, weighing what is past by halves.',
    initial: 0.5,
  }),
  tokens: f64({ unit: 'tokens', range: amount, sight: 'own', doc: 'Tokens given for the last auction.' }),
  spent: f64({
    unit: 'tokens',
    range: amount,
    sight: 'own',
    doc: 'Tokens spent in the last auction; money where lots are sold for money.',
  }),
  utility: f64({ unit: 'value', range: amount, sight: 'own', doc: 'Value of what it won.' }),
  fair: f64({
    unit: 'value',
    range: amount,
    sight: 'own',
    doc: 'Value to it of its tokens’ share of every good.',
  }),
  envy: f64({
    unit: 'share',
    range: amount,
    sight: 'own',
    doc: 'Utility that its tokens could have bought at most beyond what they did, relative to that.',
  }),
  compute: f64({ unit: 'proposals', range: amount, sight: 'own', doc: 'Proposals that it may still make.' }),
  proposals: u32({ unit: 'count', sight: 'own', doc: 'Proposals since the last auction.' }),
  denied: u32({
    unit: 'ticks',
    sight: 'own',
    doc: 'Ticks since the last auction in which it lacked compute to act.',
  }),
  tooling: f64({
    unit: 'score',
    range: [-1, 1],
    sight: 'public',
    doc: 'How well equipped it is: (q - 1) / (q + 1), q the value of its tools over that of an equal share.',
  }),
})

/** Values and bundles, `auction.goods` rows an agent: the first is compute. */
export const AuctionBundle = defineComponent(
  'AuctionBundle',
  {
    value: f64({
      unit: 'value',
      range: amount,
      sight: 'own',
      doc: 'What a unit of the good is worth to it.',
    }),
    held: f64({ unit: 'units', range: amount, sight: 'own', doc: 'Units won in the last auction.' }),
  },
  { table: 'auctionBundle' },
)

export const AuctionGood = defineComponent(
  'AuctionGood',
  {
    supply: f64({ unit: 'units', range: amount, sight: 'public', doc: 'Units offered in the last auction.' }),
    price: f64({
      unit: 'tokens',
      range: amount,
      sight: 'public',
      doc: 'Price of a unit; the mean of units sold, in money, where lots are sold for money.',
    }),
    sold: f64({ unit: 'units', range: amount, sight: 'public', doc: 'Units that found a buyer.' }),
  },
  { table: 'auctionGood' },
)

/** The last auction as a whole. */
export const AuctionTotals = defineComponent(
  'AuctionTotals',
  {
    held: u32({ unit: 'count', sight: 'hidden', doc: 'Auctions held.' }),
    tick: u32({ unit: 'ticks', sight: 'hidden', doc: 'Tick in which the last one was held.' }),
    members: u32({ unit: 'agents', sight: 'hidden', doc: 'Agents present at it.' }),
    rounds: u32({ unit: 'count', sight: 'hidden', doc: 'Rounds that its prices took.' }),
    gap: f64({ unit: 'share', range: amount, sight: 'hidden', doc: 'Relative duality gap of its prices.' }),
    lots: u32({ unit: 'count', sight: 'hidden', doc: 'Lots offered in it.' }),
    revenue: f64({ unit: 'money', range: amount, sight: 'hidden', doc: 'Money that its lots brought.' }),
    lost: f64({
      unit: 'money',
      range: amount,
      sight: 'hidden',
      doc: 'Money ever paid for lots that no treasury took.',
    }),
    truthfulBids: u32({ unit: 'count', sight: 'hidden', doc: 'Bids in it that said what a lot was worth.' }),
    truthfulSurplus: f64({
      unit: 'money',
      sight: 'hidden',
      doc: 'Worth of what they won less what it cost.',
    }),
    shadedBids: u32({ unit: 'count', sight: 'hidden', doc: 'Bids in it that said something else.' }),
    shadedSurplus: f64({ unit: 'money', sight: 'hidden', doc: 'Worth of what they won less what it cost.' }),
    shadingLoss: f64({
      unit: 'money',
      sight: 'hidden',
      doc: 'What they would have won beyond that by the truth, everyone else’s bids being as they were.',
    }),
    shadingGain: f64({
      unit: 'money',
      sight: 'hidden',
      doc: 'Most that one of them won beyond what the truth would have.',
    }),
  },
  { table: 'world' },
)

/** How well equipped the initiator of each interaction is. */
export const Equipment = defineComponent(
  'Equipment',
  {
    tooling: f64({ unit: 'score', range: [-1, 1], sight: 'public', doc: 'Bidder.tooling of the initiator.' }),
  },
  { table: 'interaction' },
)
