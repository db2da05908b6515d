import { definePlugin } from '../../engine/plugin.ts'
import { closingSystem, payoutSystem } from '../books.ts'
import { Caller, Dealer, DealerTally, DealerTotals } from './columns.ts'
import { dealerMetric } from './metrics.ts'
import { checkValues, dealerOpeningSystem, GOOD_STREAM } from './opening.ts'
import { dealerParameters } from './parameters.ts'
import { CALL_STREAM, dealerTradingSystem } from './trading.ts'

/** Section `dealer`: dealers who quote to callers, some of whom know better. The README has the rules. */
export const dealerPlugin = definePlugin('dealer', dealerParameters, (app) => {
  const { plan } = app
  if (plan.value('dealer.enabled') !== true) return
  checkValues(plan.value('dealer.value_low') as number, plan.value('dealer.value_high') as number)
  const each = plan.value('dealer.agents_per_dealer') as number
  app
    .needs('core')
    .tables({ dealer: Math.max(1, Math.round(plan.population / each)), dealerTally: 2 })
    .components(Caller, Dealer, DealerTotals, DealerTally)
    .systems(payoutSystem('dealer', Caller))
    .systems(dealerOpeningSystem)
    .systems(dealerTradingSystem)
    .systems(closingSystem('dealer', DealerTally))
    .metrics(dealerMetric)
    .streams(GOOD_STREAM, CALL_STREAM)
})
