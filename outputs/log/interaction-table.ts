import { CROSSINGS, INTERACTION_KINDS, STATUSES, Status } from '../../components/codes.ts'
import { Crossing } from '../../components/crossing.ts'
import { Cost, Finding, Parties, Payoff, Score, Signals, Verdict } from '../../components/interaction.ts'
import { Batch, CHUNK_ROWS } from '../../engine/block.ts'
import { bytesOf, type ColumnArray, type FieldKind, viewColumn } from '../../engine/columns.ts'
import type { World } from '../../engine/world.ts'
import { bindAgentNames } from '../agent-names.ts'
import type { EventPlace, InteractionSink, RunView } from '../events.ts'
import type { InteractionRecord } from '../interactions.ts'
import { ParquetTable, type TableColumn } from './parquet-table.ts'

/** Rows of a group of a Parquet file: every group has the names of all agents once more. */
export const TABLE_ROWS = 262_144

type Column = readonly [name: string, kind: TableColumn['kind'], stored: FieldKind, names?: readonly string[]]

/** Where an event stands; then everything about an interaction, by the names that lines have. */
const PLACE_COLUMNS = ['event_id', 'epoch', 'step', 'sequence', 'interaction'] as const
const COLUMNS: readonly Column[] = [
  ...PLACE_COLUMNS.map((name): Column => [name, 'whole', 'u32']),
  ['initiator_id', 'name', 'u32'],
  ['counterparty_id', 'name', 'u32'],
  ['interaction_type', 'name', 'u8', INTERACTION_KINDS],
  ['status', 'name', 'u8', STATUSES],
  ['task_progress_delta', 'double', 'f64'],
  ['rework_count', 'small', 'u8'],
  ['verifier_rejections', 'small', 'u8'],
  ['tool_misuse_flags', 'small', 'u8'],
  ['counterparty_engagement_delta', 'double', 'f64'],
  ['v_hat', 'double', 'f64'],
  ['p', 'double', 'f64'],
  // 2 is a beneficial outcome, 0 a harmful one, 1 one that was not drawn: dictionaries count from 0.
  ['ground_truth', 'name', 'u8', ['-1', '', '1']],
  ['tau', 'double', 'f64'],
  ['c_a', 'double', 'f64'],
  ['c_b', 'double', 'f64'],
  ['tax', 'double', 'f64'],
  ['audited', 'flag', 'u8'],
  ['audit_penalty', 'double', 'f64'],
  ['payoff_initiator', 'double', 'f64'],
  ['payoff_counterparty', 'double', 'f64'],
  ['crossing', 'name', 'u8', CROSSINGS],
  ['spilled_harm', 'double', 'f64'],
]
const FIRST_VALUE = PLACE_COLUMNS.length

/** The world's columns in the order of the table's, from the initiator on; the truth is made of its own. */
function sourcesOf(world: World): ColumnArray[] {
  const [parties, signals, score] = [world.get(Parties), world.get(Signals), world.get(Score)]
  const [cost, finding, payoff] = [world.get(Cost), world.get(Finding), world.get(Payoff)]
  const crossing = world.get(Crossing)
  return [
    parties.initiator,
    parties.counterparty,
    parties.kind,
    world.get(Verdict).status,
    signals.progress,
    signals.rework,
    signals.rejections,
    signals.misuse,
    signals.engagement,
    score.proxy,
    score.p,
    score.truth,
    parties.transfer,
    cost.initiator,
    cost.counterparty,
    cost.tax,
    finding.audited,
    finding.penalty,
    payoff.initiator,
    payoff.counterparty,
    crossing.outcome,
    crossing.harm,
  ]
}

const placeOf = (name: string): number => COLUMNS.findIndex(([column]) => column === name)
const TRUTH = placeOf('ground_truth')
const INITIATOR = placeOf('initiator_id')
const COUNTERPARTY = placeOf('counterparty_id')
const STATUS = placeOf('status')
const COST_A = placeOf('c_a')
const COST_B = placeOf('c_b')

const isCompleted = (status: number): boolean =>
  status === Status.accepted || status === Status.declined || status === Status.gated

/** Interactions as rows of a Parquet file, group by group; names of agents are places in a list that may grow. */
export class InteractionTable {
  readonly columns: readonly ColumnArray[]
  /** Names of agents by place; the last one is nobody. */
  readonly #names: string[] = ['']
  readonly #table: ParquetTable
  #rows = 0

  constructor(descriptor: number) {
    const names = this.#names
    this.columns = COLUMNS.map(([, , kind]) => viewOf(kind))
    this.#table = new ParquetTable(
      descriptor,
      COLUMNS.map(([name, kind, , list]) => ({ name, kind, names: () => list ?? names })),
    )
  }

  /** Rows that still fit into the group. */
  get room(): number {
    return TABLE_ROWS - this.#rows
  }

  /** Names that are known; place 0 is nobody. */
  get names(): readonly string[] {
    return this.#names
  }

  /** Adds a name. Returns its place. */
  name(text: string): number {
    return this.#names.push(text) - 1
  }

  /** The next row to fill. */
  row(): number {
    if (this.#rows === TABLE_ROWS) this.flush()
    return this.#rows++
  }

  /** Takes so many rows at once, of which there must be room. Returns the first. */
  take(rows: number): number {
    this.#rows += rows
    return this.#rows - rows
  }

  flush(): void {
    this.#table.group(this.#rows, this.columns)
    this.#rows = 0
  }

  finish(): void {
    this.flush()
    this.#table.finish()
  }
}

