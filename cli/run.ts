import { join } from 'node:path'
import { UserError } from '../engine/errors.ts'
import { mechanisms } from '../mechanisms/index.ts'
import { RunFolder } from '../outputs/folder.ts'
import { jsonText, type RunReport, runReport } from '../outputs/json.ts'
import { epochLine, summaryLine } from '../outputs/ndjson.ts'
import { profileText } from '../outputs/profile.ts'
import { recordEvents, recordInteractions, writeRun } from '../outputs/run-files.ts'
import { epochTable, summaryText } from '../outputs/table.ts'
import { indented, printable, TEXT_WIDTH } from '../outputs/text.ts'
import type { StopSignal } from '../simulation/options.ts'
import { populationOf } from '../simulation/scenario.ts'
import type { Simulation } from '../simulation/simulation.ts'
import { type Beginning, type BeginningOptions, beginningOf } from './beginning.ts'
import { Exit } from './exit.ts'
import { watchInterruption } from './interruption.ts'
import { LiveRun } from './live-run.ts'
import { memoryBytesMax } from './memory.ts'
import { type Log, logTo, type ResultOutput } from './output.ts'
import { HeapWatch } from './profiling.ts'
import { ProgressDisplay } from './progress.ts'
import { type SnapshotOptions, SnapshotWish } from './snapshot-wish.ts'
import { soFar, timingOf } from './timing.ts'

export const RECORDS = ['events', 'agents', 'interactions'] as const
export const FORMATS = ['table', 'json', 'ndjson'] as const

export interface RunOptions extends BeginningOptions, SnapshotOptions {
  readonly threads?: number | 'auto'
  readonly out?: string
  readonly record?: readonly (typeof RECORDS)[number][]
  readonly format: (typeof FORMATS)[number]
  readonly quiet?: boolean
  readonly profileSystems?: boolean
}

interface Session {
  readonly started: number
  readonly beginning: Beginning
  readonly wish: SnapshotWish | undefined
  readonly options: RunOptions
  readonly folder: RunFolder | undefined
  readonly output: ResultOutput
  readonly log: Log
  readonly progress: ProgressDisplay
  readonly stop: StopSignal
}

/** `run`: from a scenario to results. Returns the exit status. */
export async function runCommand(
  given: string | undefined,
  options: RunOptions,
  output: ResultOutput,
): Promise<number> {
  const started = performance.now()
  const { out, record = [], quiet = false } = options
  if (record.length > 0 && out === undefined) {
    throw new UserError('--record', 'needs --out, the folder to write to')
  }
  const beginning = beginningOf(given, options)
  const { scenario, tick } = beginning
  const log = logTo(process.stderr, quiet)
  for (const warning of scenario.warnings) log(`warning: ${printable(warning)}`)
  const folder = out === undefined ? undefined : new RunFolder(out)
  const progress = new ProgressDisplay(process.stderr, quiet)
  const ticks = scenario.epochs * scenario.stepsPerEpoch
  const stop = watchInterruption(
    () => {
      progress.clear()
      log('Stopping after this tick. Press Ctrl-C again to end at once, writing nothing.')
    },
    () => folder?.abandon(),
  )
  try {
    const wish = SnapshotWish.of(options, { tick, ticks }, log)
    return await runSession({ started, beginning, wish, options, folder, output, log, progress, stop })
  } catch (thrown) {
    folder?.abandon()
    throw thrown
  } finally {
    progress.clear()
    stop.end()
  }
}

async function runSession(session: Session): Promise<number> {
  const { started, beginning, wish, options, folder, output, log, progress, stop } = session
  const heap = options.profileSystems ? new HeapWatch() : undefined
  const nobodyListens = () => output.closed && folder === undefined
  const simulation = await beginning.make({
    plugins: mechanisms,
    threads: options.threads ?? 1,
    onWarning: (warning) => log(`warning: ${warning}`),
    memoryBytesMax: memoryBytesMax(),
    signal: {
      get aborted() {
        return stop.aborted || nobodyListens()
      },
    },
    onProgress: (state) => live.afterTick(state),
    profiler: heap && performance,
  })
  const events = folder && options.record?.includes('events') ? recordEvents(folder, simulation) : undefined
  const interactions =
    folder && options.record?.includes('interactions') ? recordInteractions(folder, simulation) : undefined
  wish?.watch(simulation)
  const live = new LiveRun(simulation, progress, {
    events,
    interactions,
    snapshot: wish,
    heap,
    onEpoch: (epoch) => {
      if (options.format !== 'ndjson') return
      progress.clear()
      output.write(epochLine(epoch))
    },
  })
  const before = soFar(simulation)
  if (options.format === 'table') output.write(headingOf(beginning))
  events?.start()
  interactions?.start()
  const setupMs = performance.now() - started
  await live.run()
  const report = {
    ...runReport(simulation, timingOf(simulation, setupMs, live.runMs, before)),
    ...(heap ? { systemProfile: heap.report(simulation, live.runMs) } : {}),
  }
  writeResults(report, simulation, options, output)
  if (folder) {
    const files = writeRun(folder, simulation, {
      agents: options.record?.includes('agents') ?? false,
      events,
      interactions,
      report,
    })
    tellFiles(options.out ?? folder.path, files, log)
  }
  for (const recorder of [events, interactions]) {
    for (const warning of recorder?.warnings ?? []) log(`warning: ${warning}`)
  }
  return nobodyListens() ? Exit.good : statusOf(report, log)
}

function headingOf({ scenario, tick }: Beginning): string {
  const { id, seed, profile, agents, epochs, stepsPerEpoch, description } = scenario
  const resumed = tick === 0 ? '' : `, resumed after tick ${tick}`
  const facts =
    `${printable(id)}: ${populationOf({ agents })} agents, profile ${profile}, seed "${printable(seed)}", ` +
    `${epochs} epochs of ${stepsPerEpoch} steps${resumed}`
  const about = description.trim() === '' ? [] : [indented(printable(description.trim()), TEXT_WIDTH)]
  return `${[indented(facts, TEXT_WIDTH, 0), ...about].join('\n')}\n\n`
}

function writeResults(
  report: RunReport,
  simulation: Simulation,
  { format }: RunOptions,
  output: ResultOutput,
): void {
  if (format === 'json') output.write(jsonText(report))
  else if (format === 'ndjson') output.write(summaryLine(report))
  else {
    output.write(`${epochTable(simulation.epochs, output.style)}\n`)
    output.write(summaryText(report, simulation.epochs.at(-1), output.style))
    if (report.systemProfile) output.write(`\n${profileText(report.systemProfile, output.style)}`)
  }
}

function tellFiles(folder: string, files: readonly string[], log: Log): void {
  log(`\nWritten to ${folder}: ${files.join(', ')}`)
  log(
    `Look at ${join(folder, 'epochs.csv')} in a spreadsheet, make a page of plots and tables, or query the .parquet files:`,
  )
  log(`  patchwork-ecs report ${folder}`)
  log(`  duckdb -c "SELECT epoch, toxicity_rate, total_welfare FROM '${join(folder, 'epochs.parquet')}'"`)
}

function statusOf({ interrupted, summary }: RunReport, log: Log): number {
  if (interrupted) return Exit.interrupted
  const failed = summary.criteria.filter(({ passed }) => !passed)
  if (failed.length === 0) return Exit.good
  log(`Success criteria not met: ${failed.map(({ name }) => name).join(', ')}`)
  return Exit.criteriaFailed
}
