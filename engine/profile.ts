import type { Cadence, Kernel, PlacedSystem } from './schedule.ts'

/** A clock of the host's; the engine has none. `{ profiler: performance }` will do. */
export interface Profiler {
  /** Milliseconds since any moment, fractions included. */
  now(): number
}

/** What one system, or other work of a tick, has taken since the simulation was made. */
export interface ProfileRow {
  /** Name of the system; `metrics` and `epoch results` for the work that is no system. */
  readonly system: string
  /** Plugin that brought it. */
  readonly plugin: string
  readonly phase: string
  readonly cadence: Cadence
  readonly milliseconds: number
  /** Rows that it was run over, all calls together: interactions where the cadence is `interaction`, else agents. */
  readonly rows: number
}

/** A system, or work that stands for one. */
type Timed = Pick<PlacedSystem, 'name' | 'plugin' | 'phase' | 'every'>
type Subject = Pick<ProfileRow, 'system' | 'plugin' | 'phase' | 'cadence'>
type Entry = { -readonly [K in keyof ProfileRow]: ProfileRow[K] }

/**
 * Adds up wall time. What it times is wrapped once, when a simulation is built, so that a simulation without a profiler
 * runs as if there were none; with one, the clock is read twice a system and chunk.
 */
export class Profile {
  readonly profiler: Profiler
  readonly #entries: Entry[] = []

  constructor(profiler: Profiler) {
    this.profiler = profiler
  }

  /**
   * The kernel of a system, timed.
   * @param counts false for one that goes over rows which another of the same name has counted
   */
  kernel({ name, plugin, phase, every }: Timed, kernel: Kernel, counts = true): Kernel {
    const entry = this.#add({ system: name, plugin, phase, cadence: every })
    const { profiler } = this
    return (first, end) => {
      const start = profiler.now()
      kernel(first, end)
      entry.milliseconds += profiler.now() - start
      if (counts) entry.rows += end - first
    }
  }

  /**
   * Work that is no system, timed.
   * @param rows rows that the work goes over; asked before each time
   */
  work(subject: Subject, rows: () => number, work: () => void): () => void {
    const entry = this.#add(subject)
    const { profiler } = this
    return () => {
      entry.rows += rows()
      const start = profiler.now()
      work()
      entry.milliseconds += profiler.now() - start
    }
  }

  /** Starts again from nothing, for a world that moves in where another was. */
  clear(): void {
    for (const entry of this.#entries) {
      entry.milliseconds = 0
      entry.rows = 0
    }
  }

  /** A copy of what has been added up so far, systems in schedule order first. */
  rows(): ProfileRow[] {
    return this.#entries.map((entry) => ({ ...entry }))
  }

  #add(subject: Subject): Entry {
    const known = this.#entries.find(({ system }) => system === subject.system)
    if (known) return known
    const entry = { ...subject, milliseconds: 0, rows: 0 }
    this.#entries.push(entry)
    return entry
  }
}
