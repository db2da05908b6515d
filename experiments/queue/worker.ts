import type { Job as Delivery } from 'bullmq'
import { messageOf } from '../../engine/errors.ts'
import type { Scenario } from '../../simulation/scenario.ts'
import type { Executor, Job, JobResult, ResultStore } from '../sweep/job.ts'
import { checkQueueName, checkRedisAddress, QUEUE_NAME, withoutSecrets } from './address.ts'
import { type Batch, checkBatch, jobsOf, storeFolderOf, titleOf } from './batch.ts'
import { openRedisLine, type RedisLine } from './connection.ts'
import { loadQueueLibrary } from './library.ts'
import { PREFIX, pause, queueNameOf } from './transport.ts'

/** A worker that is not heard of for so long counts as dead, and its runs go to others. */
export const LOCK_MS = 30_000
/** So many workers may die over a batch before it is given up: they may have been killed for other reasons. */
const DEATHS_MAX = 10
const RETRY_MS = 1000
/** How long the end may wait for the server once runs are over. */
const FAREWELL_MS = 3000

/** An executor that may keep threads alive between calls. */
export type WorkerExecutor = Executor & { close?(): Promise<void> }

/** A store that may gather results before it writes them. */
export type WorkerStore = ResultStore & { flush?(): void }

export interface QueueWorkerOptions {
  /** Address of the Redis server; it may hold a password, which no message shows. */
  readonly redis: string
  /** Folder that holds the stores of sweeps, the same for all workers and coordinators. */
  readonly root: string
  /** Name of the queue; `sweeps` when left out. */
  readonly queue?: string
  /** Batches to work on at a time; 1 when left out. */
  readonly concurrency?: number
  /** Opens the store in a folder. @throws when there is none */
  readonly openStore: (folder: string) => WorkerStore | Promise<WorkerStore>
  /**
   * Makes what carries runs out, one for each batch at a time. It must not keep this thread busy: a worker that does not
   * answer counts as dead.
   */
  readonly createExecutor: () => WorkerExecutor
  /** The key that a scenario must have: one that came over the queue otherwise is refused. */
  readonly keyOf?: (scenario: Scenario) => string
  /** Once raised, runs under way are finished, and what else the worker holds is given back. */
  readonly signal: AbortSignal
  /** Told what happens, in lines without secrets. */
  readonly log?: (line: string) => void
  /** Milliseconds after which a silent worker counts as dead; 30,000 when left out. */
  readonly lockMs?: number
  readonly connectMs?: number
}

/** What a worker has done. */
export interface QueueWorkerOutcome {
  readonly batches: number
  readonly runs: number
}

/**
 * Works on what coordinators put on a queue, until the signal is raised. It writes each result to the store before it says
 * that it is done, so that its death at any moment costs the runs it was in and nothing else.
 * @throws UserError when the server cannot be reached at the start, or bullmq and ioredis are not installed
 */
export async function runQueueWorker(options: QueueWorkerOptions): Promise<QueueWorkerOutcome> {
  const { redis, queue = QUEUE_NAME, concurrency = 1, lockMs = LOCK_MS, signal, log = () => {} } = options
  checkRedisAddress('redis', redis)
  checkQueueName('queue', queue)
  const library = await loadQueueLibrary()
  const { Worker, WaitingError } = library.bullmq
  const line = await openRedisLine(library, {
    address: redis,
    onNote: log,
    ...(options.connectMs === undefined ? {} : { connectMs: options.connectMs }),
  })
  const bench = new Bench({ ...options, log })
  const worker = new Worker(
    queueNameOf(queue),
    async (delivery: Delivery, token?: string) => {
      if (await bench.carryOut(checkBatch(delivery.data))) return
      await delivery.moveToWait(token)
      throw new WaitingError()
    },
    {
      connection: line.redis,
      prefix: PREFIX,
      concurrency,
      lockDuration: lockMs,
      stalledInterval: Math.max(500, Math.ceil(lockMs / 2)),
      maxStalledCount: DEATHS_MAX,
      runRetryDelay: RETRY_MS,
    },
  )
  worker.on('error', (error) => {
    if (line.isUp && !signal.aborted) log(`queue: ${withoutSecrets(messageOf(error))}`)
  })
  worker.on('stalled', (id) => log(`queue: ${id} was left by a worker that is gone; it is taken up again`))
  log(`waits for runs from ${withoutSecrets(redis)}, queue ${queue}, ${concurrency} at a time`)
  await raised(signal)
  await leave(worker, line, bench)
  log(`has stored ${bench.runs} runs and ends`)
  return { batches: bench.batches, runs: bench.runs }
}

