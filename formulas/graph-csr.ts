import type { EdgeList } from './graph-generators.ts'

/**
 * Compressed sparse rows: the neighbours of a node are `target[offset[node]] .. + degree[node]`, ascending.
 * A dynamic graph has the same three arrays, so whatever reads an `Adjacency` reads both.
 */
export interface Adjacency {
  readonly nodeCount: number
  /** Where each row begins; length nodeCount + 1, the last entry is where the rows end. */
  readonly offset: Uint32Array
  /** Neighbours in each row, at most the room `offset[node + 1] - offset[node]`. */
  readonly degree: Uint32Array
  /** Neighbour of each half-edge. */
  readonly target: Uint32Array
}

/** An adjacency in which each half-edge knows its reverse. */
export interface Csr extends Adjacency {
  /** Index of the reverse half-edge: `target[twin[h]]` is the node whose row holds h. Meaningless in slack. */
  readonly twin: Uint32Array
}

/**
 * Sorted rows of an edge list, with room for `slackPerRow` more neighbours at the end of each. O(nodes +
 * edges): rows are filled once in edge order, then once more by walking those rows in node order, which
 * visits the sources of every row ascending and so sorts it.
 *
 * @throws RangeError when the rows need more than 2^32 - 1 entries
 */
export function buildRows(edges: EdgeList, slackPerRow: number): Adjacency {
  const { nodeCount, count, source, target: edgeTarget } = edges
  const length = 2 * count + nodeCount * slackPerRow
  if (!Number.isInteger(slackPerRow) || slackPerRow < 0 || length > 0xffffffff) {
    throw new RangeError(`rows of ${length} half-edges (slack ${slackPerRow}): expected at most 2^32 - 1`)
  }
  const degree = new Uint32Array(nodeCount)
  for (let edge = 0; edge < count; edge++) {
    degree[source[edge]]++
    degree[edgeTarget[edge]]++
  }
  const cursor = new Uint32Array(nodeCount)
  for (let node = 1; node < nodeCount; node++) cursor[node] = cursor[node - 1] + degree[node - 1]
  const unsorted = new Uint32Array(2 * count)
  for (let edge = 0; edge < count; edge++) {
    const low = source[edge]
    const high = edgeTarget[edge]
    unsorted[cursor[low]++] = high
    unsorted[cursor[high]++] = low
  }
  const offset = new Uint32Array(nodeCount + 1)
  for (let node = 0; node < nodeCount; node++) {
    offset[node + 1] = offset[node] + degree[node] + slackPerRow
    cursor[node] = offset[node]
  }
  const target = new Uint32Array(length)
  let half = 0
  for (let node = 0; node < nodeCount; node++) {
    const rowEnd = half + degree[node]
    for (; half < rowEnd; half++) target[cursor[unsorted[half]]++] = node
  }
  return { nodeCount, offset, degree, target }
}

/**
 * Compressed sparse rows of an edge list, with twins and `slackPerRow` unused entries after each row.
 * O(nodes + edges).
 *
 * @throws RangeError when the rows need more than 2^32 - 1 entries
 */
export function toCsr(edges: EdgeList, slackPerRow = 0): Csr {
  const rows = buildRows(edges, slackPerRow)
  const { nodeCount, offset, degree, target } = rows
  const twin = new Uint32Array(target.length)
  const cursor = offset.slice(0, nodeCount)
  // Walking the nodes in order meets the entries of every row in the order they stand there.
  for (let node = 0; node < nodeCount; node++) {
    const rowEnd = offset[node] + degree[node]
    for (let half = offset[node]; half < rowEnd; half++) twin[half] = cursor[target[half]]++
  }
  return { ...rows, twin }
}

/** Rows up to this long are looked through: a processor cannot guess the turns of a search. */
const SCAN_MAX = 8

/** Index of the half-edge from `node` to `neighbor`, or -1; binary search in the node's row, then a scan. */
export function halfEdgeIndex(graph: Adjacency, node: number, neighbor: number): number {
  const { target } = graph
  let low = graph.offset[node]
  const rowEnd = low + graph.degree[node]
  let high = rowEnd
  while (high - low > SCAN_MAX) {
    const middle = (low + high) >>> 1
    if (target[middle] < neighbor) low = middle + 1
    else high = middle
  }
  // The search may end before the last one that is smaller; the wanted one then comes right after the scanned.
  while (low < rowEnd && target[low] < neighbor) low++
  return low < rowEnd && target[low] === neighbor ? low : -1
}

/** Number of undirected edges held in the rows. */
export function rowEdgeCount(graph: Adjacency): number {
  let halves = 0
  for (let node = 0; node < graph.nodeCount; node++) halves += graph.degree[node]
  return halves / 2
}
