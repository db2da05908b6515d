import type { Connection, Push } from '../protocol/host.ts'
import { type Host, isMethod } from '../protocol/port.ts'
import { HostProblem, problemOf } from '../protocol/problem.ts'
import { Session, type SessionOptions } from './session.ts'

/** A session as a port wants it. */
export function hostSession(push: (push: Push) => void, options: SessionOptions = {}): Host {
  const session = new Session(push, options)
  return {
    answer: (method, order) => session[method](order),
    giveBack: (buffer) => session.giveBack(buffer),
    close: () => session.close(),
  }
}

/**
 * Runs a host beside the page, on the same thread: for pages without workers, for embedding, and for tests. What it answers is what a
 * worker would; nothing is copied on the way, so frames must not be kept once they are given back.
 */
export function connectLocal(options: SessionOptions = {}): Connection {
  const early: Push[] = []
  let listener: ((push: Push) => void) | undefined
  let closed = false
  const host = hostSession((push) => {
    if (closed) return
    if (listener) listener(push)
    else early.push(push)
  }, options)
  const refuse = (thrown: unknown): never => {
    throw new HostProblem(problemOf(thrown), thrown)
  }
  return {
    async call(method, order) {
      try {
        if (closed) throw new HostProblem({ message: 'the society has been closed' })
        if (!isMethod(method)) throw new HostProblem({ message: `${String(method)} is no call of a host` })
        return (await host.answer(method, order as never)) as never
      } catch (thrown) {
        return refuse(thrown)
      }
    },
    onPush(told) {
      listener = told
      for (const push of early.splice(0)) told(push)
    },
    giveBack: (buffer) => host.giveBack(buffer),
    close() {
      closed = true
      void host.close()
    },
  }
}
