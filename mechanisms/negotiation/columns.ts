import { defineComponent, f64, u8, u16, u32 } from '../../engine/columns.ts'
import { CO_MOMENTS } from '../../formulas/co-moments.ts'

const NON_NEGATIVE = [0, Number.POSITIVE_INFINITY] as const
const hidden = { sight: 'hidden' } as const
const shown = { sight: 'public' } as const
const own = { sight: 'own' } as const
const count = { ...hidden, unit: 'count' } as const
/** Money counted in steps of the price ladder, whole numbers: see `negotiation.price_step`. */
const steps = { unit: 'price steps' } as const
const lots = { unit: 'lots', range: NON_NEGATIVE } as const

/** An agent as a trader, and its account. */
export const Trader = defineComponent('Trader', {
  role: u8({ ...hidden, unit: 'code', doc: 'Position in ROLES; 0 before it has an account.' }),
  market: u8({ ...own, unit: 'code', doc: 'Market that it watches: position in MARKETS.' }),
  latency: f64({
    ...own,
    unit: 'ms',
    range: NON_NEGATIVE,
    doc: 'Delay from news to the market, without noise.',
  }),
  cash: f64({ ...own, ...steps, range: NON_NEGATIVE, doc: 'Free money of the account.' }),
  reserved: f64({ ...own, ...steps, range: NON_NEGATIVE, doc: 'Money set aside for open bids.' }),
  open: u8({ ...own, unit: 'count', doc: 'Orders open.' }),
  orders: u32({ ...own, unit: 'count', doc: 'Orders placed in this epoch.' }),
  cancels: u32({ ...own, unit: 'count', doc: 'Orders withdrawn in this epoch.' }),
  executions: u32({ ...own, unit: 'count', doc: 'Executions since the start, on either side.' }),
  edge: f64({ ...hidden, ...steps, doc: 'Won against the value of the goods, summed over executions.' }),
})

/** Goods of an agent, a row for each agent and market. */
export const Holding = defineComponent(
  'Holding',
  {
    goods: f64({ ...own, ...lots, doc: 'Free lots.' }),
    offered: f64({ ...own, ...lots, doc: 'Lots set aside for open asks.' }),
  },
  { table: 'negotiation-holding' },
)

/** What surveillance remembers of a trader, and what it finds. */
export const Conduct = defineComponent('Conduct', {
  pulledBid: f64({ ...hidden, ...lots, doc: 'Lots of bids withdrawn in tick `pulledTick`.' }),
  pulledAsk: f64({ ...hidden, ...lots, doc: 'Lots of asks withdrawn in that tick.' }),
  pulledTick: u32({ ...hidden, unit: 'ticks', doc: 'Tick of the last withdrawal.' }),
  signs: u16({ ...count, doc: 'Signs of spoofing since it was last flagged or forgotten.' }),
  flags: u16({ ...count, doc: 'Epochs for which it was flagged.' }),
  spoofs: u32({
    ...count,
    doc: 'Orders placed to be withdrawn, since the start. Surveillance does not look at it.',
  }),
})

/** Orders, a fixed number of rows for each agent; a row without lots is free. */
export const Order = defineComponent(
  'Order',
  {
    lots: f64({ ...shown, ...lots, doc: 'Lots open; 0 for a free row.' }),
    price: u32({ ...shown, ...steps, doc: 'Limit.' }),
    market: u8({ ...shown, unit: 'code', doc: 'Position in MARKETS.' }),
    side: u8({ ...shown, unit: 'code', doc: '0 for a bid, 1 for an ask.' }),
    kind: u8({ ...shown, unit: 'code', doc: 'OrderKind: limit, or immediate, which the call drops.' }),
    call: u32({ ...shown, unit: 'count', doc: 'Calls of the market before it came.' }),
  },
  { table: 'negotiation-order' },
)

/** Rings of orders by price: nodes are orders, and behind them a head for every market, side and price. */
export const OrderLink = defineComponent(
  'OrderLink',
  {
    next: u32({ ...hidden, unit: 'rows', doc: 'Next node of the ring.' }),
    previous: u32({ ...hidden, unit: 'rows', doc: 'Node before.' }),
  },
  { table: 'negotiation-link' },
)

export const PriceLevel = defineComponent(
  'PriceLevel',
  { depth: f64({ ...shown, ...lots, doc: 'Lots that rest at the price.' }) },
  { table: 'negotiation-level' },
)

