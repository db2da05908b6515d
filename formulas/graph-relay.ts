import { keepOverflowFrom } from './graph-overflow.ts'
import type { DynamicGraph } from './graph-storage.ts'

/** Rows up to this long are sorted by insertion, longer ones by a heap. */
const INSERTION_LENGTH_MAX = 32

/**
 * Lays out anew the rows of a graph whose row entries are closed up at the front of `target` (row after
 * row, no gaps): gives waiting edges their places, shares the free room out evenly, and spreads the rows
 * from the last to the first so that none overwrites another. In place, O(nodes + edges).
 */
export function relayRows(graph: DynamicGraph): void {
  const { nodeCount, offset, degree, target } = graph
  if (nodeCount === 0) return
  const used = offset[nodeCount]
  const scanned = countPlaced(graph, used)
  let placedHalves = 0
  for (let node = 0; node < nodeCount; node++) placedHalves += offset[node + 1]
  const share = Math.floor((target.length - used - placedHalves) / nodeCount)
  for (let node = 0; node < nodeCount; node++) offset[node + 1] += offset[node] + degree[node] + share
  spreadRows(graph, used)
  if (graph.overflowCount[0] === 0) return
  appendPlaced(graph, scanned)
  keepOverflowFrom(graph, scanned)
  if (placedHalves > 0) sortRows(graph)
}

/**
 * Counts into `offset[node + 1]` the waiting edges that each row will take in, as long as the arrays have
 * room, in the order they came. Returns how many entries of the overflow list were passed.
 */
function countPlaced(graph: DynamicGraph, used: number): number {
  const { offset, overflowSource, overflowTarget, overflowWeight } = graph
  offset.fill(0)
  let free = graph.target.length - used
  const count = graph.overflowCount[0]
  for (let entry = 0; entry < count; entry++) {
    if (overflowWeight[entry] < 0) continue
    if (free < 2) return entry
    free -= 2
    offset[overflowSource[entry] + 1]++
    offset[overflowTarget[entry] + 1]++
  }
  return count
}

/** Moves each row from its closed-up place to its offset, and zeroes the slack after it. */
function spreadRows(graph: DynamicGraph, used: number): void {
  const { nodeCount, offset, degree, target, weight } = graph
  target.fill(0, offset[nodeCount])
  weight.fill(0, offset[nodeCount])
  let from = used
  for (let node = nodeCount - 1; node >= 0; node--) {
    const first = offset[node]
    let to = first + degree[node]
    for (let slack = to; slack < offset[node + 1]; slack++) {
      target[slack] = 0
      weight[slack] = 0
    }
    // No slack before this row: it and all rows before it stand where they should.
    if (to === from) return
    while (to > first) {
      to--
      from--
      target[to] = target[from]
      weight[to] = weight[from]
    }
  }
}

/** Appends the first `scanned` entries of the overflow list, as far as they are alive, to their rows. */
function appendPlaced(graph: DynamicGraph, scanned: number): void {
  const { overflowSource, overflowTarget, overflowWeight } = graph
  for (let entry = 0; entry < scanned; entry++) {
    if (overflowWeight[entry] < 0) continue
    appendHalf(graph, overflowSource[entry], overflowTarget[entry], overflowWeight[entry])
    appendHalf(graph, overflowTarget[entry], overflowSource[entry], overflowWeight[entry])
  }
}

function appendHalf(graph: DynamicGraph, node: number, neighbor: number, weight: number): void {
  const place = graph.offset[node] + graph.degree[node]++
  graph.target[place] = neighbor
  graph.weight[place] = weight
}

function sortRows(graph: DynamicGraph): void {
  const { nodeCount, offset, degree, target, weight } = graph
  for (let node = 0; node < nodeCount; node++) {
    const first = offset[node]
    const rowEnd = first + degree[node]
    let place = first + 1
    while (place < rowEnd && target[place - 1] < target[place]) place++
    if (place >= rowEnd) continue
    if (degree[node] <= INSERTION_LENGTH_MAX) insertionSort(target, weight, first, rowEnd)
    else heapSort(target, weight, first, degree[node])
  }
}

function insertionSort(target: Uint32Array, weight: Float64Array, first: number, rowEnd: number): void {
  for (let next = first + 1; next < rowEnd; next++) {
    const movedTarget = target[next]
    const movedWeight = weight[next]
    let place = next
    while (place > first && target[place - 1] > movedTarget) {
      target[place] = target[place - 1]
      weight[place] = weight[place - 1]
      place--
    }
    target[place] = movedTarget
    weight[place] = movedWeight
  }
}

/** In place, because a hub's row is long and no scratch array of that length exists. */
function heapSort(target: Uint32Array, weight: Float64Array, first: number, length: number): void {
  for (let parent = (length >> 1) - 1; parent >= 0; parent--) siftDown(target, weight, first, parent, length)
  for (let last = length - 1; last > 0; last--) {
    swap(target, weight, first, first + last)
    siftDown(target, weight, first, 0, last)
  }
}

function siftDown(
  target: Uint32Array,
  weight: Float64Array,
  first: number,
  start: number,
  length: number,
): void {
  let parent = start
  for (;;) {
    let child = 2 * parent + 1
    if (child >= length) return
    if (child + 1 < length && target[first + child + 1] > target[first + child]) child++
    if (target[first + parent] >= target[first + child]) return
    swap(target, weight, first + parent, first + child)
    parent = child
  }
}

function swap(target: Uint32Array, weight: Float64Array, one: number, other: number): void {
  const heldTarget = target[one]
  const heldWeight = weight[one]
  target[one] = target[other]
  weight[one] = weight[other]
  target[other] = heldTarget
  weight[other] = heldWeight
}
