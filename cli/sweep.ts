import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { UserError } from '../engine/errors.ts'
import { didYouMean } from '../engine/nearest.ts'
import { inProcess } from '../experiments/sweep/in-process.ts'
import type { Executor, SweepProgress } from '../experiments/sweep/job.ts'
import { pointText, readyCells } from '../experiments/sweep/jobs.ts'
import type { SweepPlan } from '../experiments/sweep/plan.ts'
import { runSweep, uniqueJobs } from '../experiments/sweep/run-sweep.ts'
import { type Shard, shardOfEnvironment } from '../experiments/sweep/shard.ts'
import { inThreads } from '../experiments/sweep/threads.ts'
import { mechanisms } from '../mechanisms/index.ts'
import { jsonText } from '../outputs/json.ts'
import { loadPlanFile } from '../outputs/plan-file.ts'
import { REPORT } from '../outputs/report/report-file.ts'
import { sweepReport } from '../outputs/sweep-json.ts'
import { SweepStore } from '../outputs/sweep-store.ts'
import { sweepText } from '../outputs/sweep-text.ts'
import { indented, printable, TEXT_WIDTH } from '../outputs/text.ts'
import { vocabulary } from '../simulation/assembly.ts'
import { Evidence } from './evidence.ts'
import { Exit } from './exit.ts'
import { watchInterruption } from './interruption.ts'
import { type Log, logTo, type ResultOutput } from './output.ts'
import { brief, clockTime, ProgressDisplay } from './progress.ts'
import { type QueueOptions, queueOf, threadsOf } from './queue.ts'
import { shelfNames, shelfPath } from './shelf.ts'

export interface ResumeOptions extends QueueOptions {
  readonly threads?: number | 'auto'
  readonly shard?: Shard
  readonly format: 'table' | 'json'
  readonly quiet?: boolean
  /** Whether to write a page about the sweep as well. */
  readonly report?: boolean
}

export interface SweepOptions extends ResumeOptions {
  readonly out?: string
  readonly dryRun?: boolean
}

/** Cells that a dry run lists. */
const CELLS_LISTED = 8
/** Failed runs that are told one by one. */
const FAILURES_TOLD = 5

/** `sweep`: from a plan to a folder of results and a table of them. Returns the exit status. */
export async function sweepCommand(
  given: string,
  options: SweepOptions,
  output: ResultOutput,
): Promise<number> {
  const plan = loadPlan(given)
  const log = logTo(process.stderr, options.quiet ?? false)
  for (const warning of plan.scenario.warnings) log(`warning: ${printable(warning)}`)
  if (options.dryRun) {
    output.write(dryRunText(plan, options.shard))
    return Exit.good
  }
  if (options.out === undefined) {
    throw new UserError('--out', 'is missing, expected a folder for the results', {
      hint: '--dry-run shows what would be run',
    })
  }
  // What is wrong with the options is said before anything is written.
  executorOf(options, options.out, () => {})
  return runInto(SweepStore.create(options.out, plan), options.out, options, output)
}

/** `resume`: goes on with a sweep where it was interrupted; of a finished one it prints the table again. */
export function resumeCommand(folder: string, options: ResumeOptions, output: ResultOutput): Promise<number> {
  return runInto(SweepStore.open(folder), folder, options, output)
}

/** Reads a plan; scenarios that it names may be on the shelf. */
function loadPlan(given: string): SweepPlan {
  const names = shelfNames()
  const pathOf = (name: string): string | undefined => {
    if (names.includes(name)) return shelfPath(name)
    if (/[./\\]/.test(name) || existsSync(join(dirname(given), name))) return undefined
    throw new UserError(name, 'is neither a scenario on the shelf nor a file', {
      hint: didYouMean(name, names) ?? 'patchwork-ecs list shows the shelf',
    })
  }
  return loadPlanFile(given, { shelfPath: pathOf })
}

async function runInto(
  store: SweepStore,
  folder: string,
  options: ResumeOptions,
  output: ResultOutput,
): Promise<number> {
  const { plan } = store
  const { quiet = false, shard = shardOfEnvironment(process.env) } = options
  const log = logTo(process.stderr, quiet)
  for (const part of store.damaged) log(`warning: ${part} is damaged; its runs are done again`)
  if (shard) log(`Shard ${shard.index + 1} of ${shard.count}.`)
  const progress = new SweepDisplay(quiet)
  const executor = executorOf(options, folder, (line) => {
    progress.clear()
    log(line)
  })
  const halt = new AbortController()
  const stop = watchInterruption(
    () => {
      progress.clear()
      log('Stopping after the runs under way. Press Ctrl-C again to end at once.')
      halt.abort()
    },
    () => store.flush(),
  )
  try {
    const { jobs, complete } = await runSweep(plan, {
      vocabulary: vocabulary(mechanisms),
      executor,
      store,
      shard,
      signal: halt.signal,
      onProgress: (state) => progress.update(state),
    })
    progress.clear()
    if (!complete) return tellRest(store, jobs, folder, shard, halt.signal.aborted, log)
    store.compact()
    return await finish(store, await Evidence.of(store, jobs), options, output, log)
  } catch (thrown) {
    if (thrown instanceof UserError) {
      log(`Finished runs are kept; go on with: patchwork-ecs resume ${folder}`)
    }
    throw thrown
  } finally {
    progress.clear()
    stop.end()
    await executor.close?.()
  }
}

