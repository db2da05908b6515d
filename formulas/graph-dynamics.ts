import { buildRows, halfEdgeIndex } from './graph-csr.ts'
import type { EdgeList } from './graph-generators.ts'
import { clearOverflow, dropFromOverflow, overflowEntry, pushToOverflow } from './graph-overflow.ts'
import { relayRows } from './graph-relay.ts'
import type { DynamicGraph } from './graph-storage.ts'

/**
 * What happens to a network over time: edges strengthen with use, decay and are pruned as epochs end, and
 * are made and cut (Whitepaper, network dynamics). Nothing allocates but `initialise` and `listEdges`.
 *
 * Decay is eager, not lazy. Each epoch end has to know which edges fell below the minimum, and to close the
 * gaps they leave, so it visits every edge anyway; a last-touched epoch and a power at every look-up would
 * save nothing, and would round differently from the rule w <- w (1 - rate) once an epoch.
 *
 * A node is never joined to itself: operations on such a pair find nothing and change nothing.
 */

/**
 * Fills the arrays with the edges, all of one weight; whatever was in them is gone. May allocate.
 *
 * @throws RangeError when the arrays are too short for the edges
 */
export function initialise(graph: DynamicGraph, edges: EdgeList, weight: number): void {
  const { nodeCount, offset, degree, target } = graph
  const free = target.length - 2 * edges.count
  if (edges.nodeCount !== nodeCount || free < 0) {
    throw new RangeError(
      `graph of ${nodeCount} nodes and ${target.length} half-edges: cannot hold ${edges.nodeCount} nodes ` +
        `and ${2 * edges.count} half-edges`,
    )
  }
  const rows = buildRows(edges, nodeCount === 0 ? 0 : Math.floor(free / nodeCount))
  offset.set(rows.offset)
  degree.set(rows.degree)
  target.fill(0)
  target.set(rows.target)
  graph.weight.fill(0)
  for (let node = 0; node < nodeCount; node++) {
    graph.weight.fill(weight, offset[node], offset[node] + degree[node])
  }
  graph.overflowCount[0] = 0
  graph.refused[0] = 0
  clearOverflow(graph)
}

/** Weight of the edge, 0 where there is none. */
export function edgeWeight(graph: DynamicGraph, first: number, second: number): number {
  const half = halfEdgeIndex(graph, first, second)
  if (half >= 0) return graph.weight[half]
  const entry = overflowEntry(graph, first, second)
  return entry < 0 ? 0 : Math.max(0, graph.overflowWeight[entry])
}

/** True where the two nodes are joined, be it in the rows or in the overflow list. */
export function hasEdge(graph: DynamicGraph, first: number, second: number): boolean {
  if (halfEdgeIndex(graph, first, second) >= 0) return true
  const entry = overflowEntry(graph, first, second)
  return entry >= 0 && graph.overflowWeight[entry] >= 0
}

/**
 * Adds `rate` to the weight of an edge, up to `weightMax`; an edge that is missing starts from 0.
 *
 * @returns the new weight, or 0 where a new edge found no room (then counted in `refused`)
 */
export function strengthen(
  graph: DynamicGraph,
  first: number,
  second: number,
  rate: number,
  weightMax: number,
): number {
  const half = halfEdgeIndex(graph, first, second)
  const entry = half >= 0 ? -1 : overflowEntry(graph, first, second)
  const before = half >= 0 ? graph.weight[half] : entry >= 0 ? Math.max(0, graph.overflowWeight[entry]) : 0
  return store(graph, first, second, Math.min(before + rate, weightMax), half, entry)
}

/**
 * Sets the weight of an edge, capped at `weightMax`, making the edge where it is missing.
 *
 * @returns the weight set, or 0 where a new edge found no room (then counted in `refused`)
 */
export function setEdgeWeight(
  graph: DynamicGraph,
  first: number,
  second: number,
  weight: number,
  weightMax: number,
): number {
  const half = halfEdgeIndex(graph, first, second)
  const entry = half >= 0 ? -1 : overflowEntry(graph, first, second)
  return store(graph, first, second, Math.min(weight, weightMax), half, entry)
}

/** Writes a weight where the look-ups `half` and `entry` found the edge, or makes the edge. */
function store(
  graph: DynamicGraph,
  first: number,
  second: number,
  weight: number,
  half: number,
  entry: number,
): number {
  if (half >= 0) {
    graph.weight[half] = weight
    graph.weight[halfEdgeIndex(graph, second, first)] = weight
    return weight
  }
  if (entry >= 0 && graph.overflowWeight[entry] >= 0) {
    graph.overflowWeight[entry] = weight
    return weight
  }
  if (first === second) return 0
  if (hasSlack(graph, first) && hasSlack(graph, second)) {
    insertHalf(graph, first, second, weight)
    insertHalf(graph, second, first, weight)
    return weight
  }
  if (entry >= 0) {
    graph.overflowWeight[entry] = weight
    return weight
  }
  if (pushToOverflow(graph, first, second, weight)) return weight
  graph.refused[0]++
  return 0
}

function hasSlack(graph: DynamicGraph, node: number): boolean {
  return graph.offset[node] + graph.degree[node] < graph.offset[node + 1]
}

