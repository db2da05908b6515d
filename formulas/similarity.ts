/**
 * Similarity of sparse patterns: counts by key, keys ascending, in rows `first` to `end - 1` of two columns. Results go
 * into an array of the caller's, since a number returned from a hot loop would be boxed.
 */

/** Columns that hold patterns one after the other. */
export interface SparsePatterns {
  /** Ascending within a pattern, each key once. */
  readonly keys: Uint32Array
  /** At least 0. */
  readonly counts: Float64Array | Float32Array
}

/** Places in an overlap: what `measureOverlap` fills and the similarities read. */
export const Overlap = { shared: 0, union: 1, dot: 2, firstSquare: 3, secondSquare: 4 } as const
export const OVERLAP_LENGTH = 5

/**
 * Walks two patterns side by side: shared and all keys, the dot product of the counts and their squared lengths.
 * @param overlap receives `OVERLAP_LENGTH` numbers
 */
export function measureOverlap(
  { keys, counts }: SparsePatterns,
  first: number,
  firstEnd: number,
  second: number,
  secondEnd: number,
  overlap: Float64Array,
): void {
  let a = first
  let b = second
  let shared = 0
  let dot = 0
  let firstSquare = 0
  let secondSquare = 0
  while (a < firstEnd && b < secondEnd) {
    const keyA = keys[a]
    const keyB = keys[b]
    const countA = counts[a]
    const countB = counts[b]
    if (keyA <= keyB) {
      firstSquare += countA * countA
      a++
    }
    if (keyB <= keyA) {
      secondSquare += countB * countB
      b++
    }
    if (keyA !== keyB) continue
    shared++
    dot += countA * countB
  }
  for (; a < firstEnd; a++) firstSquare += counts[a] * counts[a]
  for (; b < secondEnd; b++) secondSquare += counts[b] * counts[b]
  overlap[0] = shared
  overlap[1] = firstEnd - first + secondEnd - second - shared
  overlap[2] = dot
  overlap[3] = firstSquare
  overlap[4] = secondSquare
}

/** Shared keys among all keys of both; 0 when there are none. Jaccard (1912). */
export function jaccard(overlap: Float64Array): number {
  return overlap[1] === 0 ? 0 : overlap[0] / overlap[1]
}

/** Cosine of the angle between the two vectors of counts, a key that one lacks counting 0; 0 when one has length 0. */
export function cosine(overlap: Float64Array): number {
  const squares = overlap[3] * overlap[4]
  return squares > 0 ? overlap[2] / Math.sqrt(squares) : 0
}

/** Mean of Jaccard and cosine similarity, in [0, 1]. Whitepaper §15, behavioural similarity. */
export function behaviouralSimilarity(overlap: Float64Array): number {
  return (jaccard(overlap) + cosine(overlap)) / 2
}

/**
 * The similarity of the Python peer, for comparison: its second term multiplies shares among the shared keys, so that
 * two equal patterns of k equal counts score (1 + 1/k) / 2 and no threshold of 0.8 ever finds two of them from k = 2 on.
 * Jaccard alone where the shared counts of one pattern add up to 0.
 */
export function sharedShareSimilarity(
  { keys, counts }: SparsePatterns,
  first: number,
  firstEnd: number,
  second: number,
  secondEnd: number,
): number {
  let shared = 0
  let firstTotal = 0
  let secondTotal = 0
  let product = 0
  for (let a = first; a < firstEnd; a++) {
    for (let b = second; b < secondEnd; b++) {
      if (keys[a] !== keys[b]) continue
      shared++
      firstTotal += counts[a]
      secondTotal += counts[b]
      product += counts[a] * counts[b]
    }
  }
  if (shared === 0) return 0
  const overlap = shared / (firstEnd - first + secondEnd - second - shared)
  const total = firstTotal * secondTotal
  return total === 0 ? overlap : (overlap + product / total) / 2
}

/** Smallest Jaccard similarity at which the behavioural similarity can reach a threshold: a cosine is at most 1. */
export const leastJaccard = (threshold: number): number => Math.max(0, 2 * threshold - 1)