/** Waits for what is under way, then ends, without waiting long for a server that is away. */
async function leave(
  worker: { close(force?: boolean): Promise<void>; disconnect?(): Promise<void> },
  line: RedisLine,
  bench: Bench,
): Promise<void> {
  const closed = worker.close().catch(() => {})
  await bench.empty()
  await Promise.race([closed, pause(FAREWELL_MS)])
  await bench.close()
  line.end()
}

const raised = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })

/** Where a worker carries batches out. */
class Bench {
  batches = 0
  runs = 0
  readonly #options: QueueWorkerOptions & { readonly log: (line: string) => void }
  readonly #stores = new Map<string, Promise<WorkerStore>>()
  readonly #idle: WorkerExecutor[] = []
  readonly #busy = new Set<Promise<unknown>>()

  constructor(options: QueueWorkerOptions & { readonly log: (line: string) => void }) {
    this.#options = options
  }

  /** Resolves once no batch is being carried out. */
  async empty(): Promise<void> {
    while (this.#busy.size > 0) await Promise.allSettled(this.#busy)
  }

  async close(): Promise<void> {
    await Promise.all(this.#idle.map((executor) => executor.close?.()))
  }

  /** @returns whether the results of all runs of a batch are stored; if not, it is to be given back */
  async carryOut(batch: Batch): Promise<boolean> {
    const work = this.#carryOut(batch)
    this.#busy.add(work)
    try {
      return await work
    } catch (thrown) {
      const { log } = this.#options
      log(`${titleOf(batch)}: ${messageOf(thrown)}`)
      throw thrown
    } finally {
      this.#busy.delete(work)
    }
  }

  async #carryOut(batch: Batch): Promise<boolean> {
    const { signal, log } = this.#options
    if (signal.aborted) return false
    const jobs = jobsOf(batch)
    this.#checkKeys(jobs)
    const store = await this.#storeOf(batch)
    const missing = await missingOf(jobs, store)
    const title = `${batch.store}, ${titleOf(batch)}`
    if (missing.length === 0) {
      log(`${title}: is stored already`)
      return true
    }
    log(`${title}: taken${missing.length < jobs.length ? `, ${missing.length} of its runs are missing` : ''}`)
    const started = performance.now()
    const counted = new CountedStore(store, missing.length)
    const executor = this.#idle.pop() ?? this.#options.createExecutor()
    try {
      await executor.run(missing, counted, { signal })
    } finally {
      this.#idle.push(executor)
      this.runs += counted.written
    }
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    const isDone = counted.written === missing.length
    if (isDone) this.batches++
    log(
      isDone
        ? `${title}: stored in ${seconds} s`
        : `${title}: ${counted.written} stored, the others are given back`,
    )
    return isDone
  }

  #checkKeys(jobs: readonly Job[]): void {
    const { keyOf } = this.#options
    if (!keyOf) return
    for (const { key, scenario } of jobs) {
      if (keyOf(scenario) !== key)
        throw new Error(`run ${key} is not what it was when it was put on the queue`)
    }
  }

  #storeOf({ store: name }: Batch): Promise<WorkerStore> {
    const { root, openStore } = this.#options
    const known = this.#stores.get(name)
    if (known) return known
    const opened = Promise.resolve().then(() => openStore(storeFolderOf(name, root)))
    this.#stores.set(name, opened)
    // It may be there, or writable, at the next try.
    opened.catch(() => this.#stores.delete(name))
    return opened
  }
}

/** Jobs without results. What a store remembers may be gone since: what is there is what can be read. */
async function missingOf(jobs: readonly Job[], store: ResultStore): Promise<Job[]> {
  const present = await store.keys()
  const missing: Job[] = []
  for (const job of jobs) {
    const isThere =
      present.has(job.key) && (await store.read(job.key).catch(() => undefined))?.key === job.key
    if (!isThere) missing.push(job)
  }
  return missing
}

/** Counts what is stored, and has the last result of a batch written without waiting for more. */
class CountedStore implements ResultStore {
  written = 0
  readonly #store: WorkerStore
  readonly #expected: number
  #handedOver = 0

  constructor(store: WorkerStore, expected: number) {
    this.#store = store
    this.#expected = expected
  }

  keys(): Promise<ReadonlySet<string>> {
    return this.#store.keys()
  }

  read(key: string): Promise<JobResult> {
    return this.#store.read(key)
  }

  async write(result: JobResult): Promise<void> {
    this.#handedOver++
    const writing = this.#store.write(result)
    if (this.#handedOver === this.#expected) this.#store.flush?.()
    await writing
    this.written++
  }
}