export const PriceBits = defineComponent(
  'PriceBits',
  { occupied: u32({ ...hidden, unit: 'bits', doc: 'Prices at which orders rest.' }) },
  { table: 'negotiation-word' },
)

/** The markets. */
export const Exchange = defineComponent(
  'Exchange',
  {
    phase: u8({ ...shown, unit: 'code', doc: '0 open, 1 halted, 2 collecting orders for its reopening.' }),
    until: u32({ ...shown, unit: 'ticks', doc: 'Tick at which that phase ends.' }),
    batch: u16({ ...shown, unit: 'ticks', doc: 'Ticks between calls; 0 for continuous matching.' }),
    calls: u32({ ...shown, unit: 'count', doc: 'Calls held.' }),
    bestBid: u32({ ...shown, ...steps, doc: 'Highest price bid, 0 for none.' }),
    bestAsk: u32({ ...shown, ...steps, doc: 'Lowest price asked, the number of levels for none.' }),
    lowest: u32({ ...shown, ...steps, doc: 'Lowest price at which one may sell.' }),
    highest: u32({ ...shown, ...steps, doc: 'Highest price at which one may buy.' }),
    last: u32({ ...shown, ...steps, doc: 'Price of the last trade.' }),
    value: u32({ ...hidden, ...steps, doc: 'Value of a lot as the latest news has it.' }),
    passing: u32({ ...hidden, unit: 'count', doc: 'Open orders that the next call drops.' }),
    previousPrice: u32({ ...hidden, ...steps, doc: 'Price a tick ago, 0 before the first trade.' }),
    priceChange: f64({ ...hidden, ...steps, doc: 'Latest change of price from tick to tick.' }),
  },
  { table: 'negotiation-market' },
)

const tallies = {
  trades: u32({ ...count, doc: 'Trades; a call with any is one.' }),
  submitted: u32({ ...count, doc: 'Orders taken.' }),
  refused: u32({ ...count, doc: 'Orders refused.' }),
  cancelled: u32({ ...count, doc: 'Orders withdrawn by their traders.' }),
  selfTrades: u32({ ...count, doc: 'Orders withdrawn since their own trader would have met them.' }),
  volume: f64({ ...hidden, ...lots, doc: 'Lots traded.' }),
  flow: f64({
    ...hidden,
    unit: 'lots',
    doc: 'Lots bought less lots sold by those who came to resting orders, this tick.',
  }),
  effective: f64({ ...hidden, unit: 'price steps', doc: 'Effective spreads times lots.' }),
  effectiveLots: f64({ ...hidden, ...lots, doc: 'Lots for which there was one.' }),
  quoted: f64({ ...hidden, unit: 'price steps', doc: 'Sum of quoted spreads, by tick.' }),
  depth: f64({ ...hidden, ...lots, doc: 'Sum of lots at the best bid and ask, by tick.' }),
  quotes: u32({ ...count, doc: 'Ticks with both.' }),
  crashes: u32({ ...count, doc: 'Flash crashes, up and down.' }),
  haltedTicks: u32({ ...count, doc: 'Ticks halted or collecting.' }),
  volatility: f64({
    ...hidden,
    unit: 'share',
    range: NON_NEGATIVE,
    doc: 'Volatility of the window, summed by tick.',
  }),
  ticks: u32({ ...count, doc: 'Ticks with a price.' }),
  traded: f64({ ...hidden, ...lots, doc: 'Lots traded before this tick.' }),
  changes: u32({ ...count, doc: 'Price changes sampled.' }),
  pairs: u32({ ...count, doc: 'Neighbouring price changes sampled.' }),
  impact: f64({ ...hidden, unit: 'mixed', width: CO_MOMENTS, doc: 'Co-moments of flow and price change.' }),
  serial: f64({
    ...hidden,
    unit: 'mixed',
    width: CO_MOMENTS,
    doc: 'Co-moments of neighbouring price changes.',
  }),
} as const

/** What is counted in a market in an epoch. */
export const ExchangeTally = defineComponent('ExchangeTally', tallies, { table: 'negotiation-market' })

/** The same over all epochs before it. */
export const ExchangeTotals = defineComponent('ExchangeTotals', tallies, { table: 'negotiation-market' })

/** News of a market: a ring of the latest, and how many there were. */
export const News = defineComponent(
  'News',
  {
    time: f64({ ...hidden, unit: 'ticks', doc: 'When it came out.' }),
    value: u32({ ...shown, ...steps, doc: 'Value of a lot from then on.' }),
  },
  { table: 'negotiation-news' },
)
export const NewsHead = defineComponent(
  'NewsHead',
  {
    count: u32({ ...count, doc: 'News so far.' }),
    pending: u8({
      ...hidden,
      unit: 'flag',
      range: [0, 1],
      doc: 'The latest has not come out yet in this tick.',
    }),
    exact: f64({ ...hidden, unit: 'price steps', doc: 'Value before it is rounded to a step.' }),
  },
  { table: 'negotiation-market' },
)

