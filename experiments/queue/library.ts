import type * as BullMq from 'bullmq'
import type { Redis } from 'ioredis'
import { messageOf, UserError } from '../../engine/errors.ts'

/** The packages that a queue needs; both are optional, so they are loaded when one is used. */
export interface QueueLibrary {
  readonly bullmq: typeof BullMq
  readonly Redis: typeof Redis
}

/**
 * Loads the packages.
 * @throws UserError saying how to install them when one is missing
 */
export async function loadQueueLibrary(
  load: () => Promise<QueueLibrary> = loadInstalled,
): Promise<QueueLibrary> {
  try {
    return await load()
  } catch (thrown) {
    const isAbsent = thrown instanceof Error && 'code' in thrown && thrown.code === 'ERR_MODULE_NOT_FOUND'
    if (!isAbsent) throw thrown
    const [, name = 'bullmq or ioredis'] = /package '([^']+)'/.exec(messageOf(thrown)) ?? []
    const problem = `runs over a queue need the packages bullmq and ioredis, and ${name} is not installed`
    throw new UserError('--redis', problem, { hint: 'npm install bullmq@6 ioredis@5', cause: thrown })
  }
}

async function loadInstalled(): Promise<QueueLibrary> {
  const [bullmq, { Redis }] = await Promise.all([import('bullmq'), import('ioredis')])
  return { bullmq, Redis }
}
