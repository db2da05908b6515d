import { boundOnce } from '../../engine/sharing.ts'
import { type Adjacency, halfEdgeIndex } from '../../formulas/graph-csr.ts'
import type { DynamicGraph } from '../../formulas/graph-storage.ts'
import { Edge, EdgeOverflow, EdgeOverflowSlot, EdgeWeight, Neighbours, NetworkTotals } from '../network.ts'
import type { LookupAccess } from './acquaintances.ts'

/** The network's rows; a world without a network, or with a static complete one, has none. */
export const bindAdjacency = boundOnce([Neighbours, Edge], (access: LookupAccess): Adjacency | undefined => {
  const { offset, degree } = access.get(Neighbours)
  if (offset.length === 0) return undefined
  return { nodeCount: offset.length - 1, offset, degree, target: access.get(Edge).target }
})

/** The network with its weights, where it is dynamic. */
export function bindDynamicGraph(access: LookupAccess): DynamicGraph | undefined {
  const adjacency = bindAdjacency(access)
  const { weight } = access.get(EdgeWeight)
  if (!adjacency || weight.length === 0) return undefined
  const overflow = access.get(EdgeOverflow)
  const { overflowCount, refused } = access.get(NetworkTotals)
  return {
    ...adjacency,
    weight,
    overflowCount,
    refused,
    overflowSource: overflow.source,
    overflowTarget: overflow.target,
    overflowWeight: overflow.weight,
    overflowSlot: access.get(EdgeOverflowSlot).slot,
  }
}

/** Whether two agents may meet: not the same, and joined where there is a network. */
export type MayMeet = (first: number, second: number) => boolean

/** An edge made in this epoch that waits for room in its row counts from the next epoch on. */
export function bindMeeting(access: LookupAccess): MayMeet {
  const { agentCount } = access.clock
  const adjacency = bindAdjacency(access)
  const exists = (first: number, second: number) => second < agentCount[0] && first !== second
  if (!adjacency) return exists
  return (first, second) => exists(first, second) && halfEdgeIndex(adjacency, first, second) >= 0
}
