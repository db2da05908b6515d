import type { CDPSession, Page } from 'playwright'

interface Heap {
  readonly usedSize: number
  readonly embedderHeapUsedSize?: number
  readonly backingStorageSize?: number
}

/** Bytes of the page, of the worker's objects, and of the worker's buffers: columns and checkpoints. */
export interface Weight {
  readonly page: number
  readonly worker: number
  readonly buffers: number
}

/** Weighs a page and its worker: what is left after the collector has run, buffers of typed arrays included. */
export class Scales {
  readonly #session: CDPSession
  readonly #workers: string[] = []
  readonly #answers = new Map<number, (result: unknown) => void>()
  #asked = 0

  private constructor(session: CDPSession) {
    this.#session = session
    session.on('Target.attachedToTarget', ({ sessionId }) => this.#workers.push(sessionId))
    session.on('Target.receivedMessageFromTarget', ({ message }) => {
      const { id, result } = JSON.parse(message) as { id?: number; result?: unknown }
      if (id !== undefined) this.#answers.get(id)?.(result)
    })
  }

  static async of(page: Page): Promise<Scales> {
    const session = await page.context().newCDPSession(page)
    const scales = new Scales(session)
    await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false })
    return scales
  }

  async weigh(): Promise<Weight> {
    const [worker] = this.#workers
    if (worker === undefined) throw new Error('the page has no worker to weigh')
    const ask = (method: string) => this.#askWorker(worker, method)
    // What one round frees may hold what the next one can free.
    for (let round = 0; round < 3; round++) {
      await this.#session.send('HeapProfiler.collectGarbage')
      await ask('HeapProfiler.collectGarbage')
    }
    const page = (await this.#session.send('Runtime.getHeapUsage')) as Heap
    const host = (await ask('Runtime.getHeapUsage')) as Heap
    return {
      page: objectsOf(page) + (page.backingStorageSize ?? 0),
      worker: objectsOf(host),
      buffers: host.backingStorageSize ?? 0,
    }
  }

  close(): Promise<void> {
    return this.#session.detach()
  }

  async #askWorker(sessionId: string, method: string): Promise<unknown> {
    const id = ++this.#asked
    const answer = new Promise<unknown>((resolve) => this.#answers.set(id, resolve))
    await this.#session.send('Target.sendMessageToTarget', {
      sessionId,
      message: JSON.stringify({ id, method, params: {} }),
    })
    return answer
  }
}

const objectsOf = ({ usedSize, embedderHeapUsedSize = 0 }: Heap): number => usedSize + embedderHeapUsedSize
