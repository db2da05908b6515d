import type { AgentCard, AgentHistory, ColumnFace, Society } from '../protocol/host.ts'

/** Figures at the head of the inspector at most. */
export const HEAD_FIGURES = 7
/** Rows of the history that a trend looks back. */
const TREND_ROWS = 10

/** Values of a column on a card; undefined where the agent has no such component. */
export function valuesOn(card: AgentCard, path: string): readonly number[] | undefined {
  const [component, name] = path.split('.')
  return card.components.find((each) => each.name === component)?.fields.find((each) => each.name === name)
    ?.values
}

export interface Figure {
  readonly column: ColumnFace
  readonly value: number
  /** Change over the last rows of the history; undefined without one. */
  readonly change: number | undefined
}

/** How a series has changed over its last rows. */
export function trendOf(values: Float64Array | undefined): number | undefined {
  if (!values || values.length < 2) return undefined
  const last = values[values.length - 1] as number
  const before = values[Math.max(0, values.length - 1 - TREND_ROWS)] as number
  return Number.isFinite(last - before) ? last - before : undefined
}

/** The main figures of an agent: the society's columns in their order. */
export function figuresOf(
  society: Society,
  card: AgentCard,
  history: AgentHistory | undefined,
): readonly Figure[] {
  const figures: Figure[] = []
  for (const column of society.columns) {
    const values = valuesOn(card, column.path)
    if (values?.length !== 1) continue
    figures.push({ column, value: values[0] as number, change: trendOf(history?.values[column.path]) })
    if (figures.length === HEAD_FIGURES) break
  }
  return figures
}

/**
 * A line through values, as an SVG path in a box of `width` by `height`, from the lowest to the highest value; flat ones lie in
 * the middle. NaN breaks the line.
 */
export function sparkPath(values: Float64Array, width: number, height: number): string {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of values) {
    if (value < low) low = value
    if (value > high) high = value
  }
  const span = high - low
  const parts: string[] = []
  let open = false
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number
    if (!Number.isFinite(value)) {
      open = false
      continue
    }
    const x = values.length === 1 ? 0 : (row / (values.length - 1)) * width
    const y = span > 0 ? height - ((value - low) / span) * height : height / 2
    parts.push(`${open ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`)
    open = true
  }
  return parts.join('')
}
