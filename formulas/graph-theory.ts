import { exp, log } from './elementary.ts'

/** Closed forms of the networks, independent of the generators and metrics they are held against. */

/** Degree tail exponent of a large scale-free network (Barabasi and Albert 1999). */
export const SCALE_FREE_DEGREE_EXPONENT = 3

/** Mean shortest path of a cycle of n >= 3 nodes. */
export function cyclePathLength(nodeCount: number): number {
  return nodeCount % 2 === 0 ? (nodeCount * nodeCount) / (4 * (nodeCount - 1)) : (nodeCount + 1) / 4
}

/** Mean local clustering of a cycle of n >= 3 nodes: 1 for the triangle, else 0. */
export function cycleClustering(nodeCount: number): number {
  return nodeCount === 3 ? 1 : 0
}

/** Mean shortest path of a star of n >= 2 nodes: 2 - 2/n. */
export function starPathLength(nodeCount: number): number {
  return 2 - 2 / nodeCount
}

/** Edges of a complete network of n nodes. */
export function completeEdgeCount(nodeCount: number): number {
  return (nodeCount * (nodeCount - 1)) / 2
}

/** Edges of a ring lattice with an even number k of neighbours; rewiring keeps it. */
export function ringLatticeEdgeCount(nodeCount: number, neighborCount: number): number {
  return (nodeCount * neighborCount) / 2
}

/**
 * Mean local clustering of a ring lattice with an even k: 3(k - 2) / (4(k - 1)) (Watts and Strogatz 1998).
 * Null where the lattice closes on itself and the form no longer holds, n < 3k/2 + 1.
 */
export function ringLatticeClustering(nodeCount: number, neighborCount: number): number | null {
  if (nodeCount < (3 * neighborCount) / 2 + 1) return null
  return (3 * (neighborCount - 2)) / (4 * (neighborCount - 1))
}

/** Large-n clustering of a small world: C(0)(1 - beta)^3 (Barrat and Weigt 2000). */
export function smallWorldClustering(latticeClustering: number, rewireProbability: number): number {
  const kept = 1 - rewireProbability
  return latticeClustering * kept * kept * kept
}

/** Edges of a scale-free network of n nodes: a clique of m + 1, then m a newcomer; complete for n <= m. */
export function scaleFreeEdgeCount(nodeCount: number, attachmentCount: number): number {
  if (nodeCount <= attachmentCount) return completeEdgeCount(nodeCount)
  return (attachmentCount * (attachmentCount + 1)) / 2 + attachmentCount * (nodeCount - attachmentCount - 1)
}

/** Expected edges of an Erdos-Renyi network. */
export function erdosRenyiEdgeMean(nodeCount: number, edgeProbability: number): number {
  return completeEdgeCount(nodeCount) * edgeProbability
}

/** Standard deviation of the edges of an Erdos-Renyi network. */
export function erdosRenyiEdgeDeviation(nodeCount: number, edgeProbability: number): number {
  return Math.sqrt(completeEdgeCount(nodeCount) * edgeProbability * (1 - edgeProbability))
}

/** Edge probability ln(n)/n above which a large Erdos-Renyi network is almost surely connected. */
export function connectivityThreshold(nodeCount: number): number {
  return log(nodeCount) / nodeCount
}

/**
 * Share S of nodes in the giant component of a large Erdos-Renyi network of mean degree c: the positive
 * root of S = 1 - exp(-c S), and 0 for c <= 1. Bisection, because the root is flat near c = 1 where Newton's
 * step overshoots.
 */
export function giantComponentShare(degreeMean: number): number {
  if (!(degreeMean > 1)) return 0
  // The curve 1 - exp(-cS) - S rises from 0, peaks where its slope is 0, and crosses 0 once after that.
  let low = log(degreeMean) / degreeMean
  let high = 1
  for (let round = 0; round < 60; round++) {
    const middle = (low + high) / 2
    if (1 - exp(-degreeMean * middle) > middle) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/**
 * Epochs until an untouched edge is pruned: the least e with weight (1 - decay)^e < min, by the same
 * repeated product as the dynamics. Infinity where it never happens.
 */
export function epochsToPrune(weight: number, decayRate: number, weightMin: number): number {
  if (decayRate === 0 || weightMin <= 0) return weight < weightMin ? 1 : Number.POSITIVE_INFINITY
  let epochs = 0
  let remaining = weight
  do {
    remaining *= 1 - decayRate
    epochs++
  } while (remaining >= weightMin)
  return epochs
}
