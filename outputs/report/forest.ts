import { type Addresses, cut, picture } from './drawing.ts'
import { element, join, type Markup } from './markup.ts'
import type { Forest, Table } from './model.ts'
import { type Scale, scaleOver, shortInterval, shortNumber } from './numbers.ts'
import { tableMarkup } from './tables.ts'

/** Rows beyond which a picture tells nothing any more. */
export const FOREST_ROWS_MAX = 60
const ROW = 38
const BOTTOM = 26
const TICKS = 5
/** Per cent left free at both sides, so that signs and figures at the ends keep within the picture. */
const SIDE = 5
/** Of the narrowest screen. */
const NAME_CHARACTERS = 46

type Row = Forest['rows'][number]

/** Effects against a control, one above the other on one scale: a filled sign where the interval leaves out zero. */
export function forestMarkup(addresses: Addresses, forest: Forest): Markup {
  const { title, unit, about, rows } = forest
  const shown = rows.slice(0, FOREST_ROWS_MAX)
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
    element(
      'div',
      { class: 'beside' },
      element('div', {}, draw(addresses, forest, shown), keyMarkup()),
      tableMarkup(tableOf(forest, shown)),
    ),
    left > 0 ? element('p', { class: 'note' }, `${left} more are in results.parquet.`) : null,
  )
}

const keyMarkup = (): Markup =>
  element(
    'p',
    { class: 'note' },
    'A filled sign: the interval leaves out zero, the line of no effect. A hollow one: it does not.',
  )

const isClear = ({ low, high }: Row): boolean => low !== null && high !== null && (low > 0 || high < 0)

function draw(addresses: Addresses, { title, unit }: Forest, rows: readonly Row[]): Markup {
  const values = rows
    .flatMap(({ effect, low, high }) => [effect, low, high])
    .filter((value) => value !== null)
  const scale = scaleOver(values, TICKS, true)
  const height = rows.length * ROW + BOTTOM
  const clear = rows.filter(isClear).length
  return picture(
    addresses,
    {
      title: `${title}: effects and intervals`,
      description: `${rows.length} effects in ${unit}, drawn from ${shortNumber(scale.low)} to ${shortNumber(scale.high)}; the intervals of ${clear} leave out zero.`,
      height,
      style: 'level',
    },
    gridOf(scale, height - BOTTOM + 4),
    rows.map((row, index) => rowOf(row, index * ROW, scale)),
  )
}

const across = (scale: Scale, value: number): string =>
  `${(SIDE + (100 - 2 * SIDE) * scale.at(value)).toFixed(2)}%`

/** Upright lines at the ticks, and their figures below. */
export const gridOf = (scale: Scale, bottom: number): Markup =>
  join(
    scale.ticks.map((tick) => {
      const x = across(scale, tick)
      return [
        element('line', { class: tick === 0 ? 'zero' : 'grid', x1: x, x2: x, y1: 0, y2: bottom }),
        element('text', { x, y: bottom + 16, class: 'middle' }, shortNumber(tick)),
      ]
    }),
  )

function rowOf(row: Row, top: number, scale: Scale): Markup {
  const { name, effect, low, high } = row
  const y = top + 26
  const state = isClear(row) ? 'clear' : 'unclear'
  return element(
    'g',
    { class: `effect ${state}` },
    element('text', { x: 0, y: top + 14, class: 'name' }, cut(name, NAME_CHARACTERS)),
    low === null || high === null
      ? null
      : [
          element('line', { x1: across(scale, low), x2: across(scale, high), y1: y, y2: y }),
          ...[low, high].map((end) =>
            element('line', { x1: across(scale, end), x2: across(scale, end), y1: y - 4, y2: y + 4 }),
          ),
        ],
    effect === null ? null : element('circle', { cx: across(scale, effect), cy: y, r: 4.5 }),
  )
}

function tableOf({ title, headings, rows }: Forest, shown: readonly Row[]): Table {
  const further = [...new Set(rows.flatMap(({ more = {} }) => Object.keys(more)))]
  return {
    kind: 'table',
    title: `Figures: ${title}`,
    columns: [
      { heading: headings[0], kind: 'text' },
      { heading: headings[1], kind: 'number' },
      { heading: headings[2], kind: 'number' },
      ...further.map((heading) => ({ heading, kind: 'number' as const })),
    ],
    rows: shown.map(({ name, effect, low, high, more = {} }) => [
      name,
      effect,
      shortInterval(low, high),
      ...further.map((heading) => more[heading] ?? '–'),
    ]),
  }
}
