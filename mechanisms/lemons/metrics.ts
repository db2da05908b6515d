import { defineMetric, type MetricValue } from '../../engine/metric.ts'
import { LemonsBook } from './columns.ts'

const ratio = (part: number, whole: number): MetricValue => (whole === 0 ? null : part / whole)

/** The last round of the market for lemons. Reads LemonsBook. Akerlof (1970). Whitepaper §4. */
export const lemonsMetric = defineMetric({
  name: 'lemons',
  doc: 'The market for lemons: price, offers and what they are worth; in a summary, its last round (§4).',
  sums: [],
  columns: {
    lemonsPrice: { unit: 'money', doc: 'Price of the round.' },
    lemonsPriceExpected: {
      unit: 'money',
      doc: 'Price of the round by Akerlof, for endless sellers of drawn quality.',
    },
    lemonsPriceToTheory: { unit: 'factor', doc: 'Price over that; null at 0.' },
    lemonsOffered: { unit: 'share', doc: 'Sellers whose good is on offer; null without sellers.' },
    lemonsSold: { unit: 'count', doc: 'Goods sold.' },
    lemonsQualityOffered: { unit: 'money', doc: 'Mean quality on offer; null without offers.' },
    lemonsQualitySold: { unit: 'money', doc: 'Mean quality sold; null without sales.' },
    lemonsBuyerGain: { unit: 'money', doc: 'What goods were worth to buyers less what they paid.' },
    lemonsSellerGain: { unit: 'money', doc: 'What sellers got less what goods were worth to them.' },
  },
  reads: [LemonsBook],
  bind(access) {
    const book = access.get(LemonsBook)
    return {
      report() {
        const [price, expected] = [book.price[0] as number, book.expected[0] as number]
        const [offers, sold] = [book.offers[0] as number, book.sold[0] as number]
        return {
          lemonsPrice: price,
          lemonsPriceExpected: expected,
          lemonsPriceToTheory: ratio(price, expected),
          lemonsOffered: ratio(offers, book.sellers[0] as number),
          lemonsSold: sold,
          lemonsQualityOffered: ratio(book.qualityOffered[0] as number, offers),
          lemonsQualitySold: ratio(book.qualitySold[0] as number, sold),
          lemonsBuyerGain: book.buyerGain[0] as number,
          lemonsSellerGain: book.sellerGain[0] as number,
        }
      },
    }
  },
})
