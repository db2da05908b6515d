import {
  type BasicType,
  type ColumnSource,
  fileWriter,
  ParquetWriter,
  parquetWriteBuffer,
  schemaFromColumnData,
} from 'hyparquet-writer'
import { VERSION } from '../simulation/version.ts'
import { type Cell, type OutputColumn, rowsOf } from './columns.ts'

const TYPES: Readonly<Record<OutputColumn['kind'], BasicType>> = {
  text: 'STRING',
  integer: 'INT64',
  number: 'DOUBLE',
  flag: 'BOOLEAN',
}

const CREATED_BY = `patchwork-ecs ${VERSION}`

/** A table as a Parquet file. Types are given, never guessed from the values, so they are the same for any run. */
export function parquetOf(columns: readonly OutputColumn[]): Uint8Array {
  return new Uint8Array(parquetWriteBuffer({ columnData: sourcesOf(columns), createdBy: CREATED_BY }))
}

/** A Parquet file that is written some rows at a time: memory holds no more of it than a group of them. */
export class ParquetGroups {
  readonly #writer: ParquetWriter

  /** @param columns with names and types of all groups; their values are not written */
  constructor(path: string, columns: readonly OutputColumn[]) {
    const columnData = sourcesOf(columns.map((column) => ({ ...column, values: [] })))
    this.#writer = new ParquetWriter({
      writer: fileWriter(path),
      schema: schemaFromColumnData({ columnData }),
      createdBy: CREATED_BY,
    })
  }

  add(columns: readonly OutputColumn[]): void {
    const rows = rowsOf(columns)
    if (rows > 0) void this.#writer.write({ columnData: sourcesOf(columns), rowGroupSize: rows })
  }

  finish(): void {
    void this.#writer.finish()
  }
}

function sourcesOf(columns: readonly OutputColumn[]): ColumnSource[] {
  return columns.map(({ name, kind, values }): ColumnSource => {
    const data = kind === 'integer' ? Array.from(values, wide) : (values as ColumnSource['data'])
    return { name, type: TYPES[kind], data }
  })
}

const wide = (cell: Cell): bigint | null => (typeof cell === 'number' ? BigInt(cell) : null)
