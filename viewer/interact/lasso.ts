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
  const { perUnit, sides, starts, members } = slabsOf(polygon, top, bottom)
  const inside = new Uint32Array(count)
  let found = 0
  for (let row = 0; row < count; row++) {
    const x = positions[2 * row] as number
    const y = positions[2 * row + 1] as number
    if (!(x >= left && x <= right && y >= top && y <= bottom)) continue
    // A line to the right crosses an odd number of sides from inside.
    const slab = Math.min(SLABS - 1, Math.floor((y - top) * perUnit))
    const end = starts[slab + 1] as number
    let odd = false
    for (let place = starts[slab] as number; place < end; place++) {
      const at = 4 * (members[place] as number)
      const crosses = (sides[at] as number) > y !== (sides[at + 1] as number) > y
      if (crosses && x < (sides[at + 2] as number) * y + (sides[at + 3] as number)) odd = !odd
    }
    if (!odd) continue
    if (((flags[row] as number) & AgentFlag.departed) !== 0 || muted[policies[row] as number] === 1) continue
    inside[found++] = row
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

/** Horizontal slices of the box; each knows the few sides that reach into it. */
interface Slabs {
  /** Slabs a world unit. */
  readonly perUnit: number
  /** Four numbers a side: y of both ends, and slope and offset of x as a function of y. */
  readonly sides: Float64Array
  /** Where the sides of each slab start in `members`, and where those of the last one end. */
  readonly starts: Uint32Array
  /** Numbers of sides, slab by slab. */
  readonly members: Uint32Array
}

const SLABS = 128

function slabsOf(polygon: Float64Array, top: number, bottom: number): Slabs {
  const count = polygon.length / 2
  const perUnit = bottom > top ? SLABS / (bottom - top) : 0
  const sides = new Float64Array(4 * count)
  const slabAt = (y: number): number => Math.min(SLABS - 1, Math.floor((y - top) * perUnit))
  const lists: number[][] = Array.from({ length: SLABS }, () => [])
  for (let side = 0; side < count; side++) {
    const next = (side + 1) % count
    const [fromY, toY] = [polygon[2 * side + 1] as number, polygon[2 * next + 1] as number]
    const fromX = polygon[2 * side] as number
    const slope = ((polygon[2 * next] as number) - fromX) / (toY - fromY)
    sides.set([fromY, toY, slope, fromX - slope * fromY], 4 * side)
    for (let slab = slabAt(Math.min(fromY, toY)); slab <= slabAt(Math.max(fromY, toY)); slab++)
      lists[slab]?.push(side)
  }
  const starts = new Uint32Array(SLABS + 1)
  lists.forEach((list, slab) => {
    starts[slab + 1] = (starts[slab] as number) + list.length
  })
  return { perUnit, sides, starts, members: Uint32Array.from(lists.flat()) }
}
