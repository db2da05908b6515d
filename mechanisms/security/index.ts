import { definePlugin } from '../../engine/plugin.ts'
import { securityComponents } from './columns.ts'
import { securityDetectionSystem } from './detection.ts'
import { securityJudgementSystem } from './judgement.ts'
import { securityMetric, spreadMetric } from './metrics.ts'
import { securityParameters } from './parameters.ts'
import { securityPurseSystem } from './purse.ts'
import { securityQualityMetric } from './quality.ts'

/** The security lever: looks for attacks in what can be observed, and charges, fines and quarantines for them. */
export const securityPlugin = definePlugin('security', securityParameters, (app) => {
  if (app.plan.value('security.enabled') !== true) return
  app
    .needs('core')
    .components(...securityComponents)
    .systems(securityJudgementSystem)
    .systems(securityPurseSystem)
    .systems(securityDetectionSystem)
    .metrics(securityMetric, spreadMetric, securityQualityMetric)
})
