import type { Simulation } from '../../simulation/simulation.ts'
import { adjacencyOf } from './society.ts'

/** Ties of the network, each once from its lower end, two rows an edge; of more than fit every so manyth. */
export function tiesOf(simulation: Simulation, most: number): Uint32Array {
  const graph = adjacencyOf(simulation)
  if (!graph) return new Uint32Array(0)
  const { offset, degree, target } = graph
  const agents = simulation.world.clock.agentCount[0] as number
  let total = 0
  for (let agent = 0; agent < agents; agent++) {
    const first = offset[agent] as number
    const end = first + (degree[agent] as number)
    for (let half = first; half < end; half++) if ((target[half] as number) > agent) total++
  }
  const shown = Math.min(total, Math.max(0, Math.floor(most)))
  const ties = new Uint32Array(2 * shown)
  let seen = 0
  let written = 0
  for (let agent = 0; written < shown && agent < agents; agent++) {
    const first = offset[agent] as number
    const end = first + (degree[agent] as number)
    for (let half = first; written < shown && half < end; half++) {
      const other = target[half] as number
      if (other <= agent || seen++ < Math.floor((written * total) / shown)) continue
      ties[2 * written] = agent
      ties[2 * written + 1] = other
      written++
    }
  }
  return ties
}