function viewOf(kind: FieldKind): ColumnArray {
  const field = { kind, unit: '', sight: 'hidden', doc: '' } as const
  return viewColumn(field, new ArrayBuffer(TABLE_ROWS * bytesOf(field)), 0, TABLE_ROWS)
}

/** Fills a table with the interactions of a run, tick by tick, column by column. */
export class TableSink implements InteractionSink {
  readonly #table: InteractionTable
  readonly #world: World
  readonly #sources: readonly ColumnArray[]
  readonly #batch: Uint32Array
  readonly #nameOf: (agent: number) => string
  #interactions = 0

  constructor(run: RunView, table: InteractionTable) {
    this.#table = table
    this.#world = run.world
    this.#sources = sourcesOf(run.world)
    this.#batch = run.world.get(Batch).count
    this.#nameOf = bindAgentNames(run)
  }

  take({ event, epoch, step, sequence }: EventPlace): number {
    this.#nameAgents()
    let next = event
    for (let chunk = 0; chunk < this.#batch.length; chunk++) {
      const count = this.#batch[chunk] as number
      if (count === 0) continue
      if (this.#table.room < count) this.#table.flush()
      const first = this.#table.take(count)
      this.#copy(chunk * CHUNK_ROWS, first, count)
      next = this.#number(first, count, next, sequence - event)
      this.#table.columns[1]?.fill(epoch, first, first + count)
      this.#table.columns[2]?.fill(step, first, first + count)
    }
    return next - event
  }

  #nameAgents(): void {
    const agents = this.#world.clock.agentCount[0] as number
    while (this.#table.names.length <= agents) this.#table.name(this.#nameOf(this.#table.names.length - 1))
  }

  #copy(from: number, first: number, count: number): void {
    const { columns } = this.#table
    this.#sources.forEach((source, place) => {
      columns[FIRST_VALUE + place]?.set(source.subarray(from, from + count), first)
    })
    const agents = this.#world.clock.agentCount[0] as number
    const [initiators, counterparties, truths] = [INITIATOR, COUNTERPARTY, TRUTH].map(
      (place) => columns[place] as ColumnArray,
    ) as [ColumnArray, ColumnArray, ColumnArray]
    const truth = this.#sources[TRUTH - FIRST_VALUE] as ColumnArray
    for (let row = first; row < first + count; row++) {
      const other = counterparties[row] as number
      initiators[row] = (initiators[row] as number) + 1
      counterparties[row] = other < agents ? other + 1 : 0
      truths[row] = (truth[from + row - first] as number) + 1
    }
  }

  /** Numbers events as lines would: an interaction with costs is two of them. Returns the number of the next. */
  #number(first: number, count: number, event: number, offset: number): number {
    const { columns } = this.#table
    const [events, , , sequences, interactions] = columns as unknown as Uint32Array[]
    const [status, costA, costB] = [STATUS, COST_A, COST_B].map((place) => columns[place] as ColumnArray) as [
      ColumnArray,
      ColumnArray,
      ColumnArray,
    ]
    let next = event
    for (let row = first; row < first + count; row++) {
      ;(events as Uint32Array)[row] = next
      ;(sequences as Uint32Array)[row] = next + offset
      ;(interactions as Uint32Array)[row] = ++this.#interactions
      const costs = (costA[row] as number) > 0 || (costB[row] as number) > 0
      next += isCompleted(status[row] as number) && costs ? 2 : 1
    }
    return next
  }
}

/** A row of the table as readers hand it out, by column names. */
export type TableRow = Readonly<Record<string, number | bigint | string | boolean>>

/** The interaction that a row tells; agents are told by name, so their rows are not known. */
export function recordOf(row: TableRow): InteractionRecord {
  const number = (name: string) => Number(row[name])
  const text = (name: string) => String(row[name])
  const status = text('status')
  return {
    initiator: -1,
    counterparty: -1,
    kind: text('interaction_type'),
    status,
    completed: isCompleted(STATUSES.indexOf(status as (typeof STATUSES)[number])),
    accepted: status === 'accepted',
    transfer: number('tau'),
    progress: number('task_progress_delta'),
    engagement: number('counterparty_engagement_delta'),
    rework: number('rework_count'),
    rejections: number('verifier_rejections'),
    misuse: number('tool_misuse_flags'),
    proxy: number('v_hat'),
    p: number('p'),
    truth: row['ground_truth'] === '' ? null : number('ground_truth'),
    costInitiator: number('c_a'),
    costCounterparty: number('c_b'),
    tax: number('tax'),
    audited: row['audited'] === true,
    penalty: number('audit_penalty'),
    payoffInitiator: number('payoff_initiator'),
    payoffCounterparty: number('payoff_counterparty'),
    crossing: text('crossing'),
    spilledHarm: number('spilled_harm'),
  }
}

/** Puts a row, as `TableRow` has it, into a table. `placeOfName` finds agents. */
export function fillRow(table: InteractionTable, row: TableRow, placeOfName: (name: string) => number): void {
  const at = table.row()
  COLUMNS.forEach(([name, kind, , names], place) => {
    const value = row[name]
    const column = table.columns[place] as ColumnArray
    if (kind !== 'name') column[at] = Number(value)
    else column[at] = names ? names.indexOf(String(value)) : placeOfName(String(value))
  })
}
