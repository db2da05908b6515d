import { type Addresses, inkClass, legend, picture, sign } from './drawing.ts'
import { element, join, type Markup } from './markup.ts'
import type { LineChart, Table } from './model.ts'
import { place, type Scale, scaleOver, shortNumber } from './numbers.ts'
import { tableMarkup } from './tables.ts'

const WIDTH = 372
const HEIGHT = 230
const LEFT = 50
const RIGHT = 16
const TOP = 18
const BOTTOM = 38
const TICKS = 4
/** Points of a line beyond which it is drawn through means of some epochs each. */
const POINTS_MAX = 200
/** Rows of the table beside a picture. */
const ROWS_MAX = 25
/** Part of the height that the values must fill, or the axis leaves zero out. */
const FILLED = 1 / 3

type Values = readonly (number | null)[]

/** Charts side by side; what all of them share is said once. */
export function chartsMarkup(addresses: Addresses, charts: readonly LineChart[]): Markup {
  const shown = charts.map(thinned)
  const namesOf = ({ lines }: LineChart) => JSON.stringify(lines.map(({ name, ink }) => [name, ink]))
  const [first] = shown
  const isShared =
    shown.length > 1 && new Set(shown.map(namesOf)).size === 1 && (first?.lines.length ?? 0) > 1
  const bands = new Set(shown.flatMap(({ band }) => band ?? []))
  return join(
    isShared && first ? legend(first.lines) : null,
    bands.size > 0
      ? element('p', { class: 'note' }, `Lines are means; bands show the ${[...bands].join(', or the ')}.`)
      : null,
    element(
      'div',
      { class: 'charts' },
      shown.map((chart, index) => figureOf(addresses, chart, charts[index] as LineChart, !isShared)),
    ),
  )
}

function figureOf(addresses: Addresses, chart: LineChart, whole: LineChart, ownLegend: boolean): Markup {
  const step = Math.ceil(whole.x.length / POINTS_MAX)
  return element(
    'figure',
    { class: 'chart' },
    element(
      'figcaption',
      {},
      element('strong', {}, chart.title),
      element('span', { class: 'unit' }, chart.unit),
      chart.about === '' ? null : element('span', { class: 'about' }, chart.about),
    ),
    ownLegend && chart.lines.length > 1 ? legend(chart.lines) : null,
    draw(addresses, chart),
    step > 1
      ? element('p', { class: 'note' }, `Drawn through means of ${step} ${chart.xTitle}s each.`)
      : null,
    tableMarkup(tableOf(whole)),
  )
}

const present = (values: Values): number[] => values.filter((value) => value !== null)

function draw(addresses: Addresses, chart: LineChart): Markup {
  const { lines, x } = chart
  const drawn = lines.flatMap(({ values, low = [], high = [] }) => [
    ...present(values),
    ...present(low),
    ...present(high),
  ])
  const zeroed = scaleOver(drawn, TICKS, true)
  const tight = scaleOver(drawn, TICKS)
  const filled = zeroed.at(tight.high) - zeroed.at(tight.low)
  const up = filled < FILLED ? tight : zeroed
  const isBroken = up === tight && (tight.low > 0 || tight.high < 0)
  const along = alongOf(x)
  const at: Places = {
    x: (value) => LEFT + (WIDTH - LEFT - RIGHT) * along.at(value),
    y: (value) => HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * up.at(value),
  }
  return picture(
    addresses,
    { title: chart.title, description: described(chart, isBroken), width: WIDTH, height: HEIGHT },
    axes(chart, along, up, at, isBroken),
    (chart.marks ?? []).map((mark) => markOf(mark, at)),
    lines.map(({ ink, low, high }) =>
      low && high ? element('path', { class: `band ${inkClass(ink)}`, d: bandPath(x, low, high, at) }) : null,
    ),
    lines.map(({ ink, values }) => [
      element('path', { class: `line ${inkClass(ink)}`, d: linePath(x, values, at) }),
      endOf(x, values, at, (left, top) => sign(ink, left, top)),
    ]),
  )
}

interface Places {
  x(value: number): number
  y(value: number): number
}

/** Lines run from edge to edge; what is counted has whole ticks. */
function alongOf(x: readonly number[]): Scale {
  const low = x[0] ?? 0
  const high = x.at(-1) ?? 1
  const span = high - low || 1
  const isCounted = x.every(Number.isInteger)
  const ticks = scaleOver([low, high], TICKS).ticks.filter(
    (tick) => (!isCounted || Number.isInteger(tick)) && tick >= low && tick <= high,
  )
  return { low, high, ticks, at: (value) => (x.length < 2 ? 0.5 : (value - low) / span) }
}

function axes({ xTitle }: LineChart, along: Scale, up: Scale, at: Places, isBroken: boolean): Markup {
  const bottom = HEIGHT - BOTTOM
  return join(
    up.ticks.map((tick) => {
      const y = place(at.y(tick))
      return [
        element('path', { class: tick === 0 ? 'zero' : 'grid', d: `M${LEFT},${y}H${WIDTH - RIGHT}` }),
        element('text', { x: LEFT - 7, y: place(at.y(tick) + 4), class: 'end' }, shortNumber(tick)),
      ]
    }),
    along.ticks.map((tick) =>
      element('text', { x: place(at.x(tick)), y: bottom + 17, class: 'middle' }, shortNumber(tick)),
    ),
    element('text', { x: WIDTH - RIGHT, y: HEIGHT - 4, class: 'end axis' }, xTitle),
    isBroken ? element('path', { class: 'break', d: `M${LEFT},${bottom}l-5,-4l10,-5l-10,-5l5,-4` }) : null,
  )
}

