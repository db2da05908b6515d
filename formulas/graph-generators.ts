import { log } from './elementary.ts'

/**
 * Network generators (Whitepaper, network topology). Every generator costs about one operation per edge, so
 * a million nodes is a matter of a second; randomness comes from the caller alone.
 */

/** Names of the topologies a network can have. */
export const TOPOLOGIES = [
  'complete',
  'ring',
  'star',
  'random_erdos_renyi',
  'small_world',
  'scale_free',
  'custom',
] as const

export type Topology = (typeof TOPOLOGIES)[number]

/** An undirected simple graph: edge e joins `source[e]` < `target[e]`; no duplicates, no self loops. */
export interface EdgeList {
  readonly nodeCount: number
  readonly count: number
  readonly source: Uint32Array
  readonly target: Uint32Array
}

/** What the generators read; each topology reads only its own. */
export interface TopologyParameters {
  /** Erdos-Renyi: probability of each edge, [0, 1]. */
  readonly edgeProbability: number
  /** Small world: neighbours on the initial ring, integer >= 2; an odd number counts as the even one below. */
  readonly neighborCount: number
  /** Small world: probability that an edge is rewired, [0, 1]. */
  readonly rewireProbability: number
  /** Scale free: edges that each newcomer brings, integer >= 1. */
  readonly attachmentCount: number
  /** Custom: pairs of node indices in any order; repeated pairs count once. */
  readonly edges: readonly (readonly [number, number])[]
}

/** The values used where a caller gives none. */
export const topologyDefaults: TopologyParameters = {
  edgeProbability: 0.5,
  neighborCount: 4,
  rewireProbability: 0.1,
  attachmentCount: 2,
  edges: [],
}

/** Largest complete network that is stored as edges (about two million of them). */
export const COMPLETE_NODES_MAX = 2000

/** Largest number of edges any generator will allocate: 2^28, two gigabytes of endpoints. */
export const EDGES_MAX = 268_435_456

/** Largest custom network: 2^26 nodes. */
const CUSTOM_NODES_MAX = 67_108_864

/**
 * The edges of a network.
 *
 * @param topology which generator
 * @param nodeCount integer >= 0; fewer than two nodes have no edges
 * @param parameters overrides of `topologyDefaults`
 * @param draw uniforms in [0, 1); complete, ring, star and custom draw nothing
 * @throws RangeError for a parameter out of range, a complete network above `COMPLETE_NODES_MAX` (while
 *   static it needs no storage: every pair is joined), or more than `EDGES_MAX` edges
 */
export function generateEdges(
  topology: Topology,
  nodeCount: number,
  parameters: Partial<TopologyParameters>,
  draw: () => number,
): EdgeList {
  const resolved: TopologyParameters = { ...topologyDefaults, ...parameters }
  validate(nodeCount, resolved)
  if (topology === 'custom') return customEdges(nodeCount, resolved.edges)
  if (nodeCount < 2) return emptyEdges(nodeCount)
  switch (topology) {
    case 'complete':
      if (nodeCount > COMPLETE_NODES_MAX) {
        throw new RangeError(
          `complete network of ${nodeCount} nodes: edges are stored only up to ${COMPLETE_NODES_MAX} nodes`,
        )
      }
      return completeEdges(nodeCount)
    case 'ring':
      return ringEdges(nodeCount)
    case 'star':
      return starEdges(nodeCount)
    case 'random_erdos_renyi':
      return erdosRenyiEdges(nodeCount, resolved.edgeProbability, draw)
    case 'small_world':
      return smallWorldEdges(nodeCount, resolved.neighborCount, resolved.rewireProbability, draw)
    case 'scale_free':
      return scaleFreeEdges(nodeCount, resolved.attachmentCount, draw)
    default:
      throw new RangeError(`unknown topology ${String(topology)}: expected one of ${TOPOLOGIES.join(', ')}`)
  }
}

/**
 * How many edges `generateEdges` makes, without making them: exact but for two topologies, for which it is an upper
 * bound. Custom networks may repeat pairs; of random ones one in a billion exceeds it, six standard deviations above the mean.
 */
export function countEdges(
  topology: Topology,
  nodeCount: number,
  parameters: Partial<TopologyParameters>,
): number {
  const { edgeProbability, neighborCount, attachmentCount, edges } = { ...topologyDefaults, ...parameters }
  if (topology === 'custom') return edges.length
  if (nodeCount < 2) return 0
  const pairs = (nodeCount * (nodeCount - 1)) / 2
  switch (topology) {
    case 'complete':
      return pairs
    case 'ring':
      return nodeCount === 2 ? 1 : nodeCount
    case 'star':
      return nodeCount - 1
    case 'random_erdos_renyi': {
      const expected = pairs * edgeProbability
      return Math.min(pairs, Math.ceil(expected + 6 * Math.sqrt(expected)))
    }
    case 'small_world':
      return nodeCount * Math.floor(Math.min(neighborCount, nodeCount - 1) / 2)
    case 'scale_free': {
      if (nodeCount <= attachmentCount + 1) return pairs
      const cliqueEdges = (attachmentCount * (attachmentCount + 1)) / 2
      return cliqueEdges + attachmentCount * (nodeCount - attachmentCount - 1)
    }
  }
}

