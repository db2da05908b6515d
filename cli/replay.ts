import { jsonText } from '../outputs/json.ts'
import { type ReplayDifference, type ReplayReport, replayLog } from '../outputs/log/replay.ts'
import { indented, layOut, printable } from '../outputs/text.ts'
import { Exit } from './exit.ts'
import type { ResultOutput } from './output.ts'

export const REPORT_FORMATS = ['table', 'json'] as const

export interface ReportOptions {
  readonly format: (typeof REPORT_FORMATS)[number]
}

/** Differences that are shown one by one. */
const SHOWN = 20

/** `replay`: computes the results of a run again from its log. Returns the exit status. */
export function replayCommand(given: string, { format }: ReportOptions, output: ResultOutput): number {
  const report = replayLog(given)
  output.write(format === 'json' ? jsonText(report) : replayText(report, output))
  return report.equal ? Exit.good : Exit.different
}

function replayText(report: ReplayReport, { width, style }: ResultOutput): string {
  const { scenario, seed, interactions, ticks, epochs, epochsBefore, columns, against, differences } = report
  const before = epochsBefore === 0 ? '' : `; ${epochsBefore} epochs before the log began are as told`
  const read =
    `${printable(scenario)}, seed "${printable(seed)}": ${interactions} interactions in ${ticks} ticks, ` +
    `${epochs} epochs of ${columns} metrics and the agents by policy computed again${before}`
  const verdict = report.equal
    ? style.good('EQUAL')
    : style.bad(`DIFFERENT in ${differences.length} ${differences.length === 1 ? 'figure' : 'figures'}`)
  const rest = differences.length - SHOWN
  return [
    indented(read, width, 0),
    `${verdict} to what was written: ${against.join(', ')}`,
    ...(differences.length === 0 ? [] : layOut(differenceRows(differences.slice(0, SHOWN)), { width })),
    ...(rest > 0 ? [`and ${rest} more`] : []),
    '',
  ].join('\n')
}

const differenceRows = (differences: readonly ReplayDifference[]): string[][] => [
  ['in', 'epoch', 'figure', 'written', 'computed'],
  ...differences.map(({ against, epoch, column, written, computed }) => [
    against,
    epoch === null ? 'all' : String(epoch),
    printable(column),
    cellOf(written),
    cellOf(computed),
  ]),
]

/** A value as a cell. */
export const cellOf = (value: unknown): string =>
  value === undefined ? '-' : printable(typeof value === 'string' ? value : JSON.stringify(value))
