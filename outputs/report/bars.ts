import { type Addresses, cut, inkClass, legend, picture } from './drawing.ts'
import { gridOf } from './forest.ts'
import { element, join, type Markup } from './markup.ts'
import type { Bars, Estimate, Ink, Table } from './model.ts'
import { type Scale, scaleOver, shortInterval, shortNumber } from './numbers.ts'
import { tableMarkup } from './tables.ts'

/** Parameters beyond which a picture tells nothing any more. */
const BARS_ROWS_MAX = 40
const NAME = 20
const BAR = 11
const GAP = 3
const BOTTOM = 26
const TICKS = 5
const SIDE = 5
const NAME_CHARACTERS = 46

/** How much each parameter matters: bars from zero with whiskers, and the figures beside them. */
export function barsMarkup(addresses: Addresses, bars: Bars): Markup {
  const { title, unit, about, rows, measures } = bars
  const shown = rows.slice(0, BARS_ROWS_MAX)
  const left = rows.length - shown.length
  return element(
    'figure',
    { class: 'wide' },
    element(
      'figcaption',
      {},
      element('strong', {}, title),
      element('span', { class: 'unit' }, unit),
      element('span', { class: 'about' }, about),
    ),
    measures.length > 1 ? legend(measures.map((name, index) => ({ name, ink: inkOf(index) }))) : null,
    element(
      'div',
      { class: 'beside' },
      element('div', {}, draw(addresses, bars, shown)),
      tableMarkup(tableOf(bars)),
    ),
    left > 0 ? element('p', { class: 'note' }, `${left} more are in the table.`) : null,
  )
}

const inkOf = (measure: number): Ink => (measure % 5) as Ink

function draw(addresses: Addresses, { title, unit, measures }: Bars, rows: Bars['rows']): Markup {
  const values = rows.flatMap((row) =>
    row.values.flatMap(({ value, low = null, high = null }) =>
      [value, low, high].filter((each) => each !== null),
    ),
  )
  const scale = scaleOver(values, TICKS, true)
  const row = NAME + measures.length * (BAR + GAP) + 6
  const height = rows.length * row + BOTTOM
  return picture(
    addresses,
    {
      title: `${title}: ${measures.join(', ')}`,
      description: `Bars of ${measures.join(' and ')} in ${unit} for ${rows.length} parameters, from ${shortNumber(scale.low)} to ${shortNumber(scale.high)}.`,
      height,
      style: 'level',
    },
    gridOf(scale, height - BOTTOM + 4),
    rows.map(({ name, values: estimates }, index) =>
      element(
        'g',
        {},
        element('text', { x: 0, y: index * row + 14, class: 'name' }, cut(name, NAME_CHARACTERS)),
        estimates.map((estimate, measure) =>
          barOf(estimate, inkOf(measure), index * row + NAME + measure * (BAR + GAP), scale),
        ),
      ),
    ),
  )
}

const shareOf = (scale: Scale, value: number): number => SIDE + (100 - 2 * SIDE) * scale.at(value)

function barOf(
  { value, low = null, high = null }: Estimate,
  ink: Ink,
  top: number,
  scale: Scale,
): Markup | null {
  if (value === null) return null
  const [from, to] = [shareOf(scale, Math.min(0, value)), shareOf(scale, Math.max(0, value))]
  const middle = top + BAR / 2
  return join(
    element('rect', {
      class: `bar ${inkClass(ink)}`,
      x: `${from.toFixed(2)}%`,
      width: `${(to - from).toFixed(2)}%`,
      y: top,
      height: BAR,
    }),
    low === null || high === null
      ? null
      : element('line', {
          class: 'whisker',
          x1: `${shareOf(scale, low).toFixed(2)}%`,
          x2: `${shareOf(scale, high).toFixed(2)}%`,
          y1: middle,
          y2: middle,
        }),
  )
}

function tableOf({ title, nameHeading, measures, rows }: Bars): Table {
  return {
    kind: 'table',
    title: `Figures: ${title}`,
    columns: [
      { heading: nameHeading, kind: 'text' },
      ...measures.flatMap((measure) => [
        { heading: measure, kind: 'number' as const },
        { heading: 'interval', kind: 'number' as const },
      ]),
    ],
    rows: rows.map(({ name, values }) => [
      name,
      ...values.flatMap(({ value, low = null, high = null }) => [value, shortInterval(low, high)]),
    ]),
  }
}
