import { Kind } from '../components/agent.ts'
import { snakeCase } from '../engine/config.ts'
import type { Simulation } from '../simulation/simulation.ts'

/**
 * Names of agents as the peer writes them, `honest_1`: the policy and a number from 1 within it. Agents that come later
 * go on counting.
 */
export function bindAgentNames(
  simulation: Pick<Simulation, 'world' | 'policyNames'>,
): (agent: number) => string {
  const { policy, slot } = simulation.world.get(Kind)
  const prefixes = simulation.policyNames.map(snakeCase)
  return (agent) => `${prefixes[policy[agent] as number]}_${(slot[agent] as number) + 1}`
}
