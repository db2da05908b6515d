import type { Adjacency } from './graph-csr.ts'

/**
 * Network metrics (Whitepaper, network topology) of an undirected simple graph in sorted rows. Everything
 * but the exact path length is close to linear in the edges; path length can be sampled.
 */

/** Connected components; labels number them by their lowest node. */
export interface Components {
  readonly count: number
  /** Component of each node, 0 to count - 1. */
  readonly label: Uint32Array
  /** Nodes in each component, largest first (so not indexed by label). */
  readonly sizes: Uint32Array
}

/** Mean shortest path over reachable ordered pairs, 0 where there are none. */
export interface PathLength {
  readonly mean: number
  /** Standard error of the mean: 0 when every node was a source. */
  readonly standardError: number
  /** How many nodes the searches started from. */
  readonly sourceCount: number
}

/** How to estimate the path length instead of searching from every node. */
export interface PathSampling {
  /** Sources to search from, integer >= 2; at or above the number of nodes the result is exact. */
  readonly sampleSources: number
  /** Uniforms in [0, 1). */
  readonly draw: () => number
}

export interface NetworkMetrics {
  readonly nodeCount: number
  readonly edgeCount: number
  /** Edges divided by pairs of nodes, [0, 1]; 0 with fewer than two nodes. */
  readonly density: number
  readonly degreeMean: number
  /** Mean over all nodes of the local clustering, [0, 1]. */
  readonly clusteringMean: number
  readonly pathLength: PathLength
  /** True with fewer than two nodes. */
  readonly connected: boolean
  readonly componentCount: number
  /** Largest first. */
  readonly componentSizes: Uint32Array
  readonly degrees: Uint32Array
  /** Local clustering of each node, 0 where the degree is below 2. */
  readonly clustering: Float64Array
  /** Nodes of each degree, indexed by degree; empty without nodes. */
  readonly degreeDistribution: Uint32Array
}

/**
 * All metrics of a network. Without `sampling` the path length is exact, which costs nodes times edges:
 * give `sampling` above a few thousand nodes.
 *
 * @throws RangeError when `sampleSources` is not an integer >= 2
 */
export function networkMetrics(graph: Adjacency, sampling?: PathSampling): NetworkMetrics {
  const { nodeCount } = graph
  const degrees = graph.degree.slice(0, nodeCount)
  const clustering = localClustering(graph)
  const components = connectedComponents(graph)
  let halves = 0
  let clusteringSum = 0
  for (let node = 0; node < nodeCount; node++) {
    halves += degrees[node]
    clusteringSum += clustering[node]
  }
  return {
    nodeCount,
    edgeCount: halves / 2,
    density: nodeCount < 2 ? 0 : halves / (nodeCount * (nodeCount - 1)),
    degreeMean: nodeCount === 0 ? 0 : halves / nodeCount,
    clusteringMean: nodeCount === 0 ? 0 : clusteringSum / nodeCount,
    pathLength: pathLength(graph, sampling),
    connected: components.count < 2,
    componentCount: components.count,
    componentSizes: components.sizes,
    degrees,
    clustering,
    degreeDistribution: degreeHistogram(degrees),
  }
}

function degreeHistogram(degrees: Uint32Array): Uint32Array {
  let degreeMax = -1
  for (const degree of degrees) if (degree > degreeMax) degreeMax = degree
  const histogram = new Uint32Array(degreeMax + 1)
  for (const degree of degrees) histogram[degree]++
  return histogram
}

/**
 * Local clustering of each node: joined pairs of neighbours over all pairs of neighbours, 0 where the degree
 * is below 2. Each triangle is found once, from its end of least degree, so a hub costs no square of its
 * degree: O(edges^1.5) at worst (Latapy 2008, "Main-memory triangle computations").
 */
export function localClustering(graph: Adjacency): Float64Array {
  const { nodeCount, degree } = graph
  const { offset, target } = upwardRows(graph)
  const triangles = new Float64Array(nodeCount)
  const seenFrom = new Uint32Array(nodeCount)
  for (let node = 0; node < nodeCount; node++) {
    const rowEnd = offset[node + 1]
    for (let half = offset[node]; half < rowEnd; half++) seenFrom[target[half]] = node + 1
    for (let half = offset[node]; half < rowEnd; half++) {
      const middle = target[half]
      const middleEnd = offset[middle + 1]
      for (let far = offset[middle]; far < middleEnd; far++) {
        if (seenFrom[target[far]] !== node + 1) continue
        triangles[node]++
        triangles[middle]++
        triangles[target[far]]++
      }
    }
  }
  for (let node = 0; node < nodeCount; node++) {
    const pairs = (degree[node] * (degree[node] - 1)) / 2
    triangles[node] = pairs === 0 ? 0 : triangles[node] / pairs
  }
  return triangles
}

/** Rows that keep of each edge only the half from the end of lower (degree, index) to the higher. */
function upwardRows(graph: Adjacency): { offset: Uint32Array; target: Uint32Array } {
  const { nodeCount, offset, degree, target } = graph
  const upwardOffset = new Uint32Array(nodeCount + 1)
  let halves = 0
  for (let node = 0; node < nodeCount; node++) halves += degree[node]
  const upwardTarget = new Uint32Array(halves / 2)
  let write = 0
  for (let node = 0; node < nodeCount; node++) {
    const rowEnd = offset[node] + degree[node]
    for (let half = offset[node]; half < rowEnd; half++) {
      const other = target[half]
      if (degree[other] > degree[node] || (degree[other] === degree[node] && other > node)) {
        upwardTarget[write++] = other
      }
    }
    upwardOffset[node + 1] = write
  }
  return { offset: upwardOffset, target: upwardTarget }
}

