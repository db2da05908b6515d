import { defineMetric, type MetricValue } from '../../engine/metric.ts'
import { ShareMarket, ShareTally, ShareTotals, Tally, type TallyName } from './columns.ts'

const WIDTH = ShareTally.fields.sums.width as number
const ratio = (part: number, whole: number): MetricValue => (whole === 0 ? null : part / whole)

/** The markets, beside what theory says of them. Reads ShareMarket, ShareTally, ShareTotals. Kyle (1985). Whitepaper §5. */
export const insidersMetric = defineMetric({
  name: 'insiders',
  doc: 'Trading on private knowledge: price impact, profits, and what prices come to tell (§5).',
  sums: [],
  columns: {
    insiderMarkets: { unit: 'count', doc: 'Markets of the last epoch.' },
    insiderAuctions: { unit: 'count', doc: 'Auctions held.' },
    insiderShare: {
      unit: 'share',
      doc: 'Insiders among those who trade; null without markets. Beside it stands the quality gap of the society.',
    },
    meanLambda: {
      unit: 'money per share',
      doc: 'Mean of λ: how far a share ordered moves the price; null without auctions.',
    },
    lambdaEstimate: {
      unit: 'money per share',
      doc: 'Slope of the value, less the price before, on order flow (least squares without a constant): what λ has to be for the market maker to break even.',
    },
    meanIntensity: {
      unit: 'shares per money',
      doc: 'Mean of β dt: what an insider orders for each unit that the value lies above the price.',
    },
    insiderProfit: { unit: 'money', doc: 'Gains of insiders.' },
    uninformedProfit: { unit: 'money', doc: 'Gains of the uninformed, negative as a rule.' },
    makerProfit: { unit: 'money', doc: 'Gains of market makers, around 0 in equilibrium.' },
    makerAccounts: { unit: 'money', doc: 'What market makers have gained since the start, at the end.' },
    insiderProfitToTheory: {
      unit: 'factor',
      doc: 'Gains of insiders over what equilibrium lets expect; null without any.',
    },
    residualVariance: {
      unit: 'share',
      doc: 'Mean squared distance of the last price from the value over the variance drawn; null without values.',
    },
    residualVarianceToTheory: {
      unit: 'factor',
      doc: 'That squared distance over what equilibrium lets expect.',
    },
  },
  reads: [ShareMarket, ShareTally, ShareTotals],
  bind(access) {
    const { sums } = access.get(ShareTally)
    const { account } = access.get(ShareMarket)
    const { markets } = access.get(ShareTotals)
    return {
      report(_sums, scope) {
        const first = scope === 'epoch' ? 0 : WIDTH
        const read = (name: TallyName) => sums[first + Tally[name]] as number
        return {
          insiderMarkets: markets[0] as number,
          insiderAuctions: read('auctions'),
          insiderShare: ratio(read('informedSeats'), read('seats')),
          meanLambda: ratio(read('lambdaSum'), read('auctions')),
          lambdaEstimate: ratio(read('valueFlow'), read('squaredFlow')),
          meanIntensity: ratio(read('intensitySum'), read('auctions')),
          insiderProfit: read('insiderProfit'),
          uninformedProfit: read('uninformedProfit'),
          makerProfit: read('makerProfit'),
          makerAccounts: account.reduce((sum, each) => sum + each, 0),
          insiderProfitToTheory: ratio(read('insiderProfit'), read('expectedProfit')),
          residualVariance: ratio(read('squaredRest'), read('squaredValues')),
          residualVarianceToTheory: ratio(read('squaredRest'), read('expectedRest')),
        }
      },
    }
  },
})
