import type { Benchmark } from '../benchmark.ts'
import { rowsOf, sizeText } from '../row.ts'
import { makeWorld } from '../worlds.ts'

const row = rowsOf('job')

/** The main job: the metropolis as it ships, 50,000 agents through 500 ticks, from the first to the last. */
export const job: Benchmark = async ({ tiny, root }) => {
  const agents = tiny ? 500 : 50_000
  const simulation = await makeWorld(root, { of: 'metropolis', agents })
  const start = process.hrtime.bigint()
  await simulation.run()
  const seconds = Number(process.hrtime.bigint() - start) / 1e9
  const interactions = simulation.summary().metrics['totalInteractions'] ?? 0
  const digest = simulation.digest()
  const agentTicks = agents * simulation.ticks
  return [
    row(`${sizeText(agents)} agents, ${simulation.ticks} ticks`, seconds, 's', digest),
    row('time per agent-tick', (seconds * 1e9) / agentTicks, 'ns', digest),
    row('time per interaction', (seconds * 1e9) / interactions, 'ns', digest),
    row('interactions per agent-tick', interactions / agentTicks, '', digest),
  ]
}
