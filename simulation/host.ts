import type { Assignment } from './worker.ts'

/**
 * Threads as hosts have them: workers of Node and of browsers behind one face. Nothing here is imported from either, so
 * that the core loads in both.
 */

interface NodeWorker {
  on(event: 'message' | 'error', listener: (value: never) => void): void
  unref(): void
  terminate(): unknown
}

interface NodeThreads {
  readonly Worker: new (url: URL, options: { readonly workerData: unknown }) => NodeWorker
  readonly parentPort: { postMessage(message: unknown): void; unref(): void } | null
  readonly isMainThread: boolean
  readonly workerData: unknown
}

interface BrowserWorker {
  onmessage: ((event: { readonly data: unknown }) => void) | null
  onerror: ((event: { readonly message?: string }) => void) | null
  postMessage(message: unknown): void
  terminate(): void
}

interface Host {
  readonly process?: {
    getBuiltinModule?: (name: string) => unknown
    readonly versions?: { readonly node?: string }
  }
  readonly Worker?: new (url: URL, options: { readonly type: 'module' }) => BrowserWorker
  readonly navigator?: { readonly hardwareConcurrency?: number }
  readonly document?: object
  readonly postMessage?: (message: unknown) => void
  onmessage?: ((event: { readonly data: unknown }) => void) | null
}

const host = globalThis as unknown as Host

const node = <M>(name: string): M | undefined =>
  host.process?.versions?.node === undefined
    ? undefined
    : (host.process.getBuiltinModule?.(`node:${name}`) as M | undefined)

/** Processors that the host may use. */
export function processors(): number {
  const os = node<{ availableParallelism(): number }>('os')
  return os?.availableParallelism() ?? host.navigator?.hardwareConcurrency ?? 1
}

/** Why this host cannot share memory between threads; undefined when it can. */
export function whyAlone(): string | undefined {
  if (typeof SharedArrayBuffer === 'undefined') {
    return 'this page may not share memory: serve it with the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp'
  }
  if (node('worker_threads') === undefined && host.Worker === undefined) return 'this host has no threads'
  return undefined
}

/** A browser's main thread must not sleep; it spins instead. */
export const maySleep = (): boolean => host.document === undefined

/** Another thread, ready to work. */
export interface Helper {
  terminate(): void
}

/** Starts the worker file with an assignment; resolves when it is ready, rejects with what went wrong there. */
export function startHelper(url: URL, assignment: Assignment): Promise<Helper> {
  const threads = node<NodeThreads>('worker_threads')
  return threads ? startInNode(threads, url, assignment) : startInBrowser(url, assignment)
}

function startInNode({ Worker }: NodeThreads, url: URL, assignment: Assignment): Promise<Helper> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(url, { workerData: assignment })
    worker.on('message', (problem: string | null) => {
      if (problem !== null) return reject(new Error(problem))
      // A thread that waits for work must not keep the process alive.
      worker.unref()
      resolve({ terminate: () => worker.terminate() })
    })
    worker.on('error', (error: Error) => reject(error))
  })
}

function startInBrowser(url: URL, assignment: Assignment): Promise<Helper> {
  return new Promise((resolve, reject) => {
    const Worker = host.Worker as NonNullable<Host['Worker']>
    const worker = new Worker(url, { type: 'module' })
    worker.onmessage = ({ data }) =>
      data === null ? resolve({ terminate: () => worker.terminate() }) : reject(new Error(String(data)))
    worker.onerror = ({ message }) => reject(new Error(message ?? `${url.href} cannot be loaded`))
    worker.postMessage(assignment)
  })
}

/** In the worker file: takes the assignment and answers once. */
export function listen(work: (assignment: Assignment, ready: (problem?: string) => void) => unknown): void {
  const threads = node<NodeThreads>('worker_threads')
  if (threads) {
    work(threads.workerData as Assignment, (problem) => threads.parentPort?.postMessage(problem ?? null))
    return
  }
  host.onmessage = ({ data }) => work(data as Assignment, (problem) => host.postMessage?.(problem ?? null))
}
