import { AGENT_TYPES } from '../../components/codes.ts'
import { choice, defineParameters, flag, number } from '../../engine/config.ts'
import { MARKETS } from './codes.ts'

const INFINITE = Number.POSITIVE_INFINITY
const share = { unit: 'share', range: [0, 1] } as const
const money = { unit: 'money', range: [0, INFINITE] } as const
const someMoney = { ...money, aboveLow: true } as const
const delay = { unit: 'ms', range: [0, 1_000_000] } as const
const ticks = { unit: 'ticks', integer: true } as const

/** Section `negotiation`: the markets, the news, and what traders of one kind have in common. */
export const negotiationParameters = defineParameters('negotiation', {
  enabled: flag({ default: false, live: false, doc: 'Whether agents trade in order books.' }),
  markets: number({
    unit: 'count',
    range: [1, MARKETS.length],
    integer: true,
    default: 1,
    live: false,
    doc: `Goods that are traded, each in a market of its own: the first of ${MARKETS.join(', ')}.`,
  }),
  priceLevels: number({
    unit: 'steps',
    range: [64, 32_768],
    integer: true,
    default: 4096,
    live: false,
    doc: 'Steps of the price ladder, rounded up to a multiple of 32; prices lie below.',
  }),
  priceStep: number({
    ...someMoney,
    default: 1 / 256,
    live: false,
    doc: 'Money between one price and the next. A power of two keeps purses exact.',
  }),
  basePrice: number({ ...someMoney, default: 4, live: false, doc: 'Value of a lot at the start.' }),
  ordersPerTrader: number({
    unit: 'count',
    range: [2, 16],
    integer: true,
    default: 4,
    live: false,
    doc: 'Orders that a trader may have open; one more is refused.',
  }),
  endowment: number({
    unit: 'lots',
    range: [0, 1_000_000],
    integer: true,
    default: 12,
    live: false,
    doc: 'Lots of each good that a trader starts with.',
  }),
  depositShare: number({
    ...share,
    default: 0.5,
    doc: 'Share of its money that a trader moves to its account as an epoch begins; what is free comes back at its end.',
  }),
  tickMs: number({
    unit: 'ms',
    range: [0.001, 1e6],
    default: 100,
    doc: 'Length of a tick on the markets’ clock.',
  }),
  latencyNoiseMs: number({
    ...delay,
    default: 2,
    doc: 'Most by which a reaction to news comes later, at random.',
  }),
  rationing: choice(['pro_rata', 'call_priority'], {
    default: 'pro_rata',
    doc: 'How a call rations its last price: pro rata, or earlier calls first and pro rata within one.',
  }),
  crashThreshold: number({
    ...share,
    aboveLow: true,
    default: 0.1,
    doc: 'Move from the extreme of the window that is a flash crash.',
  }),
  crashWindowTicks: number({
    ...ticks,
    range: [1, 1024],
    default: 10,
    live: false,
    doc: 'Prices in the window, the current one included.',
  }),
  crashRecovery: number({
    ...share,
    aboveLow: true,
    default: 0.95,
    doc: 'Share of the price before a crash at which it is over.',
  }),
  crashDirections: choice(['both', 'down'], { default: 'both', doc: 'Whether rises count as drops do.' }),
  volumeSpikeFactor: number({
    unit: 'times',
    range: [0, INFINITE],
    default: null,
    doc: 'A crash also needs this many times the window’s mean volume before it; null asks for no volume.',
  }),
  haltTicks: number({
    ...ticks,
    range: [0, 65_535],
    default: 20,
    doc: 'Ticks for which a crash halts its market; 0 for no halts.',
  }),
  reopeningTicks: number({
    ...ticks,
    range: [1, 65_535],
    default: 2,
    doc: 'Ticks after a halt in which orders are collected for the call auction that reopens the market.',
  }),
  priceBand: number({
    ...share,
    default: null,
    doc: 'Orders to buy above, or sell below, the mean of the window by more than this share are refused; null for no band.',
  }),
})

/** Section `negotiation.news`: how values move. */
export const newsParameters = defineParameters('negotiation.news', {
  probability: number({
    unit: 'probability',
    range: [0, 1],
    default: 0.2,
    doc: 'Probability of public news about a good in a tick.',
  }),
  common: flag({ default: false, doc: 'Whether all goods share one piece of news, and so one value.' }),
  size: number({
    ...money,
    default: 0.05,
    doc: 'Mean size of the move in value, exponentially distributed.',
  }),
  reversion: number({
    ...share,
    default: 0.1,
    doc: 'Share of the way back to the good’s long-run value at each news.',
  }),
  qualityWeight: number({
    unit: 'share',
    range: [0, 1],
    default: 0.2,
    doc: 'How far the long-run value follows the quality of interactions: by this times 2 p̄ - 1, p̄ their moving mean.',
  }),
})

/** Section `negotiation.panic`: a wave of selling, as in a flash crash. */
export const panicParameters = defineParameters('negotiation.panic', {
  startTick: number({
    ...ticks,
    range: [0, 4_294_967_295],
    default: null,
    doc: 'Tick of the run in which a panic begins, the first being 0; null for none.',
  }),
  ticks: number({ ...ticks, range: [1, 65_535], default: 5, doc: 'Ticks that it lasts.' }),
  probability: number({
    unit: 'probability',
    range: [0, 1],
    default: 0.2,
    doc: 'Probability, in each of these ticks, that a trader offers all it has in a market below what others do; makers and snipers never do.',
  }),
})

