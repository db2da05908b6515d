import { type Adjacency, toCsr } from '../../formulas/graph-csr.ts'
import {
  decayEpoch,
  disconnect,
  initialise,
  listEdges,
  remove,
  setEdgeWeight,
  strengthen,
} from '../../formulas/graph-dynamics.ts'
import {
  type EdgeList,
  generateEdges,
  type Topology,
  topologyDefaults,
} from '../../formulas/graph-generators.ts'
import { networkMetrics, shortestPath } from '../../formulas/graph-metrics.ts'
import { allocateDynamicGraph, type DynamicGraph, dynamicGraphSizes } from '../../formulas/graph-storage.ts'
import {
  completeEdgeCount,
  cycleClustering,
  cyclePathLength,
  epochsToPrune,
  ringLatticeClustering,
  ringLatticeEdgeCount,
  scaleFreeEdgeCount,
  starPathLength,
} from '../../formulas/graph-theory.ts'

/**
 * Adapters of the network families: each takes the `in` of one case and returns what the project's own code
 * makes of it, in the shape of the case's `out`.
 */

/** The vectors' networks are deterministic: probabilities are 0 or 1, so any uniform gives the same edges. */
const MIDDLE = () => 0.5

interface DynamicsConfig {
  dynamic: boolean
  edgeStrengthenRate: number
  edgeDecayRate: number
  minEdgeWeight: number
  maxEdgeWeight: number
  reputationDisconnectThreshold?: number | null
}

interface GeneratorCase {
  topology: Topology
  n: number
  edgeProbability?: number
  kNeighbors?: number
  rewireProbability?: number
  mEdges?: number
  edges?: [number, number][]
}

type DynamicsOperation =
  | ['decay']
  | ['strengthen' | 'remove', number, number]
  | ['add', number, number, number]
  | ['disconnect', number, number]

interface CoreOperation {
  op: 'accepted' | 'epochEnd'
  a: number
  b: number
}

function edgesOf(input: GeneratorCase): EdgeList {
  const parameters = {
    edgeProbability: input.edgeProbability ?? topologyDefaults.edgeProbability,
    neighborCount: input.kNeighbors ?? topologyDefaults.neighborCount,
    rewireProbability: input.rewireProbability ?? topologyDefaults.rewireProbability,
    attachmentCount: input.mEdges ?? topologyDefaults.attachmentCount,
    edges: input.edges ?? topologyDefaults.edges,
  }
  return generateEdges(input.topology, input.n, parameters, MIDDLE)
}

function metricsOf(graph: Adjacency): unknown {
  const metrics = networkMetrics(graph)
  const degreeDistribution: Record<string, number> = {}
  metrics.degreeDistribution.forEach((nodes, degree) => {
    if (nodes > 0) degreeDistribution[degree] = nodes
  })
  return {
    nAgents: metrics.nodeCount,
    nEdges: metrics.edgeCount,
    averageDegree: metrics.degreeMean,
    averageClustering: metrics.clusteringMean,
    averagePathLength: metrics.pathLength.mean,
    isConnected: metrics.connected,
    nComponents: metrics.componentCount,
    componentSizes: [...metrics.componentSizes],
    degrees: [...metrics.degrees],
    clustering: [...metrics.clustering],
    degreeDistribution,
  }
}

/** Pairs in ascending order, read off the sorted rows. */
function sortedPairs(graph: Adjacency): [number, number][] {
  const pairs: [number, number][] = []
  for (let node = 0; node < graph.nodeCount; node++) {
    const first = graph.offset[node] ?? 0
    const row = graph.target.subarray(first, first + (graph.degree[node] ?? 0))
    for (const other of row) if (other > node) pairs.push([node, other])
  }
  return pairs
}

function generators(input: GeneratorCase): unknown {
  const graph = toCsr(edgesOf(input))
  return { edges: sortedPairs(graph), metrics: metricsOf(graph) }
}

/**
 * The `in` of this family does not say which pairs are asked for, so the pairs (never the distances) are read
 * from the case's `out`; without it, all pairs are answered, in order.
 */
