import { type DiffReport, diffRuns } from '../outputs/diff/index.ts'
import { jsonText } from '../outputs/json.ts'
import { indented, layOut } from '../outputs/text.ts'
import { Exit } from './exit.ts'
import type { ResultOutput } from './output.ts'
import { cellOf, type ReportOptions } from './replay.ts'
import { watchedTicks } from './ticks.ts'

export interface DiffCommandOptions extends ReportOptions {
  readonly quiet?: boolean
}

/** `diff`: finds where two runs part. Returns the exit status: 1 when they do. */
export async function diffCommand(
  a: string,
  b: string,
  { format, quiet = false }: DiffCommandOptions,
  output: ResultOutput,
): Promise<number> {
  const watched = watchedTicks(quiet)
  try {
    const { onTick, signal } = watched
    const report = await diffRuns(a, b, { onTick, signal })
    if (signal.aborted) return Exit.interrupted
    watched.clear()
    output.write(format === 'json' ? jsonText(report) : diffText(report, output))
    return report.equal ? Exit.good : Exit.different
  } finally {
    watched.end()
  }
}

function diffText(report: DiffReport, output: ResultOutput): string {
  const { width, style } = output
  const { scenario, a, b } = report
  const rows = scenario.map((each) => [each.path, cellOf(each.a), cellOf(each.b)])
  const settings =
    rows.length === 0
      ? ['the scenarios say the same']
      : [style.bold('the scenarios differ'), ...layOut([['', 'a', 'b'], ...rows], { width })]
  return [
    indented(`a: ${a}`, width, 0),
    indented(`b: ${b}`, width, 0),
    '',
    ...settings,
    ...ownLines(report, width),
    '',
    ...partingLines(report, output),
    '',
  ].join('\n')
}

function ownLines({ onlyA, onlyB }: DiffReport, width: number): string[] {
  const line = (name: string, paths: readonly string[]) =>
    paths.length === 0 ? [] : [indented(`only in ${name}: ${paths.join(', ')}`, width, 0)]
  return [...line('a', onlyA), ...line('b', onlyB)]
}

function partingLines(report: DiffReport, { width, style }: ResultOutput): string[] {
  const { first, ticks, ticksA, ticksB, by } = report
  if (first === null) {
    const alike = `the runs are the same in all ${ticks} ticks that both have`
    if (report.equal) return [style.good(alike)]
    return [alike, style.bad(`a has ${ticksA} ticks, b ${ticksB}`)]
  }
  const when = first.tick === null ? 'before the first tick' : `in tick ${first.tick} of epoch ${first.epoch}`
  const system = first.system ?? (by === 'logs' ? 'a log does not tell' : 'none: before or after the systems')
  const rows = [
    ['system', system],
    ['column', first.column],
    ['row', String(first.row)],
    ['agent', first.agent ?? '-'],
    ['a', cellOf(first.a)],
    ['b', cellOf(first.b)],
  ]
  const table = layOut([['', ''], ...rows], { width }).slice(1)
  return [style.bad(`the runs part ${when}`), ...table]
}
