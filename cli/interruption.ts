import type { StopSignal } from '../simulation/options.ts'
import { Exit } from './exit.ts'

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/**
 * Turns Ctrl-C into a wish to stop: the run ends after its tick and writes what is there. A second one ends at once.
 * @param onFirst called at the first signal
 * @param onSecond takes back what is half written
 */
export function watchInterruption(onFirst: () => void, onSecond: () => void): StopSignal & { end(): void } {
  let wishes = 0
  const listener = () => {
    wishes++
    if (wishes === 1) {
      onFirst()
      return
    }
    onSecond()
    process.exit(Exit.interrupted)
  }
  for (const signal of SIGNALS) process.on(signal, listener)
  return {
    get aborted() {
      return wishes > 0
    },
    end() {
      for (const signal of SIGNALS) process.off(signal, listener)
    },
  }
}
