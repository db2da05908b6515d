import { statSync } from 'node:fs'
import { hostname } from 'node:os'
import { display } from '../engine/config.ts'
import { UserError } from '../engine/errors.ts'
import { checkQueueName, QUEUE_NAME, runQueueWorker } from '../experiments/queue/index.ts'
import { jobKey } from '../experiments/sweep/jobs.ts'
import { inThreads } from '../experiments/sweep/threads.ts'
import { SweepStore } from '../outputs/sweep-store.ts'
import { printable } from '../outputs/text.ts'
import { Exit } from './exit.ts'
import { watchInterruption } from './interruption.ts'
import { logTo } from './output.ts'
import { redisAddress, threadsOf } from './queue.ts'

export interface WorkerOptions {
  readonly redis?: string
  readonly store: string
  readonly concurrency: number | 'auto'
  readonly queue?: string
  readonly lockSeconds?: number
  readonly quiet?: boolean
}

const LOCK_SECONDS_MIN = 1
const LOCK_SECONDS_MAX = 86_400

/** `worker`: runs what sweeps put on a queue, until it is told to end. Returns the exit status. */
export async function workerCommand(options: WorkerOptions): Promise<number> {
  const { store: root, queue = QUEUE_NAME, lockSeconds } = options
  checkQueueName('--queue', queue)
  const redis = redisAddress(options.redis)
  if (redis === undefined) {
    throw new UserError('--redis', 'is missing, expected an address such as redis://127.0.0.1:6379', {
      hint: 'the variable REDIS_URL is read as well, and keeps a password out of lists of processes',
    })
  }
  if (!statSync(root, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UserError(
      '--store',
      `got ${display(root)}, expected the folder that holds the folders of sweeps`,
    )
  }
  const lockMs = lockSeconds === undefined ? undefined : lockMsOf(lockSeconds)
  const concurrency = threadsOf('--concurrency', options.concurrency)
  const write = logTo(process.stderr, options.quiet ?? false)
  const name = `${hostname()}:${process.pid}`
  const log = (line: string) => write(`${new Date().toISOString()} ${name} ${printable(line)}`)
  const halt = new AbortController()
  const stop = watchInterruption(
    () => {
      log('stops after the runs under way; a second signal ends it at once')
      halt.abort()
    },
    () => {},
  )
  try {
    await runQueueWorker({
      redis,
      root,
      queue,
      concurrency,
      // The loop that renews locks is never kept waiting: runs have threads of their own.
      createExecutor: () => inThreads({ threads: 1 }),
      openStore: (folder) => SweepStore.open(folder),
      keyOf: jobKey,
      signal: halt.signal,
      log,
      ...(lockMs === undefined ? {} : { lockMs }),
    })
    return Exit.good
  } finally {
    stop.end()
  }
}

function lockMsOf(seconds: number): number {
  if (seconds >= LOCK_SECONDS_MIN && seconds <= LOCK_SECONDS_MAX) return seconds * 1000
  const expected = `expected a number in [${LOCK_SECONDS_MIN}, ${LOCK_SECONDS_MAX}]`
  throw new UserError('--lock-seconds', `got ${seconds}, ${expected}`)
}
