import type { Benchmark } from '../benchmark.ts'
import { now, processorSince, wallSince } from '../clocks.ts'
import { rowsOf, sizeText } from '../row.ts'
import { makeWorld } from '../worlds.ts'

const row = rowsOf('job')

/** The main job: the metropolis as it ships, 50,000 agents through 500 ticks, from the first to the last. */
export const job: Benchmark = async ({ tiny, root }) => {
  const agents = tiny ? 500 : 50_000
  const simulation = await makeWorld(root, { of: 'metropolis', agents })
  const start = now()
  await simulation.run()
  const [seconds, processorSeconds] = [wallSince(start) / 1e9, processorSince(start) / 1e9]
  const interactions = simulation.summary().metrics['totalInteractions'] ?? 0
  const digest = simulation.digest()
  const agentTicks = agents * simulation.ticks
  return [
    row(`${sizeText(agents)} agents, ${simulation.ticks} ticks`, seconds, 's', digest),
    row('processor time', processorSeconds, 's', digest),
    row('processor time per agent-tick', (processorSeconds * 1e9) / agentTicks, 'ns', digest),
    row('processor time per interaction', (processorSeconds * 1e9) / interactions, 'ns', digest),
    row('interactions per agent-tick', interactions / agentTicks, '', digest),
  ]
}
