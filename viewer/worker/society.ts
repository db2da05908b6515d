import { bindAdjacency } from '../../components/lookup/network.ts'
import type { Simulation } from '../../simulation/simulation.ts'
import type { Lever, PolicyFace, PolicyKind, Society } from '../protocol/host.ts'
import type { AgentColumns } from './agent-columns.ts'

const KINDS: Readonly<Record<string, PolicyKind>> = {
  honest: 'honest',
  opportunistic: 'opportunistic',
  deceptive: 'deceptive',
  adversarial: 'adversarial',
  adaptiveAdversary: 'adaptive',
}

const faceOf = (name: string): PolicyFace => ({ name, kind: KINDS[name] ?? 'other' })

/** What there is to know of a society before it is drawn. */
export function describeSociety(
  simulation: Simulation,
  columns: AgentColumns,
  { name, question, warnings }: Pick<Society, 'name' | 'question' | 'warnings'>,
): Society {
  const { scenario, world, policyNames } = simulation
  return {
    name,
    question,
    seed: scenario.seed,
    agentCount: world.clock.agentCount[0] as number,
    capacity: world.rowsOf('agent'),
    ticks: simulation.ticks,
    epochs: scenario.epochs,
    stepsPerEpoch: scenario.stepsPerEpoch,
    policies: policyNames.map(faceOf),
    columns: columns.faces,
    levers: leversOf(simulation),
    metrics: simulation.metricColumns,
    hasNetwork: adjacencyOf(simulation) !== undefined,
    warnings,
  }
}

/** Parameters that may move while the society runs, in path order. */
const leversOf = ({ world }: Simulation): Lever[] =>
  [...world.parameterList].flatMap(([path, parameter]) =>
    parameter.live === false ? [] : [{ path, parameter, value: world.value(path) }],
  )

/** The network's rows, where there is one. */
export const adjacencyOf = ({ world }: Pick<Simulation, 'world'>) =>
  bindAdjacency({ get: world.get.bind(world), world, clock: world.clock })
