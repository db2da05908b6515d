import { Answer, Status } from '../../components/codes.ts'
import { Finding, Parties, Score, Verdict } from '../../components/interaction.ts'
import { Batch, CHUNK_ROWS } from '../../engine/block.ts'
import type { ParameterValue } from '../../engine/config.ts'
import { vocabulary } from '../../simulation/assembly.ts'
import type { SimulationOptions } from '../../simulation/options.ts'
import { resolveScenario, type ScenarioInput } from '../../simulation/scenario.ts'
import { Simulation } from '../../simulation/simulation.ts'

type Parameters = Readonly<Record<string, ParameterValue>>

/** A simulation of some agents by type, under parameters by path. */
export function aSimulation(
  agents: Readonly<Record<string, number>>,
  parameters: Parameters = {},
  more: Partial<ScenarioInput> = {},
  options: SimulationOptions = {},
): Simulation {
  const groups = Object.entries(agents).map(([type, count]) => ({ type, count }))
  const scenario = resolveScenario({ agents: groups, parameters, ...more }, vocabulary(options.plugins))
  return new Simulation(scenario, options)
}

/** A small world with every lever and the boundary on. */
export const TOWN_PARAMETERS = {
  'network.enabled': true,
  'network.topology': 'small_world',
  'network.k_neighbors': 6,
  'network.dynamic': true,
  'governance.transaction_tax_rate': 0.05,
  'governance.reputation_decay_rate': 0.95,
  'governance.staking_enabled': true,
  'governance.min_stake_to_participate': 10,
  'governance.circuit_breaker_enabled': true,
  'governance.freeze_threshold_toxicity': 0.5,
  'governance.audit_enabled': true,
  'governance.audit_probability': 0.2,
  'boundary.enabled': true,
  'boundary.crossing_probability': 0.3,
} as const

/** Five types, small world, every lever and the boundary on: enough for all systems to have work. */
export function aTown(
  agents = 200,
  parameters: Parameters = {},
  more: Partial<ScenarioInput> = {},
  options: SimulationOptions = {},
) {
  const share = (part: number) => Math.round(agents * part)
  return aSimulation(
    {
      honest: agents - share(0.15) - share(0.12) - share(0.08) - share(0.05),
      opportunistic: share(0.15),
      deceptive: share(0.12),
      adversarial: share(0.08),
      adaptive_adversary: share(0.05),
    },
    {
      ...TOWN_PARAMETERS,
      'boundary.contagion_rate': 0.5,
      ...parameters,
    },
    { epochs: 3, stepsPerEpoch: 5, ...more },
    options,
  )
}

export interface GivenInteraction {
  readonly initiator?: number
  readonly counterparty?: number
  readonly p?: number
  readonly transfer?: number
  readonly status?: number
  readonly answer?: number
  readonly hostile?: number
}

/** Puts interactions into the first rows of the pool, as if this tick had brought them. */
export function putInteractions({ world }: Simulation, given: readonly GivenInteraction[]): void {
  const parties = world.get(Parties)
  const { p, proxy } = world.get(Score)
  const { status } = world.get(Verdict)
  const { audited, violations, penalty } = world.get(Finding)
  given.forEach((interaction, row) => {
    parties.initiator[row] = interaction.initiator ?? 0
    parties.counterparty[row] = interaction.counterparty ?? 1
    parties.key[row] = parties.initiator[row] as number
    parties.transfer[row] = interaction.transfer ?? 0
    parties.answer[row] = interaction.answer ?? Answer.accepted
    parties.hostile[row] = interaction.hostile ?? 0
    p[row] = interaction.p ?? 0.5
    proxy[row] = 0
    status[row] = interaction.status ?? Status.accepted
    audited[row] = 0
    violations[row] = 0
    penalty[row] = 0
  })
  const { count } = world.get(Batch)
  count.fill(0)
  for (let chunk = 0; chunk * CHUNK_ROWS < given.length; chunk++) {
    count[chunk] = Math.min(CHUNK_ROWS, given.length - chunk * CHUNK_ROWS)
  }
}
