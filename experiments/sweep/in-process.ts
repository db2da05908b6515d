import type { Plugin } from '../../engine/plugin.ts'
import type { Executor } from './job.ts'
import { runJob } from './run-job.ts'

/** How long a run may keep the event loop waiting, so that signals are seen. */
const BREATH_MS = 50

const breathe = (): Promise<void> => new Promise((resume) => setImmediate(resume))

/** Runs jobs here, one after the other. */
export function inProcess(options: { readonly plugins?: readonly Plugin[] } = {}): Executor {
  return {
    async run(jobs, store, { signal, onProgress }) {
      let [done, failed] = [0, 0]
      let breathed = performance.now()
      const onTick = (): Promise<void> | undefined => {
        if (performance.now() - breathed < BREATH_MS) return undefined
        breathed = performance.now()
        return breathe()
      }
      const writes = new WriteQueue()
      for (const job of jobs) {
        await onTick()
        if (signal?.aborted || writes.failed) break
        const result = await runJob(job, { ...options, onTick })
        writes.add(store.write(result))
        done++
        if (result.error !== undefined) failed++
        onProgress?.({ done, failed, total: jobs.length })
      }
      await writes.settled()
    },
  }
}

/** Writes under way: a store gathers several before it goes to the disk, so nobody waits for each. */
export class WriteQueue {
  readonly #waiting = new Set<Promise<void>>()
  readonly #errors: unknown[] = []

  /** Whether a write has gone wrong: then there is no use in running on. */
  get failed(): boolean {
    return this.#errors.length > 0
  }

  add(write: Promise<void>): void {
    const settled = write
      .catch((thrown: unknown) => void this.#errors.push(thrown))
      .then(() => void this.#waiting.delete(settled))
    this.#waiting.add(settled)
  }

  /** Waits until all are written. @throws what the first failed one threw */
  async settled(): Promise<void> {
    await Promise.all(this.#waiting)
    if (this.failed) throw this.#errors[0]
  }
}
