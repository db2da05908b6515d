import { availableParallelism } from 'node:os'
import { UserError } from '../engine/errors.ts'
import {
  checkQueueName,
  checkRedisAddress,
  type Executor,
  queueExecutor,
  storeNameOf,
} from '../experiments/queue/index.ts'

/** Options of a sweep that is run by workers. */
export interface QueueOptions {
  /** Address of a Redis server; `true` for the one that REDIS_URL names. */
  readonly redis?: string | true
  readonly queue?: string
  /** The folder that workers are given as theirs. */
  readonly store?: string
}

const THREADS_MAX = 1024

/** Reads `--threads` and `--concurrency`. @throws UserError */
export function threadsOf(option: string, asked: number | 'auto'): number {
  if (asked === 'auto') return availableParallelism()
  if (Number.isInteger(asked) && asked >= 1 && asked <= THREADS_MAX) return asked
  throw new UserError(option, `got ${asked}, expected auto or a whole number in [1, ${THREADS_MAX}]`)
}

/** The address that an option or REDIS_URL gives. @throws UserError when it is none */
export function redisAddress(given: string | true | undefined): string | undefined {
  if (typeof given === 'string') return checkRedisAddress('--redis', given)
  const { REDIS_URL = '' } = process.env
  return REDIS_URL === '' ? undefined : checkRedisAddress('REDIS_URL', REDIS_URL)
}

/**
 * The executor that options ask for: a queue, or undefined.
 * @param folder of the sweep's store
 */
export function queueOf(
  { redis, queue, store }: QueueOptions,
  folder: string,
  onNote: (line: string) => void,
): Executor | undefined {
  if (redis === undefined) {
    const [stray] = Object.entries({ queue, store }).filter(([, value]) => value !== undefined)
    if (stray) throw new UserError(`--${stray[0]}`, 'goes with --redis only')
    return undefined
  }
  const address = redisAddress(redis)
  if (address === undefined) throw new UserError('--redis', 'has no address, and REDIS_URL is not set')
  if (queue !== undefined) checkQueueName('--queue', queue)
  return queueExecutor({
    redis: address,
    storeName: storeNameOf(folder, store),
    onNote,
    ...(queue === undefined ? {} : { queue }),
  })
}
