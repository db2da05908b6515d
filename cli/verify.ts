import { jsonText } from '../outputs/json.ts'
import { indented, layOut, printable } from '../outputs/text.ts'
import { type VerifyReport, verifyRun } from '../outputs/verify.ts'
import { Exit } from './exit.ts'
import { logTo, type ResultOutput } from './output.ts'
import type { ReportOptions } from './replay.ts'
import { watchedTicks } from './ticks.ts'

export interface VerifyCommandOptions extends ReportOptions {
  readonly threads?: number | 'auto'
  readonly quiet?: boolean
}

/** Hexadecimal digits of a hash that tell it from others. */
const HASH_DIGITS = 16

/** `verify`: checks a run's files, and the run by running it again. Returns the exit status. */
export async function verifyCommand(
  folder: string,
  { format, threads = 1, quiet = false }: VerifyCommandOptions,
  output: ResultOutput,
): Promise<number> {
  const watched = watchedTicks(quiet)
  try {
    const { onTick, signal } = watched
    const report = await verifyRun(folder, { threads, onTick, signal })
    if (signal.aborted) return Exit.interrupted
    watched.clear()
    if (report.version !== report.thisVersion) {
      logTo(
        process.stderr,
        quiet,
      )(
        `warning: version ${report.version} wrote the run, and this is ${report.thisVersion}: digests hold for one version`,
      )
    }
    output.write(format === 'json' ? jsonText(report) : verifyText(report, output))
    return report.passed ? Exit.good : Exit.different
  } finally {
    watched.end()
  }
}

function verifyText(
  { scenario, seed, version, ticks, checks, passed }: VerifyReport,
  { width, style }: ResultOutput,
): string {
  const about = `${printable(scenario)}, seed "${printable(seed)}", version ${version}: run again for ${ticks} ticks`
  const rows = checks.map((check) => [
    check.passed ? 'PASS' : 'FAIL',
    printable(check.what),
    check.written.slice(0, HASH_DIGITS),
    check.found.slice(0, HASH_DIGITS),
  ])
  const [heading = '', ...lines] = layOut([['', 'what', 'written', 'found'], ...rows], { width })
  const failed = checks.filter((check) => !check.passed)
  return [
    indented(about, width, 0),
    style.bold(heading),
    ...lines,
    passed
      ? style.good('the run is as it was written')
      : style.bad(`not as it was written: ${failed.map(({ what }) => what).join(', ')}`),
    '',
  ].join('\n')
}
