import { defineMetric, type MetricValue } from '../../engine/metric.ts'
import { Dealer, DealerTally, Tally, type TallyName } from './columns.ts'

const WIDTH = DealerTally.fields.sums.width as number
const ratio = (part: number, whole: number): MetricValue => (whole === 0 ? null : part / whole)

/** Quotes, trades and who gains by them. Reads Dealer, DealerTally. Glosten and Milgrom (1985). Whitepaper §6. */
export const dealerMetric = defineMetric({
  name: 'dealer',
  doc: 'Dealers who quote to the informed and to others: spreads, closed markets, gains (§6).',
  sums: [],
  columns: {
    dealerCalls: { unit: 'count', doc: 'Callers at dealers.' },
    dealerInformedShare: { unit: 'share', doc: 'Informed ones among them; null without callers.' },
    dealerTrades: { unit: 'count', doc: 'Trades with dealers.' },
    dealerBuys: { unit: 'count', doc: 'Of them, those in which the caller bought.' },
    dealerSpread: {
      unit: 'money',
      doc: 'Mean spread of ask and bid, over calls at which both sides are open.',
    },
    dealerOpeningSpread: { unit: 'money', doc: 'Mean spread at the first call of an epoch.' },
    dealerClosed: { unit: 'share', doc: 'Calls at which no quote breaks even on one side or both.' },
    dealerTurnedAway: { unit: 'share', doc: 'Callers who left without a trade.' },
    dealerPriceChange: {
      unit: 'money',
      doc: 'Mean change of a dealer’s price from trade to trade: 0 on average, for prices are a martingale.',
    },
    dealerPriceChangeError: { unit: 'money', doc: 'Standard error of that mean.' },
    dealerBeliefError: {
      unit: 'probability',
      doc: 'Mean distance of dealers’ beliefs from the truth as the epoch ends.',
    },
    dealerInformedProfit: { unit: 'money', doc: 'Gains of informed callers: their information rent.' },
    dealerUninformedProfit: { unit: 'money', doc: 'Gains of uninformed callers, negative as a rule.' },
    dealerAccounts: { unit: 'money', doc: 'What dealers have gained since the start, at the end.' },
  },
  reads: [Dealer, DealerTally],
  bind(access) {
    const { sums } = access.get(DealerTally)
    const { account } = access.get(Dealer)
    return {
      report(_sums, scope) {
        const first = scope === 'epoch' ? 0 : WIDTH
        const read = (name: TallyName) => sums[first + Tally[name]] as number
        const changes = read('changes')
        return {
          dealerCalls: read('calls'),
          dealerInformedShare: ratio(read('informedCalls'), read('calls')),
          dealerTrades: read('trades'),
          dealerBuys: read('buys'),
          dealerSpread: ratio(read('spreadSum'), read('quoted')),
          dealerOpeningSpread: ratio(read('openingSpreadSum'), read('openings')),
          dealerClosed: ratio(read('closed'), read('calls')),
          dealerTurnedAway: ratio(read('turnedAway'), read('calls')),
          dealerPriceChange: ratio(read('changeSum'), changes),
          dealerPriceChangeError: ratio(Math.sqrt(read('squaredChanges')), changes),
          dealerBeliefError: ratio(read('errorSum'), read('days')),
          dealerInformedProfit: read('informedProfit'),
          dealerUninformedProfit: read('uninformedProfit'),
          dealerAccounts: account.reduce((sum, each) => sum + each, 0),
        }
      },
    }
  },
})
