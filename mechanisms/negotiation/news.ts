import { Status } from '../../components/codes.ts'
import { Score, Verdict } from '../../components/interaction.ts'
import { Batch, CHUNK_BITS } from '../../engine/block.ts'
import { defineStream } from '../../engine/random.ts'
import { defineSystem } from '../../engine/schedule.ts'
import type { SystemAccess } from '../../engine/world.ts'
import { log } from '../../formulas/elementary.ts'
import { Exchange, NegotiationTotals, News, NewsHead } from './columns.ts'
import { negotiationParameters, newsParameters } from './parameters.ts'
import { NEWS_KEPT, shapeIn } from './tables.ts'

export const NEWS_STREAM = defineStream('negotiation-news')

/** Weight of a tick in the moving mean of quality. */
const QUALITY_WEIGHT = 0.05
/** Values keep this far from the ladder's ends, as shares of it. */
const LADDER_MARGIN = 0.02

/**
 * Brings the public news of a tick: a good's value moves by a draw, and part of the way back to a long-run value that
 * follows the quality of interactions (mean p of those accepted, whitepaper §1). News comes out at a moment within the
 * tick. Reads Score, Verdict. Writes News, NewsHead, NegotiationTotals. Whitepaper §5, §13.
 */
export const negotiationNewsSystem = defineSystem({
  name: 'negotiation-news',
  phase: 'market',
  every: 'tick',
  after: ['payoff'],
  reads: [Batch, Score, Verdict, Exchange],
  writes: [News, NewsHead, NegotiationTotals],
  doc: 'Moves the values of goods, and says when traders can know.',
  bind(access) {
    const { time, value } = access.get(News)
    const { count, pending, exact } = access.get(NewsHead)
    const { quality } = access.get(NegotiationTotals)
    const { priceStep, basePrice } = access.parameters(negotiationParameters)
    const { probability, common, size, reversion, qualityWeight } = access.parameters(newsParameters)
    const { markets, levels } = shapeIn(access.world)
    const { tick } = access.clock
    const watchQuality = bindQuality(access)
    const draws = access.source(NEWS_STREAM)
    const least = Math.ceil(levels * LADDER_MARGIN)
    return () => {
      watchQuality()
      const longRun = (basePrice[0] / priceStep[0]) * (1 + qualityWeight[0] * (2 * quality[0] - 1))
      for (let market = 0; market < markets; market++) {
        draws.begin(common[0] === 1 ? 0 : market)
        if (draws.next()[0] >= probability[0]) continue
        const at = tick[0] + draws.next()[0]
        const up = draws.next()[0] < 0.5
        const move = (-log(1 - draws.next()[0]) * size[0]) / priceStep[0]
        let moved = exact[market] + reversion[0] * (longRun - exact[market]) + (up ? move : -move)
        if (moved < least) moved = least
        if (moved > levels - least) moved = levels - least
        exact[market] = moved
        const row = market * NEWS_KEPT + (count[market] % NEWS_KEPT)
        time[row] = at
        value[row] = Math.round(moved)
        count[market]++
        pending[market] = 1
      }
    }
  },
})

/** Follows the mean p of accepted interactions. */
function bindQuality(access: SystemAccess): () => void {
  const { count } = access.get(Batch)
  const { p } = access.get(Score)
  const { status } = access.get(Verdict)
  const { quality } = access.get(NegotiationTotals)
  return () => {
    let accepted = 0
    let sum = 0
    for (let chunk = 0; chunk < count.length; chunk++) {
      const first = chunk << CHUNK_BITS
      for (let row = first; row < first + count[chunk]; row++) {
        if (status[row] !== Status.accepted) continue
        accepted++
        sum += p[row]
      }
    }
    if (accepted > 0) quality[0] += QUALITY_WEIGHT * (sum / accepted - quality[0])
  }
}

/** Binds what traders know: the latest news that has reached them. Moments and delays come in `at[0]` and `at[1]`. */
export function bindKnowledge(access: SystemAccess): (market: number, at: Float64Array) => number {
  const { time, value } = access.get(News)
  const { count } = access.get(NewsHead)
  return (market, at) => {
    const latest = count[market] - 1 + NEWS_KEPT
    let row = 0
    for (let age = 0; age < NEWS_KEPT; age++) {
      row = market * NEWS_KEPT + ((latest - age) % NEWS_KEPT)
      if (time[row] + at[1] <= at[0]) return value[row]
    }
    return value[row]
  }
}