function validate(nodeCount: number, parameters: TopologyParameters): void {
  if (!Number.isInteger(nodeCount) || nodeCount < 0 || nodeCount > 0xffffffff) {
    throw new RangeError(`nodeCount ${nodeCount}: expected an integer from 0 to 2^32 - 1`)
  }
  requireProbability('edgeProbability', parameters.edgeProbability)
  requireProbability('rewireProbability', parameters.rewireProbability)
  requireIntegerFrom('neighborCount', parameters.neighborCount, 2)
  requireIntegerFrom('attachmentCount', parameters.attachmentCount, 1)
}

function requireProbability(name: string, value: number): void {
  if (!(value >= 0 && value <= 1)) throw new RangeError(`${name} ${value}: expected a probability in [0, 1]`)
}

function requireIntegerFrom(name: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least) {
    throw new RangeError(`${name} ${value}: expected an integer >= ${least}`)
  }
}

function requireEdgeCount(count: number): void {
  if (count > EDGES_MAX) throw new RangeError(`network of ${count} edges: expected at most ${EDGES_MAX}`)
}

function emptyEdges(nodeCount: number): EdgeList {
  return { nodeCount, count: 0, source: new Uint32Array(0), target: new Uint32Array(0) }
}

function completeEdges(nodeCount: number): EdgeList {
  const count = (nodeCount * (nodeCount - 1)) / 2
  requireEdgeCount(count)
  const source = new Uint32Array(count)
  const target = new Uint32Array(count)
  let edge = 0
  for (let low = 0; low < nodeCount; low++) {
    for (let high = low + 1; high < nodeCount; high++) {
      source[edge] = low
      target[edge++] = high
    }
  }
  return { nodeCount, count, source, target }
}

function ringEdges(nodeCount: number): EdgeList {
  const count = nodeCount === 2 ? 1 : nodeCount
  const source = new Uint32Array(count)
  const target = new Uint32Array(count)
  for (let node = 0; node + 1 < nodeCount; node++) {
    source[node] = node
    target[node] = node + 1
  }
  // The closing edge; of two nodes there is only the one edge already made.
  if (nodeCount > 2) target[nodeCount - 1] = nodeCount - 1
  return { nodeCount, count, source, target }
}

/** Node 0 is the hub. */
function starEdges(nodeCount: number): EdgeList {
  const count = nodeCount - 1
  const source = new Uint32Array(count)
  const target = new Uint32Array(count)
  for (let edge = 0; edge < count; edge++) target[edge] = edge + 1
  return { nodeCount, count, source, target }
}

/**
 * Skips from edge to edge by geometric jumps instead of trying each pair: O(nodes + edges) (Batagelj and
 * Brandes 2005, "Efficient generation of large random networks").
 */
function erdosRenyiEdges(nodeCount: number, probability: number, draw: () => number): EdgeList {
  if (probability === 0) return emptyEdges(nodeCount)
  if (probability === 1) return completeEdges(nodeCount)
  const pairs = (nodeCount * (nodeCount - 1)) / 2
  const expected = pairs * probability
  requireEdgeCount(expected)
  let capacity = Math.min(pairs, Math.ceil(expected + 6 * Math.sqrt(expected)) + 16)
  let source = new Uint32Array(capacity)
  let target = new Uint32Array(capacity)
  const logMiss = logOfComplement(probability)
  let count = 0
  let high = 1
  let low = -1
  while (high < nodeCount) {
    low += 1 + Math.floor(log(1 - draw()) / logMiss)
    while (low >= high && high < nodeCount) {
      low -= high
      high++
    }
    if (high >= nodeCount) break
    if (count === capacity) {
      capacity = Math.min(pairs, capacity * 2)
      source = grown(source, capacity)
      target = grown(target, capacity)
    }
    source[count] = low
    target[count++] = high
  }
  return { nodeCount, count, source: source.slice(0, count), target: target.slice(0, count) }
}

/** log(1 - p) for p in (0, 1); by its series where 1 - p would lose the digits of p. */
function logOfComplement(probability: number): number {
  if (probability > 1e-5) return log(1 - probability)
  return -probability * (1 + probability * (1 / 2 + probability / 3))
}

function grown(array: Uint32Array<ArrayBuffer>, length: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(length)
  larger.set(array)
  return larger
}

/**
 * Watts and Strogatz 1998, with the peer's quirks: k = min(k, n - 1), floor(k / 2) neighbours on each side
 * (so two nodes get no edge, and four nodes with k = 4 a plain cycle); a rewired edge may come back as
 * itself; the number of edges never changes.
 *
 * Each edge stays in the slot of the node it started from, so "are a and b joined?" is a look at the few
 * slots of a and of b, and no hash set is needed. A rewiring costs k looks for each candidate, and takes
 * (n - 1) / (n - 1 - degree) candidates on average: O(n k) for k well below n.
 */
