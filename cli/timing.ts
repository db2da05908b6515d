import type { RunTiming } from '../outputs/json.ts'
import { populationOf } from '../simulation/scenario.ts'
import type { Simulation } from '../simulation/simulation.ts'

const ratio = (amount: number, by: number): number => (by === 0 ? 0 : amount / by)

/** Speed of a run, 0 where there was nothing to measure; what lay behind it before, when it was resumed, is left out. */
export function timingOf(
  simulation: Simulation,
  setupMs: number,
  runMs: number,
  before: RunSoFar = { ticks: 0, interactions: 0 },
): RunTiming {
  const { ticks, interactions: all } = soFar(simulation)
  const interactions = all - before.interactions
  const agentTicks = populationOf(simulation.scenario) * (ticks - before.ticks)
  return {
    setupMs,
    runMs,
    interactionsPerSecond: ratio(interactions * 1000, runMs),
    nanosecondsPerAgentTick: ratio(runMs * 1e6, agentTicks),
    nanosecondsPerInteraction: ratio(runMs * 1e6, interactions),
  }
}

/** What lies behind a simulation. */
export interface RunSoFar {
  readonly ticks: number
  /** Completed ones, those of an unfinished epoch included. */
  readonly interactions: number
}

export function soFar(simulation: Simulation): RunSoFar {
  const unfinished = simulation.world.clock.tickOfEpoch[0] === 0 ? [] : [simulation.measure()]
  const interactions = [...simulation.epochs, ...unfinished].reduce(
    (sum, { metrics }) => sum + (metrics['totalInteractions'] ?? 0),
    0,
  )
  return { ticks: simulation.world.clock.tick[0] as number, interactions }
}