function metrics(
  input: { n: number; edges: [number, number][] },
  asked?: { shortestPaths: [number, number, number][] },
): unknown {
  const graph = toCsr(edgesOf({ topology: 'custom', n: input.n, edges: input.edges }))
  const everyPair = Array.from({ length: input.n * input.n }, (_, index): [number, number] => [
    Math.floor(index / input.n),
    index % input.n,
  ])
  const pairs =
    asked === undefined ? everyPair : asked.shortestPaths.map(([first, second]) => [first, second] as const)
  return {
    metrics: metricsOf(graph),
    shortestPaths: pairs.map(([first, second]) => [first, second, shortestPath(graph, first, second)]),
  }
}

/** One slack and one waiting place a node: enough to send some edges through every store there is. */
function dynamicGraphOf(input: GeneratorCase): DynamicGraph {
  const edges = edgesOf(input)
  const graph = allocateDynamicGraph(input.n, dynamicGraphSizes(edges, input.n, completeEdgeCount(input.n)))
  initialise(graph, edges, 1)
  return graph
}

function weightsOf(graph: DynamicGraph): [number, number, number][] {
  const { source, target, weight } = listEdges(graph)
  return Array.from(source, (low, edge) => [low, target[edge] ?? 0, weight[edge] ?? 0])
}

function applyOperation(
  graph: DynamicGraph,
  config: DynamicsConfig,
  operation: DynamicsOperation,
): number | null {
  switch (operation[0]) {
    case 'decay':
      return config.dynamic ? decayEpoch(graph, config.edgeDecayRate, config.minEdgeWeight) : 0
    case 'strengthen':
      if (config.dynamic) {
        strengthen(graph, operation[1], operation[2], config.edgeStrengthenRate, config.maxEdgeWeight)
      }
      return null
    case 'add':
      setEdgeWeight(graph, operation[1], operation[2], operation[3], config.maxEdgeWeight)
      return null
    case 'remove':
      remove(graph, operation[1], operation[2])
      return null
    case 'disconnect': {
      const threshold = config.reputationDisconnectThreshold ?? Number.NEGATIVE_INFINITY
      return operation[2] < threshold ? disconnect(graph, operation[1]) : 0
    }
  }
}

function dynamics(
  input: GeneratorCase & {
    config: DynamicsConfig
    ops: DynamicsOperation[]
    decayOnly?: boolean
    weight: number
    edgeDecayRate: number
    minEdgeWeight: number
  },
): unknown {
  if (input.decayOnly) {
    return { epochsToPrune: epochsToPrune(input.weight, input.edgeDecayRate, input.minEdgeWeight) }
  }
  const graph = dynamicGraphOf(input)
  const results = input.ops.map((operation) => applyOperation(graph, input.config, operation))
  return { results, weights: weightsOf(graph) }
}

function coreDynamics(input: {
  topology: Topology
  agentCount: number
  config: DynamicsConfig
  ops: CoreOperation[]
}): unknown {
  const graph = dynamicGraphOf({ topology: input.topology, n: input.agentCount })
  const pruned = input.ops.map(({ op, a, b }) =>
    applyOperation(graph, input.config, op === 'accepted' ? ['strengthen', a, b] : ['decay']),
  )
  return { pruned, edges: weightsOf(graph) }
}

function theory({ kind, n, k = 0, m = 0 }: { kind: string; n: number; k?: number; m?: number }): unknown {
  switch (kind) {
    case 'cycle':
      return { averagePathLength: cyclePathLength(n), averageClustering: cycleClustering(n), edges: n }
    case 'star':
      return { averagePathLength: starPathLength(n), averageClustering: 0, edges: n - 1 }
    case 'complete':
      return { averagePathLength: 1, averageClustering: 1, edges: completeEdgeCount(n) }
    case 'ringLattice':
      return { averageClustering: ringLatticeClustering(n, k), edges: ringLatticeEdgeCount(n, k) }
    case 'barabasiAlbert':
      return { edges: scaleFreeEdgeCount(n, m) }
    default:
      throw new RangeError(`unknown closed form ${kind}`)
  }
}

/** The adapters by family; `asked` is the case's `out`, of which only `network-metrics` reads the pairs asked for. */
// biome-ignore lint/suspicious/noExplicitAny: the shape of a case is known only to its own family.
export const graphFamilies: Record<string, (input: any, asked?: any) => unknown> = {
  'network-generators': generators,
  'network-metrics': metrics,
  'network-dynamics': dynamics,
  'theory-network': theory,
  networkDynamics: coreDynamics,
}