function smallWorldEdges(
  nodeCount: number,
  neighborCount: number,
  rewireProbability: number,
  draw: () => number,
): EdgeList {
  const half = Math.floor(Math.min(neighborCount, nodeCount - 1) / 2)
  const count = nodeCount * half
  requireEdgeCount(count)
  const end = new Uint32Array(count)
  for (let node = 0; node < nodeCount; node++) {
    for (let step = 0; step < half; step++) end[node * half + step] = (node + step + 1) % nodeCount
  }
  // Where everyone is joined to everyone, a dropped edge can only come back as itself.
  if (2 * half < nodeCount - 1) rewire(end, nodeCount, half, rewireProbability, draw)
  const source = new Uint32Array(count)
  for (let slot = 0; slot < count; slot++) {
    const node = Math.floor(slot / half)
    const other = end[slot]
    source[slot] = node < other ? node : other
    end[slot] = node < other ? other : node
  }
  return { nodeCount, count, source, target: end }
}

function rewire(
  end: Uint32Array,
  nodeCount: number,
  half: number,
  probability: number,
  draw: () => number,
): void {
  if (probability === 0) return
  for (let node = 0; node < nodeCount; node++) {
    for (let step = 0; step < half; step++) {
      if (draw() >= probability) continue
      const slot = node * half + step
      // A slot that names its own node is an edge that is gone: the old neighbour is a candidate too.
      end[slot] = node
      let candidate = Math.floor(draw() * nodeCount)
      while (
        candidate === node ||
        ownsEdge(end, half, node, candidate) ||
        ownsEdge(end, half, candidate, node)
      ) {
        candidate = Math.floor(draw() * nodeCount)
      }
      end[slot] = candidate
    }
  }
}

function ownsEdge(end: Uint32Array, half: number, owner: number, other: number): boolean {
  const last = (owner + 1) * half
  for (let slot = owner * half; slot < last; slot++) if (end[slot] === other) return true
  return false
}

/**
 * Barabasi and Albert 1999: a clique of m + 1, then newcomers with m distinct targets each, chosen with
 * probability proportional to degree by drawing from the list of all edge ends so far. O(edges).
 */
function scaleFreeEdges(nodeCount: number, attachmentCount: number, draw: () => number): EdgeList {
  if (nodeCount <= attachmentCount + 1) return completeEdges(nodeCount)
  const cliqueEdges = (attachmentCount * (attachmentCount + 1)) / 2
  const count = cliqueEdges + attachmentCount * (nodeCount - attachmentCount - 1)
  requireEdgeCount(count)
  const source = new Uint32Array(count)
  const target = new Uint32Array(count)
  let edge = 0
  for (let low = 0; low <= attachmentCount; low++) {
    for (let high = low + 1; high <= attachmentCount; high++) {
      source[edge] = low
      target[edge++] = high
    }
  }
  const chosenBy = new Uint32Array(nodeCount)
  for (let newcomer = attachmentCount + 1; newcomer < nodeCount; newcomer++) {
    // Ends of the edges that stood before this newcomer; edge e has the ends 2e and 2e + 1.
    const endCount = edge * 2
    for (let chosen = 0; chosen < attachmentCount; ) {
      const end = Math.floor(draw() * endCount)
      const candidate = end % 2 === 0 ? source[end / 2] : target[(end - 1) / 2]
      if (chosenBy[candidate] === newcomer) continue
      chosenBy[candidate] = newcomer
      source[edge] = candidate
      target[edge++] = newcomer
      chosen++
    }
  }
  return { nodeCount, count, source, target }
}

function customEdges(nodeCount: number, pairs: readonly (readonly [number, number])[]): EdgeList {
  requireEdgeCount(pairs.length)
  if (nodeCount > CUSTOM_NODES_MAX)
    throw new RangeError(`custom network of ${nodeCount} nodes: expected at most 2^26`)
  const keys = new Float64Array(pairs.length)
  pairs.forEach(([first, second], index) => {
    for (const node of [first, second]) {
      if (!Number.isInteger(node) || node < 0 || node >= nodeCount) {
        throw new RangeError(`edge ${index}: node ${node}, expected an integer from 0 to ${nodeCount - 1}`)
      }
    }
    if (first === second) throw new RangeError(`edge ${index}: joins node ${first} to itself`)
    keys[index] = Math.min(first, second) * nodeCount + Math.max(first, second)
  })
  keys.sort()
  const source = new Uint32Array(keys.length)
  const target = new Uint32Array(keys.length)
  let count = 0
  for (let index = 0; index < keys.length; index++) {
    if (index > 0 && keys[index] === keys[index - 1]) continue
    source[count] = Math.floor(keys[index] / nodeCount)
    target[count++] = keys[index] % nodeCount
  }
  return { nodeCount, count, source: source.slice(0, count), target: target.slice(0, count) }
}
