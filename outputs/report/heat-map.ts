import { type Addresses, cut, picture } from './drawing.ts'
import { element, join, type Markup } from './markup.ts'
import type { HeatMap, Table } from './model.ts'
import { place, shortNumber } from './numbers.ts'
import { tableMarkup } from './tables.ts'

/** Per cent of the width that the figures at the left take. */
const LEFT = 15
const TOP = 22
const BOTTOM = 44
const HEIGHT = 380
const ROW_MIN = 6
const ROW_MAX = 46
const LABELS_MAX = 16
/** Cells beyond which they hold no figures of their own. */
const WRITTEN_MAX = 96
const COLUMNS_WRITTEN_MAX = 8
const STEPS = 24

type Colour = readonly [red: number, green: number, blue: number]

/** Cividis in ten steps (Nuñez, Anderton and Renslow 2018, PLOS ONE 13(7)): it reads the same with any kind of colour vision. */
const RAMP: readonly Colour[] = [
  [0, 34, 78],
  [18, 53, 112],
  [59, 73, 108],
  [87, 93, 109],
  [112, 113, 115],
  [138, 134, 120],
  [165, 156, 116],
  [195, 179, 105],
  [225, 204, 85],
  [254, 232, 56],
]
/** Where zero matters: blue below, orange above, grey in the middle. */
const DIVERGING: readonly Colour[] = [
  [104, 130, 247],
  [219, 222, 226],
  [230, 92, 6],
]

/** A metric over two parameters, a rectangle a point of the grid, with a line where the rules begin to fail. */
export function heatMapMarkup(addresses: Addresses, map: HeatMap): Markup {
  const tint = tintOf(map.values.flat().filter((value) => value !== null))
  return element(
    'figure',
    { class: 'wide' },
    element(
      'figcaption',
      {},
      element('strong', {}, map.title),
      element('span', { class: 'unit' }, map.unit),
      element('span', { class: 'about' }, map.about),
    ),
    element('div', { class: 'map' }, draw(addresses, map, tint), keyMarkup(map, tint)),
    tableMarkup(tableOf(map)),
  )
}

interface Tint {
  readonly low: number
  readonly high: number
  of(value: number): Colour
}

function tintOf(values: readonly number[]): Tint {
  const least = values.reduce((low, value) => Math.min(low, value), Infinity)
  const most = values.reduce((high, value) => Math.max(high, value), -Infinity)
  const isSigned = least < 0 && most > 0
  const reach = Math.max(-least, most)
  const [low, high] = isSigned ? [-reach, reach] : least > most ? [0, 1] : [least, most]
  const ramp = isSigned ? DIVERGING : RAMP
  return {
    low,
    high,
    of: (value) => blend(ramp, high > low ? (value / 2 - low / 2) / (high / 2 - low / 2) : 0.5),
  }
}

function blend(ramp: readonly Colour[], share: number): Colour {
  const at = Math.min(Math.max(share, 0), 1) * (ramp.length - 1)
  const from = ramp[Math.floor(at)] as Colour
  const to = ramp[Math.ceil(at)] as Colour
  const part = at - Math.floor(at)
  const mix = (a: number, b: number) => Math.round(a + (b - a) * part)
  return [mix(from[0], to[0]), mix(from[1], to[1]), mix(from[2], to[2])]
}

const hex = (colour: Colour): string =>
  `#${colour.map((part) => part.toString(16).padStart(2, '0')).join('')}`

/** Whether text on a colour is better dark: by relative luminance (WCAG 2.2). */
function isLight([red, green, blue]: Colour): boolean {
  const linear = (part: number) => (part <= 10 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4)
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue) > 0.18
}

function draw(addresses: Addresses, map: HeatMap, tint: Tint): Markup {
  const { x, y, title, xTitle, yTitle, frontier } = map
  const row = Math.min(ROW_MAX, Math.max(ROW_MIN, HEIGHT / Math.max(1, y.length)))
  const height = TOP + row * y.length + BOTTOM
  const line = frontier === undefined ? '' : ` A line over it shows: ${frontier.name}.`
  return picture(
    addresses,
    {
      title: `${title} over ${xTitle} and ${yTitle}`,
      description: `A rectangle for each of ${x.length} values of ${xTitle} and ${y.length} of ${yTitle}, coloured from ${shortNumber(tint.low)} to ${shortNumber(tint.high)}.${line}`,
      height: Math.ceil(height),
      style: 'level heat',
    },
    cellsOf(map, tint, row),
    labelsOf(map, row),
    frontier ? frontierOf(map, frontier.points, row) : null,
    figuresOf(map, tint, row),
  )
}

const columnWidth = ({ x }: HeatMap): number => (100 - LEFT - 1) / Math.max(1, x.length)

/** The first value of `y` stands at the bottom, as in any diagram. */
const rowTop = ({ y }: HeatMap, index: number, row: number): number => TOP + (y.length - 1 - index) * row

