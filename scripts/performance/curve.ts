import { NUMPY, PYTHON_PEER } from '../../bench/peers.ts'
import type { Figures } from './figures.ts'

interface Point {
  readonly agents: number
  readonly nanoseconds: number
  readonly low?: number | null
  readonly high?: number | null
}

interface Curve {
  readonly name: string
  /** Class that gives it its colour. */
  readonly style: 'metropolis' | 'core' | 'c' | 'numpy' | 'python'
  readonly dashed: boolean
  readonly points: readonly Point[]
}

const WIDTH = 860
const HEIGHT = 480
const LEFT = 84
const RIGHT = 210
const TOP = 58
const BOTTOM = 62
const AGENTS = [1, 1_000_000] as const
const NANOSECONDS = [10, 1_000_000] as const
const LABEL_GAP = 17

const decades = (low: number, high: number): number[] =>
  Array.from({ length: Math.round(Math.log10(high / low)) + 1 }, (_, step) => low * 10 ** step)

const x = (agents: number): number =>
  LEFT + ((WIDTH - LEFT - RIGHT) * Math.log10(agents / AGENTS[0])) / Math.log10(AGENTS[1] / AGENTS[0])
const y = (nanoseconds: number): number =>
  HEIGHT -
  BOTTOM -
  ((HEIGHT - TOP - BOTTOM) * Math.log10(nanoseconds / NANOSECONDS[0])) /
    Math.log10(NANOSECONDS[1] / NANOSECONDS[0])
const at = (value: number): string => value.toFixed(1)

const timeText = (nanoseconds: number): string =>
  nanoseconds >= 1_000_000
    ? `${nanoseconds / 1_000_000} ms`
    : nanoseconds >= 1000
      ? `${nanoseconds / 1000} µs`
      : `${nanoseconds} ns`

function curvesOf({ rows }: Figures): Curve[] {
  const measured = (curve: string): Point[] =>
    rows.flatMap(({ point, figure, low, high }) =>
      point?.curve === curve && figure !== null
        ? [{ agents: point.agents, nanoseconds: figure, low, high }]
        : [],
    )
  const python = PYTHON_PEER.map(({ agents, turnsPerSecond }) => ({
    agents,
    nanoseconds: 1e9 / turnsPerSecond,
  }))
  const curves: Curve[] = [
    { name: 'Python peer, mixed', style: 'python', dashed: false, points: python },
    { name: 'Patchwork, metropolis', style: 'metropolis', dashed: false, points: measured('metropolis') },
    { name: 'Patchwork, core', style: 'core', dashed: false, points: measured('core') },
    { name: 'NumPy, core rules', style: 'numpy', dashed: true, points: NUMPY },
    { name: 'C, core rules', style: 'c', dashed: true, points: measured('C') },
  ]
  return curves.filter(({ points }) => points.length > 0)
}

function gridLines(): string[] {
  const [bottom, right] = [HEIGHT - BOTTOM, WIDTH - RIGHT]
  const columns = decades(...AGENTS).flatMap((agents) => [
    `<line class="grid" x1="${at(x(agents))}" y1="${TOP}" x2="${at(x(agents))}" y2="${bottom}"/>`,
    `<text class="tick" x="${at(x(agents))}" y="${bottom + 20}" text-anchor="middle">${agents.toLocaleString('en')}</text>`,
  ])
  const lines = decades(...NANOSECONDS).flatMap((time) => [
    `<line class="grid" x1="${LEFT}" y1="${at(y(time))}" x2="${right}" y2="${at(y(time))}"/>`,
    `<text class="tick" x="${LEFT - 10}" y="${at(y(time) + 4)}" text-anchor="end">${timeText(time)}</text>`,
  ])
  const middle = (TOP + bottom) / 2
  return [
    ...columns,
    ...lines,
    `<text class="axis" x="${(LEFT + right) / 2}" y="${HEIGHT - 16}" text-anchor="middle">agents</text>`,
    `<text class="axis" transform="translate(22 ${middle}) rotate(-90)" text-anchor="middle">time per agent and tick</text>`,
  ]
}

