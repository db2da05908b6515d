import type { LeverMove } from '../../simulation/levers.ts'
import type { Snapshot } from '../../simulation/results.ts'
import type { Simulation } from '../../simulation/simulation.ts'
import { moveAsBefore } from '../rerun.ts'
import { type ColumnDifference, firstDifference, hashesOf, sharedSlots } from './worlds.ts'

/** One of two runs that are compared, before its first tick. */
export interface Stepped {
  readonly simulation: Simulation
  /** Levers that were moved by hand. */
  readonly moves: readonly LeverMove[]
  /** Ticks to run. */
  readonly ticks: number
}

/** Where two runs part. */
export interface Parting extends ColumnDifference {
  /** Number of the tick, from 0; null when they differ before the first. */
  readonly tick: number | null
  readonly epoch: number | null
  /** The system after which they differ; null before a tick, and for what a tick does after its systems: newcomers, for one. */
  readonly system: string | null
}

export interface DiffOptions {
  /** Called after every tick; a promise is waited for. */
  readonly onTick?: (tick: number, ticks: number) => void | Promise<void>
  readonly signal?: { readonly aborted: boolean }
}

/** What running two runs side by side came to. */
export interface RunsDiff {
  /** Ticks in which they were the same. */
  readonly ticks: number
  readonly first: Parting | undefined
}

/**
 * Runs two simulations side by side and compares all columns that both have after every tick. Where they part, the tick is run
 * again system by system. They must have been made alike, on one thread.
 */
export async function diffSimulations(a: Stepped, b: Stepped, options: DiffOptions = {}): Promise<RunsDiff> {
  const slots = sharedSlots(a.simulation.world, b.simulation.world)
  const before = firstDifference(a.simulation, b.simulation, slots)
  if (before) return { ticks: 0, first: { ...before, tick: null, epoch: null, system: null } }
  const ticks = Math.min(a.ticks, b.ticks)
  let kept: readonly [Snapshot | undefined, Snapshot | undefined] = [undefined, undefined]
  for (let tick = 0; tick < ticks && options.signal?.aborted !== true; tick++) {
    kept = [a.simulation.snapshot(kept[0]), b.simulation.snapshot(kept[1])]
    step(a)
    step(b)
    const difference = firstDifference(a.simulation, b.simulation, slots)
    if (difference) {
      const epoch = Math.floor(tick / a.simulation.scenario.stepsPerEpoch)
      const found = partingOf(a, b, kept as [Snapshot, Snapshot], difference)
      return { ticks: tick, first: { ...found, tick, epoch } }
    }
    const pause = options.onTick?.(tick + 1, ticks)
    if (pause) await pause
  }
  return { ticks, first: undefined }
}

function step({ simulation, moves }: Stepped): void {
  moveAsBefore(simulation, moves)
  simulation.tick()
}

/** States of a world after each of its systems, from before the first. */
interface Trace {
  readonly systems: readonly string[]
  readonly hashes: readonly ReadonlyMap<string, string>[]
}

/** Runs a tick again and finds the system after which the runs differ. */
function partingOf(
  a: Stepped,
  b: Stepped,
  [beforeA, beforeB]: readonly [Snapshot, Snapshot],
  after: ColumnDifference,
): ColumnDifference & { readonly system: string | null } {
  const slots = sharedSlots(a.simulation.world, b.simulation.world)
  const trace = ({ simulation, moves }: Stepped, before: Snapshot): Trace => {
    simulation.restore({ ...before, moves: [] })
    const systems: string[] = []
    const hashes = [hashesOf(simulation.world, slots)]
    simulation.onSystem((system) => {
      systems.push(system)
      hashes.push(hashesOf(simulation.world, slots))
    })
    step({ simulation, moves, ticks: 0 })
    simulation.onSystem(undefined)
    return { systems, hashes }
  }
  const place = firstParting(trace(a, beforeA), trace(b, beforeB))
  if (place === undefined) return { ...after, system: null }
  const found = differenceAt(a, b, [beforeA, beforeB], place)
  return { ...(found ?? after), system: place.system }
}

/** How many systems of each run have run, and which one came last. */
interface Place {
  readonly a: number
  readonly b: number
  readonly system: string
}

/** Goes along both traces; a system that only one run has is held against the state that the other is in meanwhile. */
function firstParting(a: Trace, b: Trace): Place | undefined {
  let [doneA, doneB] = [0, 0]
  while (doneA < a.systems.length || doneB < b.systems.length) {
    const [nextA, nextB] = [a.systems[doneA], b.systems[doneB]]
    const isOnlyA = nextA !== undefined && !b.systems.slice(doneB).includes(nextA)
    const isOnlyB = nextB !== undefined && !a.systems.slice(doneA).includes(nextB)
    if (isOnlyA) doneA++
    else if (isOnlyB) doneB++
    else {
      doneA = Math.min(doneA + 1, a.systems.length)
      doneB = Math.min(doneB + 1, b.systems.length)
    }
    const [one, other] = [a.hashes[doneA], b.hashes[doneB]]
    const differs = [...(one ?? [])].some(([path, hash]) => other?.get(path) !== hash)
    if (differs) return { a: doneA, b: doneB, system: (isOnlyB ? nextB : nextA) ?? nextB ?? '' }
  }
  return undefined
}

/** The difference as it stood when so many systems had run. Both worlds are left there. */
function differenceAt(
  a: Stepped,
  b: Stepped,
  before: readonly [Snapshot, Snapshot],
  place: Place,
): ColumnDifference | undefined {
  runSystems(a, before[0], place.a)
  runSystems(b, before[1], place.b)
  return firstDifference(a.simulation, b.simulation)
}

/** Puts a simulation to where it stood when so many systems of a tick had run. */
function runSystems({ simulation, moves }: Stepped, before: Snapshot, systems: number): void {
  simulation.restore({ ...before, moves: [] })
  if (systems === 0) return
  let ran = 0
  let reached: Snapshot | undefined
  simulation.onSystem(() => {
    if (++ran === systems) reached = simulation.snapshot()
  })
  step({ simulation, moves, ticks: 0 })
  simulation.onSystem(undefined)
  if (reached) simulation.restore(reached)
}
