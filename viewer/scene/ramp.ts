import type { ThemeName } from './palette.ts'
import type { Ramp } from './scene.ts'

/** Red, green and blue in [0, 1]. */
export type Rgb = readonly [red: number, green: number, blue: number]

/** Stops of every ramp, evenly spaced over [0, 1]; what lies between is mixed. */
export const RAMP_STOPS = 9

/** Cividis at eighths: equal steps look equal with and without colour vision deficiency (Nuñez, Anderton and Renslow 2018). */
const CIVIDIS = [
  '#00224E',
  '#123570',
  '#3B496C',
  '#575D6D',
  '#707173',
  '#8A8678',
  '#A59C74',
  '#C3B369',
  '#FEE838',
]
const DIVERGING = { low: '#6882F7', high: '#E65C06' } as const
/** The middle of the diverging ramp, apart from the ground of either theme. */
const MIDDLE: Readonly<Record<ThemeName, string>> = { dark: '#8B929C', light: '#B4B7BA' }
/** Part of cividis that a theme uses: its ends would sink into a dark or a light ground. */
const SPAN: Readonly<Record<ThemeName, readonly [low: number, high: number]>> = {
  dark: [0.2, 1],
  light: [0, 0.9],
}

/** `#rrggbb` as three numbers in [0, 1]. */
export function rgbOf(hex: string): Rgb {
  const number = Number.parseInt(hex.slice(1), 16)
  return [(number >> 16) / 255, ((number >> 8) & 255) / 255, (number & 255) / 255]
}

/** The stops of a ramp as a theme shows it, RAMP_STOPS colours from low to high. */
export function rampStops(ramp: Ramp, theme: ThemeName): readonly Rgb[] {
  const stops = ramp === 'diverging' ? [DIVERGING.low, MIDDLE[theme], DIVERGING.high] : CIVIDIS
  const colours = stops.map(rgbOf)
  const [low, high] = ramp === 'diverging' ? [0, 1] : SPAN[theme]
  return Array.from({ length: RAMP_STOPS }, (_, stop) =>
    mixedAt(colours, low + ((high - low) * stop) / (RAMP_STOPS - 1)),
  )
}

/** The colour of a shade in [0, 1], for legends and pictures. What lies outside takes the end's. */
export function rampColour(ramp: Ramp, theme: ThemeName, shade: number): Rgb {
  return mixedAt(rampStops(ramp, theme), shade)
}

function mixedAt(stops: readonly Rgb[], shade: number): Rgb {
  const place = Math.min(1, Math.max(0, shade)) * (stops.length - 1)
  const below = Math.min(stops.length - 2, Math.floor(place))
  const part = place - below
  const from = stops[below] as Rgb
  const to = stops[below + 1] as Rgb
  return [
    from[0] + (to[0] - from[0]) * part,
    from[1] + (to[1] - from[1]) * part,
    from[2] + (to[2] - from[2]) * part,
  ]
}
