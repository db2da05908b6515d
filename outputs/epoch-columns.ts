import { snakeCase } from '../engine/config.ts'
import type { EpochResult } from '../simulation/results.ts'
import type { Simulation } from '../simulation/simulation.ts'
import type { Cell, OutputColumn } from './columns.ts'

type CensusEntry = EpochResult['byType'][string]

/** Columns that the Python peer writes, by metric: they come first, so that its readers work. */
const PEER_METRICS = {
  totalInteractions: { name: 'total_interactions', kind: 'integer' },
  acceptedInteractions: { name: 'accepted_interactions', kind: 'integer' },
  toxicityRate: { name: 'toxicity_rate', kind: 'number' },
  qualityGap: { name: 'quality_gap', kind: 'number' },
  totalWelfare: { name: 'total_welfare', kind: 'number' },
  avgPayoff: { name: 'avg_payoff', kind: 'number' },
} as const

const CENSUS_FIELDS: Readonly<Record<keyof CensusEntry, OutputColumn['kind']>> = {
  agents: 'integer',
  meanReputation: 'number',
  meanTotalPayoff: 'number',
  meanResources: 'number',
  frozen: 'integer',
  meanInitiatedP: 'number',
  initiated: 'integer',
  accepted: 'integer',
  received: 'integer',
}

/** Names a run in tables that hold several: scenario and seed. */
export const simulationId = ({ scenario }: Pick<Simulation, 'scenario'>): string =>
  `${scenario.id}:${scenario.seed}`

/**
 * The finished epochs as columns, one row an epoch: the peer's columns first, then the other metrics, then the agents by
 * policy as `by_type_<policy>_<field>`. A policy without agents in an epoch has no values there.
 */
export function epochColumns(
  simulation: Pick<Simulation, 'scenario' | 'epochs' | 'metricColumns'>,
): OutputColumn[] {
  const { epochs, metricColumns } = simulation
  const id = simulationId(simulation)
  return [
    { name: 'simulation_id', kind: 'text', values: epochs.map(() => id) },
    ...measuredColumns(epochs, Object.keys(metricColumns)),
  ]
}

/**
 * What epochs measured, one row an epoch, be they of one run or of several.
 * @param metrics names of the metrics besides those of the peer, in the order of their columns
 * @param policies those that have columns; all that some epoch knows when left out
 */
export function measuredColumns(
  epochs: readonly EpochResult[],
  metrics: readonly string[],
  policies: readonly string[] = policiesOf(epochs),
): OutputColumn[] {
  const column = (name: string, kind: OutputColumn['kind'], cell: (epoch: EpochResult) => Cell) => ({
    name,
    kind,
    values: epochs.map(cell),
  })
  const metric = (key: string): ((epoch: EpochResult) => Cell) => {
    return ({ metrics }) => metrics[key] ?? null
  }
  const peer = (key: keyof typeof PEER_METRICS) =>
    column(PEER_METRICS[key].name, PEER_METRICS[key].kind, metric(key))
  const further = metrics.filter((key) => !(key in PEER_METRICS))
  return [
    column('epoch', 'integer', ({ epoch }) => epoch),
    peer('totalInteractions'),
    peer('acceptedInteractions'),
    column('rejected_interactions', 'integer', rejectedOf),
    peer('toxicityRate'),
    peer('qualityGap'),
    peer('totalWelfare'),
    peer('avgPayoff'),
    column('n_agents', 'integer', agentsOf),
    ...further.map((key) => column(snakeCase(key), 'number', metric(key))),
    ...censusColumns(policies, column),
  ]
}

const rejectedOf = ({ metrics }: EpochResult): number =>
  (metrics['declinedInteractions'] ?? 0) + (metrics['gatedInteractions'] ?? 0)

const agentsOf = ({ byType }: EpochResult): number =>
  Object.values(byType).reduce((sum, { agents }) => sum + agents, 0)

/** Names of policies that some epoch knows, in the order of their columns. */
const policiesOf = (epochs: readonly EpochResult[]): string[] =>
  [...new Set(epochs.flatMap(({ byType }) => Object.keys(byType)))].sort()

function censusColumns(
  policies: readonly string[],
  column: (name: string, kind: OutputColumn['kind'], cell: (epoch: EpochResult) => Cell) => OutputColumn,
): OutputColumn[] {
  const fields = Object.entries(CENSUS_FIELDS) as [keyof CensusEntry, OutputColumn['kind']][]
  return policies.flatMap((policy) =>
    fields.map(([field, kind]) =>
      column(
        `by_type_${snakeCase(policy)}_${snakeCase(field)}`,
        kind,
        ({ byType }) => byType[policy]?.[field] ?? null,
      ),
    ),
  )
}
