/**
 * Disjoint sets over rows 0 … count - 1: which rows hang together, directly or through others. Union by size with path
 * halving, so that n operations take O(n α(n)), as good as linear. Tarjan & van Leeuwen, "Worst-case analysis of set union
 * algorithms", Journal of the ACM 31 (1984).
 */

/** Rows that point at one another: a column of parents or of sizes. */
type Rows = Int32Array | Uint32Array

/**
 * Every row becomes a set of its own. Sizes, where sets are united by them, start at 1: `size.fill(1, 0, count)`.
 * @param parent at least `count` rows; those beyond are left alone
 */
export function reset(parent: Rows, count: number): void {
  for (let row = 0; row < count; row++) parent[row] = row
}

/** The row that stands for the set of `node`: equal for two rows exactly when they hang together. Shortens the way on its way. */
export function find(parent: Rows, node: number): number {
  let row = node
  let above = parent[row] as number
  while (above !== row) {
    const beyond = parent[above] as number
    parent[row] = beyond
    row = beyond
    above = parent[row] as number
  }
  return row
}

/**
 * Joins the sets of `a` and `b` and returns the row that stands for them: that of the larger set, of equals the lower row,
 * so that it does not depend on which of the two was named first.
 * @param size members of each set, read and kept at the rows that stand for one
 */
export function unite(parent: Rows, size: Rows, a: number, b: number): number {
  const first = find(parent, a)
  const second = find(parent, b)
  if (first === second) return first
  const lead = (size[first] as number) - (size[second] as number)
  const root = lead > 0 || (lead === 0 && first < second) ? first : second
  const child = root === first ? second : first
  parent[child] = root
  size[root] = (size[root] as number) + (size[child] as number)
  return root
}
