import { bindAdjacency, bindDynamicGraph } from '../components/lookup/network.ts'
import {
  Edge,
  EdgeOverflow,
  EdgeOverflowSlot,
  EdgeWeight,
  Neighbours,
  NetworkTotals,
} from '../components/network.ts'
import { UserError } from '../engine/errors.ts'
import type { Plan, TableSize } from '../engine/plugin.ts'
import { defineStream, KeyedSource, keyOfSeed } from '../engine/random.ts'
import type { World } from '../engine/world.ts'
import { buildRows } from '../formulas/graph-csr.ts'
import { initialise } from '../formulas/graph-dynamics.ts'
import {
  COMPLETE_NODES_MAX,
  countEdges,
  type EdgeList,
  generateEdges,
  type Topology,
} from '../formulas/graph-generators.ts'
import { dynamicGraphSizes } from '../formulas/graph-storage.ts'

export const NETWORK_STREAM = defineStream('network')

export const networkComponents = [Neighbours, Edge, EdgeWeight, EdgeOverflow, EdgeOverflowSlot, NetworkTotals]

/** Room for new neighbours in each row of a dynamic network, and for edges that wait for an epoch's end. */
const SLACK_PER_ROW = 2
const OVERFLOW_PER_NODE = 0.25
const OVERFLOW_MIN = 64
const FULL_WEIGHT = 1

/** The network at the start, or nothing where everyone can meet everyone and ties do not change. */
export interface StartingNetwork {
  readonly edges: EdgeList
  readonly dynamic: boolean
}

/** Generates the network that a scenario asks for, over all rows of its capacity. Throws UserError when it is too large. */
export function startingNetwork(plan: Plan): StartingNetwork | undefined {
  const topology = plan.value('network.topology') as Topology
  const dynamic = plan.value('network.dynamic') === true
  if (plan.value('network.enabled') !== true || plan.population === 0) return undefined
  if (topology === 'complete' && !dynamic) return undefined
  if (topology === 'complete' && plan.population > COMPLETE_NODES_MAX) {
    throw new UserError(
      'network.dynamic',
      `a complete network of ${plan.population} agents would keep a weight for every pair, expected at most ${COMPLETE_NODES_MAX} agents`,
      { hint: 'use a sparse topology, or set dynamic: false' },
    )
  }
  const draws = new KeyedSource(
    keyOfSeed(plan.seed),
    NETWORK_STREAM,
    new Uint32Array(1),
    plan.value('random.rounds') as number,
  )
  draws.begin(0)
  const parameters = {
    edgeProbability: plan.value('network.edge_probability') as number,
    neighborCount: plan.value('network.k_neighbors') as number,
    rewireProbability: plan.value('network.rewire_probability') as number,
    attachmentCount: plan.value('network.m_edges') as number,
    edges: plan.edges,
  }
  if (plan.sizesOnly) {
    const count = countEdges(topology, plan.population, parameters)
    const none = new Uint32Array(0)
    return { edges: { nodeCount: plan.capacity, count, source: none, target: none }, dynamic }
  }
  try {
    const edges = generateEdges(topology, plan.population, parameters, () => draws.next()[0])
    return { edges: { ...edges, nodeCount: plan.capacity }, dynamic }
  } catch (thrown) {
    if (thrown instanceof RangeError) throw new UserError('network', thrown.message, { cause: thrown })
    throw thrown
  }
}

/** Rows of the network's tables. */
export function networkTables(network: StartingNetwork | undefined): Record<string, TableSize> {
  if (!network) return { neighbours: 0, edge: 0, edgeWeight: 0, edgeOverflow: 0, edgeOverflowSlot: 0 }
  const { edges, dynamic } = network
  if (!dynamic) {
    const live = (world: World) => world.clock.agentCount[0] + 1
    return {
      neighbours: { rows: edges.nodeCount + 1, live },
      edge: 2 * edges.count,
      edgeWeight: 0,
      edgeOverflow: 0,
      edgeOverflowSlot: 0,
    }
  }
  const sizes = dynamicGraphSizes(edges, SLACK_PER_ROW, overflowOf(edges))
  return {
    neighbours: sizes.offset,
    edge: sizes.target,
    edgeWeight: sizes.weight,
    edgeOverflow: sizes.overflowSource,
    edgeOverflowSlot: sizes.overflowSlot,
  }
}

const overflowOf = (edges: EdgeList): number =>
  Math.max(OVERFLOW_MIN, Math.ceil(OVERFLOW_PER_NODE * edges.nodeCount))

/** Fills the network's columns. */
export function fillNetwork(world: World, network: StartingNetwork | undefined): void {
  if (!network) return
  const access = { get: world.get.bind(world), world, clock: world.clock }
  const graph = bindDynamicGraph(access)
  if (graph) {
    initialise(graph, network.edges, FULL_WEIGHT)
    return
  }
  const rows = buildRows(network.edges, 0)
  const adjacency = bindAdjacency(access)
  adjacency?.offset.set(rows.offset)
  adjacency?.degree.set(rows.degree)
  adjacency?.target.set(rows.target)
}
