/** One figure of the page: what the middle of several measurements was, and how far they lay apart. */
export interface Figure {
  readonly name: string
  readonly unit: 'ms' | 's' | 'kB' | 'MB' | 'agents'
  readonly median: number
  readonly lowest: number
  readonly highest: number
  /** Measurements behind it. */
  readonly count: number
  /** What it is held against, where anything is. */
  readonly bar?: { readonly side: 'below' | 'at least'; readonly value: number }
}

/** @throws Error when there is nothing to take the middle of */
export function figureOf(
  name: string,
  unit: Figure['unit'],
  samples: readonly number[],
  bar?: Figure['bar'],
): Figure {
  const sorted = [...samples].sort((a, b) => a - b)
  const median = sorted[sorted.length >> 1]
  if (median === undefined) throw new Error(`${name}: nothing was measured`)
  return {
    name,
    unit,
    median,
    lowest: sorted[0] as number,
    highest: sorted.at(-1) as number,
    count: sorted.length,
    ...(bar ? { bar } : {}),
  }
}

/** Whether a figure is on the right side of its bar; undefined where there is none. */
export const isMet = ({ median, bar }: Figure): boolean | undefined =>
  bar && (bar.side === 'below' ? median < bar.value : median >= bar.value)

const short = (value: number): string =>
  Math.abs(value) < 100 ? value.toPrecision(3) : Math.round(value).toLocaleString('en')

/** Name, median, spread, bar, and whether it was met. */
export function lineOf(figure: Figure): string {
  const { name, unit, median, lowest, highest, bar } = figure
  const spread = figure.count > 1 ? ` [${short(lowest)}-${short(highest)}]` : ''
  const held = bar
    ? `${bar.side} ${short(bar.value)} ${unit}: ${isMet(figure) ? 'met' : 'not met'}`
    : 'no bar'
  return `${name}: ${short(median)} ${unit}${spread}, ${held}`
}
