import { fitBounds } from '../interact/camera.ts'
import type { Bounds } from '../layout/layout.ts'
import type { PolicyKind } from '../protocol/host.ts'
import { AgentBit, AgentTable } from '../scene/agent-table.ts'
import {
  dotDiameter,
  FLOW,
  flagRing,
  flowAlpha,
  HELD_SIZE,
  KINDS,
  kindNumber,
  MUTED_ALPHA,
  RIM_DARKNESS,
  RIM_DIAMETER_PIXELS,
  SHAPE_DIAMETER_PIXELS,
  UNKNOWN_ALPHA,
} from '../scene/look.ts'
import { THEMES, type ThemeName } from '../scene/palette.ts'
import { RAMP_STOPS, type Rgb, rampStops, rgbOf } from '../scene/ramp.ts'
import type { AgentPicture, CameraState, FlowPicture, Ramp } from '../scene/scene.ts'
import { GLYPH_HEIGHT } from './font.ts'
import { encodePng } from './png.ts'
import { Raster } from './raster.ts'

/** What a picture without a canvas is made of. */
export interface PictureOrder {
  readonly picture: AgentPicture
  /** Kinds of the policies by code. */
  readonly kinds: readonly PolicyKind[]
  readonly flows?: FlowPicture
  readonly theme: ThemeName
  /** Pixels. */
  readonly width: number
  readonly height: number
  /** All agents are fitted in when left out. */
  readonly camera?: CameraState
  /** How shades become colours; sequential when left out. */
  readonly ramp?: Ramp
  /** A line at the foot, such as the scenario, seed and tick. */
  readonly caption?: string
  /** Names of the policies by code: with them there is a legend of those that have agents. */
  readonly names?: readonly string[]
}

const MARGIN = 16
const LINE = 16
const FLOW_PIECES = 24

/**
 * The picture that the canvas would show, as the bytes of a PNG, made by the processor alone: same colours, sizes, shapes and
 * rings, and flows as thin curves of one width each. Node only.
 */
export function renderPicture(order: PictureOrder): Uint8Array {
  const { pixels, width, height } = drawPicture(order)
  return encodePng(pixels, width, height)
}

/** The same before it is made a file. */
export function drawPicture(order: PictureOrder): Raster {
  const { picture, theme, width, height } = order
  const look = THEMES[theme]
  const raster = new Raster(width, height, rgbOf(look.background))
  const table = new AgentTable()
  table.setPolicies(order.kinds)
  table.write(picture)
  const foot = order.caption === undefined ? 0 : LINE + MARGIN / 2
  const camera = order.camera ?? fitted(picture, width, height - foot)
  const view: View = {
    scale: camera.scale,
    left: width / 2 - camera.x * camera.scale,
    top: (height - (order.camera === undefined ? foot : 0)) / 2 - camera.y * camera.scale,
    radius: dotDiameter(camera.scale) / 2,
  }
  if (order.flows !== undefined) drawFlows(raster, table, order.flows, view, theme)
  drawAgents(raster, table, view, colourOf(order), theme)
  drawRings(raster, table, view, rgbOf(look.text))
  if (order.names !== undefined) drawLegend(raster, order, order.names)
  if (order.caption !== undefined)
    raster.text(order.caption, MARGIN, height - MARGIN - GLYPH_HEIGHT, 1, rgbOf(look.muted))
  return raster
}

/** World units to pixels, and the radius of a dot. */
interface View {
  readonly scale: number
  readonly left: number
  readonly top: number
  readonly radius: number
}

function fitted({ count, positions }: AgentPicture, width: number, height: number): CameraState {
  let [left, top, right, bottom] = count > 0 ? [Infinity, Infinity, -Infinity, -Infinity] : [0, 0, 0, 0]
  for (let row = 0; row < count; row++) {
    const x = positions[2 * row] as number
    const y = positions[2 * row + 1] as number
    if (x < left) left = x
    if (x > right) right = x
    if (y < top) top = y
    if (y > bottom) bottom = y
  }
  const bounds: Bounds = { left: left - 1, top: top - 1, right: right + 1, bottom: bottom + 1 }
  return fitBounds(bounds, { width, height })
}

