import { definePlugin } from '../../engine/plugin.ts'
import { SwarmMember, SybilPattern, SybilSuspicion, SybilTotals } from './columns.ts'
import { sybilDetectionSystem } from './detection.ts'
import { sybilCostSystem, sybilLeverSystem } from './lever.ts'
import { swarmMetric, sybilActivity, sybilQuality } from './metrics.ts'
import { sybilParameters } from './parameters.ts'
import { sybilFadingSystem, sybilPatternsSystem } from './patterns.ts'
import { sybil, sybilOperator } from './policies.ts'
import { SWARM_STREAM, sybilSpawnSystem, sybilSwarmSystem } from './swarm.ts'

/**
 * Sybil resistance: operators that make many identities, and a detector that finds identities behaving as one. Whitepaper
 * §15.
 */
export const sybilPlugin = definePlugin(
  'sybil',
  sybilParameters,
  (app) => {
    const { plan } = app
    if (plan.value('sybil.enabled') !== true) return
    app
      .needs('core')
      .components(SwarmMember)
      .policies(sybilOperator, sybil)
      .systems(sybilSwarmSystem)
      .systems(sybilSpawnSystem)
      .metrics(swarmMetric)
      .streams(SWARM_STREAM)
    if (plan.value('sybil.detection') !== true) return
    const slots = plan.value('sybil.slots') as number
    app
      .tables({
        sybilPattern: { rows: plan.capacity * slots, live: ({ clock }) => clock.agentCount[0] * slots },
      })
      .components(SybilPattern, SybilSuspicion, SybilTotals)
      .systems(sybilDetectionSystem, sybilFadingSystem)
      .systems(sybilLeverSystem)
      .systems(sybilCostSystem)
      .systems(sybilPatternsSystem)
      .metrics(sybilActivity, sybilQuality)
  },
  {
    newcomers: ({ count, value }) =>
      value('sybil.enabled') === true ? count('sybil_operator') * (value('sybil.swarm_size') as number) : 0,
  },
)
