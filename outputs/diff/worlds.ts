import { createHash } from 'node:crypto'
import { Parties } from '../../components/interaction.ts'
import { Batch, CHUNK_ROWS } from '../../engine/block.ts'
import { type ColumnArray, widthOf } from '../../engine/columns.ts'
import type { Slot, World } from '../../engine/world.ts'
import { bindAgentNames } from '../agent-names.ts'
import type { RunView } from '../events.ts'

export type Viewed = Pick<RunView, 'world' | 'policyNames'>

/** The first place where a column of two worlds is not the same. */
export interface ColumnDifference {
  readonly column: string
  /** Row of the column's table, and the name of the agent it is about; of interactions their initiator. */
  readonly row: number
  readonly agent: string | null
  /** Values there, null where a world has no such row. */
  readonly a: number | null
  readonly b: number | null
}

/** Columns that both worlds have in one form, in name order. */
export function sharedSlots(a: World, b: World): Slot[] {
  const others = new Map(b.layout.map((slot) => [slot.path, slot]))
  return a.layout.filter(({ path, field, component }) => {
    const other = others.get(path)
    return component.digested && other?.field.kind === field.kind && widthOf(other.field) === widthOf(field)
  })
}

/** Digested columns that only the first of two worlds has. */
export function ownPaths(a: World, b: World): string[] {
  const shared = new Set(sharedSlots(a, b).map(({ path }) => path))
  return a.layout
    .filter(({ path, component }) => component.digested && !shared.has(path))
    .map(({ path }) => path)
}

/** Rows in use of a table, range by range: interactions lie at the front of each chunk. */
export function liveRanges(world: World, table: string): [first: number, rows: number][] {
  if (table !== 'interaction') return [[0, world.liveRowsOf(table)]]
  return Array.from(world.get(Batch).count, (rows, chunk): [number, number] => [chunk * CHUNK_ROWS, rows])
}

const viewOf = (column: ColumnArray, first: number, count: number): Uint8Array =>
  new Uint8Array(
    column.buffer,
    column.byteOffset + first * column.BYTES_PER_ELEMENT,
    count * column.BYTES_PER_ELEMENT,
  )

/** The first difference of two worlds over some columns, undefined when there is none. */
export function firstDifference(
  a: Viewed,
  b: Viewed,
  slots: readonly Slot[] = sharedSlots(a.world, b.world),
): ColumnDifference | undefined {
  for (const slot of slots) {
    const place = differingRow(a.world, b.world, slot)
    if (place === undefined) continue
    const [row, value] = place
    const holder = row < (ranked(a.world, slot).at(-1) ?? 0) ? a : b
    return {
      column: slot.path,
      row,
      agent: agentOf(holder, slot, row),
      a: valueAt(a.world, slot, row, value),
      b: valueAt(b.world, slot, row, value),
    }
  }
  return undefined
}

/** Ends of the live ranges of a column's table. */
const ranked = (world: World, { component }: Slot): number[] =>
  liveRanges(world, component.table).map(([first, rows]) => first + rows)

/** The first row, and the value in it, that differ. */
function differingRow(a: World, b: World, slot: Slot): [row: number, value: number] | undefined {
  const width = widthOf(slot.field)
  const [one, other] = [a.column(slot.path), b.column(slot.path)]
  const [ours, theirs] = [a, b].map((world) => liveRanges(world, slot.component.table)) as [
    [number, number][],
    [number, number][],
  ]
  for (let range = 0; range < Math.max(ours.length, theirs.length); range++) {
    const [first, rows] = ours[range] ?? [theirs[range]?.[0] ?? 0, 0]
    const [, otherRows] = theirs[range] ?? [first, 0]
    const both = Math.min(rows, otherRows)
    const [left, right] = [
      viewOf(one, first * width, both * width),
      viewOf(other, first * width, both * width),
    ]
    if (Buffer.compare(left, right) !== 0) {
      const byte = left.findIndex((value, place) => value !== right[place])
      const value = Math.floor(byte / one.BYTES_PER_ELEMENT)
      return [first + Math.floor(value / width), value % width]
    }
    if (rows !== otherRows) return [first + both, 0]
  }
  return undefined
}

function valueAt(world: World, { path, component, field }: Slot, row: number, value: number): number | null {
  const isLive = liveRanges(world, component.table).some(
    ([first, rows]) => row >= first && row < first + rows,
  )
  return isLive ? (world.column(path)[row * widthOf(field) + value] as number) : null
}

function agentOf(view: Viewed, { component }: Slot, row: number): string | null {
  const nameOf = bindAgentNames(view)
  const agents = view.world.clock.agentCount[0] as number
  const agent = component.table === 'interaction' ? (view.world.get(Parties).initiator[row] as number) : row
  const isAbout = component.table === 'agent' || component.table === 'interaction'
  return isAbout && agent < agents ? nameOf(agent) : null
}

/** A hash of every column named, over its live rows. */
export function hashesOf(world: World, slots: readonly Slot[]): Map<string, string> {
  return new Map(
    slots.map(({ path, component, field }) => {
      const hash = createHash('sha256')
      const column = world.column(path)
      const width = widthOf(field)
      for (const [first, rows] of liveRanges(world, component.table)) {
        hash.update(`${first}+${rows}`).update(viewOf(column, first * width, rows * width))
      }
      return [path, hash.digest('base64')]
    }),
  )
}
