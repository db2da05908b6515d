import { UserError } from '../../engine/errors.ts'
import { meanInterval, pairedDifference } from '../../formulas/intervals.ts'
import type { Vocabulary } from '../../simulation/scenario.ts'
import type { Executor, Job, JobResult, ResultStore, SweepProgress } from './job.ts'
import { type ReadyCell, readyCells } from './jobs.ts'
import type { StopRule, SweepPlan } from './plan.ts'
import { jobsOfShard, type Shard } from './shard.ts'

export interface RunSweepOptions {
  readonly vocabulary: Vocabulary
  readonly executor: Executor
  readonly store: ResultStore
  readonly shard?: Shard | undefined
  /** Once raised, no further run is begun. */
  readonly signal?: AbortSignal
  /** How far the sweep is, results that were there before included. */
  readonly onProgress?: (progress: SweepProgress) => void
}

/** How a sweep ended. */
export interface SweepOutcome {
  /** All jobs that the plan comes to, in the order of cells and replicates. */
  readonly jobs: readonly Job[]
  /** Whether the results of all of them are in the store. */
  readonly complete: boolean
}

/**
 * Runs what a plan asks for and the store does not have yet. With a rule to stop by, it goes on in batches of replicates;
 * what is run next follows from results alone, so a sweep that was interrupted comes to the same runs.
 * @throws UserError when the store cannot be written, or a plan with such a rule is asked for in shards
 */
export async function runSweep(plan: SweepPlan, options: RunSweepOptions): Promise<SweepOutcome> {
  const { vocabulary, executor, store, shard, signal, onProgress } = options
  if (shard && plan.stop) {
    const hint = 'run it without --shard, or leave stop out'
    throw new UserError('stop', 'needs the results of all runs, and a shard has a part of them', { hint })
  }
  const cells = readyCells(plan, vocabulary)
  const replicates = cells.map(() => plan.replicates)
  const judge = plan.stop && new PrecisionJudge(plan, plan.stop, cells, store)
  for (;;) {
    const jobs = cells.flatMap((cell, number) => cell.jobs(0, replicates[number] as number))
    const present = new Set(await store.keys())
    const unique = uniqueJobs(jobs)
    const missing = (shard ? jobsOfShard(unique, shard) : unique).filter(({ key }) => !present.has(key))
    const before = unique.filter(({ key }) => present.has(key)).length
    onProgress?.({ done: before, failed: 0, total: unique.length })
    await executor.run(missing, store, {
      ...(signal ? { signal } : {}),
      onProgress: ({ done, failed }) => onProgress?.({ done: before + done, failed, total: unique.length }),
    })
    const now = await store.keys()
    const complete = unique.every(({ key }) => now.has(key))
    if (!complete || !judge || signal?.aborted) return { jobs, complete }
    if (!(await judge.extend(replicates))) return { jobs, complete }
  }
}

/** Jobs without those whose equals came before: points may coincide once they are rounded. */
export function uniqueJobs(jobs: readonly Job[]): Job[] {
  const seen = new Set<string>()
  return jobs.filter(({ key }) => !seen.has(key) && seen.add(key))
}

/**
 * Results of jobs in their order, epochs left out, as far as the store has them. Equal jobs share a result, with a cell each.
 * @param onResult called with each result as it is stored, its epochs included, once
 */
export async function readResults(
  jobs: readonly Job[],
  store: ResultStore,
  onResult?: (result: JobResult) => void,
): Promise<JobResult[]> {
  const present = await store.keys()
  const read = new Map<string, JobResult>()
  const results: JobResult[] = []
  for (const { key, cell, replicate, point } of jobs) {
    if (!present.has(key)) continue
    let result = read.get(key)
    if (!result) {
      const whole = await store.read(key)
      onResult?.(whole)
      result = { ...whole, epochs: [] }
      read.set(key, result)
    }
    results.push({ ...result, cell, replicate, point })
  }
  return results
}

/** Says which cells need further replicates. */
class PrecisionJudge {
  readonly #plan: SweepPlan
  readonly #rule: StopRule
  readonly #cells: readonly ReadyCell[]
  readonly #store: ResultStore
  readonly #values: (number | null)[][]

  constructor(plan: SweepPlan, rule: StopRule, cells: readonly ReadyCell[], store: ResultStore) {
    this.#plan = plan
    this.#rule = rule
    this.#cells = cells
    this.#store = store
    this.#values = cells.map(() => [])
  }

  /** Adds a batch where intervals are too wide yet; false when nothing was to be added. */
  async extend(replicates: number[]): Promise<boolean> {
    await this.#read(replicates)
    const { batch, replicatesMax } = this.#rule
    const wanted = [...replicates]
    this.#cells.forEach(({ control }, cell) => {
      if (this.#isNarrow(cell, control)) return
      const more = Math.min(replicatesMax, (replicates[cell] as number) + batch)
      wanted[cell] = Math.max(wanted[cell] as number, more)
      // A difference has as many pairs as its control has replicates.
      if (control !== null && this.#rule.of === 'difference') {
        wanted[control] = Math.max(wanted[control] as number, more)
      }
    })
    const grows = wanted.some((count, cell) => count > (replicates[cell] as number))
    replicates.splice(0, replicates.length, ...wanted)
    return grows
  }

  #isNarrow(cell: number, control: number | null): boolean {
    const { of, halfWidth } = this.#rule
    if (of === 'difference' && control === null) return true
    const own = this.#values[cell] as (number | null)[]
    const found =
      of === 'difference'
        ? pairedDifference(own, this.#values[control as number] as (number | null)[], this.#plan.confidence)
        : meanInterval(
            own.filter((value) => value !== null),
            this.#plan.confidence,
          )
    return found.halfWidth !== null && found.halfWidth <= halfWidth
  }

  async #read(replicates: readonly number[]): Promise<void> {
    for (const cell of this.#cells) {
      const values = this.#values[cell.number] as (number | null)[]
      for (const { key } of cell.jobs(values.length, replicates[cell.number] as number)) {
        const { metrics } = await this.#store.read(key)
        values.push(metrics[this.#rule.metric] ?? null)
      }
    }
  }
}
