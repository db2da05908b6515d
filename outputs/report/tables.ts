import { breakable, type Child, element, type Markup } from './markup.ts'
import type { Table, TableCell, TableColumn } from './model.ts'
import { place, shortNumber } from './numbers.ts'

const CURVE_POINTS = 60
const CURVE_WIDTH = 100
const CURVE_HEIGHT = 20

/** A table that scrolls by itself where it is wider than the page. Its first column names the rows. */
export function tableMarkup(table: Table): Markup {
  const { title, columns, rows, folded = false, note } = table
  const body = element(
    'div',
    { class: 'scroll', role: 'region', 'aria-label': title, tabindex: 0 },
    element(
      'table',
      {},
      element('caption', folded ? { class: 'unseen' } : {}, title),
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          columns.map(({ heading, kind }) =>
            element('th', { scope: 'col', class: classOf(kind) }, breakable(heading)),
          ),
        ),
      ),
      element(
        'tbody',
        {},
        rows.map((row) => rowMarkup(columns, row)),
      ),
    ),
  )
  const below = note === undefined ? null : element('p', { class: 'note' }, note)
  if (folded) return element('details', {}, element('summary', {}, title), body, below)
  return element('div', { class: 'table' }, body, below)
}

const classOf = (kind: TableColumn['kind']): string | null =>
  kind === 'number' ? 'n' : kind === 'code' ? 'c' : null

function rowMarkup(columns: readonly TableColumn[], row: readonly TableCell[]): Markup {
  return element(
    'tr',
    {},
    row.map((cell, column) => {
      const className = classOf(columns[column]?.kind ?? 'text')
      return column === 0
        ? element('th', { scope: 'row', class: className }, cellMarkup(cell))
        : element('td', { class: className }, cellMarkup(cell))
    }),
  )
}

function cellMarkup(cell: TableCell): Child {
  if (cell === null || typeof cell === 'number') return shortNumber(cell)
  if (typeof cell === 'string') return breakable(cell)
  if ('curve' in cell) return curveOf(cell.curve)
  const { verdict, text } = cell
  return element('span', { class: verdict ? 'good' : 'bad' }, `${verdict ? '✓' : '✗'} ${text}`)
}

/** A curve without axes, for the shape of a metric. The figures beside it say how large it is. */
function curveOf(values: readonly (number | null)[]): Markup | null {
  const known = values.filter((value) => value !== null && Number.isFinite(value)) as number[]
  if (known.length < 2) return null
  const step = Math.max(1, (values.length - 1) / (CURVE_POINTS - 1))
  const low = known.reduce((least, value) => Math.min(least, value))
  const high = known.reduce((most, value) => Math.max(most, value))
  let path = ''
  let isDown = false
  for (let at = 0; Math.round(at) < values.length; at += step) {
    const index = Math.round(at)
    const value = values[index]
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      isDown = false
      continue
    }
    const x = place((CURVE_WIDTH * index) / (values.length - 1))
    const share = high > low ? (value / 2 - low / 2) / (high / 2 - low / 2) : 0.5
    path += `${isDown ? 'L' : 'M'}${x},${place(1 + (CURVE_HEIGHT - 2) * (1 - share))}`
    isDown = true
  }
  return element(
    'svg',
    {
      class: 'curve',
      viewBox: `0 0 ${CURVE_WIDTH} ${CURVE_HEIGHT}`,
      preserveAspectRatio: 'none',
      'aria-hidden': 'true',
    },
    element('path', { d: path }),
  )
}
