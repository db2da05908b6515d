import type { Encoding, FileMetaData, ParquetType, RowGroup, SchemaElement } from 'hyparquet'
import { ByteWriter } from 'hyparquet-writer'
import { writePageHeader } from 'hyparquet-writer/src/datapage.js'
import { writeMetadata } from 'hyparquet-writer/src/metadata.js'
import type { ColumnArray } from '../../engine/columns.ts'
import { VERSION } from '../../simulation/version.ts'
import { writeWhole } from '../disk.ts'

/** A column of numbers as they are, of flags, or of names by their place in a list; no cell is without a value. */
export interface TableColumn {
  readonly name: string
  readonly kind: 'double' | 'whole' | 'small' | 'flag' | 'name'
  /** Names that the numbers of a column of names stand for; the list may have grown by the next group. */
  readonly names?: () => readonly string[]
}

const TYPES: Readonly<Record<TableColumn['kind'], ParquetType>> = {
  double: 'DOUBLE',
  whole: 'INT32',
  small: 'INT32',
  flag: 'BOOLEAN',
  name: 'BYTE_ARRAY',
}

const MAGIC = Uint8Array.from('PAR1', (letter) => letter.charCodeAt(0))

/** Bytes of a column's part of a group, and what a reader has to know of them. */
interface Pages {
  readonly dictionary?: { readonly bytes: Uint8Array; readonly values: number }
  readonly encoding: Encoding
  readonly parts: readonly Uint8Array[]
}

/**
 * Writes a table as a Parquet file, group by group, from typed arrays. Numbers go into the file as they lie in memory, and what
 * comes in few values as places in a dictionary, so that a row costs little more than its bytes; the frame around them is
 * hyparquet-writer's.
 */
export class ParquetTable {
  readonly #descriptor: number
  readonly #columns: readonly TableColumn[]
  readonly #groups: RowGroup[] = []
  readonly #dictionaries = new Map<readonly string[], NameBytes>()
  #position = 0
  #rows = 0

  constructor(descriptor: number, columns: readonly TableColumn[]) {
    this.#descriptor = descriptor
    this.#columns = columns
    this.#write(MAGIC)
  }

  /** Adds rows: the first of each array, in the order of the columns. */
  group(rows: number, values: readonly ColumnArray[]): void {
    if (rows === 0) return
    const start = this.#position
    const columns = this.#columns.map((column, place) =>
      this.#column(column, this.#pagesOf(column, values[place] as ColumnArray, rows), rows),
    )
    const bytes = BigInt(this.#position - start)
    this.#groups.push({
      columns,
      total_byte_size: bytes,
      num_rows: BigInt(rows),
      total_compressed_size: bytes,
    })
    this.#rows += rows
  }

  /** Writes the end of the file. */
  finish(): void {
    const schema: SchemaElement[] = [
      { name: 'root', num_children: this.#columns.length },
      ...this.#columns.map(
        ({ name, kind }): SchemaElement => ({
          name,
          type: TYPES[kind],
          repetition_type: 'REQUIRED',
          ...(kind === 'name' ? { converted_type: 'UTF8' as const } : {}),
          ...(kind === 'whole' ? { converted_type: 'UINT_32' as const } : {}),
        }),
      ),
    ]
    const metadata = {
      version: 2,
      created_by: `patchwork-ecs ${VERSION}`,
      schema,
      num_rows: BigInt(this.#rows),
      row_groups: this.#groups,
    }
    const writer = new ByteWriter()
    writeMetadata(writer, metadata as unknown as FileMetaData)
    this.#write(writer.getBytes())
    this.#write(MAGIC)
  }

  #pagesOf({ kind, names }: TableColumn, values: ColumnArray, rows: number): Pages {
    if (kind === 'double' || kind === 'whole') return numbers(values, rows)
    if (kind === 'flag') return { encoding: 'PLAIN', parts: [packed(values, rows)] }
    const dictionary = kind === 'small' ? SMALL : this.#namesOf(names?.() ?? [])
    return { encoding: 'RLE_DICTIONARY', dictionary, parts: places(values, rows) }
  }

  /** A list of names as a dictionary page has it; what was made of an earlier, shorter list is used again. */
  #namesOf(names: readonly string[]): { bytes: Uint8Array; values: number } {
    const known = this.#dictionaries.get(names) ?? new NameBytes()
    this.#dictionaries.set(names, known)
    return { bytes: known.upTo(names), values: names.length }
  }

  #column({ name, kind }: TableColumn, { dictionary, encoding, parts }: Pages, rows: number) {
    const start = this.#position
    const size = parts.reduce((sum, part) => sum + part.length, 0)
    if (dictionary) {
      const header = { num_values: dictionary.values, encoding: 'PLAIN' as const }
      this.#page('DICTIONARY_PAGE', dictionary.bytes.length, { dictionary_page_header: header })
      this.#write(dictionary.bytes)
    }
    const dataStart = this.#position
    const levels = { definition_level_encoding: 'RLE', repetition_level_encoding: 'RLE' } as const
    this.#page('DATA_PAGE', size, { data_page_header: { num_values: rows, encoding, ...levels } })
    for (const part of parts) this.#write(part)
    const total = BigInt(this.#position - start)
    return {
      file_offset: BigInt(start),
      meta_data: {
        type: TYPES[kind],
        encodings: dictionary ? (['PLAIN', encoding] as Encoding[]) : [encoding],
        path_in_schema: [name],
        codec: 'UNCOMPRESSED' as const,
        num_values: BigInt(rows),
        total_uncompressed_size: total,
        total_compressed_size: total,
        data_page_offset: BigInt(dataStart),
        ...(dictionary ? { dictionary_page_offset: BigInt(start) } : {}),
      },
    }
  }

  #page(type: 'DATA_PAGE' | 'DICTIONARY_PAGE', bytes: number, header: object): void {
    const writer = new ByteWriter(256)
    const page = { type, uncompressed_page_size: bytes, compressed_page_size: bytes, ...header }
    writePageHeader(writer, page as Parameters<typeof writePageHeader>[1])
    this.#write(writer.getBytes())
  }

  #write(bytes: Uint8Array): void {
    writeWhole(this.#descriptor, bytes)
    this.#position += bytes.length
  }
}

