import type { Bounds, Layout, LayoutInput } from './layout.ts'
import { packCircles } from './pack.ts'

/** A group grows in steps of this factor, so that newcomers find room and the circles stand still in between. */
const ROOM_STEP = 1.2
/** Distance of the n-th place of the spiral from its centre is this times the root of n: neighbours lie about 1 apart. */
const SPIRAL = 0.55
/** Least distance between two circles in world units, and as a share of the widest one's radius. */
const GAP = 1.5
const GAP_SHARE = 0.04

/** Places of a sunflower's seeds, two numbers each; kept, as every group of every society uses the first of them. */
let spiral = new Float32Array(0)

function spiralOf(places: number): Float32Array {
  const have = spiral.length / 2
  if (places <= have) return spiral
  const longer = new Float32Array(2 * Math.ceil(places * ROOM_STEP))
  longer.set(spiral)
  const turn = Math.PI * (3 - Math.sqrt(5))
  for (let place = have; place < longer.length / 2; place++) {
    const radius = SPIRAL * Math.sqrt(place + 0.5)
    longer[2 * place] = radius * Math.cos(place * turn)
    longer[2 * place + 1] = radius * Math.sin(place * turn)
  }
  spiral = longer
  return longer
}

export interface GroupCircle {
  readonly x: number
  readonly y: number
  readonly radius: number
}

/** Circle of each policy, by code, and what they fill. Policies without agents have radius 0. */
export interface GroupCircles {
  readonly circles: readonly GroupCircle[]
  readonly bounds: Bounds
}

/** Agents of each policy, by code. Codes beyond `policyCount` count as the last one. */
function countMembers({ count, policies, policyCount }: LayoutInput): Uint32Array {
  const members = new Uint32Array(Math.max(1, policyCount))
  const last = members.length - 1
  for (let row = 0; row < count; row++) {
    const code = Math.min(last, policies[row] as number)
    members[code] = (members[code] as number) + 1
  }
  return members
}

/** Room of a group in places: the next step up. */
function roomFor(members: number): number {
  let room = 8
  while (room < members) room = Math.ceil(room * ROOM_STEP)
  return room
}

/** The circles that policies are drawn in, for headings beside them. */
export function groupCircles(input: LayoutInput): GroupCircles {
  const radii = Array.from(countMembers(input), (members) =>
    members === 0 ? 0 : SPIRAL * Math.sqrt(roomFor(members)) + 0.5,
  )
  const gap = GAP + GAP_SHARE * Math.max(...radii)
  return packCircles(radii, gap)
}

/**
 * One circle a policy, packed so that none overlap, with the agents inside as the seeds of a sunflower lie. An agent keeps
 * its place within the circle while others are added, and circles move only when one has to grow.
 */
export const groups: Layout = (input, positions) => {
  const { count, policies } = input
  const { circles, bounds } = groupCircles(input)
  const last = circles.length - 1
  const next = new Uint32Array(circles.length)
  const centres = Float64Array.from(circles.flatMap(({ x, y }) => [x, y]))
  const places = spiralOf(Math.max(...countMembers(input)))
  for (let row = 0; row < count; row++) {
    const code = Math.min(last, policies[row] as number)
    const place = next[code] as number
    next[code] = place + 1
    positions[2 * row] = (centres[2 * code] as number) + (places[2 * place] as number)
    positions[2 * row + 1] = (centres[2 * code + 1] as number) + (places[2 * place + 1] as number)
  }
  return bounds
}
