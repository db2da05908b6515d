import type { Plugin } from '../../engine/plugin.ts'
import type { SimulationOptions } from '../../simulation/options.ts'
import { Simulation } from '../../simulation/simulation.ts'
import type { OpenOrder } from '../protocol/host.ts'
import { HostProblem } from '../protocol/problem.ts'
import type { Opening } from './opening.ts'
import type { Track } from './track.ts'

/** Milliseconds for which looking back may hold the page up. */
const BREATHLESS_MS = 400
/** A breath that is never taken. */
export const BREATHLESS = { start: () => {}, isDue: false, take: () => Promise.resolve() }

/** What there is to say of the page's own simulation. */
export const openingOf = (
  { scenario }: Simulation,
  { name, tick = 0 }: OpenOrder,
  plugins: readonly Plugin[],
): Opening => ({
  name,
  question: '',
  scenario,
  moves: [],
  tick,
  warnings: scenario.warnings,
  plugins,
})

/** @throws HostProblem when there is none, or the order asks for what only a new one could be */
export function ownFor(own: Simulation | undefined, { seed, agents, moves = [] }: OpenOrder): Simulation {
  if (!own) throw new HostProblem({ message: 'this host has not been given a simulation' })
  if (seed === undefined && agents === undefined && moves.length === 0) return own
  throw new HostProblem({
    message: 'the simulation is the page’s own: its seed and agents were settled when the page made it',
  })
}

/**
 * Looking back at the page's own simulation may let nobody in between, who would find the past in it.
 * @throws HostProblem when that would take too long
 */
export function refuseLongWay({ tick, checkpoints }: Track, millisecondsPerTick: number): void {
  if ((tick - checkpoints.start) * millisecondsPerTick <= BREATHLESS_MS) return
  throw new HostProblem({ message: 'looking back at the page’s own simulation would take too long' })
}

/** Side B of a track: a copy on the loops of the first simulation, since a page in one file has no further ones to load. */
export function branchOf(a: Track, options: SimulationOptions): Track {
  const { scenario, plannedEpochs, world } = a.simulation
  const twin = new Simulation(
    { ...scenario, epochs: plannedEpochs },
    { ...options, epochs: scenario.epochs, capacity: world.rowsOf('agent') },
  )
  try {
    return a.copyTo(twin, 'b')
  } catch (thrown) {
    twin.dispose()
    throw thrown
  }
}
