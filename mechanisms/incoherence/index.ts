import { definePlugin } from '../../engine/plugin.ts'
import type { System } from '../../engine/schedule.ts'
import { incoherenceBreakerSystem, incoherenceCustodySystem, incoherenceThawSystem } from './breaker.ts'
import { incoherenceCheckpointSystem } from './checkpoint.ts'
import { Focus, incoherenceComponents } from './columns.ts'
import { ENSEMBLE_STREAM, selfEnsemble } from './ensemble.ts'
import { erratic } from './erratic.ts'
import { incoherenceFrictionSystem } from './friction.ts'
import { incoherenceGateSystem, incoherenceWatchSystem } from './gate.ts'
import { incoherenceLeverMetric, uncertaintyMetric } from './metrics.ts'
import { controlParameters, forecastParameters, incoherenceParameters } from './parameters.ts'

/** Any of these brings the mechanism. */
const SWITCHES = [
  'incoherence.enabled',
  'governance.self_ensemble_enabled',
  'governance.incoherence_breaker_enabled',
  'governance.decomposition_enabled',
  'governance.incoherence_friction_enabled',
] as const

/**
 * Levers against variance: self-ensemble, incoherence breaker, decomposition checkpoints, dynamic friction, and a forecast
 * that says when they are needed. Erratic agents may also live in a society without them: their policy is there as soon as
 * a scenario has any. Whitepaper §10.
 */
export const incoherencePlugin = definePlugin(
  'incoherence',
  [controlParameters, incoherenceParameters, forecastParameters],
  (app) => {
    const { plan } = app
    const enabled = SWITCHES.some((path) => plan.value(path) === true)
    // Room for newcomers counts as members of every policy.
    const members = (plan.members.get(erratic.name) ?? 0) - (plan.capacity - plan.population)
    if (enabled || members > 0) app.components(Focus).policies(erratic)
    if (!enabled) return
    // Turns one after the other put interactions in the order of decision: chunks then say nothing about their agents.
    const spread = plan.value('turns') === 'sequential' ? undefined : 'chunks'
    const shared = (system: System): System => ({ ...system, spread })
    app
      .needs('core')
      .components(...incoherenceComponents)
      .systems(incoherenceGateSystem)
      .systems(incoherenceThawSystem)
      .systems(incoherenceCheckpointSystem)
      .systems(shared(incoherenceWatchSystem))
      .systems(shared(incoherenceBreakerSystem))
      .systems(shared(incoherenceFrictionSystem))
      .systems(shared(incoherenceCustodySystem))
      .deliberates(selfEnsemble)
      .streams(ENSEMBLE_STREAM)
      .metrics(incoherenceLeverMetric, uncertaintyMetric)
  },
)