/** Colours as three numbers each: 256 steps of the ramp where shades are shown, or the kinds and the held one. */
interface Colours {
  readonly byShade: boolean
  readonly table: Float32Array
  readonly unknown: Rgb
}

function colourOf({ picture, theme, ramp = 'sequential' }: PictureOrder): Colours {
  const look = THEMES[theme]
  const byShade = picture.shades !== undefined
  const rows: readonly Rgb[] = byShade
    ? stepsOf(rampStops(ramp, theme))
    : [...KINDS.map((kind) => look.kinds[kind]), look.held].map(rgbOf)
  return { byShade, table: Float32Array.from(rows.flat()), unknown: rgbOf(look.muted) }
}

function stepsOf(stops: readonly Rgb[]): Rgb[] {
  return Array.from({ length: 256 }, (_, step) => {
    const place = (step / 255) * (RAMP_STOPS - 1)
    const below = Math.min(RAMP_STOPS - 2, Math.floor(place))
    const [from, to] = [stops[below] as Rgb, stops[below + 1] as Rgb]
    const part = place - below
    return [0, 1, 2].map((channel) => {
      const start = from[channel as 0 | 1 | 2]
      return start + (to[channel as 0 | 1 | 2] - start) * part
    }) as unknown as Rgb
  })
}

function drawAgents(
  raster: Raster,
  agents: AgentTable,
  view: View,
  colours: Colours,
  theme: ThemeName,
): void {
  const { data, count } = agents
  const { table, byShade, unknown } = colours
  const shaped = 2 * view.radius >= SHAPE_DIAMETER_PIXELS
  const darkness = theme === 'light' && 2 * view.radius >= RIM_DIAMETER_PIXELS ? RIM_DARKNESS : 1
  for (let row = 0, at = 0; row < count; row++, at += 4) {
    const bits = data[at + 2] as number
    if ((bits & AgentBit.departed) !== 0) continue
    const held = (bits & AgentBit.held) !== 0
    const kind = bits & AgentBit.kind
    const noValue = byShade && (bits & AgentBit.unknown) !== 0
    const shade = Math.round(255 * Math.min(1, Math.max(0, data[at + 3] as number)))
    const colour = 3 * (byShade ? shade : held ? KINDS.length : kind)
    const alpha = (noValue ? UNKNOWN_ALPHA : 1) * ((bits & AgentBit.muted) !== 0 ? MUTED_ALPHA : 1)
    raster.shape(
      (data[at] as number) * view.scale + view.left,
      (data[at + 1] as number) * view.scale + view.top,
      Math.max(0.5, held ? view.radius * HELD_SIZE : view.radius),
      shaped ? kind : 0,
      noValue ? unknown[0] : (table[colour] as number),
      noValue ? unknown[1] : (table[colour + 1] as number),
      noValue ? unknown[2] : (table[colour + 2] as number),
      alpha,
      darkness,
    )
  }
}

function drawRings(
  raster: Raster,
  { data, flagged, flaggedCount }: AgentTable,
  view: View,
  colour: Rgb,
): void {
  const ring = flagRing(view.radius)
  for (let place = 0; place < flaggedCount; place++) {
    const at = 4 * (flagged[place] as number)
    if (((data[at + 2] as number) & AgentBit.muted) !== 0) continue
    const x = (data[at] as number) * view.scale + view.left
    const y = (data[at + 1] as number) * view.scale + view.top
    raster.ring(x, y, ring.radius, ring.half, colour, ring.alpha)
  }
}

