import { defineParameters, flag } from '../../engine/config.ts'
import { definePlugin } from '../../engine/plugin.ts'
import { Claim, claimSystem } from './claims.ts'
import { microstructureMetric } from './metrics.ts'

/** Section `microstructure` of a scenario. */
export const microstructureParameters = defineParameters('microstructure', {
  enabled: flag({
    default: false,
    live: false,
    doc: 'Whether runs are measured as markets: prices, spreads and information rents of interactions (§6).',
  }),
})

/** Section `microstructure`: measures interactions as trades. It changes nothing of a run but the columns it adds. */
export const microstructurePlugin = definePlugin('microstructure', microstructureParameters, (app) => {
  if (app.plan.value('microstructure.enabled') !== true) return
  app.needs('core').components(Claim).systems(claimSystem).metrics(microstructureMetric)
})