function markOf({ x, label }: { x: number; label: string }, at: Places): Markup {
  const left = place(at.x(x))
  return join(
    element('path', { class: 'mark', d: `M${left},${TOP}V${HEIGHT - BOTTOM}` }),
    element('text', { x: left, y: TOP - 5, class: 'middle mark' }, label),
  )
}

/** Values that belong together without a gap. */
function stretches(count: number, isThere: (index: number) => boolean): number[][] {
  const found: number[][] = []
  let open: number[] | undefined
  for (let index = 0; index < count; index++) {
    if (!isThere(index)) open = undefined
    else if (open) open.push(index)
    else {
      open = [index]
      found.push(open)
    }
  }
  return found
}

function linePath(x: readonly number[], values: Values, at: Places): string {
  const point = (index: number) =>
    `${place(at.x(x[index] as number))},${place(at.y(values[index] as number))}`
  return stretches(x.length, (index) => typeof values[index] === 'number')
    .map((stretch) => `M${stretch.map(point).join('L')}${stretch.length === 1 ? 'h0.1' : ''}`)
    .join('')
}

function bandPath(x: readonly number[], low: Values, high: Values, at: Places): string {
  const point = (values: Values) => (index: number) =>
    `${place(at.x(x[index] as number))},${place(at.y(values[index] as number))}`
  const isThere = (index: number) => typeof low[index] === 'number' && typeof high[index] === 'number'
  return stretches(x.length, isThere)
    .map((stretch) => `M${[...stretch.map(point(high)), ...stretch.reverse().map(point(low))].join('L')}Z`)
    .join('')
}

function endOf(
  x: readonly number[],
  values: Values,
  at: Places,
  make: (left: string, top: string) => Markup,
): Markup | null {
  const last = values.findLastIndex((value) => value !== null)
  if (last < 0) return null
  return make(place(at.x(x[last] as number)), place(at.y(values[last] as number)))
}

function described({ title, lines, x, xTitle, band }: LineChart, isBroken: boolean): string {
  const told = lines.map(({ name, values }) => {
    const known = present(values)
    const [from, to] = [known[0], known.at(-1)]
    return from === undefined
      ? `${name} has no values`
      : `${name} goes from ${shortNumber(from)} to ${shortNumber(to)}`
  })
  const span = x.length === 0 ? 'no values' : `${xTitle}s ${shortNumber(x[0])} to ${shortNumber(x.at(-1))}`
  const around = band === undefined ? '' : ` Bands show the ${band}.`
  const broken = isBroken ? ' The axis does not begin at zero.' : ''
  return `${title} over ${span}: ${told.join('; ')}.${around}${broken}`
}

/** The chart through fewer points, where it has more than can be seen. */
function thinned(chart: LineChart): LineChart {
  const step = Math.ceil(chart.x.length / POINTS_MAX)
  if (step <= 1) return chart
  const groups = Array.from({ length: Math.ceil(chart.x.length / step) }, (_, group) => group * step)
  const mean = (values: Values): (number | null)[] =>
    groups.map((first) => {
      const known = present(values.slice(first, first + step))
      return known.length === 0 ? null : known.reduce((sum, value) => sum + value / known.length, 0)
    })
  return {
    ...chart,
    x: mean(chart.x) as number[],
    lines: chart.lines.map((line) => ({
      ...line,
      values: mean(line.values),
      ...(line.low ? { low: mean(line.low) } : {}),
      ...(line.high ? { high: mean(line.high) } : {}),
    })),
  }
}

/** The figures behind a chart: all of them, or some in even steps with the first and the last. */
function tableOf({ title, xTitle, x, lines }: LineChart): Table {
  const count = Math.min(x.length, ROWS_MAX)
  const rows = Array.from({ length: count }, (_, row) =>
    count < 2 ? 0 : Math.round((row * (x.length - 1)) / (count - 1)),
  )
  return {
    kind: 'table',
    title: `Figures: ${title}`,
    folded: true,
    columns: [
      { heading: xTitle, kind: 'number' },
      ...lines.flatMap(({ name, low }) => [
        { heading: name, kind: 'number' as const },
        ...(low ? [{ heading: `band of ${name}`, kind: 'number' as const }] : []),
      ]),
    ],
    rows: rows.map((index) => [
      x[index] ?? null,
      ...lines.flatMap(({ values, low, high }) => [
        values[index] ?? null,
        ...(low ? [bandText(low[index] ?? null, high?.[index] ?? null)] : []),
      ]),
    ]),
    ...(x.length > count
      ? { note: `${count} of ${x.length} ${xTitle}s; the files beside this page have all.` }
      : {}),
  }
}

const bandText = (low: number | null, high: number | null): string =>
  low === null || high === null ? '–' : `${shortNumber(low)} to ${shortNumber(high)}`