/** The curve's line, its points, and whiskers from the lowest to the highest where they are known. */
function drawCurve({ style, dashed, points }: Curve): string[] {
  const path = points.map(({ agents, nanoseconds }) => `${at(x(agents))},${at(y(nanoseconds))}`).join(' ')
  const whiskers = points.flatMap(({ agents, low, high }) =>
    typeof low === 'number' && typeof high === 'number'
      ? [
          `<line class="${style} whisker" x1="${at(x(agents))}" y1="${at(y(low))}" x2="${at(x(agents))}" y2="${at(y(high))}"/>`,
        ]
      : [],
  )
  const dots = points.map(
    ({ agents, nanoseconds }) =>
      `<circle class="${style} dot" cx="${at(x(agents))}" cy="${at(y(nanoseconds))}" r="3.5"/>`,
  )
  return [
    `<polyline class="${style} line${dashed ? ' dashed' : ''}" points="${path}"/>`,
    ...whiskers,
    ...dots,
  ]
}

/** Names beside the last points, moved apart where they would overlap. */
function nameLines(curves: readonly Curve[]): string[] {
  const ends = curves
    .map(({ name, style, points }) => ({ name, style, end: points[points.length - 1] as Point }))
    .sort((a, b) => b.end.nanoseconds - a.end.nanoseconds)
  let lowest = Number.NEGATIVE_INFINITY
  return ends.map(({ name, style, end }) => {
    const isLast = end.agents === AGENTS[1]
    const wanted = y(end.nanoseconds) + 4
    const place = isLast ? Math.max(wanted, lowest + LABEL_GAP) : wanted
    if (isLast) lowest = place
    return `<text class="${style} name" x="${at(x(end.agents) + 12)}" y="${at(place)}">${name}</text>`
  })
}

const STYLE = `
    .card { fill: #ffffff; stroke: #d5dbe3 }
    .grid { stroke: #e3e8ee }
    .tick { fill: #52606d }
    .axis, .title { fill: #1f2933 }
    .title { font-size: 15px; font-weight: 600 }
    .name { font-weight: 600 }
    .line, .whisker { fill: none; stroke-width: 2 }
    .whisker { stroke-width: 5; opacity: 0.3 }
    .dashed { stroke-dasharray: 6 4 }
    .metropolis { --ink: #0b62b8 } .core { --ink: #0f8a6a } .c { --ink: #5b6673 } .numpy { --ink: #a15c00 } .python { --ink: #b3261e }
    .line, .whisker { stroke: var(--ink) }
    .dot, .name { fill: var(--ink) }
    @media (prefers-color-scheme: dark) {
      .card { fill: #111a24; stroke: #2c3a49 }
      .grid { stroke: #26323f }
      .tick { fill: #9fb0c0 }
      .axis, .title { fill: #e6ebf0 }
      .metropolis { --ink: #6cb4ff } .core { --ink: #4fd1a5 } .c { --ink: #a9b6c4 } .numpy { --ink: #f0ad4e } .python { --ink: #ff8a80 }
    }
  `

/** The picture of cost over population: both axes logarithmic, ours and what others do. */
export function drawScale(figures: Figures): string {
  const curves = curvesOf(figures)
  const doubt = figures.tiny ? ' (tiny sizes)' : figures.machine.idle ? '' : ' (on a busy machine)'
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-labelledby="title description">`,
    '<title id="title">Time per agent and tick over the number of agents</title>',
    `<desc id="description">Both axes are logarithmic. The Python peer rises with the population; the metropolis and the core of Patchwork, NumPy and C stay nearly level up to a million agents.</desc>`,
    `<style>${STYLE}</style>`,
    `<rect class="card" x="0.5" y="0.5" width="${WIDTH - 1}" height="${HEIGHT - 1}" rx="8"/>`,
    `<g font-family="system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif" font-size="12.5">`,
    `<text class="title" x="${LEFT}" y="32">Time per agent and tick as the population grows${doubt}</text>`,
    ...gridLines(),
    ...curves.flatMap(drawCurve),
    ...nameLines(curves),
    '</g>',
    '</svg>',
  ].join('\n')}\n`
}
