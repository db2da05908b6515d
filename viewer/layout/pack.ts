import type { GroupCircle, GroupCircles } from './groups.ts'

/** Pictures are wider than high, and so are packings. */
const ASPECT = 1.35
/** How far two circles may pass one another's edge: rounding, not overlap. */
const TOLERANCE = 1e-9

interface Placed {
  readonly number: number
  readonly x: number
  readonly y: number
  readonly radius: number
}

/**
 * Packs circles of given radii at least `gap` apart: the widest first, each next one where it touches two others and lies
 * nearest to the middle. Equal radii give equal packings. Cost grows with the fourth power of the number of circles in the
 * worst case, of which there are as many as policies. Radii of 0 stay in the middle and take no room.
 */
export function packCircles(radii: readonly number[], gap: number): GroupCircles {
  const order = radii
    .map((radius, number) => ({ radius, number }))
    .filter(({ radius }) => radius > 0)
    .sort((a, b) => b.radius - a.radius || a.number - b.number)
  const placed: Placed[] = []
  for (const { radius, number } of order)
    placed.push({ number, radius, ...placeFor(radius + gap / 2, placed, gap) })

  const left = Math.min(0, ...placed.map(({ x, radius }) => x - radius))
  const right = Math.max(0, ...placed.map(({ x, radius }) => x + radius))
  const top = Math.min(0, ...placed.map(({ y, radius }) => y - radius))
  const bottom = Math.max(0, ...placed.map(({ y, radius }) => y + radius))
  const [middleX, middleY] = [(left + right) / 2, (top + bottom) / 2]
  const circles: GroupCircle[] = radii.map(() => ({ x: 0, y: 0, radius: 0 }))
  for (const { number, x, y, radius } of placed) circles[number] = { x: x - middleX, y: y - middleY, radius }
  return {
    circles,
    bounds: {
      left: left - middleX,
      top: top - middleY,
      right: right - middleX,
      bottom: bottom - middleY,
    },
  }
}

/** Where a circle of a radius, half the gap counted in, goes. */
function placeFor(radius: number, placed: readonly Placed[], gap: number): { x: number; y: number } {
  const [first, ...others] = placed
  if (first === undefined) return { x: 0, y: 0 }
  const beside = first.radius + gap / 2 + radius
  if (others.length === 0) return { x: beside, y: 0 }
  const middle = middleOf(placed)
  let best = { x: beside, y: 0 }
  let bestScore = Number.POSITIVE_INFINITY
  for (let one = 0; one < placed.length; one++)
    for (let two = one + 1; two < placed.length; two++)
      for (const side of [1, -1]) {
        const at = touching(placed[one] as Placed, placed[two] as Placed, radius, gap, side)
        if (at === undefined) continue
        const across = (at.x - middle.x) / ASPECT
        const down = at.y - middle.y
        const score = across * across + down * down
        if (score > bestScore - TOLERANCE || !isFree(at, radius, placed, gap)) continue
        best = at
        bestScore = score
      }
  return bestScore < Number.POSITIVE_INFINITY ? best : rightOf(placed, radius, gap)
}

/** The middle of what is placed, by area. */
function middleOf(placed: readonly Placed[]): { x: number; y: number } {
  let [x, y, area] = [0, 0, 0]
  for (const circle of placed) {
    const weight = circle.radius * circle.radius
    x += circle.x * weight
    y += circle.y * weight
    area += weight
  }
  return { x: x / area, y: y / area }
}

/** Centre of a circle that touches two others, on one side of the line between them; none where they are too far apart. */
function touching(
  one: Placed,
  two: Placed,
  radius: number,
  gap: number,
  side: number,
): { x: number; y: number } | undefined {
  const fromOne = one.radius + gap / 2 + radius
  const fromTwo = two.radius + gap / 2 + radius
  const [dx, dy] = [two.x - one.x, two.y - one.y]
  const apart = Math.sqrt(dx * dx + dy * dy)
  if (apart > fromOne + fromTwo) return undefined
  const along = (apart * apart + fromOne * fromOne - fromTwo * fromTwo) / (2 * apart)
  const off = Math.sqrt(Math.max(0, fromOne * fromOne - along * along)) * side
  return {
    x: one.x + (dx * along - dy * off) / apart,
    y: one.y + (dy * along + dx * off) / apart,
  }
}

function isFree(
  at: { x: number; y: number },
  radius: number,
  placed: readonly Placed[],
  gap: number,
): boolean {
  return placed.every((circle) => {
    const [dx, dy] = [at.x - circle.x, at.y - circle.y]
    const least = circle.radius + gap / 2 + radius
    return Math.sqrt(dx * dx + dy * dy) > least - TOLERANCE * least
  })
}

function rightOf(placed: readonly Placed[], radius: number, gap: number): { x: number; y: number } {
  return { x: Math.max(...placed.map((circle) => circle.x + circle.radius)) + gap / 2 + radius, y: 0 }
}
