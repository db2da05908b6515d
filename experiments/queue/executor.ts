import { UserError } from '../../engine/errors.ts'
import type { Executor } from '../sweep/job.ts'
import { checkQueueName, checkRedisAddress, QUEUE_NAME, withoutSecrets } from './address.ts'
import { batchesOf, runsPerBatchOf } from './batch.ts'
import { Coordination } from './coordination.ts'
import { loadQueueLibrary } from './library.ts'
import { openQueue } from './transport.ts'

export interface QueueExecutorOptions {
  /** Address of the Redis server, such as `redis://127.0.0.1:6379`. It may hold a password, which no message shows. */
  readonly redis: string
  /** Path of the store below the folder that workers are given, with slashes; see `storeNameOf`. */
  readonly storeName: string
  /** Name of the queue, for groups of workers that share a server; `sweeps` when left out. */
  readonly queue?: string
  /** Runs that a worker takes at a time, of one cell; 1 for a small sweep and up to 25 for a large one when left out. */
  readonly runsPerJob?: number
  /** Told what a person may want to know meanwhile: that the server went away, or that no worker is there. */
  readonly onNote?: (line: string) => void
  /** How long the server may take to answer at the start, in milliseconds; 10,000 when left out. */
  readonly connectMs?: number
  /** How often the store is looked at although nobody has said that there is something new; 5000 when left out. */
  readonly lookEveryMs?: number
}

/**
 * Has jobs run by workers on any machines, over a queue on a Redis server. Workers write results to the store themselves; a
 * job is done once its result is in the store, whatever the queue says. So the server may be killed and come back, with or
 * without what it held; and several coordinators may work on one store.
 * @returns an executor whose `run` throws UserError when the server cannot be reached at the start, a worker cannot store
 * results, or what workers store does not turn up here
 */
export function queueExecutor(options: QueueExecutorOptions): Executor {
  const {
    redis,
    storeName,
    queue = QUEUE_NAME,
    runsPerJob,
    connectMs,
    lookEveryMs,
    onNote = () => {},
  } = options
  checkRedisAddress('redis', redis)
  checkQueueName('queue', queue)
  if (runsPerJob !== undefined && !(Number.isInteger(runsPerJob) && runsPerJob >= 1)) {
    throw new UserError('runsPerJob', `got ${runsPerJob}, expected a whole number from 1`)
  }
  return {
    async run(jobs, store, { signal, onProgress }) {
      if (jobs.length === 0 || signal?.aborted) return
      const library = await loadQueueLibrary()
      const batches = batchesOf(jobs, storeName, runsPerJob ?? runsPerBatchOf(jobs.length))
      const transport = await openQueue(library, {
        address: redis,
        queue,
        onNote,
        ...(connectMs === undefined ? {} : { connectMs }),
      })
      const coordination = new Coordination(batches, store, transport, {
        onNote,
        onProgress,
        signal,
        lookEveryMs,
        workersHint: `patchwork-ecs worker --redis ${withoutSecrets(redis)} --store FOLDER`,
      })
      try {
        await coordination.run()
      } finally {
        await transport.close(coordination.unfinished())
      }
    },
  }
}
