import type { Redis } from 'ioredis'
import { UserError } from '../../engine/errors.ts'
import { withoutSecrets } from './address.ts'
import type { QueueLibrary } from './library.ts'

/** How long the first connection may take. */
const CONNECT_MS = 10_000
const RETRY_MS_MAX = 1000
const KEEP_ALIVE_MS = 10_000

/** A connection that comes back whenever the server does. */
export interface RedisLine {
  readonly redis: Redis
  /** Whether commands reach the server now. */
  readonly isUp: boolean
  end(): void
}

export interface RedisLineOptions {
  readonly address: string
  /** Told when the server goes away and when it is back, in a sentence without secrets. */
  readonly onNote: (line: string) => void
  /** Called each time the server is back. */
  readonly onReturn?: () => void
  /** In milliseconds; 10,000 when left out. */
  readonly connectMs?: number
}

/**
 * Connects to Redis. Commands given while the server is away wait for it.
 * @throws UserError when nothing answers in time, or the server refuses the user or password
 */
export async function openRedisLine(library: QueueLibrary, options: RedisLineOptions): Promise<RedisLine> {
  const { address, onNote, onReturn, connectMs = CONNECT_MS } = options
  const shown = withoutSecrets(address)
  const redis = new library.Redis(address, {
    maxRetriesPerRequest: null,
    lazyConnect: true,
    keepAlive: KEEP_ALIVE_MS,
    retryStrategy: (times) => Math.min(times * 100, RETRY_MS_MAX),
  })
  let reason = 'no answer'
  redis.on('error', (error: Error) => {
    reason = error.message === '' && 'code' in error ? String(error.code) : error.message
  })
  try {
    await firstReady(redis, connectMs, () => reason)
  } catch (thrown) {
    redis.disconnect()
    throw new UserError(shown, `cannot be reached: ${(thrown as Error).message}`, {
      hint: 'a Redis server, 6.2 or later, must answer there',
    })
  }
  let isAway = false
  redis.on('close', () => {
    if (isAway || redis.status === 'end') return
    isAway = true
    onNote(`${shown} went away; waiting for it`)
  })
  redis.on('ready', () => {
    if (!isAway) return
    isAway = false
    onNote(`${shown} is back`)
    onReturn?.()
  })
  return {
    redis,
    get isUp() {
      return redis.status === 'ready'
    },
    end() {
      isAway = true
      redis.disconnect()
    },
  }
}

function firstReady(redis: Redis, connectMs: number, reason: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => () => {
      clearTimeout(timer)
      redis.off('ready', done).off('error', judge)
      settle()
    }
    const done = end(resolve)
    const timer = setTimeout(
      end(() => reject(new Error(reason()))),
      connectMs,
    )
    // Waiting does not help against a wrong password.
    const judge = ({ message }: Error) => {
      if (/NOAUTH|WRONGPASS|NOPERM/.test(message)) end(() => reject(new Error(message)))()
    }
    redis.on('ready', done).on('error', judge)
    redis.connect().catch(() => {}) // It is tried again, and 'error' has told why.
  })
}
