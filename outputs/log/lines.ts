import { existsSync, readSync } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { messageOf, UserError } from '../../engine/errors.ts'
import { type EventPlace, eventLine, type Ids, interactionEvents } from '../events.ts'
import type { EventRow, EventTable } from './event-table.ts'
import { eventRowOf } from './event-table.ts'
import { fillRow, type InteractionTable, recordOf, type TableRow } from './interaction-table.ts'

const READ_BYTES = 1_048_576
const INTERACTIONS: ReadonlySet<unknown> = new Set([
  'interaction_completed',
  'proposal_expired',
  'proposal_void',
])

/** Lines of a file one after the other, whatever its size, the ends left out. Throws UserError on what is no JSON. */
export function* linesIn(descriptor: number, shown: string): Generator<string, void> {
  const piece = new Uint8Array(READ_BYTES)
  const decoder = new StringDecoder('utf8')
  let rest = ''
  let number = 0
  for (let read = readSync(descriptor, piece); read > 0; read = readSync(descriptor, piece)) {
    const lines = (rest + decoder.write(Buffer.from(piece.subarray(0, read)))).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield checked(line, shown, ++number)
  }
  if (rest !== '') yield checked(rest, shown, ++number)
}

function checked(line: string, shown: string, number: number): string {
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return line
  } catch {
    // Said below.
  }
  throw new UserError(`${shown}:${number}`, 'is no event: expected a JSON object a line')
}

/** An interaction as its own line tells it. */
interface LineEvent {
  readonly event_id: number
  readonly event_type: string
  readonly timestamp: { readonly epoch: number; readonly step: number; readonly sequence: number }
  readonly interaction_id?: string
  readonly initiator_id?: string
  readonly counterparty_id?: string
  readonly payload: Readonly<Record<string, unknown>>
}

/** The row that tells exactly these lines again, its costs included; undefined when none does. */
function rowOfLine(line: string, number: number): { row: TableRow; lines: readonly string[] } | undefined {
  const event = JSON.parse(line) as LineEvent
  const { event_type, timestamp, payload, interaction_id } = event
  if (!INTERACTIONS.has(event_type) || typeof payload !== 'object' || payload === null) return undefined
  const status =
    event_type === 'interaction_completed' ? payload['status'] : event_type.replace('proposal_', '')
  const row = {
    ...EMPTY,
    ...payload,
    ground_truth: String(payload['ground_truth'] ?? ''),
    crossing: camelCase(String(payload['crossing'] ?? 'inside')),
    event_id: number,
    epoch: timestamp?.epoch,
    step: timestamp?.step,
    sequence: timestamp?.sequence,
    interaction: Number(interaction_id?.replace('interaction_', '')),
    initiator_id: event.initiator_id ?? '',
    counterparty_id: event.counterparty_id ?? '',
    status: String(status),
  } as TableRow
  const lines = linesOfRow(row)
  return lines[0] === line ? { row, lines } : undefined
}

/** What a proposal that came to nothing has in the table. */
const EMPTY = {
  task_progress_delta: 0,
  rework_count: 0,
  verifier_rejections: 0,
  tool_misuse_flags: 0,
  counterparty_engagement_delta: 0,
  v_hat: 0,
  p: 0,
  tau: 0,
  c_a: 0,
  c_b: 0,
  tax: 0,
  audited: false,
  audit_penalty: 0,
  payoff_initiator: 0,
  payoff_counterparty: 0,
  crossing: 'inside',
  spilled_harm: 0,
}

/** The lines that tell a row: its own and, where there were costs, one about them. */
export function linesOfRow(row: TableRow): string[] {
  const number = (name: string) => Number(row[name])
  const first: EventPlace = {
    event: number('event_id'),
    epoch: number('epoch'),
    step: number('step'),
    sequence: number('sequence'),
  }
  const ids: Ids = {
    interaction_id: `interaction_${row['interaction']}`,
    initiator_id: String(row['initiator_id']),
    ...(row['counterparty_id'] === '' ? {} : { counterparty_id: String(row['counterparty_id']) }),
  }
  return interactionEvents(recordOf(row)).map(([type, payload], place) =>
    eventLine({ ...first, event: first.event + place, sequence: first.sequence + place }, type, ids, payload),
  )
}

/** Lines write crossings as `too_sensitive`; the engine, and the table, have `tooSensitive`. */
const camelCase = (name: string): string =>
  name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** Sorts lines into tables. Returns how many were interactions. */
export function tablesOfLines(lines: Iterable<string>, table: InteractionTable, events: EventTable): number {
  const places = new Map<string, number>([['', 0]])
  const placeOf = (name: string): number => {
    const known = places.get(name)
    if (known !== undefined) return known
    const place = table.name(name)
    places.set(name, place)
    return place
  }
  let interactions = 0
  let number = 0
  // An interaction with costs is two lines. When the second is not the one that its row would tell, the first stays a line.
  let waiting: { line: string; place: number; told: NonNullable<ReturnType<typeof rowOfLine>> } | undefined
  const settle = (next: string | undefined): boolean => {
    if (waiting === undefined) return false
    const { line, place, told } = waiting
    waiting = undefined
    const isWhole = next === told.lines[1]
    if (!isWhole) events.add(eventRowOf(line, place))
    else {
      fillRow(table, told.row, placeOf)
      interactions++
    }
    return isWhole
  }
  for (const line of lines) {
    const place = number++
    if (settle(line)) continue
    const told = rowOfLine(line, place)
    if (told === undefined) events.add(eventRowOf(line, place))
    else if (told.lines.length > 1) waiting = { line, place, told }
    else {
      fillRow(table, told.row, placeOf)
      interactions++
    }
  }
  settle(undefined)
  return interactions
}

/** Lines of a log that was sorted into tables, in their order. Throws UserError when one of the two files cannot be read. */
export async function* linesOfTables(
  path: string,
  eventPath: string,
): AsyncGenerator<{ readonly line: string; readonly isInteraction: boolean }, void> {
  const events = rowsOf(eventPath) as AsyncGenerator<unknown> as AsyncGenerator<EventRow>
  let event = await events.next()
  for await (const row of rowsOf(path)) {
    while (event.done !== true && Number(event.value.event_id) < Number(row['event_id'])) {
      yield { line: event.value.line, isInteraction: false }
      event = await events.next()
    }
    for (const [place, line] of linesOfRow(row).entries()) yield { line, isInteraction: place === 0 }
  }
  for (; event.done !== true; event = await events.next())
    yield { line: event.value.line, isInteraction: false }
}

/** Rows of a Parquet file, group by group. */
async function* rowsOf(path: string): AsyncGenerator<TableRow, void> {
  if (!existsSync(path)) throw new UserError(path, 'no such file')
  try {
    const file = await asyncBufferFromFile(path)
    const metadata = await parquetMetadataAsync(file)
    let rowStart = 0
    for (const { num_rows } of metadata.row_groups) {
      const rowEnd = rowStart + Number(num_rows)
      for (const row of await parquetReadObjects({ file, metadata, rowStart, rowEnd })) yield row as TableRow
      rowStart = rowEnd
    }
  } catch (thrown) {
    throw new UserError(path, `cannot be read as Parquet: ${messageOf(thrown)}`, { cause: thrown })
  }
}