function cellsOf(map: HeatMap, tint: Tint, row: number): Markup {
  const { x, y, values } = map
  const width = columnWidth(map)
  return join(
    y.map((yName, line) =>
      x.map((xName, column) => {
        const value = values[line]?.[column] ?? null
        return element(
          'rect',
          {
            x: `${(LEFT + column * width).toFixed(2)}%`,
            width: `${width.toFixed(2)}%`,
            y: place(rowTop(map, line, row)),
            height: place(row),
            class: value === null ? 'none' : null,
            fill: value === null ? null : hex(tint.of(value)),
          },
          element('title', {}, `${map.xTitle} ${xName}, ${map.yTitle} ${yName}: ${shortNumber(value)}`),
        )
      }),
    ),
  )
}

/** Figures in the rectangles, where there is room: over the frontier, with a rim of their rectangle's colour. */
function figuresOf(map: HeatMap, tint: Tint, row: number): Markup | null {
  const { x, y, values } = map
  const width = columnWidth(map)
  if (x.length > COLUMNS_WRITTEN_MAX || x.length * y.length > WRITTEN_MAX || row < 18) return null
  return join(
    y.map((_, line) =>
      x.map((__, column) => {
        const value = values[line]?.[column] ?? null
        if (value === null) return null
        const colour = tint.of(value)
        const text = {
          x: `${(LEFT + (column + 0.5) * width).toFixed(2)}%`,
          y: place(rowTop(map, line, row) + row / 2 + 4),
          class: `middle on ${isLight(colour) ? 'light' : 'dark'}`,
          stroke: hex(colour),
        }
        return element('text', text, shortNumber(value))
      }),
    ),
  )
}

function labelsOf(map: HeatMap, row: number): Markup {
  const { x, y, xTitle, yTitle } = map
  const width = columnWidth(map)
  const bottom = TOP + row * y.length
  const some = (count: number, max: number) => {
    const step = Math.ceil(count / max)
    return (_: string, index: number) => index % step === 0
  }
  const numbered = (names: readonly string[]) => names.map((name, index) => ({ name, index }))
  const keepX = some(x.length, 8)
  const keepY = some(y.length, LABELS_MAX)
  return join(
    element('text', { x: 0, y: 13, class: 'axis' }, `↑ ${cut(yTitle, 44)}`),
    element('text', { x: '99%', y: bottom + 38, class: 'end axis' }, `${cut(xTitle, 44)} →`),
    numbered(y)
      .filter(({ name, index }) => keepY(name, index))
      .map(({ name, index }) =>
        element(
          'text',
          { x: `${LEFT - 1.5}%`, y: place(rowTop(map, index, row) + row / 2 + 4), class: 'end' },
          cut(name, 9),
        ),
      ),
    numbered(x)
      .filter(({ name, index }) => keepX(name, index))
      .map(({ name, index }) =>
        element(
          'text',
          { x: `${(LEFT + (index + 0.5) * width).toFixed(2)}%`, y: place(bottom + 17), class: 'middle' },
          cut(name, 9),
        ),
      ),
  )
}

function frontierOf(
  map: HeatMap,
  points: readonly { readonly x: number; readonly y: number }[],
  row: number,
): Markup {
  const width = columnWidth(map)
  const left = (x: number) => `${(LEFT + (x + 0.5) * width).toFixed(2)}%`
  const top = (y: number) => place(rowTop(map, 0, row) + row / 2 - y * row)
  const lines = (style: string) =>
    points.slice(1).map((to, index) => {
      const from = points[index] as { x: number; y: number }
      return element('line', {
        class: style,
        x1: left(from.x),
        x2: left(to.x),
        y1: top(from.y),
        y2: top(to.y),
      })
    })
  const [only] = points
  const dot =
    points.length === 1 && only
      ? element('circle', { class: 'frontier', cx: left(only.x), cy: top(only.y), r: 4 })
      : null
  return join(lines('under'), lines('frontier'), dot)
}

/** What the colours stand for. */
function keyMarkup({ frontier }: HeatMap, tint: Tint): Markup {
  const bar = Array.from({ length: STEPS }, (_, step) =>
    element('rect', {
      x: `${((100 * step) / STEPS).toFixed(2)}%`,
      width: `${(100 / STEPS + 0.3).toFixed(2)}%`,
      y: 0,
      height: 12,
      fill: hex(tint.of(tint.low + ((tint.high - tint.low) * step) / (STEPS - 1))),
    }),
  )
  return element(
    'div',
    { class: 'key' },
    element('span', {}, shortNumber(tint.low)),
    element('svg', { class: 'ramp', width: '100%', height: 12, 'aria-hidden': 'true' }, bar),
    element('span', {}, shortNumber(tint.high)),
    frontier
      ? element(
          'span',
          { class: 'frontier-key' },
          element(
            'svg',
            { width: 28, height: 8, 'aria-hidden': 'true' },
            element('line', { class: 'frontier', x1: 0, x2: 28, y1: 4, y2: 4 }),
          ),
          frontier.name,
        )
      : null,
  )
}

function tableOf({ title, x, y, xTitle, yTitle, values }: HeatMap): Table {
  return {
    kind: 'table',
    title: `Figures: ${title}`,
    folded: true,
    columns: [
      { heading: `${yTitle} \\ ${xTitle}`, kind: 'text' },
      ...x.map((name) => ({ heading: name, kind: 'number' as const })),
    ],
    rows: y.map((name, line) => [name, ...x.map((_, column) => values[line]?.[column] ?? null)]),
  }
}
