import { Status } from '../components/codes.ts'
import { Parties, Verdict } from '../components/interaction.ts'
import { bindDynamicGraph } from '../components/lookup/network.ts'
import {
  Edge,
  EdgeOverflow,
  EdgeOverflowSlot,
  EdgeWeight,
  Neighbours,
  NetworkTotals,
} from '../components/network.ts'
import { networkParameters } from '../components/parameters/society.ts'
import { Standing } from '../components/standing.ts'
import { defineSystem } from '../engine/schedule.ts'
import { decayEpoch, disconnect, strengthen } from '../formulas/graph-dynamics.ts'

const GRAPH = [Neighbours, Edge, EdgeWeight, EdgeOverflow, EdgeOverflowSlot, NetworkTotals]

/** Accepted interactions strengthen the tie between their parties. Reads Parties, Verdict. Writes the network. */
export const tiesSystem = defineSystem({
  name: 'ties',
  phase: 'memory',
  every: 'interaction',
  reads: [Parties, Verdict],
  writes: GRAPH,
  doc: 'Strengthens the edges that accepted interactions run along.',
  bind(access) {
    const { initiator, counterparty } = access.get(Parties)
    const { status } = access.get(Verdict)
    const { edgeStrengthenRate, maxEdgeWeight } = access.parameters(networkParameters)
    const graph = bindDynamicGraph(access)
    if (!graph) return () => {}
    return (first, end) => {
      for (let row = first; row < end; row++) {
        if (status[row] !== Status.accepted) continue
        strengthen(graph, initiator[row], counterparty[row], edgeStrengthenRate[0], maxEdgeWeight[0])
      }
    }
  },
})

/** Ties fade as an epoch ends, and agents of too low a reputation lose theirs. Reads Standing. Writes the network. */
export const fadingSystem = defineSystem({
  name: 'fading',
  phase: 'epoch-end',
  every: 'epoch-end',
  reads: [Standing],
  writes: GRAPH,
  doc: 'Disconnects the disreputable, weakens all edges, and removes the faded ones.',
  bind(access) {
    const { reputation } = access.get(Standing)
    const { pruned } = access.get(NetworkTotals)
    const { edgeDecayRate, minEdgeWeight, reputationDisconnectThreshold } =
      access.parameters(networkParameters)
    const graph = bindDynamicGraph(access)
    if (!graph) return () => {}
    return (first, end) => {
      const threshold = reputationDisconnectThreshold[0]
      for (let agent = first; agent < end; agent++) {
        if (reputation[agent] < threshold) pruned[0] += disconnect(graph, agent)
      }
      pruned[0] += decayEpoch(graph, edgeDecayRate[0], minEdgeWeight[0])
    }
  },
})
