import { fileWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer'
import { VERSION } from '../../simulation/version.ts'

/** Lines that wait before they are written. */
const GROUP_LINES = 20_000

/** A line of an event log, with what queries look for beside it. */
export interface EventRow {
  /** Number of the line in the log, from 0. */
  readonly event_id: number
  readonly event_type: string
  readonly epoch: number
  readonly step: number
  /** The whole line. */
  readonly line: string
}

/** Events that are no interactions, as a Parquet file. Packing lines would take longer than all the rest of an export. */
export class EventTable {
  readonly #writer: ParquetWriter
  #columns = emptyColumns()

  constructor(path: string) {
    const columnData = columnsOf(emptyColumns())
    this.#writer = new ParquetWriter({
      writer: fileWriter(path),
      schema: schemaFromColumnData({ columnData }),
      codec: 'UNCOMPRESSED',
      createdBy: `patchwork-ecs ${VERSION}`,
    })
  }

  add(row: EventRow): void {
    const columns = this.#columns
    columns.event_id.push(row.event_id)
    columns.event_type.push(row.event_type)
    columns.epoch.push(row.epoch)
    columns.step.push(row.step)
    if (columns.line.push(row.line) === GROUP_LINES) this.#flush()
  }

  finish(): void {
    this.#flush()
    void this.#writer.finish()
  }

  #flush(): void {
    if (this.#columns.line.length === 0) return
    void this.#writer.write({ columnData: columnsOf(this.#columns), rowGroupSize: GROUP_LINES })
    this.#columns = emptyColumns()
  }
}

/** Rows by column. */
interface EventColumns {
  readonly event_id: number[]
  readonly event_type: string[]
  readonly epoch: number[]
  readonly step: number[]
  readonly line: string[]
}

const emptyColumns = (): EventColumns => ({ event_id: [], event_type: [], epoch: [], step: [], line: [] })

const columnsOf = ({ event_id, event_type, epoch, step, line }: EventColumns) => [
  { name: 'event_id', type: 'INT32' as const, nullable: false, data: event_id },
  { name: 'event_type', type: 'STRING' as const, nullable: false, data: event_type },
  { name: 'epoch', type: 'INT32' as const, nullable: false, data: epoch },
  { name: 'step', type: 'INT32' as const, nullable: false, data: step },
  {
    name: 'line',
    type: 'STRING' as const,
    nullable: false,
    encoding: 'PLAIN' as const,
    statistics: false,
    data: line,
  },
]

/** A line with what queries look for beside it; what is no event of ours has no epoch. */
export function eventRowOf(line: string, number: number): EventRow {
  const event = JSON.parse(line) as {
    readonly event_type?: unknown
    readonly timestamp?: { readonly epoch?: unknown; readonly step?: unknown }
  }
  const whole = (value: unknown) => (Number.isInteger(value) ? (value as number) : -1)
  return {
    event_id: number,
    event_type: String(event.event_type ?? ''),
    epoch: whole(event.timestamp?.epoch),
    step: whole(event.timestamp?.step),
    line,
  }
}
