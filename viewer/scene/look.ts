import type { PolicyKind } from '../protocol/host.ts'
import { SHAPES, THEMES, type ThemeName } from './palette.ts'
import { RAMP_STOPS, type Rgb, rampStops, rgbOf } from './ramp.ts'
import type { Ramp } from './scene.ts'

/**
 * How things look on the canvas and in pictures made without one: sizes, weights and the table of colours. The shaders and
 * the raster both go by these numbers.
 */

/** Kinds in the order of their numbers in the table of agents. */
export const KINDS = ['honest', 'opportunistic', 'deceptive', 'adversarial', 'adaptive', 'other'] as const
/** Shapes by the number of their kind. */
export const SHAPE_OF_KIND: readonly string[] = KINDS.map((kind) => SHAPES[kind])

/** Number of a kind, 0 to 5; unknown codes are `other`. */
export const kindNumber = (kind: PolicyKind | undefined): number => KINDS.indexOf(kind ?? 'other')

/** Below this width in CSS pixels every agent is a disc. */
export const SHAPE_DIAMETER_PIXELS = 6
/** Held agents are this much smaller: being held shows without colour, and whatever the colour stands for. */
export const HELD_SIZE = 0.72
/** Opacity of agents whose policy the legend has muted, of those without a value, and of those outside of the group. */
export const MUTED_ALPHA = 0.1
export const UNKNOWN_ALPHA = 0.35
export const OUTSIDE_ALPHA = 0.16
/** In the light theme pale colours get a rim of one pixel, darker by this factor, once a dot is wide enough for one. */
export const RIM_DARKNESS = 0.62
export const RIM_DIAMETER_PIXELS = 3

const LEAST_DIAMETER_PIXELS = 1.25
const SPACING_SHARE = 0.92
const DIAMETER_AT_ONE_PIXELS = 2.8

/**
 * Width of an agent's dot in CSS pixels at a scale (CSS pixels a world unit): it grows with the root of the zoom, does not
 * pass the distance between neighbours while dots are small, and never gets lost.
 */
export function dotDiameter(scale: number): number {
  const grown = Math.min(SPACING_SHARE * scale, DIAMETER_AT_ONE_PIXELS * Math.sqrt(scale))
  return Math.max(LEAST_DIAMETER_PIXELS, grown)
}

/**
 * Rings around flagged agents, in CSS pixels by the radius of a dot: thin and faint close around small dots, so that a group is still
 * to be seen under its rings, and clear once agents are looked at. `from` and `to` are the radii between which they grow.
 */
export const FLAG_RING = {
  from: 1.2,
  to: 4,
  leastDot: 1.2,
  gap: [1, 1.5],
  halfWidth: [0.4, 0.6],
  alpha: [0.85, 1],
} as const

/** The ring around a flagged agent whose dot has a radius in CSS pixels: its own radius, half its width, its opacity. */
export function flagRing(dot: number): {
  readonly radius: number
  readonly half: number
  readonly alpha: number
} {
  const { from, to, leastDot, gap, halfWidth, alpha } = FLAG_RING
  const grown = Math.min(1, Math.max(0, (dot - from) / (to - from)))
  const between = ([small, large]: readonly [number, number]) => small + (large - small) * grown
  return { radius: Math.max(dot, leastDot) + between(gap), half: between(halfWidth), alpha: between(alpha) }
}

/** Opacity of flows where so many are shown: a thousand faint lines tell as much as ten strong ones. */
export const flowAlpha = (shown: number): number =>
  Math.min(1, Math.max(0.3, Math.sqrt(500 / Math.max(1, shown))))
/** Opacity of ties where there are so many. */
export const tieAlpha = (edges: number): number =>
  Math.min(0.45, Math.max(0.06, 0.45 * Math.sqrt(3000 / Math.max(1, edges))))

/** Opacity and width in CSS pixels of flows. */
export const FLOW = {
  acceptedAlpha: 0.6,
  refusedAlpha: 0.22,
  acceptedWidth: 1.5,
  refusedWidth: 0.9,
  bow: 0.14,
} as const

/** Places in the table of colours. */
export const COLOUR = {
  kinds: 0,
  held: 6,
  text: 7,
  muted: 8,
  accent: 9,
  background: 10,
  ramp: 11,
} as const
export const COLOUR_COUNT = COLOUR.ramp + RAMP_STOPS

/** The table of colours of a theme and a ramp, three numbers in [0, 1] each. */
export function colourTable(theme: ThemeName, ramp: Ramp): Float32Array<ArrayBuffer> {
  const look = THEMES[theme]
  const rows: readonly Rgb[] = [
    ...KINDS.map((kind) => rgbOf(look.kinds[kind])),
    ...[look.held, look.text, look.muted, look.accent, look.background].map(rgbOf),
    ...rampStops(ramp, theme),
  ]
  return Float32Array.from(rows.flat())
}
