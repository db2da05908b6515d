/** A cell of an exported table; null has no value. */
export type Cell = string | number | boolean | null

/**
 * One column of an exported table, whatever the format. Names are snake_case. `integer` cells are whole numbers below
 * 2^53, `number` cells doubles.
 */
export interface OutputColumn {
  readonly name: string
  readonly kind: 'text' | 'integer' | 'number' | 'flag'
  readonly values: ArrayLike<Cell>
}

/** Rows of a table: every column has as many cells. */
export const rowsOf = (columns: readonly OutputColumn[]): number => columns[0]?.values.length ?? 0