function drawFlows(
  raster: Raster,
  { data, count }: AgentTable,
  flows: FlowPicture,
  view: View,
  theme: ThemeName,
): void {
  const look = THEMES[theme]
  const [low, middle, high] = [rgbOf(look.kinds.adversarial), rgbOf(look.muted), rgbOf(look.kinds.honest)]
  const strength = flowAlpha(flows.shown)
  for (let at = 0; at < 4 * flows.shown; at += 4) {
    const [from, to] = [4 * (flows.rows[at] as number), 4 * (flows.rows[at + 1] as number)]
    if (from >= 4 * count || to >= 4 * count) continue
    const bits = (data[from + 2] as number) | (data[to + 2] as number)
    if ((bits & AgentBit.departed) !== 0) continue
    const p = flows.rows[at + 2] as number
    const accepted = (flows.rows[at + 3] as number) > 0.5
    const colour = p < 0.5 ? mixed(low, middle, 2 * p) : mixed(middle, high, 2 * p - 1)
    const alpha =
      (accepted ? FLOW.acceptedAlpha : FLOW.refusedAlpha) *
      strength *
      ((bits & AgentBit.muted) !== 0 ? MUTED_ALPHA : 1)
    const width = accepted ? FLOW.acceptedWidth : FLOW.refusedWidth
    const x = (data[from] as number) * view.scale + view.left
    const y = (data[from + 1] as number) * view.scale + view.top
    curve(
      raster,
      [x, y],
      [(data[to] as number) * view.scale + view.left, (data[to + 1] as number) * view.scale + view.top],
      width,
      colour,
      alpha,
    )
  }
}

/** A flow's curve, bowed to one side as on the canvas and as wide as its middle there. */
function curve(
  raster: Raster,
  [startX, startY]: readonly [number, number],
  [endX, endY]: readonly [number, number],
  width: number,
  colour: Rgb,
  alpha: number,
): void {
  const [bendX, bendY] = [
    0.5 * (startX + endX) - (endY - startY) * FLOW.bow,
    0.5 * (startY + endY) + (endX - startX) * FLOW.bow,
  ]
  let [x, y] = [startX, startY]
  for (let piece = 1; piece <= FLOW_PIECES; piece++) {
    const t = piece / FLOW_PIECES
    const [a, b, c] = [(1 - t) * (1 - t), 2 * t * (1 - t), t * t]
    const [nextX, nextY] = [a * startX + b * bendX + c * endX, a * startY + b * bendY + c * endY]
    raster.line(x, y, nextX, nextY, width * (1.25 - 0.65 * t), colour, alpha)
    ;[x, y] = [nextX, nextY]
  }
}

/** Shape, name and number of agents of each policy that has any, from the left upper corner down. */
function drawLegend(raster: Raster, { picture, kinds, theme }: PictureOrder, names: readonly string[]): void {
  const look = THEMES[theme]
  const counts = new Uint32Array(256)
  for (let row = 0; row < picture.count; row++) {
    const code = picture.policies[row] as number
    counts[code] = (counts[code] as number) + 1
  }
  let top = MARGIN
  names.forEach((name, code) => {
    const count = counts[code] as number
    if (count === 0) return
    const kind = kindNumber(kinds[code])
    const [red, green, blue] = rgbOf(
      picture.shades === undefined ? look.kinds[kinds[code] ?? 'other'] : look.muted,
    )
    raster.shape(MARGIN + 5, top + GLYPH_HEIGHT / 2, 5, kind, red, green, blue, 1, 1)
    const words = `${name} ${String(count).replace(/\B(?=(\d{3})+$)/g, '\u2009')}`
    raster.text(words, MARGIN + 18, top, 1, rgbOf(look.text))
    top += LINE
  })
}

const mixed = (from: Rgb, to: Rgb, part: number): Rgb => [
  from[0] + (to[0] - from[0]) * part,
  from[1] + (to[1] - from[1]) * part,
  from[2] + (to[2] - from[2]) * part,
]