/** Connected components by union-find with path halving. */
export function connectedComponents(graph: Adjacency): Components {
  const { nodeCount, offset, degree, target } = graph
  const parent = new Uint32Array(nodeCount)
  for (let node = 0; node < nodeCount; node++) parent[node] = node
  for (let node = 0; node < nodeCount; node++) {
    const rowEnd = offset[node] + degree[node]
    for (let half = offset[node]; half < rowEnd; half++) {
      if (target[half] > node) join(parent, node, target[half])
    }
  }
  const label = new Uint32Array(nodeCount)
  const sizes = new Uint32Array(nodeCount)
  let count = 0
  for (let node = 0; node < nodeCount; node++) {
    const root = find(parent, node)
    // The lower root always wins, so a root comes before every other node of its component.
    label[node] = root === node ? count++ : label[root]
    sizes[label[node]]++
  }
  return { count, label, sizes: sizes.slice(0, count).sort().reverse() }
}

function find(parent: Uint32Array, node: number): number {
  let root = node
  while (parent[root] !== root) {
    parent[root] = parent[parent[root]]
    root = parent[root]
  }
  return root
}

function join(parent: Uint32Array, first: number, second: number): void {
  const firstRoot = find(parent, first)
  const secondRoot = find(parent, second)
  if (firstRoot < secondRoot) parent[secondRoot] = firstRoot
  else parent[firstRoot] = secondRoot
}

/**
 * Mean shortest path over reachable ordered pairs, by breadth-first search from every node or from a
 * sample drawn without replacement. The sampled mean is the ratio of all distances to all pairs reached;
 * its standard error is the usual one of a ratio, with the finite population correction.
 *
 * @throws RangeError when `sampleSources` is not an integer >= 2
 */
export function pathLength(graph: Adjacency, sampling?: PathSampling): PathLength {
  const { nodeCount } = graph
  const wanted = sampling === undefined ? nodeCount : sampling.sampleSources
  if (sampling !== undefined && (!Number.isInteger(wanted) || wanted < 2)) {
    throw new RangeError(`sampleSources ${wanted}: expected an integer >= 2`)
  }
  const sourceCount = Math.min(wanted, nodeCount)
  const sampled = sampling !== undefined && sourceCount < nodeCount
  const sources = sampled ? sampleNodes(nodeCount, sourceCount, sampling.draw) : undefined
  const distance = new Int32Array(nodeCount)
  const queue = new Uint32Array(nodeCount)
  const sums = new Float64Array(sourceCount)
  const reached = new Float64Array(sourceCount)
  let sumTotal = 0
  let reachedTotal = 0
  for (let index = 0; index < sourceCount; index++) {
    const found = breadthFirst(graph, sources === undefined ? index : sources[index], distance, queue)
    for (let place = 1; place < found; place++) sums[index] += distance[queue[place]]
    reached[index] = found - 1
    sumTotal += sums[index]
    reachedTotal += reached[index]
  }
  const mean = reachedTotal === 0 ? 0 : sumTotal / reachedTotal
  if (!sampled || reachedTotal === 0) return { mean, standardError: 0, sourceCount }
  let squares = 0
  for (let index = 0; index < sourceCount; index++) {
    const residual = sums[index] - mean * reached[index]
    squares += residual * residual
  }
  const variance = (squares / (sourceCount - 1) / sourceCount) * (1 - sourceCount / nodeCount)
  return { mean, standardError: Math.sqrt(variance) / (reachedTotal / sourceCount), sourceCount }
}

/** The first places of a Fisher-Yates shuffle: distinct nodes, each set equally likely. */
function sampleNodes(nodeCount: number, sampleCount: number, draw: () => number): Uint32Array {
  const nodes = new Uint32Array(nodeCount)
  for (let node = 0; node < nodeCount; node++) nodes[node] = node
  for (let place = 0; place < sampleCount; place++) {
    const other = place + Math.floor(draw() * (nodeCount - place))
    const chosen = nodes[other]
    nodes[other] = nodes[place]
    nodes[place] = chosen
  }
  return nodes.slice(0, sampleCount)
}

/**
 * Fills `distance` (-1 where unreachable) and the first places of `queue` with the nodes reached, nearest
 * first, the source included; returns how many.
 */
function breadthFirst(graph: Adjacency, source: number, distance: Int32Array, queue: Uint32Array): number {
  const { offset, degree, target } = graph
  distance.fill(-1)
  distance[source] = 0
  queue[0] = source
  let found = 1
  for (let place = 0; place < found; place++) {
    const node = queue[place]
    const next = distance[node] + 1
    const rowEnd = offset[node] + degree[node]
    for (let half = offset[node]; half < rowEnd; half++) {
      const other = target[half]
      if (distance[other] !== -1) continue
      distance[other] = next
      queue[found++] = other
    }
  }
  return found
}

/** Edges on a shortest path between two nodes: 0 from a node to itself, -1 where there is none. */
export function shortestPath(graph: Adjacency, first: number, second: number): number {
  const distance = new Int32Array(graph.nodeCount)
  breadthFirst(graph, first, distance, new Uint32Array(graph.nodeCount))
  return distance[second]
}
