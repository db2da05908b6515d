import { Custody } from '../components/custody.ts'
import { Neighbours } from '../components/network.ts'
import { defineMetric } from '../engine/metric.ts'
import { isDeparted } from './presence.ts'
import { ratio } from './sums.ts'

/** Size of the network. Reads Custody, Neighbours. */
export const network = defineMetric({
  name: 'network',
  doc: 'Ties between agents at the end; null in a world without a network, where everyone can meet.',
  sums: [],
  columns: {
    edgeCount: { unit: 'count', doc: 'Edges, each counted once.' },
    meanDegree: {
      unit: 'count',
      doc: 'Mean neighbours of agents that have not departed; 0 when there are none.',
    },
    isolatedAgents: { unit: 'count', doc: 'Agents that have not departed and have no neighbour.' },
  },
  reads: [Custody, Neighbours],
  bind(access) {
    if (access.world.rowsOf('neighbours') === 0) {
      return { report: () => ({ edgeCount: null, meanDegree: null, isolatedAgents: null }) }
    }
    const { agentCount } = access.clock
    const { reasons } = access.get(Custody)
    const { degree } = access.get(Neighbours)
    return {
      report() {
        const agents = agentCount[0] as number
        let ends = 0
        let present = 0
        let presentEnds = 0
        let isolated = 0
        for (let agent = 0; agent < agents; agent++) {
          const neighbours = degree[agent] as number
          ends += neighbours
          if (isDeparted(reasons[agent] as number)) continue
          present++
          presentEnds += neighbours
          if (neighbours === 0) isolated++
        }
        return { edgeCount: ends / 2, meanDegree: ratio(presentEnds, present), isolatedAgents: isolated }
      },
    }
  },
})
