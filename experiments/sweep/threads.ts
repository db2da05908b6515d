import { availableParallelism } from 'node:os'
import type { EventLoopUtilization } from 'node:perf_hooks'
import { Worker } from 'node:worker_threads'
import { WriteQueue } from './in-process.ts'
import type { Executor, Job, ResultStore, SweepProgress } from './job.ts'
import { failedJob, type ResultText, resultText } from './run-job.ts'

/** What a thread is told to do. */
export interface Order {
  readonly number: number
  readonly job: Job
}

/** What it answers; no result means that it was told to stop before it began. First of all it says that it is there. */
export type Answer = 'ready' | { readonly number: number; readonly result?: ResultText }

/** What a thread is given when it starts: a cell that becomes 1 when no further job is to be begun. */
export interface ThreadData {
  readonly stop: Int32Array
}

/** Jobs that a thread has at hand: one that it runs, and the next, so that it never waits for an answer. */
const DEPTH_MIN = 2
/** Of short jobs it has so many milliseconds' worth: on a busy machine this thread may not get to hand out more for a while. */
const AHEAD_MS = 60
const DEPTH_MAX = 64
/** Jobs that must be left for each that a thread takes ahead. */
const LEFT_PER_JOB_AHEAD = 4
/** A job during which this many threads have died is recorded as failed. */
const DEATHS_MAX = 2

/** An executor with threads that stay alive between calls, until it is closed. */
export interface ThreadExecutor extends Executor {
  readonly threads: number
  /** Share of the last call in which threads had work at hand, on average; waiting for a busy processor counts as work. */
  utilisation(): number
  close(): Promise<void>
}

export interface ThreadOptions {
  /** As many as there are processors when left out. */
  readonly threads?: number
  /** The file that threads run; it lies beside the program in a release. */
  readonly file?: URL
}

/** Runs jobs in threads, each in an isolate of its own. */
export function inThreads(options: ThreadOptions = {}): ThreadExecutor {
  const { threads = availableParallelism(), file = new URL('./sweep-worker.js', import.meta.url) } = options
  const stop = new Int32Array(new SharedArrayBuffer(4))
  const pool: Thread[] = []
  return {
    threads,
    async run(jobs, store, { signal, onProgress }) {
      if (jobs.length === 0) return
      Atomics.store(stop, 0, 0)
      const round = new Round(jobs, store, onProgress)
      const halt = () => {
        Atomics.store(stop, 0, 1)
        round.halt()
      }
      round.onTrouble = halt
      if (signal?.aborted) return
      signal?.addEventListener('abort', halt)
      try {
        while (pool.length < Math.min(threads, jobs.length)) pool.push(new Thread(file, { stop }))
        await Promise.all(pool.map((thread) => thread.work(round)))
      } finally {
        halt()
        signal?.removeEventListener('abort', halt)
        await round.writes.settled()
      }
    },
    utilisation: () => pool.reduce((sum, thread) => sum + thread.utilisation, 0) / Math.max(1, pool.length),
    async close() {
      await Promise.all(pool.splice(0).map((thread) => thread.end()))
    },
  }
}

/** The jobs of one call: handed out in order, and gathered as they are done. */
class Round {
  readonly writes = new WriteQueue()
  onTrouble: () => void = () => {}
  readonly #jobs: readonly Job[]
  readonly #store: ResultStore
  readonly #onProgress: ((progress: SweepProgress) => void) | undefined
  readonly #deaths = new Map<number, number>()
  readonly #again: number[] = []
  #halted = false
  #next = 0
  #done = 0
  #failed = 0

  constructor(jobs: readonly Job[], store: ResultStore, onProgress?: (progress: SweepProgress) => void) {
    this.#jobs = jobs
    this.#store = store
    this.#onProgress = onProgress
  }

  /** Jobs that no thread has yet. */
  get left(): number {
    return this.#again.length + Math.max(0, this.#jobs.length - this.#next)
  }

