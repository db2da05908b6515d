import { definePlugin } from '../../engine/plugin.ts'
import type { World } from '../../engine/world.ts'
import { bookColumnsOf } from './access.ts'
import { CALL_STREAM, negotiationClearingSystem } from './clearing.ts'
import { negotiationClosingSystem } from './closing.ts'
import { Exchange, News, NewsHead, negotiationComponents } from './columns.ts'
import { clearLadder } from './ladder.ts'
import { marketMetric, negotiationMetric, rentMetric, spoofingMetric } from './metrics.ts'
import { NEWS_STREAM, negotiationNewsSystem } from './news.ts'
import { negotiationOpeningSystem, TRADER_STREAM } from './opening.ts'
import {
  marketParameters,
  negotiationParameters,
  newsParameters,
  panicParameters,
  surveillanceParameters,
  tradingParameters,
  typeParameters,
} from './parameters.ts'
import { RULE_STREAM } from './rules.ts'
import { negotiationSurveillanceSystem } from './surveillance.ts'
import { NEWS_KEPT, negotiationTables, shapeIn } from './tables.ts'
import { MOMENT_STREAM, negotiationTradingSystem } from './trading.ts'

/** Empty books, and every good at its starting value. */
function openMarkets(world: World): void {
  const shape = shapeIn(world)
  clearLadder(bookColumnsOf({ get: world.get.bind(world), world, clock: world.clock }), shape)
  const { batch, lowest, highest, last, value } = world.get(Exchange)
  const { exact } = world.get(NewsHead)
  const news = world.get(News)
  const [base, step] = ['base_price', 'price_step'].map(
    (name) => world.value(`negotiation.${name}`) as number,
  )
  const start = Math.min(shape.levels - 1, Math.max(1, Math.round((base as number) / (step as number))))
  for (let market = 0; market < shape.markets; market++) {
    batch[market] = world.parameters(
      marketParameters[market] as (typeof marketParameters)[number],
    ).batchTicks[0]
    lowest[market] = 1
    highest[market] = shape.levels - 1
    last[market] = start
    value[market] = start
    exact[market] = start
  }
  for (let row = 0; row < shape.markets * NEWS_KEPT; row++) news.value[row] = start
}

/** High-frequency negotiation: order books or batch auctions of goods, traders with delays, halts and surveillance. */
export const negotiationPlugin = definePlugin(
  'negotiation',
  [
    negotiationParameters,
    newsParameters,
    panicParameters,
    tradingParameters,
    surveillanceParameters,
    ...marketParameters,
    ...typeParameters,
  ],
  (app) => {
    if (app.plan.value('negotiation.enabled') !== true) return
    app
      .needs('core')
      .tables(negotiationTables(app.plan))
      .components(...negotiationComponents)
      .systems(negotiationSurveillanceSystem, negotiationOpeningSystem)
      .systems(negotiationNewsSystem, negotiationTradingSystem, negotiationClearingSystem)
      .systems(negotiationClosingSystem)
      .metrics(negotiationMetric, marketMetric, rentMetric, spoofingMetric)
      .streams(TRADER_STREAM, NEWS_STREAM, MOMENT_STREAM, RULE_STREAM, CALL_STREAM)
      .initialise(openMarkets)
  },
)