/** Section `negotiation.trading`: rules of the trade. */
export const tradingParameters = defineParameters('negotiation.trading', {
  halfSpread: number({ ...money, default: 0.02, doc: 'Half of the narrowest spread that makers quote.' }),
  quoteDepth: number({
    unit: 'times',
    range: [0, 1000],
    default: 3,
    doc: 'Makers quote at up to this many half spreads further out, each at a distance of its own draw.',
  }),
  withdrawalMove: number({
    ...share,
    default: 0.04,
    doc: 'Move of the price over the window from which makers withdraw their quotes.',
  }),
  valuationNoise: number({
    ...money,
    default: 0.1,
    doc: 'Most by which a fundamental trader misjudges value.',
  }),
  reach: number({ ...money, default: 0.08, doc: 'How far beyond the best price a hasty order goes.' }),
  momentumThreshold: number({
    ...share,
    default: 0.01,
    doc: 'Trend from which momentum traders follow it.',
  }),
  imbalanceWeight: number({
    ...share,
    default: 0.02,
    doc: 'Trend that momentum traders see in a book with one side only; less imbalance counts in proportion.',
  }),
  spoofLots: number({
    unit: 'lots',
    range: [1, 1_000_000],
    integer: true,
    default: 10,
    doc: 'Lots of an order that is placed to be withdrawn.',
  }),
})

/** Section `negotiation.surveillance`: how spoofing is looked for and punished. */
export const surveillanceParameters = defineParameters('negotiation.surveillance', {
  enabled: flag({ default: true, doc: 'Whether spoofing is looked for.' }),
  windowTicks: number({
    ...ticks,
    range: [0, 65_535],
    default: 1,
    doc: 'Ticks after a withdrawal in which trading the other way is a sign of spoofing.',
  }),
  lotsRatio: number({
    unit: 'times',
    range: [0, INFINITE],
    default: 4.5,
    doc: 'Lots withdrawn must be at least this many times those traded the other way.',
  }),
  signs: number({
    unit: 'count',
    range: [1, 65_535],
    integer: true,
    default: 1,
    doc: 'Signs that flag a trader; its signs are then forgotten.',
  }),
  memoryEpochs: number({
    unit: 'epochs',
    range: [1, 65_535],
    integer: true,
    default: 5,
    doc: 'Epochs after which all signs are forgotten.',
  }),
  reputationPenalty: number({
    unit: 'score',
    range: [0, INFINITE],
    default: 0.1,
    doc: 'Reputation that a flagged trader loses.',
  }),
  fine: number({ ...money, default: 1, doc: 'Money that it pays to the treasury, at most what it owns.' }),
})

/** How a market matches: section `negotiation.<market>`. */
const ofMarket = (name: string) =>
  defineParameters(`negotiation.${name}`, {
    batchTicks: number({
      ...ticks,
      range: [0, 65_535],
      default: 0,
      live: false,
      doc: `Ticks between batch auctions of the market for ${name}; 0 matches continuously.`,
    }),
  })

/** One section a market, in the order of MARKETS. */
export const marketParameters = MARKETS.map(ofMarket)

interface Kinds {
  readonly maker?: number
  readonly fundamental?: number
  readonly momentum?: number
  readonly sniper?: number
  readonly spoofer?: number
  readonly noise?: number
  readonly activity: number
  readonly latency: number
  readonly lots: number
}

const KINDS: Readonly<Record<(typeof AGENT_TYPES)[number], Kinds>> = {
  honest: { maker: 0.2, fundamental: 0.5, momentum: 0.1, noise: 0.2, activity: 0.1, latency: 40, lots: 2 },
  opportunistic: { fundamental: 0.1, momentum: 0.5, sniper: 0.4, activity: 0.1, latency: 8, lots: 2 },
  deceptive: { momentum: 0.5, spoofer: 0.5, activity: 0.1, latency: 15, lots: 2 },
  adversarial: { sniper: 0.6, spoofer: 0.4, activity: 0.1, latency: 3, lots: 2 },
}

const weight = (role: string, value = 0) =>
  number({
    unit: 'weight',
    range: [0, 1],
    default: value,
    live: false,
    doc: `Share of traders of the type that are ${role}, of the sum of these shares.`,
  })

/** How agents of a type trade: section `negotiation.<type>`. Types that the model does not know trade as honest ones. */
const ofType = (type: (typeof AGENT_TYPES)[number]) => {
  const kinds = KINDS[type]
  return defineParameters(`negotiation.${type}`, {
    maker: weight('makers', kinds.maker),
    fundamental: weight('fundamental traders', kinds.fundamental),
    momentum: weight('momentum traders', kinds.momentum),
    sniper: weight('snipers, who trade on news against stale quotes', kinds.sniper),
    spoofer: weight('spoofers', kinds.spoofer),
    noise: weight('noise traders', kinds.noise),
    activity: number({
      unit: 'probability',
      range: [0, 1],
      default: kinds.activity,
      doc: 'Probability that a trader of the type acts in a tick without news; snipers never do.',
    }),
    latencyMs: number({ ...delay, default: kinds.latency, doc: 'Shortest delay from news to the market.' }),
    latencySpreadMs: number({
      ...delay,
      default: kinds.latency / 2,
      doc: 'Mean of the exponentially distributed part of a trader’s delay, drawn once for each.',
    }),
    orderLots: number({
      unit: 'lots',
      range: [1, 1_000_000],
      integer: true,
      default: kinds.lots,
      doc: 'Lots of an order.',
    }),
  })
}

/** One section a type, in the order of AGENT_TYPES. */
export const typeParameters = AGENT_TYPES.map(ofType)
