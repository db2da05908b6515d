import type { StopSignal } from '../simulation/options.ts'
import { watchInterruption } from './interruption.ts'
import { logTo } from './output.ts'
import { ProgressDisplay } from './progress.ts'

/** How long a command may keep Node's event loop waiting, so that signals are seen. */
const BREATH_MS = 50

/** Progress and interruption of a command that runs ticks without results of its own. */
export interface WatchedTicks {
  readonly signal: StopSignal
  onTick(tick: number, ticks: number): void | Promise<void>
  /** Takes the progress away. */
  clear(): void
  end(): void
}

export function watchedTicks(quiet: boolean): WatchedTicks {
  const progress = new ProgressDisplay(process.stderr, quiet)
  const stop = watchInterruption(
    () => {
      progress.clear()
      logTo(process.stderr, quiet)('Stopping after this tick.')
    },
    () => {},
  )
  let breathed = performance.now()
  return {
    signal: stop,
    async onTick(tick, ticks) {
      progress.update({ tick, ticks })
      if (performance.now() - breathed < BREATH_MS) return
      await new Promise((resume) => setImmediate(resume))
      breathed = performance.now()
    },
    clear: () => progress.clear(),
    end() {
      progress.clear()
      stop.end()
    },
  }
}
