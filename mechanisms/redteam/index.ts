import { definePlugin } from '../../engine/plugin.ts'
import { attackPolicies } from './attacks.ts'
import { redteamComponents } from './columns.ts'
import { attackMetric } from './metrics.ts'
import { redteamParameters } from './parameters.ts'
import { purseSystem, savingsSystem } from './purse.ts'
import { traceSystem } from './trace.ts'

/** Attackers that try levers out, and a trace of what they do, which no lever sees. Whitepaper §8. */
export const redteamPlugin = definePlugin('redteam', redteamParameters, (app) => {
  if (app.plan.value('redteam.enabled') !== true) return
  app
    .needs('core')
    .components(...redteamComponents)
    .policies(...attackPolicies)
    .systems(purseSystem)
    .systems(traceSystem)
    .systems(savingsSystem)
    .metrics(attackMetric)
})
