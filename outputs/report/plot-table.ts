import { type Addresses, picture } from './drawing.ts'
import { type Child, element, join, type Markup } from './markup.ts'
import type { TableColumn } from './model.ts'
import { type Scale, shortNumber } from './numbers.ts'

/** Per cent left free at both sides, so that signs and figures at the ends keep within the picture. */
const SIDE = 6

/** A table of which one column is a picture on a scale that all rows share. */
export interface PlotTable {
  readonly title: string
  /** What is to be seen, for those who do not see it. */
  readonly description: string
  readonly nameHeading: string
  readonly scale: Scale
  readonly columns: readonly TableColumn[]
  readonly rows: readonly {
    readonly name: string
    /** Drawn in per cent of the width and, downwards, of the height. */
    readonly drawing: Child
    readonly cells: readonly string[]
  }[]
  /** Units that the drawings of a row need in height. */
  readonly rowHeight: number
}

/** Per cent of the width where a value stands. */
export const shareAcross = (scale: Scale, value: number): number => SIDE + (100 - 2 * SIDE) * scale.at(value)

export const across = (scale: Scale, value: number): string => `${shareAcross(scale, value).toFixed(2)}%`

/** Rows with their figures and, between name and figures, their picture: on a narrow page the picture takes a line of its own. */
export function plotTableMarkup(addresses: Addresses, table: PlotTable): Markup {
  const { title, nameHeading, columns, rows, scale, rowHeight } = table
  const lines = grid(scale)
  return element(
    'table',
    { class: 'plot' },
    element('caption', { class: 'unseen' }, title),
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        element('th', { scope: 'col' }, nameHeading),
        element('th', { scope: 'col', class: 'drawn' }, axis(addresses, table)),
        columns.map(({ heading }) => element('th', { scope: 'col', class: 'n' }, heading)),
      ),
    ),
    element(
      'tbody',
      {},
      rows.map(({ name, drawing, cells }) =>
        element(
          'tr',
          {},
          element('th', { scope: 'row' }, name),
          element(
            'td',
            { class: 'drawn' },
            element('svg', { 'aria-hidden': 'true', width: '100%', height: rowHeight }, lines, drawing),
          ),
          cells.map((cell, index) =>
            element('td', { class: 'n', 'data-heading': columns[index]?.heading }, cell),
          ),
        ),
      ),
    ),
  )
}

const grid = (scale: Scale): Markup =>
  join(
    scale.ticks.map((tick) => {
      const x = across(scale, tick)
      return element('line', { class: tick === 0 ? 'zero' : 'grid', x1: x, x2: x, y1: 0, y2: '100%' })
    }),
  )

const axis = (addresses: Addresses, { title, description, scale }: PlotTable): Markup =>
  picture(
    addresses,
    { title, description, height: 18, style: 'level' },
    scale.ticks.map((tick) =>
      element('text', { x: across(scale, tick), y: 13, class: 'middle' }, shortNumber(tick)),
    ),
  )
