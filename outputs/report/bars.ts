import { type Addresses, inkClass, legend } from './drawing.ts'
import { element, join, type Markup } from './markup.ts'
import type { Bars, Estimate, Ink } from './model.ts'
import { type Scale, scaleOver, shortInterval, shortNumber } from './numbers.ts'
import { plotTableMarkup, shareAcross } from './plot-table.ts'

/** Parameters beyond which a picture tells nothing any more. */
const BARS_ROWS_MAX = 60
const BAR = 11
const GAP = 3
const TICKS = 4

/** How much each parameter matters: bars from zero with whiskers, and the figures beside them. */
export function barsMarkup(addresses: Addresses, bars: Bars): Markup {
  const { title, about, rows, measures, nameHeading } = bars
  const shown = rows.slice(0, BARS_ROWS_MAX)
  const left = rows.length - shown.length
  const scale = scaleOver(
    shown.flatMap(({ values }) =>
      values.flatMap(({ value, low = null, high = null }) =>
        [value, low, high].filter((each) => each !== null),
      ),
    ),
    TICKS,
    true,
  )
  return element(
    'figure',
    { class: 'wide' },
    element('figcaption', {}, element('strong', {}, title), element('span', { class: 'about' }, about)),
    measures.length > 1
      ? legend(
          measures.map((name, index) => ({ name, ink: inkOf(index) })),
          true,
        )
      : null,
    plotTableMarkup(addresses, {
      title: `${title}: ${measures.join(', ')}`,
      description: `Bars of ${measures.join(' and ')} for ${shown.length} parameters, from ${shortNumber(scale.low)} to ${shortNumber(scale.high)}.`,
      nameHeading,
      scale,
      rowHeight: measures.length * (BAR + GAP) + 2 * GAP + 4,
      columns: measures.flatMap((measure) => [
        { heading: measure, kind: 'number' as const },
        { heading: 'interval', kind: 'number' as const },
      ]),
      rows: shown.map(({ name, values }) => ({
        name,
        drawing: values.map((estimate, measure) =>
          barOf(estimate, inkOf(measure), 2 + GAP + measure * (BAR + GAP), scale),
        ),
        cells: values.flatMap(({ value, low = null, high = null }) => [
          shortNumber(value),
          shortInterval(low, high),
        ]),
      })),
    }),
    left > 0 ? element('p', { class: 'note' }, `${left} that matter less are left out.`) : null,
  )
}

const inkOf = (measure: number): Ink => (measure % 5) as Ink

function barOf(
  { value, low = null, high = null }: Estimate,
  ink: Ink,
  top: number,
  scale: Scale,
): Markup | null {
  if (value === null) return null
  const from = shareAcross(scale, Math.min(0, value))
  const to = shareAcross(scale, Math.max(0, value))
  const middle = top + BAR / 2
  const bar = {
    class: `bar ${inkClass(ink)}`,
    x: `${from.toFixed(2)}%`,
    width: `${(to - from).toFixed(2)}%`,
    y: top,
    height: BAR,
  }
  if (low === null || high === null) return element('rect', bar)
  const whisker = {
    x1: `${shareAcross(scale, low).toFixed(2)}%`,
    x2: `${shareAcross(scale, high).toFixed(2)}%`,
    y1: middle,
    y2: middle,
  }
  return join(
    element('rect', bar),
    ['whisker under', 'whisker'].map((style) => element('line', { class: style, ...whisker })),
  )
}
