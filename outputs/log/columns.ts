import { Kind } from '../../components/agent.ts'
import { Custody } from '../../components/custody.ts'
import { Ledger, Record as Tally } from '../../components/ledger.ts'
import { MetricSums } from '../../components/members.ts'
import { Stake } from '../../components/stake.ts'
import { Standing } from '../../components/standing.ts'
import { Batch } from '../../engine/block.ts'
import { Clock } from '../../engine/clock.ts'
import { type ColumnArray, type FieldKind, widthOf } from '../../engine/columns.ts'
import type { Metric } from '../../engine/metric.ts'
import type { Slot, World } from '../../engine/world.ts'

/** A column of a log: one number a row, or `width` of them. */
export interface LogColumn {
  readonly path: string
  readonly kind: FieldKind
  readonly width: number
}

/** Columns of interactions that only the tick itself needs. */
const OF_THE_TICK: ReadonlySet<string> = new Set(['Parties.key', 'Parties.answer', 'Verdict.asked'])
/** What the results count by policy, and what says which rows are in use. */
const ALWAYS: ReadonlySet<string> = new Set(
  [Clock, Kind, Custody, Standing, Stake, Ledger, Tally].map(({ name }) => name),
)
/** Sums are what interactions add up to: a log has those instead. */
const NEVER: ReadonlySet<string> = new Set([Batch, MetricSums].map(({ name }) => name))

/** Columns that tell all of an interaction: those of the core and of every mechanism in use. */
export const interactionSlots = ({ layout }: Pick<World, 'layout'>): Slot[] =>
  layout.filter(({ component, path }) => component.table === 'interaction' && !OF_THE_TICK.has(path))

/** Columns besides interactions that results rows are made of: what agents are and have, and totals of the society. */
export function stateSlots({ layout }: Pick<World, 'layout'>, metrics: readonly Metric[]): Slot[] {
  const read = new Set(metrics.flatMap(({ reads }) => reads.map(({ name }) => name)))
  return layout.filter(
    ({ component: { name, table } }) =>
      table !== 'interaction' && !NEVER.has(name) && (ALWAYS.has(name) || read.has(name)),
  )
}

export const logColumnOf = ({ path, field }: Slot): LogColumn => ({
  path,
  kind: field.kind,
  width: widthOf(field),
})

/** Numbers of a column that are in use, a view. */
export function liveValues(world: World, { path, component, field }: Slot, firstRow = 0): ColumnArray {
  const width = widthOf(field)
  return world.column(path).subarray(firstRow * width, world.liveRowsOf(component.table) * width)
}
