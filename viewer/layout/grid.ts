import type { Layout } from './layout.ts'
import { ascendingRows } from './order.ts'

/** Pictures are wider than high, and so is the grid. */
const ASPECT = 1.35

/**
 * Agents side by side in lines as one reads, ascending by the values in `x`, those without a value last; by policy where
 * there are no values. Equal values keep the order of rows. Linear in agents.
 */
export const grid: Layout = ({ count, policies, policyCount, x }, positions) => {
  const columns = Math.max(1, Math.ceil(Math.sqrt(count * ASPECT)))
  const lines = Math.max(1, Math.ceil(count / columns))
  const [left, top] = [-(columns - 1) / 2, -(lines - 1) / 2]
  const rows = x === undefined ? rowsByPolicy(policies, policyCount, count) : ascendingRows(x, count)
  let column = 0
  let line = 0
  for (let place = 0; place < count; place++) {
    const row = rows[place] as number
    positions[2 * row] = left + column
    positions[2 * row + 1] = top + line
    if (++column === columns) {
      column = 0
      line++
    }
  }
  return { left: left - 0.5, top: top - 0.5, right: -left + 0.5, bottom: -top + 0.5 }
}

let codes = new Float32Array(0)

function rowsByPolicy(policies: Uint8Array, policyCount: number, count: number): Uint32Array {
  if (codes.length < count) codes = new Float32Array(count)
  for (let row = 0; row < count; row++) codes[row] = Math.min(policyCount - 1, policies[row] as number)
  return ascendingRows(codes, count)
}
