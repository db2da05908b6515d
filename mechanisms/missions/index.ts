import { pathOf } from '../../engine/config.ts'
import { UserError } from '../../engine/errors.ts'
import type { Plan } from '../../engine/plugin.ts'
import { definePlugin } from '../../engine/plugin.ts'
import { missionComponents } from './columns.ts'
import { missionsContributingSystem } from './contributing.ts'
import { FOUND_STREAM, JOIN_STREAM, missionsClosingSystem, missionsOpeningSystem } from './epoch.ts'
import { missionsMetric } from './metrics.ts'
import { missionParameterGroups, targetParameters } from './parameters.ts'
import { ORDER_STREAM } from './rewards.ts'
import { missionTables } from './tables.ts'

/** Section `missions`: agents work together for objectives and share a pool. The README has the rules. Whitepaper §5, §6. */
export const missionsPlugin = definePlugin('missions', missionParameterGroups, (app) => {
  const { plan } = app
  if (plan.value('missions.enabled') !== true) return
  refuseAimless(plan)
  app
    .needs('core')
    .tables(missionTables(plan))
    .components(...missionComponents)
    .systems(missionsClosingSystem)
    .systems(missionsOpeningSystem)
    .systems(missionsContributingSystem)
    .metrics(missionsMetric)
    .streams(FOUND_STREAM, JOIN_STREAM, ORDER_STREAM)
})

/** Missions need something to aim at, and room for as many members as they need. */
function refuseAimless(plan: Plan): void {
  const paths = Object.keys(targetParameters.parameters).map((name) => pathOf(targetParameters, name))
  if (paths.every((path) => plan.value(path) === null)) {
    throw new UserError('missions.targets', 'is null in every key, expected at least one target', {
      hint: `set one of ${paths.join(', ')}`,
    })
  }
  const [least, most] = ['missions.min_participants', 'missions.max_participants'].map(
    (path) => plan.value(path) as number,
  ) as [number, number]
  if (least > most) {
    throw new UserError(
      'missions.min_participants',
      `is ${least}, expected at most max_participants, ${most}`,
    )
  }
}
