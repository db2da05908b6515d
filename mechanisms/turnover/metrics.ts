import { CustodyReason } from '../../components/codes.ts'
import { Custody } from '../../components/custody.ts'
import { Origin } from '../../components/spawning.ts'
import { defineMetric } from '../../engine/metric.ts'
import { TurnoverMix, TurnoverTotals } from './columns.ts'

/** Who came and who left. Reads Custody, Origin, TurnoverMix, TurnoverTotals. */
export const turnoverMetric = defineMetric({
  name: 'turnover',
  doc: 'Births, exits and the population.',
  sums: [],
  columns: {
    births: {
      unit: 'agents',
      doc: 'Agents that came as the epoch began, whoever asked for them; since the start in a summary.',
    },
    exits: {
      unit: 'agents',
      doc: 'Agents that turnover let go as the epoch before ended; since the start in a summary.',
    },
    bankruptcies: { unit: 'agents', doc: 'Of these, agents without the money to stay.' },
    population: { unit: 'agents', doc: 'Agents present at the end, held ones included.' },
  },
  reads: [Custody, Origin, TurnoverMix, TurnoverTotals],
  bind(access) {
    const { agentCount, epoch } = access.clock
    const { reasons } = access.get(Custody)
    const { epoch: arrived } = access.get(Origin)
    const { start } = access.get(TurnoverMix)
    const { exits, bankruptcies, allExits, allBankruptcies } = access.get(TurnoverTotals)
    return {
      report(_sums, scope) {
        const agents = agentCount[0] as number
        const starting = start.reduce((sum, count) => sum + count, 0)
        let population = 0
        let births = 0
        for (let agent = 0; agent < agents; agent++) {
          if (((reasons[agent] as number) & CustodyReason.departed) === 0) population++
          if (agent >= starting && arrived[agent] === epoch[0]) births++
        }
        const overall = scope === 'run'
        return {
          births: overall ? agents - starting : births,
          exits: (overall ? allExits : exits)[0] as number,
          bankruptcies: (overall ? allBankruptcies : bankruptcies)[0] as number,
          population,
        }
      },
    }
  },
})
