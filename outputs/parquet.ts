import { type BasicType, type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer'
import { VERSION } from '../simulation/version.ts'
import type { Cell, OutputColumn } from './columns.ts'

const TYPES: Readonly<Record<OutputColumn['kind'], BasicType>> = {
  text: 'STRING',
  integer: 'INT64',
  number: 'DOUBLE',
  flag: 'BOOLEAN',
}

/** A table as a Parquet file. Types are given, never guessed from the values, so they are the same for any run. */
export function parquetOf(columns: readonly OutputColumn[]): Uint8Array {
  const columnData = columns.map(({ name, kind, values }): ColumnSource => {
    const data = kind === 'integer' ? Array.from(values, wide) : (values as ColumnSource['data'])
    return { name, type: TYPES[kind], data }
  })
  return new Uint8Array(parquetWriteBuffer({ columnData, createdBy: `patchwork-ecs ${VERSION}` }))
}

const wide = (cell: Cell): bigint | null => (typeof cell === 'number' ? BigInt(cell) : null)
