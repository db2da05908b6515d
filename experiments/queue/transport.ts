import { VERSION } from '../../simulation/version.ts'
import { type Batch, idOf } from './batch.ts'
import { openRedisLine } from './connection.ts'
import type { QueueLibrary } from './library.ts'

/** Start of the names that everything of ours has on a server. */
export const PREFIX = 'patchwork-ecs'
/** A batch that could not be carried out is tried so often, a moment later each time. */
const ATTEMPTS = 3
const BACKOFF_MS = 1000
/** How long the end may wait for the server. */
const FAREWELL_MS = 2000

/** What a queue is called on the server: versions never see one another's runs. */
export const queueNameOf = (queue: string): string => `${queue}-${VERSION}`

/** What the queue tells, by the names of batches. */
export interface QueueNews {
  /** A worker says that it has stored all results of a batch. */
  readonly completed: string[]
  /** Batches that were tried often enough, and what the last worker said. */
  readonly failed: { readonly id: string; readonly reason: string }[]
  /** Whether the server was away meanwhile, so that news may have been lost. */
  returned: boolean
}

/** A queue as the coordinator of a sweep sees it. */
export interface QueueTransport {
  readonly isUp: boolean
  /** Puts batches on the queue; those that are there already stay as they are. */
  add(batches: readonly Batch[]): Promise<void>
  /** News since the last call. */
  takeNews(): QueueNews
  /** Called when there are news. */
  onNews: () => void
  /** Number of workers that are connected. */
  countWorkers(): Promise<number>
  /** Ends, taking batches back that no worker has begun with. */
  close(leftOver: readonly Batch[]): Promise<void>
}

/**
 * Opens a queue on a Redis server.
 * @throws UserError when the server cannot be reached
 */
export async function openQueue(
  library: QueueLibrary,
  options: {
    readonly address: string
    readonly queue: string
    readonly onNote: (line: string) => void
    readonly connectMs?: number
  },
): Promise<QueueTransport> {
  const { Queue, QueueEvents } = library.bullmq
  let news = noNews()
  const tell = (change: (news: QueueNews) => void) => {
    change(news)
    transport.onNews()
  }
  const line = await openRedisLine(library, {
    ...options,
    onReturn: () =>
      tell((each) => {
        each.returned = true
      }),
  })
  const settings = { connection: line.redis, prefix: PREFIX }
  const name = queueNameOf(options.queue)
  const queue = new Queue(name, settings)
  const events = new QueueEvents(name, settings)
  // The connection itself tells when the server goes away.
  queue.on('error', () => {})
  events.on('error', () => {})
  events.on('completed', ({ jobId }) => tell(({ completed }) => completed.push(jobId)))
  events.on('failed', ({ jobId, failedReason }) =>
    tell(({ failed }) => failed.push({ id: jobId, reason: failedReason })),
  )
  await events.waitUntilReady()
  const transport: QueueTransport = {
    get isUp() {
      return line.isUp
    },
    add: async (batches) => {
      await queue.addBulk(batches.map((batch) => ({ name: 'runs', data: batch, opts: optionsOf(batch) })))
    },
    takeNews: () => {
      const taken = news
      news = noNews()
      return taken
    },
    onNews: () => {},
    countWorkers: () => queue.getWorkersCount(),
    async close(leftOver) {
      const farewell = async () => {
        // One that a worker has begun with is locked, and stays: its results are kept.
        await Promise.allSettled(leftOver.map((batch) => queue.remove(idOf(batch))))
        await Promise.allSettled([events.close(), queue.close()])
      }
      await Promise.race([line.isUp ? farewell() : undefined, pause(FAREWELL_MS)])
      line.end()
      await Promise.allSettled([events.close(), queue.close()])
    },
  }
  return transport
}

const noNews = (): QueueNews => ({ completed: [], failed: [], returned: false })

/** The queue keeps nothing that is over: what is done is in the store. */
const optionsOf = (batch: Batch) => ({
  jobId: idOf(batch),
  attempts: ATTEMPTS,
  backoff: { type: 'exponential', delay: BACKOFF_MS },
  removeOnComplete: true,
  removeOnFail: true,
})

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resume) => setTimeout(resume, milliseconds).unref())
