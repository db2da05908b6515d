import { CustodyReason } from '../../components/codes.ts'
import { Custody } from '../../components/custody.ts'
import { bindDynamicGraph } from '../../components/lookup/network.ts'
import { networkParameters } from '../../components/parameters/society.ts'
import { Origin } from '../../components/spawning.ts'
import { defineStream } from '../../engine/random.ts'
import { defineSystem } from '../../engine/schedule.ts'
import { strengthen } from '../../formulas/graph-dynamics.ts'
import { GRAPH } from './exits.ts'
import { turnoverParameters } from './parameters.ts'

export const TIE_STREAM = defineStream('turnover-tie')

/** Draws for each tie; in a society of whom most have left, a tie may not be found. */
const TRIES_MAX = 16

/**
 * Gives newcomers ties to agents drawn from those present, where ties can be made. Reads Custody, Origin. Writes the network.
 */
export const turnoverTieSystem = defineSystem({
  name: 'turnover-tie',
  phase: 'epoch-start',
  every: 'epoch-start',
  after: ['renewal'],
  reads: [Custody, Origin],
  writes: GRAPH,
  doc: 'Gives newcomers their first ties.',
  bind(access) {
    const { reasons } = access.get(Custody)
    const { epoch: arrived } = access.get(Origin)
    const { ties } = access.parameters(turnoverParameters)
    const { maxEdgeWeight } = access.parameters(networkParameters)
    const { epoch } = access.clock
    const draws = access.source(TIE_STREAM)
    const graph = bindDynamicGraph(access)
    if (!graph) return () => {}
    return (first, end) => {
      if (epoch[0] === 0 || ties[0] === 0) return
      // Newcomers hold the last rows.
      for (let agent = end - 1; agent >= first && arrived[agent] === epoch[0]; agent--) {
        draws.begin(agent)
        for (let tie = 0; tie < ties[0]; tie++) {
          for (let attempt = 0; attempt < TRIES_MAX; attempt++) {
            const other = Math.floor(draws.next()[0] * end)
            if (other === agent || (reasons[other] & CustodyReason.departed) !== 0) continue
            strengthen(graph, agent, other, maxEdgeWeight[0], maxEdgeWeight[0])
            break
          }
        }
      }
    }
  },
})