  take(): Order | undefined {
    if (this.#halted) return undefined
    const number = this.#again.shift() ?? this.#next++
    const job = this.#jobs[number]
    return job && { number, job }
  }

  /** Hands out nothing more. */
  halt(): void {
    this.#halted = true
  }

  finish({ text, failed }: ResultText): void {
    this.writes.add(this.#store.writeText?.(text) ?? this.#store.write(JSON.parse(text)))
    this.#done++
    if (failed) this.#failed++
    this.#onProgress?.({ done: this.#done, failed: this.#failed, total: this.#jobs.length })
    if (this.writes.failed) this.onTrouble()
  }

  /** A thread died with jobs at hand: the one it ran is tried once more, the others as if nothing had been. */
  lose(orders: readonly Order[], why: string): void {
    orders.forEach(({ number, job }, index) => {
      const deaths = (this.#deaths.get(number) ?? 0) + Number(index === 0)
      this.#deaths.set(number, deaths)
      if (deaths < DEATHS_MAX) this.#again.push(number)
      else
        this.finish({ text: resultText(failedJob(job, `the thread that ran it died: ${why}`)), failed: true })
    })
  }
}

/** A thread, started anew when it dies. */
class Thread {
  readonly #file: URL
  readonly #data: ThreadData
  #worker: Worker | undefined
  /** Whether a worker of this file has ever come up: one that cannot is no fault of a job. */
  #isReady = false
  #since: EventLoopUtilization | undefined

  constructor(file: URL, data: ThreadData) {
    this.#file = file
    this.#data = data
  }

  get utilisation(): number {
    return this.#worker?.performance.eventLoopUtilization(this.#since).utilization ?? 0
  }

  /** Works on a round until there is nothing left to take. */
  async work(round: Round): Promise<void> {
    this.#since = this.#worker?.performance.eventLoopUtilization()
    for (let idle = false; !idle; ) idle = await this.#life(round)
  }

  async end(): Promise<void> {
    await this.#worker?.terminate()
    this.#worker = undefined
  }

  #start(): Worker {
    const worker = new Worker(this.#file, { workerData: this.#data })
    // Between rounds nobody else listens: one that dies then is started anew with the next.
    worker.on('error', () => {})
    worker.on('exit', () => {
      if (this.#worker === worker) this.#worker = undefined
    })
    this.#worker = worker
    return worker
  }

  /** Resolves with true when the round has nothing more, with false when the thread has died. */
  #life(round: Round): Promise<boolean> {
    const worker = this.#worker ?? this.#start()
    const atHand: Order[] = []
    return new Promise((resolve, reject) => {
      let problem = ''
      const part = (idle: boolean) => {
        worker.off('message', listen).off('error', note).off('exit', die)
        resolve(idle)
      }
      const begun = performance.now()
      let answers = 0
      const depth = () => {
        const within = Math.floor((AHEAD_MS * answers) / Math.max(1, performance.now() - begun))
        // Towards the end less, so that all threads come to it together.
        const share = Math.floor(round.left / LEFT_PER_JOB_AHEAD)
        return Math.max(DEPTH_MIN, Math.min(DEPTH_MAX, within, share))
      }
      const feed = () => {
        for (const wanted = depth(); atHand.length < wanted; ) {
          const order = round.take()
          if (!order) break
          atHand.push(order)
          worker.postMessage(order)
        }
        if (atHand.length === 0) part(true)
      }
      const listen = (answer: Answer) => {
        this.#isReady = true
        if (answer === 'ready') return
        const { number, result } = answer
        answers++
        atHand.splice(
          atHand.findIndex((order) => order.number === number),
          1,
        )
        if (result) round.finish(result)
        feed()
      }
      const note = ({ message }: Error) => {
        problem = message
      }
      const die = (code: number) => {
        const why = problem === '' ? `exit code ${code}` : problem
        if (!this.#isReady) return reject(new Error(`a thread cannot start: ${why}`))
        round.lose(atHand, why)
        part(false)
      }
      worker.on('message', listen).on('error', note).on('exit', die)
      feed()
    })
  }
}
