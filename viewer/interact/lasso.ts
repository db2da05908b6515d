import { AgentFlag } from '../protocol/host.ts'
import type { Pickable } from './pick.ts'

/**
 * Agents inside a polygon, rows ascending. The polygon closes itself and may cross itself: inside is what an odd number of
 * sides lies around. Agents of muted policies and those that have left are passed over.
 *
 * @param corners x and y of each corner in world units; fewer than three corners hold nobody
 */
export function agentsInside(picture: Pickable, corners: readonly number[]): Uint32Array {
  const { count, positions, policies, flags, muted } = picture
  const polygon = Float64Array.from(corners.slice(0, corners.length & ~1))
  if (polygon.length < 6) return new Uint32Array(0)
  const [left, top, right, bottom] = boxOf(polygon)
  const inside = new Uint32Array(count)
  let found = 0
  for (let row = 0; row < count; row++) {
    const x = positions[2 * row] as number
    if (!(x >= left && x <= right)) continue
    const y = positions[2 * row + 1] as number
    if (!(y >= top && y <= bottom)) continue
    if (((flags[row] as number) & AgentFlag.departed) !== 0 || muted[policies[row] as number] === 1) continue
    if (isInside(polygon, x, y)) inside[found++] = row
  }
  return inside.slice(0, found)
}

function boxOf(polygon: Float64Array): [left: number, top: number, right: number, bottom: number] {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (let at = 0; at < polygon.length; at += 2) {
    left = Math.min(left, polygon[at] as number)
    right = Math.max(right, polygon[at] as number)
    top = Math.min(top, polygon[at + 1] as number)
    bottom = Math.max(bottom, polygon[at + 1] as number)
  }
  return [left, top, right, bottom]
}

/** Counts the sides that a line to the right crosses: an odd number inside. */
function isInside(polygon: Float64Array, x: number, y: number): boolean {
  let odd = false
  let fromX = polygon[polygon.length - 2] as number
  let fromY = polygon[polygon.length - 1] as number
  for (let at = 0; at < polygon.length; at += 2) {
    const toX = polygon[at] as number
    const toY = polygon[at + 1] as number
    if (fromY > y !== toY > y && x < fromX + ((y - fromY) * (toX - fromX)) / (toY - fromY)) odd = !odd
    fromX = toX
    fromY = toY
  }
  return odd
}