async function tellRest(
  store: SweepStore,
  jobs: Parameters<typeof uniqueJobs>[0],
  folder: string,
  shard: Shard | undefined,
  interrupted: boolean,
  log: Log,
): Promise<number> {
  const present = await store.keys()
  const unique = uniqueJobs(jobs)
  const there = unique.filter(({ key }) => present.has(key)).length
  log(`${there} of ${unique.length} runs are in ${folder}.`)
  if (interrupted) {
    log(`Go on with: patchwork-ecs resume ${folder}`)
    return Exit.interrupted
  }
  if (shard) log(`When all shards are done, see the table with: patchwork-ecs resume ${folder}`)
  return Exit.good
}

/** Prints the tables first: a disk that is full must not keep anyone from seeing them. */
async function finish(
  { plan, path }: SweepStore,
  evidence: Evidence,
  { format, report = false }: ResumeOptions,
  output: ResultOutput,
  log: Log,
): Promise<number> {
  const { analysis, results } = evidence
  if (format === 'json') output.write(jsonText(sweepReport(plan, analysis, results, true)))
  else output.write(`${headingOf(plan, results.length)}\n\n${sweepText(plan, analysis, output.style)}`)
  const page = report ? join(path, REPORT) : undefined
  for (const warning of await evidence.write(page)) log(`warning: ${printable(warning)}`)
  if (page !== undefined) log(`The report is ${page}.`)
  const failures = results.filter(({ error }) => error !== undefined)
  for (const { cell, replicate, seed, error } of failures.slice(0, FAILURES_TOLD)) {
    log(`failed: cell ${cell}, replicate ${replicate}, seed ${printable(seed)}: ${printable(error ?? '')}`)
  }
  if (failures.length === 0) return Exit.good
  log(`${failures.length} of ${results.length} runs failed.`)
  return Exit.criteriaFailed
}

function headingOf(plan: SweepPlan, runs: number): string {
  const { name, scenario, seed, design } = plan
  const text = `${printable(name)}: ${runs} runs of ${printable(scenario.id)}, design ${design.kind}, seeds from "${printable(seed)}"`
  return indented(text, TEXT_WIDTH, 0)
}

function dryRunText(plan: SweepPlan, shard: Shard | undefined): string {
  const cells = readyCells(plan, vocabulary(mechanisms))
  const jobs = cells.flatMap((cell) => cell.jobs(0, plan.replicates))
  const unique = uniqueJobs(jobs).length
  const own = shard ? Math.ceil((unique - shard.index) / shard.count) : unique
  const most = plan.stop
    ? `, at most ${cells.length * plan.stop.replicatesMax} until intervals are narrow`
    : ''
  const lines = [
    headingOf(plan, unique) + most,
    `${cells.length} cells, ${plan.replicates} replicates each; ${jobs.length - unique} runs coincide with others`,
    ...(shard ? [`shard ${shard.index + 1} of ${shard.count} has ${own} of them`] : []),
    ...cells.slice(0, CELLS_LISTED).map(({ number, point }) => `  cell ${number}: ${pointText(point)}`),
    ...(cells.length > CELLS_LISTED ? [`  … and ${cells.length - CELLS_LISTED} more`] : []),
  ]
  return `${lines.map((line) => indented(printable(line), TEXT_WIDTH, line.startsWith('  ') ? 2 : 0)).join('\n')}\n`
}

function executorOf(
  options: ResumeOptions,
  folder: string,
  onNote: (line: string) => void,
): Executor & { close?(): Promise<void> } {
  const threads = threadsOf('--threads', options.threads ?? 'auto')
  return queueOf(options, folder, onNote) ?? (threads === 1 ? inProcess() : inThreads({ threads }))
}

/** How far a sweep is: rate and time left by the runs of this call alone. */
class SweepDisplay {
  readonly #display: ProgressDisplay
  #before: number | undefined

  constructor(quiet: boolean) {
    this.#display = new ProgressDisplay(process.stderr, quiet)
  }

  update({ done, failed, total }: SweepProgress): void {
    if (this.#before === undefined) this.#display.start()
    this.#before ??= done
    const own = done - this.#before
    this.#display.show(total === 0 ? 1 : done / total, (seconds) => {
      const rate = own / seconds
      const left = own === 0 ? '-' : clockTime((total - done) / rate)
      const share = Math.floor((100 * done) / Math.max(1, total))
      const failures = failed === 0 ? '' : ` ${failed} failed`
      return `${share}% run ${done}/${total}${failures} ${brief(rate)} runs/s ${left} left`
    })
  }

  clear(): void {
    this.#display.clear()
  }
}
