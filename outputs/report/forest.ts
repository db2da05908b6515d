import type { Addresses } from './drawing.ts'
import { type Child, element, type Markup } from './markup.ts'
import type { Forest } from './model.ts'
import { type Scale, scaleOver, shortInterval, shortNumber } from './numbers.ts'
import { across, plotTableMarkup } from './plot-table.ts'

/** Rows beyond which a picture tells nothing any more. */
export const FOREST_ROWS_MAX = 60
const ROW_HEIGHT = 30
const TICKS = 4

type Row = Forest['rows'][number]

/** Effects against a control, one above the other on one scale: a filled sign where the interval leaves out zero. */
export function forestMarkup(addresses: Addresses, forest: Forest): Markup {
  const { title, unit, about, rows, headings } = forest
  const shown = rows.slice(0, FOREST_ROWS_MAX)
  const left = rows.length - shown.length
  const values = shown.flatMap(({ effect, low, high }) => [effect, low, high])
  const scale = scaleOver(
    values.filter((value) => value !== null),
    TICKS,
    true,
  )
  const further = [...new Set(shown.flatMap(({ more = {} }) => Object.keys(more)))]
  const clear = shown.filter(isClear).length
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
    plotTableMarkup(addresses, {
      title: `${title}: effects and intervals`,
      description: `${shown.length} effects on one scale from ${shortNumber(scale.low)} to ${shortNumber(scale.high)}; the intervals of ${clear} leave out zero.`,
      nameHeading: headings[0],
      scale,
      rowHeight: ROW_HEIGHT,
      columns: [headings[1], headings[2], ...further].map((heading) => ({
        heading,
        kind: 'number' as const,
      })),
      rows: shown.map((row) => ({
        name: row.name,
        drawing: drawingOf(row, scale),
        cells: [
          shortNumber(row.effect),
          shortInterval(row.low, row.high),
          ...further.map((heading) => row.more?.[heading] ?? '–'),
        ],
      })),
    }),
    element(
      'p',
      { class: 'note' },
      'A filled sign: the interval leaves out zero, the line of no effect. A hollow one: it does not.',
    ),
    left > 0 ? element('p', { class: 'note' }, `${left} more are in results.parquet.`) : null,
  )
}

const isClear = ({ low, high }: Row): boolean => low !== null && high !== null && (low > 0 || high < 0)

function drawingOf(row: Row, scale: Scale): Child {
  const { effect, low, high } = row
  const line = (from: number, to: number, up: number) =>
    element('line', {
      x1: across(scale, from),
      x2: across(scale, to),
      y1: `${50 - up}%`,
      y2: `${50 + up}%`,
    })
  return element(
    'g',
    { class: `effect ${isClear(row) ? 'clear' : 'unclear'}` },
    low === null || high === null ? null : [line(low, high, 0), line(low, low, 14), line(high, high, 14)],
    effect === null ? null : element('circle', { cx: across(scale, effect), cy: '50%', r: 4.5 }),
  )
}