function insertHalf(graph: DynamicGraph, node: number, neighbor: number, newWeight: number): void {
  const { target, weight } = graph
  const first = graph.offset[node]
  let place = first + graph.degree[node]
  while (place > first && target[place - 1] > neighbor) {
    target[place] = target[place - 1]
    weight[place] = weight[place - 1]
    place--
  }
  target[place] = neighbor
  weight[place] = newWeight
  graph.degree[node]++
}

function removeHalf(graph: DynamicGraph, node: number, half: number): void {
  const { target, weight } = graph
  const last = graph.offset[node] + graph.degree[node] - 1
  for (let place = half; place < last; place++) {
    target[place] = target[place + 1]
    weight[place] = weight[place + 1]
  }
  graph.degree[node]--
}

/** Removes an edge. @returns false where there was none */
export function remove(graph: DynamicGraph, first: number, second: number): boolean {
  const half = halfEdgeIndex(graph, first, second)
  if (half < 0) return dropFromOverflow(graph, overflowEntry(graph, first, second))
  removeHalf(graph, first, half)
  removeHalf(graph, second, halfEdgeIndex(graph, second, first))
  return true
}

/** Removes all edges of a node. @returns how many there were */
export function disconnect(graph: DynamicGraph, node: number): number {
  const { target, offset, degree } = graph
  const rowEnd = offset[node] + degree[node]
  let removed = degree[node]
  for (let half = offset[node]; half < rowEnd; half++) {
    removeHalf(graph, target[half], halfEdgeIndex(graph, target[half], node))
  }
  degree[node] = 0
  for (let entry = 0; entry < graph.overflowCount[0]; entry++) {
    if (graph.overflowSource[entry] !== node && graph.overflowTarget[entry] !== node) continue
    if (dropFromOverflow(graph, entry)) removed++
  }
  return removed
}

/**
 * The end of an epoch: multiplies every weight by 1 - `decayRate`, prunes the edges then below `weightMin`,
 * and lays the rows out anew: waiting edges move from the overflow list into their rows, and the free
 * room is shared out evenly again. O(nodes + edges), in place. The layout depends only on which edges there
 * are, not on how they came to be, as long as all of them fit.
 *
 * @param decayRate [0, 1]; 0 with `weightMin` 0 only lays out anew
 * @returns edges pruned
 */
export function decayEpoch(graph: DynamicGraph, decayRate: number, weightMin: number): number {
  const keep = 1 - decayRate
  const pruned = decayRows(graph, keep, weightMin) + decayOverflow(graph, keep, weightMin)
  relayRows(graph)
  return pruned
}

/** Decays the rows and closes every gap between and within them, leaving all slack at the end. */
function decayRows(graph: DynamicGraph, keep: number, weightMin: number): number {
  const { nodeCount, offset, degree, target, weight } = graph
  let prunedHalves = 0
  let write = 0
  for (let node = 0; node < nodeCount; node++) {
    const rowStart = write
    const first = offset[node]
    const rowEnd = first + degree[node]
    for (let half = first; half < rowEnd; half++) {
      const decayed = weight[half] * keep
      if (decayed < weightMin) {
        prunedHalves++
        continue
      }
      target[write] = target[half]
      weight[write++] = decayed
    }
    offset[node] = rowStart
    degree[node] = write - rowStart
  }
  offset[nodeCount] = write
  return prunedHalves / 2
}

function decayOverflow(graph: DynamicGraph, keep: number, weightMin: number): number {
  const { overflowWeight } = graph
  let pruned = 0
  for (let entry = 0; entry < graph.overflowCount[0]; entry++) {
    if (overflowWeight[entry] < 0) continue
    overflowWeight[entry] *= keep
    if (overflowWeight[entry] < weightMin && dropFromOverflow(graph, entry)) pruned++
  }
  return pruned
}

/** The edges of a graph with their weights, in ascending order; allocates. */
export interface WeightedEdges extends EdgeList {
  readonly weight: Float64Array
}

/** Lists every edge, waiting ones included, in ascending order of source, then target. Allocates. */
export function listEdges(graph: DynamicGraph): WeightedEdges {
  const entries: [number, number, number][] = []
  for (let node = 0; node < graph.nodeCount; node++) {
    const rowEnd = graph.offset[node] + graph.degree[node]
    for (let half = graph.offset[node]; half < rowEnd; half++) {
      if (graph.target[half] > node) entries.push([node, graph.target[half], graph.weight[half]])
    }
  }
  for (let entry = 0; entry < graph.overflowCount[0]; entry++) {
    if (graph.overflowWeight[entry] < 0) continue
    entries.push([graph.overflowSource[entry], graph.overflowTarget[entry], graph.overflowWeight[entry]])
  }
  entries.sort((one, other) => one[0] - other[0] || one[1] - other[1])
  return {
    nodeCount: graph.nodeCount,
    count: entries.length,
    source: Uint32Array.from(entries, (entry) => entry[0]),
    target: Uint32Array.from(entries, (entry) => entry[1]),
    weight: Float64Array.from(entries, (entry) => entry[2]),
  }
}
