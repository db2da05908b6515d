import { stringify } from 'csv-stringify/sync'
import { type OutputColumn, rowsOf } from './columns.ts'

/**
 * A table as CSV (RFC 4180 quoting) with a heading line and `\n` ends: numbers at full precision, flags as true or
 * false, nothing for null.
 */
export function csvOf(columns: readonly OutputColumn[]): string {
  const rows = Array.from({ length: rowsOf(columns) }, (_, row) => columns.map(({ values }) => values[row]))
  return stringify([columns.map(({ name }) => name), ...rows], { cast: { boolean: String } })
}