/** The crash detector: `formulas/flash-crash.ts`. */
export const CrashWatch = defineComponent(
  'CrashWatch',
  {
    seen: u32({ ...count, doc: 'Prices seen since the market last opened.' }),
    highFirst: u32({ ...hidden, unit: 'rows', doc: 'Front of the deque of maxima.' }),
    highCount: u32({ ...count, doc: 'Length of it.' }),
    lowFirst: u32({ ...hidden, unit: 'rows', doc: 'Front of the deque of minima.' }),
    lowCount: u32({ ...count, doc: 'Length of it.' }),
    volumeSum: f64({ ...hidden, unit: 'lots', doc: 'Volume of the window.' }),
    crash: u8({ ...hidden, unit: 'code', doc: 'CrashSign while a crash lasts.' }),
    before: f64({ ...hidden, unit: 'price steps', doc: 'Price from which the last crash departed.' }),
    size: f64({ ...hidden, unit: 'share', doc: 'Relative size of it.' }),
  },
  { table: 'negotiation-market' },
)
export const CrashWindow = defineComponent(
  'CrashWindow',
  {
    price: f64({ ...hidden, unit: 'price steps', doc: 'Prices of the window.' }),
    volume: f64({ ...hidden, unit: 'lots', doc: 'Volumes with them.' }),
    high: u32({ ...hidden, unit: 'code', doc: 'Sequence numbers of maxima.' }),
    low: u32({ ...hidden, unit: 'code', doc: 'Sequence numbers of minima.' }),
  },
  { table: 'negotiation-window' },
)

/** Edge by market and role, a row for each. */
export const RoleEdge = defineComponent(
  'RoleEdge',
  {
    edge: f64({ ...hidden, unit: 'price steps', doc: 'Won by traders of the role since the start.' }),
    before: f64({ ...hidden, unit: 'price steps', doc: 'Won before this epoch.' }),
  },
  { table: 'negotiation-role' },
)

/** Ring of the latest trades. */
export const Trade = defineComponent(
  'Trade',
  {
    buyer: u32({ ...shown, unit: 'rows', doc: 'Agent that bought.' }),
    seller: u32({ ...shown, unit: 'rows', doc: 'Agent that sold.' }),
    price: u32({ ...shown, ...steps, doc: 'Price.' }),
    lots: f64({ ...shown, unit: 'lots', doc: 'Lots.' }),
    market: u8({ ...shown, unit: 'code', doc: 'Position in MARKETS.' }),
    resting: u32({ ...shown, unit: 'rows', doc: 'Order that was met.' }),
  },
  { table: 'negotiation-trade' },
)

/** What there is once a world. */
export const NegotiationTotals = defineComponent(
  'NegotiationTotals',
  {
    trades: u32({ ...count, doc: 'Trades of continuous matching since the start.' }),
    quality: f64({
      ...hidden,
      unit: 'probability',
      range: [0, 1],
      initial: 0.5,
      doc: 'Moving mean p of accepted interactions.',
    }),
    issued: f64({ ...hidden, ...lots, doc: 'Lots of each good handed out to traders.' }),
    fines: f64({ ...hidden, unit: 'money', range: NON_NEGATIVE, doc: 'Fines on their way to the treasury.' }),
    fined: f64({ ...hidden, unit: 'money', range: NON_NEGATIVE, doc: 'Fines ever asked for.' }),
    flagged: u32({ ...count, doc: 'Traders flagged for the past epoch.' }),
    rightly: u32({ ...count, doc: 'Of these, traders that have spoofed.' }),
    everFlagged: u32({ ...count, doc: 'Traders ever flagged.' }),
    everRightly: u32({ ...count, doc: 'Of these, traders that had spoofed.' }),
  },
  { table: 'world' },
)

export const negotiationComponents = [
  Trader,
  Holding,
  Conduct,
  Order,
  OrderLink,
  PriceLevel,
  PriceBits,
  Exchange,
  ExchangeTally,
  ExchangeTotals,
  News,
  NewsHead,
  CrashWatch,
  CrashWindow,
  RoleEdge,
  Trade,
  NegotiationTotals,
] as const
