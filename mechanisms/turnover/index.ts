import { Kind } from '../../components/agent.ts'
import { definePlugin, type Prospect } from '../../engine/plugin.ts'
import { BIRTH_STREAM, turnoverBirthSystem } from './births.ts'
import { TurnoverMix, TurnoverTotals } from './columns.ts'
import { EXIT_STREAM, turnoverExitSystem } from './exits.ts'
import { turnoverMetric } from './metrics.ts'
import { turnoverParameters } from './parameters.ts'
import { TIE_STREAM, turnoverTieSystem } from './ties.ts'

/** Most newcomers of a run at the rate that it starts with. */
function newcomersOf({ epochs, population, value }: Prospect): number {
  if (value('turnover.enabled') !== true) return 0
  const rate = value('turnover.birth_rate') as number
  return rate === 0 ? 0 : epochs * Math.ceil(rate * population)
}

/** Population turnover: agents come and go as epochs end. */
export const turnoverPlugin = definePlugin(
  'turnover',
  turnoverParameters,
  (app) => {
    if (app.plan.value('turnover.enabled') !== true) return
    app
      .needs('core')
      .components(TurnoverMix, TurnoverTotals)
      .systems(turnoverTieSystem)
      .systems(turnoverExitSystem)
      .systems(turnoverBirthSystem)
      .metrics(turnoverMetric)
      .streams(EXIT_STREAM, BIRTH_STREAM, TIE_STREAM)
      .initialise((world) => {
        const { start } = world.get(TurnoverMix)
        const { policy } = world.get(Kind)
        const agents = world.clock.agentCount[0]
        for (let agent = 0; agent < agents; agent++) start[policy[agent]]++
      })
  },
  { newcomers: newcomersOf },
)
