import type { EventRecorder } from '../outputs/events.ts'
import { bindInteractionRows } from '../outputs/interactions.ts'
import type { InteractionRecorder } from '../outputs/log/recorder.ts'
import type { Progress } from '../simulation/options.ts'
import type { Simulation } from '../simulation/simulation.ts'
import type { HeapWatch } from './profiling.ts'
import type { ProgressDisplay } from './progress.ts'
import type { SnapshotWish } from './snapshot-wish.ts'

/** How long a run may keep Node's event loop waiting, so that signals are seen. */
const BREATH_MS = 50

/** What happens beside the ticks of a run: time is kept, events and finished epochs go out, progress is shown. */
export class LiveRun {
  /** Milliseconds spent in ticks and metrics. */
  runMs = 0
  readonly #simulation: Simulation
  readonly #progress: ProgressDisplay
  readonly #events: EventRecorder | undefined
  readonly #interactionLog: InteractionRecorder | undefined
  readonly #snapshot: SnapshotWish | undefined
  readonly #heap: HeapWatch | undefined
  readonly #onEpoch: (epoch: Simulation['epochs'][number]) => void
  readonly #countInteractions: () => number
  #interactions = 0
  #epochs = 0
  #resumed = 0
  #breathed = 0

  constructor(
    simulation: Simulation,
    progress: ProgressDisplay,
    hooks: {
      readonly events?: EventRecorder | undefined
      readonly interactions?: InteractionRecorder | undefined
      readonly snapshot?: SnapshotWish | undefined
      readonly heap?: HeapWatch | undefined
      readonly onEpoch: (epoch: Simulation['epochs'][number]) => void
    },
  ) {
    this.#simulation = simulation
    this.#progress = progress
    this.#events = hooks.events
    this.#interactionLog = hooks.interactions
    this.#snapshot = hooks.snapshot
    this.#heap = hooks.heap
    this.#onEpoch = hooks.onEpoch
    this.#countInteractions = bindInteractionRows(simulation.world).count
  }

  /** Runs the simulation; `afterTick` must be its `onProgress`. */
  async run(): Promise<void> {
    this.#progress.start()
    this.#breathed = performance.now()
    this.#resume()
    await this.#simulation.run()
    this.#snapshot?.atEnd()
    this.#progress.clear()
  }

  afterTick({ tick, ticks }: Progress): Promise<void> | undefined {
    const now = performance.now()
    this.runMs += now - this.#resumed
    this.#heap?.afterTick()
    this.#interactions += this.#countInteractions()
    this.#events?.afterTick()
    this.#interactionLog?.afterTick()
    this.#snapshot?.afterTick(tick)
    const { epochs } = this.#simulation
    for (const epoch of epochs.slice(this.#epochs)) this.#onEpoch(epoch)
    this.#epochs = epochs.length
    this.#progress.update({ tick, ticks, interactions: this.#interactions })
    if (now - this.#breathed >= BREATH_MS) return this.#breathe()
    this.#resume()
    return undefined
  }

  #resume(): void {
    this.#heap?.beforeTick()
    this.#resumed = performance.now()
  }

  async #breathe(): Promise<void> {
    await new Promise((resume) => setImmediate(resume))
    this.#breathed = performance.now()
    this.#resume()
  }
}
