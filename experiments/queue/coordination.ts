import { UserError } from '../../engine/errors.ts'
import type { ResultStore, SweepProgress } from '../sweep/job.ts'
import { type Batch, idOf, titleOf } from './batch.ts'
import type { QueueTransport } from './transport.ts'

/** Batches that wait on the queue or are being run at a time: enough for many workers, little for the server to hold. */
const WINDOW = 500
const LOOK_EVERY_MS = 5000
/** Between two looks that news ask for. */
const LOOK_AFTER_NEWS_MS = 100
/** Looking takes at most one part of this many of the time. */
const LOOK_SHARE = 20
/** So often may a worker say that results are stored which are not here: file systems of a network take a moment. */
const ABSENCES_MAX = 3
/** After so long without anything new, it is asked whether there are workers. */
const DROUGHT_MS = 10_000

export interface CoordinationOptions {
  readonly onNote: (line: string) => void
  readonly onProgress: ((progress: SweepProgress) => void) | undefined
  readonly signal: AbortSignal | undefined
  readonly lookEveryMs: number | undefined
  /** Command that starts a worker. */
  readonly workersHint: string
}

interface Pending {
  readonly batch: Batch
  readonly missing: Set<string>
  /** Times that a worker said it was done, and results were missing. */
  absences: number
}

/** Keeps a window of batches on the queue and watches the store, until it has the results of all. */
export class Coordination {
  readonly #batches: readonly Batch[]
  readonly #store: ResultStore
  readonly #transport: QueueTransport
  readonly #options: CoordinationOptions
  readonly #pending = new Map<string, Pending>()
  readonly #total: number
  #next = 0
  #done = 0
  #failed = 0
  #wake: () => void = () => {}
  /** Whether there have been news since they were last taken. */
  #isStirred = false
  #lookedAt = 0
  #lookMs = 0
  #movedAt = performance.now()

  constructor(
    batches: readonly Batch[],
    store: ResultStore,
    transport: QueueTransport,
    options: CoordinationOptions,
  ) {
    this.#batches = batches
    this.#store = store
    this.#transport = transport
    this.#options = options
    this.#total = batches.reduce((sum, { runs }) => sum + runs.length, 0)
  }

  /** Batches that were put on the queue and are not known to be done. */
  unfinished(): Batch[] {
    return [...this.#pending.values()].map(({ batch }) => batch)
  }

  /** Returns when all is done, or once the signal is raised. @throws UserError when workers cannot go on */
  async run(): Promise<void> {
    const { signal } = this.#options
    const wake = () => {
      this.#isStirred = true
      this.#wake()
    }
    signal?.addEventListener('abort', wake)
    this.#transport.onNews = wake
    try {
      while (!signal?.aborted && (await this.#fill())) await this.#watch()
    } finally {
      signal?.removeEventListener('abort', wake)
    }
  }

  /** Puts as many batches on the queue as the window has room for. @returns whether anything is left to wait for */
  async #fill(): Promise<boolean> {
    if (!this.#transport.isUp) return this.#pending.size > 0 || this.#next < this.#batches.length
    const end = this.#next + WINDOW - this.#pending.size
    const batches = this.#batches.slice(this.#next, end)
    this.#next += batches.length
    for (const batch of batches) {
      const missing = new Set(batch.runs.map(({ key }) => key))
      this.#pending.set(idOf(batch), { batch, missing, absences: 0 })
    }
    await this.#add(batches)
    return this.#pending.size > 0
  }

  /** Adding waits when the server goes away meanwhile; what is stored then must be seen all the same. */
  async #add(batches: readonly Batch[]): Promise<void> {
    if (batches.length === 0) return
    const added = this.#transport.add(batches).catch((thrown: unknown) => {
      if (this.#transport.isUp) throw thrown
    })
    const isOver = new Promise<void>((resolve) => {
      this.#wake = resolve
    })
    await Promise.race([added, isOver])
    added.catch(() => {}) // Whatever was not added is added again after a look.
  }

  /** Waits for news, or until it is time to look, and looks. */
  async #watch(): Promise<void> {
    const { lookEveryMs = LOOK_EVERY_MS, signal } = this.#options
    const spare = this.#lookMs * LOOK_SHARE
    if (!this.#isStirred) await this.#wait(this.#lookedAt + Math.max(lookEveryMs, spare))
    // News come in swarms: one look serves them all.
    await this.#wait(this.#lookedAt + Math.max(LOOK_AFTER_NEWS_MS, spare), false)
    if (signal?.aborted) return
    this.#isStirred = false
    const { completed, failed, returned } = this.#transport.takeNews()
    const isQuiet = completed.length === 0 && failed.length === 0
    await this.#look()
    for (const { id, reason } of failed) this.#refuse(id, reason)
    for (const id of completed) this.#noteAbsence(id)
    if ((isQuiet || returned) && this.#transport.isUp) {
      // Those that are on the queue still stay as they are; the server may have lost others.
      await this.#add(this.unfinished())
      await this.#askForWorkers()
    }
  }

  /** @param until on the clock of `performance` */
  #wait(until: number, wakes = true): Promise<void> {
    const milliseconds = until - performance.now()
    if (milliseconds <= 0 || this.#options.signal?.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds)
      const { signal } = this.#options
      this.#wake = () => {
        if (!wakes && !signal?.aborted) return
        clearTimeout(timer)
        resolve()
      }
    })
  }

  async #look(): Promise<void> {
    const started = performance.now()
    const present = await this.#store.keys()
    for (const [id, { missing }] of this.#pending) {
      for (const key of [...missing].filter((each) => present.has(each))) {
        const { error } = await this.#store.read(key)
        missing.delete(key)
        this.#done++
        if (error !== undefined) this.#failed++
        this.#movedAt = performance.now()
        this.#options.onProgress?.({ done: this.#done, failed: this.#failed, total: this.#total })
      }
      if (missing.size === 0) this.#pending.delete(id)
    }
    this.#lookedAt = performance.now()
    this.#lookMs = this.#lookedAt - started
  }

  #refuse(id: string, reason: string): void {
    const pending = this.#pending.get(id)
    if (!pending) return
    throw new UserError(titleOf(pending.batch), `no worker could run it: ${reason}`, {
      hint: 'what is stored is kept; resume once this is put right',
    })
  }

  #noteAbsence(id: string): void {
    const pending = this.#pending.get(id)
    if (!pending) return
    pending.absences++
    if (pending.absences < ABSENCES_MAX) return
    const problem = 'a worker stored its results, and they are not in the store that is looked at here'
    throw new UserError(titleOf(pending.batch), problem, {
      hint: 'the --store of each worker must be the folder that holds this sweep’s own',
    })
  }

  async #askForWorkers(): Promise<void> {
    const { onNote, workersHint } = this.#options
    if (this.#pending.size === 0 || performance.now() - this.#movedAt < DROUGHT_MS) return
    this.#movedAt = performance.now()
    const workers = await Promise.race([
      this.#transport.countWorkers().catch(() => undefined),
      this.#wait(performance.now() + LOOK_EVERY_MS),
    ])
    if (workers === 0) onNote(`no worker is connected; start one: ${workersHint}`)
  }
}