const bytesOf = (values: ColumnArray, rows: number): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, rows * values.BYTES_PER_ELEMENT)

/** Runs of equal numbers in a group up to which the runs are written instead of the numbers. */
const RUNS_MAX = 64

/** Numbers as they lie in memory, or their runs where they are few: epochs, steps, and what a society does not have. */
function numbers(values: ColumnArray, rows: number): Pages {
  const starts = [0]
  for (let row = 1; row < rows; row++) {
    if (Object.is(values[row], values[row - 1])) continue
    if (starts.push(row) > RUNS_MAX) return { encoding: 'PLAIN', parts: [bytesOf(values, rows)] }
  }
  // Not by a Set, to which both zeros are one.
  const different: number[] = []
  const placeOf = (value: number | undefined) => different.findIndex((each) => Object.is(each, value))
  for (const start of starts) if (placeOf(values[start]) < 0) different.push(values[start] as number)
  const dictionary = values.slice(0, different.length)
  dictionary.set(different)
  // Places are eight bits wide: how often, then which.
  const runs = starts.flatMap((start, run) => [
    ...variableLength(((starts[run + 1] ?? rows) - start) * 2),
    placeOf(values[start]),
  ])
  return {
    encoding: 'RLE_DICTIONARY',
    dictionary: { bytes: bytesOf(dictionary, different.length), values: different.length },
    parts: [Uint8Array.from([8, ...runs])],
  }
}

/** A whole number in groups of seven bits, the lowest first; all but the last are marked. */
function variableLength(number: number): number[] {
  const bytes: number[] = []
  let rest = number
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128)
  return [...bytes, rest]
}

/** Every value of a byte, signed ones as their bytes lie in memory: the dictionary of columns of small numbers. */
const SMALL = {
  values: 256,
  bytes: new Uint8Array(Int32Array.from({ length: 256 }, (_, value) => value).buffer),
}

/** Eight flags a byte, the first in the lowest bit. */
function packed(values: ColumnArray, rows: number): Uint8Array {
  const bits = new Uint8Array(Math.ceil(rows / 8))
  for (let row = 0; row < rows; row++) {
    if (values[row] !== 0) bits[row >> 3] = (bits[row >> 3] as number) | (1 << (row & 7))
  }
  return bits
}

/** Bytes of a place in a dictionary of names: more than any population has. */
const NAME_BYTES = 3

/**
 * Places in a dictionary as one run of the RLE and bit-packing hybrid, whole bytes wide. Places of one byte lie in the file as they
 * lie in memory; longer ones take three bytes, since some readers stumble over 32 bits. The last group of eight is filled up.
 */
function places(values: ColumnArray, rows: number): Uint8Array[] {
  const bytes = values.BYTES_PER_ELEMENT === 1 ? 1 : NAME_BYTES
  const groups = Math.ceil(rows / 8)
  const opening = [bytes * 8, ...variableLength(groups * 2 + 1)]
  const missing = new Uint8Array((groups * 8 - rows) * bytes)
  const packedPlaces = bytes === 1 ? bytesOf(values, rows) : packedNames(values, rows)
  return [Uint8Array.from(opening), packedPlaces, missing]
}

function packedNames(values: ColumnArray, rows: number): Uint8Array {
  const bytes = new Uint8Array(rows * NAME_BYTES)
  let at = 0
  for (let row = 0; row < rows; row++) {
    const value = values[row] as number
    bytes[at++] = value
    bytes[at++] = value >>> 8
    bytes[at++] = value >>> 16
  }
  return bytes
}

/** Names one after the other, each behind its length. */
class NameBytes {
  #bytes = new Uint8Array(1024)
  #length = 0
  #names = 0

  upTo(names: readonly string[]): Uint8Array {
    const encoder = new TextEncoder()
    for (; this.#names < names.length; this.#names++) {
      const text = encoder.encode(names[this.#names])
      this.#room(text.length + 4)
      new DataView(this.#bytes.buffer).setUint32(this.#length, text.length, true)
      this.#bytes.set(text, this.#length + 4)
      this.#length += text.length + 4
    }
    return this.#bytes.subarray(0, this.#length)
  }

  #room(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + bytes))
    larger.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = larger
  }
}
