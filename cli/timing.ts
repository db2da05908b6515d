import type { RunTiming } from '../outputs/json.ts'
import { populationOf } from '../simulation/scenario.ts'
import type { Simulation } from '../simulation/simulation.ts'

const ratio = (amount: number, by: number): number => (by === 0 ? 0 : amount / by)

/** Speed of a run, 0 where there was nothing to measure. */
export function timingOf(simulation: Simulation, setupMs: number, runMs: number): RunTiming {
  const interactions = interactionsOf(simulation)
  const agentTicks = populationOf(simulation.scenario) * (simulation.world.clock.tick[0] as number)
  return {
    setupMs,
    runMs,
    interactionsPerSecond: ratio(interactions * 1000, runMs),
    nanosecondsPerAgentTick: ratio(runMs * 1e6, agentTicks),
    nanosecondsPerInteraction: ratio(runMs * 1e6, interactions),
  }
}

/** Completed interactions of the run, those of an unfinished epoch included. */
function interactionsOf(simulation: Simulation): number {
  const unfinished = simulation.world.clock.tickOfEpoch[0] === 0 ? [] : [simulation.measure()]
  return [...simulation.epochs, ...unfinished].reduce(
    (sum, { metrics }) => sum + (metrics['totalInteractions'] ?? 0),
    0,
  )
}
