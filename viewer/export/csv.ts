import type { EpochResult } from '../../simulation/results.ts'
import type { ColumnCopies, ShownEvent, Society } from '../protocol/host.ts'
import { TICK_SERIES } from '../protocol/host.ts'
import type { TickLog } from '../state/tick-log.ts'

/** A table as text (RFC 4180), full precision, nothing for what is not there. */
function csvOf(heads: readonly string[], rows: Iterable<readonly (string | number | null)[]>): string {
  const lines = [heads.map(cell).join(',')]
  for (const row of rows) lines.push(row.map(cell).join(','))
  return `${lines.join('\r\n')}\r\n`
}

function cell(value: string | number | null): string {
  if (value === null || (typeof value === 'number' && Number.isNaN(value))) return ''
  const text = String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

export function agentsCsv(society: Society, copies: ColumnCopies): string {
  const paths = Object.keys(copies.values)
  function* rows() {
    for (let agent = 0; agent < copies.agentCount; agent++) {
      const policy = society.policies[copies.policies[agent] as number]?.name ?? ''
      yield [agent, policy, ...paths.map((path) => copies.values[path]?.[agent] ?? null)]
    }
  }
  return csvOf(['agent', 'policy', ...paths], rows())
}

export function ticksCsv(log: TickLog): string {
  const columns = TICK_SERIES.map((series) => log.column(series))
  function* rows() {
    for (let tick = 0; tick < log.length; tick++)
      yield [tick, ...columns.map((column) => column[tick] as number)]
  }
  return csvOf(['tick', ...TICK_SERIES], rows())
}

export function epochsCsv(society: Society, epochs: readonly EpochResult[]): string {
  const metrics = Object.keys(society.metrics)
  return csvOf(
    ['epoch', ...metrics],
    epochs.map(({ epoch, metrics: row }) => [epoch, ...metrics.map((name) => row[name] ?? null)]),
  )
}

export const eventsCsv = (events: readonly ShownEvent[]): string =>
  csvOf(
    ['tick', 'side', 'kind', 'agent', 'text'],
    events.map(({ tick, side, kind, agent, text }) => [tick, side, kind, agent ?? null, text]),
  )
