/**
 * Disjoint sets over typed arrays: `parent[node]` is the node's parent, a root its own; `size[root]` counts its set.
 * Union by size with path halving, so that a sequence of m operations takes O(m α(n)) steps. Tarjan and van Leeuwen,
 * "Worst-case analysis of set union algorithms" (J. ACM 31, 1984).
 */

/** Root of a node's set. Shortens the path on its way. */
export function find(parent: Uint32Array, node: number): number {
  let at = node
  while (parent[at] !== at) {
    const grandparent = parent[parent[at]]
    parent[at] = grandparent
    at = grandparent
  }
  return at
}

/** Joins the sets of two nodes; of equal sizes the lower root stays one. Returns the root of the joint set. */
export function unite(parent: Uint32Array, size: Uint32Array, a: number, b: number): number {
  const first = find(parent, a)
  const second = find(parent, b)
  if (first === second) return first
  const firstSize = size[first]
  const secondSize = size[second]
  const firstStays = firstSize > secondSize || (firstSize === secondSize && first < second)
  const root = firstStays ? first : second
  parent[firstStays ? second : first] = root
  size[root] = firstSize + secondSize
  return root
}

/** Makes nodes 0 to count - 1 sets of their own; their sizes are the caller's to set to 1. */
export function reset(parent: Uint32Array, count: number): void {
  for (let node = 0; node < count; node++) parent[node] = node
}
