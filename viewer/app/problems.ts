import { messageOf } from '../../engine/errors.ts'
import type { Problem } from '../protocol/host.ts'
import type { Store } from '../state/store.ts'

/** What a call was refused with, in the form that people are shown. */
export function problemOf(thrown: unknown): Problem {
  const { line, column, hint } = thrown as Partial<Problem>
  return {
    message: messageOf(thrown),
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
    ...(hint === undefined ? {} : { hint }),
  }
}

/** Shows what went wrong. `source` is the file or scenario that it was about. */
export function report(store: Store, thrown: unknown, source?: string): void {
  store.problem.value = { ...problemOf(thrown), ...(source === undefined ? {} : { source }) }
}

export type Attempt = (work: () => Promise<unknown>) => Promise<void>

/** Does something that may fail, and shows the person what went wrong. */
export const attemptFor =
  (store: Store): Attempt =>
  async (work) => {
    try {
      await work()
    } catch (thrown) {
      report(store, thrown)
    } finally {
      store.busy.value = undefined
    }
  }
