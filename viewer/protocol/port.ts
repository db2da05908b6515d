import { VERSION } from '../../simulation/version.ts'
import type { Connection, HostCalls, Problem, Push } from './host.ts'
import { HostProblem, problemOf } from './problem.ts'

/** Counts up whenever messages change in a way that the other end must know. */
export const PROTOCOL = 1

/** What both ends must agree on; a page and a worker of two releases may meet when a server is updated. */
export const PORT_VERSION = `${VERSION}/${PROTOCOL}`

/** What a page sends. */
export type ToHost =
  | {
      readonly to: 'call'
      readonly version: string
      readonly id: number
      readonly method: string
      readonly order: unknown
    }
  | { readonly to: 'give-back'; readonly buffer: ArrayBuffer }
  | { readonly to: 'close' }

/** What a host sends. */
export type ToPage =
  | { readonly to: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly to: 'refusal'; readonly id: number; readonly problem: Problem }
  | { readonly to: 'push'; readonly push: Push }

/** One end of a channel: a worker, a worker's own scope, or a MessagePort. */
export interface PortLike {
  postMessage(message: unknown, transfer: Transferable[]): void
  onmessage: ((event: MessageEvent) => void) | null
}

/** A worker as a page has it: it may also fail to load. */
export interface WorkerLike extends PortLike {
  onerror?: ((event: ErrorEvent) => void) | null
  onmessageerror?: ((event: MessageEvent) => void) | null
  terminate?(): void
  close?(): void
}

/** Who answers: a session, or anything like one. */
export interface Host {
  readonly answer: (method: keyof HostCalls, order: never) => unknown
  giveBack(buffer: ArrayBuffer): void
  close(): unknown
}

/** Names of all calls; nothing else of a host can be asked for. */
const METHODS: Readonly<Record<keyof HostCalls, true>> = {
  open: true,
  play: true,
  pause: true,
  step: true,
  seek: true,
  move: true,
  branch: true,
  merge: true,
  watch: true,
  inspect: true,
  history: true,
  find: true,
  contrast: true,
  table: true,
  columns: true,
  ties: true,
  timings: true,
  digest: true,
}

export const isMethod = (method: string): method is keyof HostCalls => Object.hasOwn(METHODS, method)

/**
 * Answers calls that come through a port. Arrays of numbers in answers are handed over, so a host must not keep them.
 * @param makeHost makes the host, given where its pushes go
 */
export function serveHost(port: PortLike, makeHost: (push: (push: Push) => void) => Host): void {
  const send = (message: ToPage, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer)
  const host = makeHost((push) => {
    send({ to: 'push', push }, push.push === 'frame' ? [push.buffer, ...seriesBuffers(push)] : [])
  })
  const answer = async ({ id, method, order, version }: Extract<ToHost, { to: 'call' }>) => {
    try {
      refuseOther(version)
      if (!isMethod(method)) throw new HostProblem({ message: `${method} is no call of a host` })
      const value = await host.answer(method, order as never)
      send({ to: 'answer', id, value }, buffersIn(value))
    } catch (thrown) {
      send({ to: 'refusal', id, problem: problemOf(thrown) })
    }
  }
  port.onmessage = ({ data }: MessageEvent<ToHost>) => {
    if (data.to === 'call') void answer(data)
    else if (data.to === 'give-back') host.giveBack(data.buffer)
    else host.close()
  }
}

function refuseOther(version: string): void {
  if (version === PORT_VERSION) return
  throw new HostProblem({
    message: `this page is of version ${version} and its worker of ${PORT_VERSION}`,
    hint: 'load the page again',
  })
}

const seriesBuffers = ({ series }: Extract<Push, { push: 'frame' }>): ArrayBuffer[] =>
  series.flatMap(({ rows, harms }) => [rows.buffer as ArrayBuffer, harms.buffer as ArrayBuffer])

/** Answers nest their arrays no deeper than this. */
const DEPTH_MAX = 3

/** Buffers of the typed arrays in an answer. */
export function buffersIn(value: unknown, depth = 0): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) return value.buffer instanceof ArrayBuffer ? [value.buffer] : []
  if (typeof value !== 'object' || value === null || Array.isArray(value) || depth === DEPTH_MAX) return []
  return [...new Set(Object.values(value).flatMap((each) => buffersIn(each, depth + 1)))]
}

interface Waiting {
  readonly resolve: (value: never) => void
  readonly reject: (problem: HostProblem) => void
}

/** Reaches a host through a worker or a port. Calls that are refused throw HostProblem, whose fields are those of a Problem. */
export function connectWorker(worker: WorkerLike): Connection {
  const waiting = new Map<number, Waiting>()
  const early: Push[] = []
  let listener: ((push: Push) => void) | undefined
  let calls = 0
  let closed: HostProblem | undefined
  const send = (message: ToHost, transfer: ArrayBuffer[] = []) => worker.postMessage(message, transfer)
  const end = (problem: Problem) => {
    closed ??= new HostProblem(problem)
    for (const { reject } of waiting.values()) reject(closed)
    waiting.clear()
  }
  worker.onmessage = ({ data }: MessageEvent<ToPage>) => {
    if (data.to === 'push') {
      if (listener) listener(data.push)
      else early.push(data.push)
      return
    }
    const call = waiting.get(data.id)
    waiting.delete(data.id)
    if (data.to === 'answer') call?.resolve(data.value as never)
    else call?.reject(new HostProblem(data.problem))
  }
  worker.onerror = ({ message }) => {
    const problem = { message: `the worker has failed: ${message ?? 'it cannot be loaded'}` }
    listener?.({ push: 'problem', problem })
    end(problem)
  }
  return {
    call(method, order) {
      if (closed) return Promise.reject(closed)
      return new Promise((resolve, reject) => {
        const id = calls++
        waiting.set(id, { resolve: resolve as Waiting['resolve'], reject })
        send({ to: 'call', version: PORT_VERSION, id, method, order })
      })
    },
    onPush(told) {
      listener = told
      for (const push of early.splice(0)) told(push)
    },
    giveBack(buffer) {
      if (!closed) send({ to: 'give-back', buffer }, [buffer])
    },
    close() {
      if (closed) return
      send({ to: 'close' })
      end({ message: 'the society has been closed' })
      worker.onmessage = null
      worker.terminate?.()
    },
  }
}
