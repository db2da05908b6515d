import { mechanisms } from '../../mechanisms/index.ts'
import { createSimulation } from '../../simulation/index.ts'
import type { Benchmark } from '../benchmark.ts'
import { PEER_AGENTS, PEER_INTERACTIONS_PER_SECOND } from '../peers.ts'
import { type BenchRow, rowsOf } from '../row.ts'
import { shippedScenario, timeEpochs } from '../worlds.ts'

const row = rowsOf('reference')
const UNLIMITED = 4_294_967_295

/**
 * The Python peer's own model, profile `reference`, at 200 agents of its baseline mix: turns one after the other, everyone
 * looks at everyone. The scenario's limit of 20 actions a tick leaves most agents without a turn; the second world
 * lifts it, which is how the peer was measured.
 */
export const reference: Benchmark = async ({ tiny, rounds, root }) => {
  const worlds = [
    { name: 'every agent acts', actions: UNLIMITED },
    { name: 'at most 20 act', actions: 20 },
  ]
  const rates: { name: string; perSecond: number[]; perTurn: number; digest: string }[] = []
  for (const { name, actions } of worlds) {
    const scenario = shippedScenario(root, 'baseline', {
      agents: PEER_AGENTS,
      settings: [{ path: 'schedule.max_actions_per_step', value: String(actions) }],
    })
    const simulation = await createSimulation(scenario, { plugins: mechanisms })
    timeEpochs(simulation, tiny ? 1 : 40)
    const times = Array.from({ length: rounds }, () => timeEpochs(simulation, tiny ? 1 : 40))
    const perSecond = times.map(({ interactions, nanoseconds }) => (interactions * 1e9) / nanoseconds)
    const [last] = times.slice(-1)
    const perTurn = (last?.interactions ?? 0) / (last?.ticks ?? 1) / PEER_AGENTS
    rates.push({ name, perSecond, perTurn, digest: simulation.digest() })
  }
  const [open, limited] = rates as [(typeof rates)[number], (typeof rates)[number]]
  const over = (rate: number) => rate / PEER_INTERACTIONS_PER_SECOND
  const rows: BenchRow[] = [
    row(`${open.name}, over Python`, open.perSecond.map(over), '×', open.digest, { target: 'E' }),
    row(`${limited.name}, over Python`, limited.perSecond.map(over), '×', limited.digest),
  ]
  for (const { name, perSecond, perTurn, digest } of rates) {
    rows.push(row(`${name}: interactions per second`, perSecond, '', digest))
    rows.push(row(`${name}: interactions per turn`, perTurn, '', digest))
  }
  return rows
}
