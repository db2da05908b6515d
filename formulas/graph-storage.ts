import type { Adjacency } from './graph-csr.ts'
import type { EdgeList } from './graph-generators.ts'

/**
 * A weighted undirected graph that changes (Whitepaper, network dynamics), in arrays that the caller
 * allocates: they may be views of one buffer, and they are the whole state, so a copy of them is a snapshot.
 *
 * Rows are ascending and have slack. An edge made during an epoch takes slack in both rows and is at once a
 * neighbour like any other. Where a row is full it waits in the overflow list: weight look-ups and
 * strengthening see it there at once, but a loop over a row does not until the epoch ends and the rows are
 * laid out anew. Where the overflow list is full too, the edge is refused and counted in `refused`.
 *
 * Neighbours of a node are a bare loop over `target` and `weight`, from `offset[node]`, `degree[node]` long.
 *
 * There is no twin index: inserting into a sorted row moves its tail, and keeping the twins of the tail
 * would cost more than the one binary search it saves. Both halves of an edge see the same operations in
 * the same order, so their weights are equal to the last bit.
 */
export interface DynamicGraph extends Adjacency {
  /** Weight of each half-edge. */
  readonly weight: Float64Array
  /** One entry: entries in use in the overflow list, dead ones included. */
  readonly overflowCount: Uint32Array
  /** Lower node of each overflow edge. */
  readonly overflowSource: Uint32Array
  /** Higher node of each overflow edge. */
  readonly overflowTarget: Uint32Array
  /** Weight of each overflow edge; negative where the edge was removed again. */
  readonly overflowWeight: Float64Array
  /** Hash table over the overflow list: entry + 1, or 0 where free. Length a power of two. */
  readonly overflowSlot: Uint32Array
  /** One entry: edges that found no room, since the start. */
  readonly refused: Uint32Array
}

/** Length of each array of a dynamic graph. */
export type DynamicGraphSizes = Readonly<Record<Exclude<keyof DynamicGraph, 'nodeCount'>, number>>

/**
 * Array lengths for a graph that starts with `edges`.
 *
 * @param slackPerRow room for new neighbours, shared out evenly over the rows at each epoch end
 * @param overflowCapacity edges that may wait for the end of an epoch
 * @throws RangeError when either is not an integer >= 0
 */
export function dynamicGraphSizes(
  edges: EdgeList,
  slackPerRow: number,
  overflowCapacity: number,
): DynamicGraphSizes {
  for (const room of [slackPerRow, overflowCapacity]) {
    if (!Number.isInteger(room) || room < 0) throw new RangeError(`room ${room}: expected an integer >= 0`)
  }
  const halves = 2 * edges.count + edges.nodeCount * slackPerRow
  let slots = 1
  while (slots < 2 * overflowCapacity) slots *= 2
  return {
    offset: edges.nodeCount + 1,
    degree: edges.nodeCount,
    target: halves,
    weight: halves,
    overflowCount: 1,
    overflowSource: overflowCapacity,
    overflowTarget: overflowCapacity,
    overflowWeight: overflowCapacity,
    overflowSlot: slots,
    refused: 1,
  }
}

/** A graph in arrays of its own, for callers with no buffer to share. It has yet to be initialised. */
export function allocateDynamicGraph(nodeCount: number, sizes: DynamicGraphSizes): DynamicGraph {
  return {
    nodeCount,
    offset: new Uint32Array(sizes.offset),
    degree: new Uint32Array(sizes.degree),
    target: new Uint32Array(sizes.target),
    weight: new Float64Array(sizes.weight),
    overflowCount: new Uint32Array(sizes.overflowCount),
    overflowSource: new Uint32Array(sizes.overflowSource),
    overflowTarget: new Uint32Array(sizes.overflowTarget),
    overflowWeight: new Float64Array(sizes.overflowWeight),
    overflowSlot: new Uint32Array(sizes.overflowSlot),
    refused: new Uint32Array(sizes.refused),
  }
}
