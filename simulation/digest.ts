import { Batch, CHUNK_ROWS } from '../engine/block.ts'
import { widthOf } from '../engine/columns.ts'
import { Digest } from '../engine/digest.ts'
import type { World } from '../engine/world.ts'

/**
 * Digest of a world: every parameter and every column by name, live rows in order; of interactions those of the last
 * tick. Entity ids, headroom, scratch and the journal stay out, and nothing depends on the order of registration.
 * @returns 16 hexadecimal digits
 */
export function digestOf(world: World): string {
  const digest = new Digest()
  for (const path of world.parameterList.keys()) digest.text(path)
  const parameters = world.parameterStore
  digest.bytes(parameters.buffer, parameters.byteOffset, parameters.byteLength)
  for (const { path, component, field } of world.layout) {
    if (!component.digested) continue
    const column = world.column(path)
    digest.text(path)
    const rowBytes = column.BYTES_PER_ELEMENT * widthOf(field)
    for (const [first, rows] of liveRanges(world, component.table)) {
      digest.bytes(column.buffer, column.byteOffset + first * rowBytes, rows * rowBytes)
    }
  }
  return digest.hex()
}

function liveRanges(world: World, table: string): [first: number, rows: number][] {
  if (table !== 'interaction') return [[0, world.liveRowsOf(table)]]
  return Array.from(world.get(Batch).count, (rows, chunk) => [chunk * CHUNK_ROWS, rows])
}
