import { slotsOf } from '../components/lookup/acquaintances.ts'
import { Members } from '../components/members.ts'
import { Dealing, DealingPlace } from '../components/memory.ts'
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
  if (table === Dealing.table) return dealingRanges(world)
  if (table !== 'interaction') return [[0, world.liveRowsOf(table)]]
  return Array.from(world.get(Batch).count, (rows, chunk) => [chunk * CHUNK_ROWS, rows])
}

/** Rows of Dealing that members have, policy by policy: each policy's end in headroom. */
function dealingRanges(world: World): [first: number, rows: number][] {
  const { count } = world.get(Members)
  const slots = slotsOf(world)
  const ranges = Array.from(world.get(DealingPlace).first, (first, code): [number, number] => [
    first - 1,
    count[code] * slots,
  ])
  return ranges.filter(([first]) => first >= 0)
}
