import { UserError } from '../../engine/errors.ts'
import { definePlugin } from '../../engine/plugin.ts'
import { LemonsBook, Lot } from './columns.ts'
import { LOT_STREAM, lemonsMarketSystem, PAIRING_STREAM } from './market.ts'
import { lemonsMetric } from './metrics.ts'
import { lemonsParameters } from './parameters.ts'

/** Section `lemons`: a market that unravels, or does not. The README has the rules. */
export const lemonsPlugin = definePlugin('lemons', lemonsParameters, (app) => {
  const { plan } = app
  if (plan.value('lemons.enabled') !== true) return
  const floor = plan.value('lemons.quality_floor') as number
  const best = plan.value('lemons.quality_best') as number
  if (floor > best) {
    throw new UserError('lemons.quality_floor', `got ${floor}, expected at most lemons.quality_best, ${best}`)
  }
  app
    .needs('core')
    .components(Lot, LemonsBook)
    .systems(lemonsMarketSystem)
    .metrics(lemonsMetric)
    .streams(LOT_STREAM, PAIRING_STREAM)
    .initialise((world, { value }) => {
      const start = value('lemons.start_price') as number
      const { next, expectedNext } = world.get(LemonsBook)
      next[0] = start
      expectedNext[0] = start
    })
})
