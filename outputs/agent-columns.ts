import { Kind } from '../components/agent.ts'
import { CustodyReason } from '../components/codes.ts'
import { Custody } from '../components/custody.ts'
import { Ledger, Record as Tally } from '../components/ledger.ts'
import { Stake } from '../components/stake.ts'
import { Standing } from '../components/standing.ts'
import type { ColumnArray } from '../engine/columns.ts'
import type { Simulation } from '../simulation/simulation.ts'
import { bindAgentNames } from './agent-names.ts'
import type { Cell, OutputColumn } from './columns.ts'

/** Every agent as it is now, one row an agent in row order, departed ones included. */
export function agentColumns(simulation: Pick<Simulation, 'world' | 'policyNames'>): OutputColumn[] {
  const { world, policyNames } = simulation
  const agents = world.clock.agentCount[0] as number
  const nameOf = bindAgentNames(simulation)
  const { policy } = world.get(Kind)
  const { reasons, freezes } = world.get(Custody)
  const ledger = world.get(Ledger)
  const tally = world.get(Tally)
  const each = (cell: (agent: number) => Cell) => Array.from({ length: agents }, (_, agent) => cell(agent))
  const stored = (name: string, kind: 'integer' | 'number', values: ColumnArray): OutputColumn => ({
    name,
    kind,
    values: values.subarray(0, agents),
  })
  const mean = (sum: ArrayLike<number>, count: ArrayLike<number>): Cell[] =>
    each((agent) => (count[agent] === 0 ? null : (sum[agent] as number) / (count[agent] as number)))
  const held = (reason: number) => each((agent) => ((reasons[agent] as number) & reason) !== 0)
  return [
    { name: 'agent', kind: 'text', values: each(nameOf) },
    { name: 'policy', kind: 'text', values: each((agent) => policyNames[policy[agent] as number] ?? null) },
    stored('reputation', 'number', world.get(Standing).reputation),
    stored('resources', 'number', world.get(Stake).resources),
    stored('total_payoff', 'number', ledger.totalPayoff),
    stored('off_ledger_payoff', 'number', ledger.offLedgerPayoff),
    stored('initiated', 'integer', tally.initiated),
    stored('accepted', 'integer', tally.accepted),
    stored('declined', 'integer', tally.declined),
    stored('gated', 'integer', tally.gated),
    stored('received', 'integer', tally.received),
    stored('received_accepted', 'integer', tally.receivedAccepted),
    { name: 'mean_p_initiated', kind: 'number', values: mean(tally.initiatedSumP, tally.accepted) },
    { name: 'mean_p_received', kind: 'number', values: mean(tally.receivedSumP, tally.received) },
    stored('freezes', 'integer', freezes),
    { name: 'frozen', kind: 'flag', values: held(CustodyReason.breaker) },
    { name: 'departed', kind: 'flag', values: held(CustodyReason.departed) },
  ]
}

/** The sampled agents over time, one row an agent and epoch: as they were when that epoch ended. */
export function seriesColumns(
  simulation: Pick<Simulation, 'world' | 'policyNames' | 'series'>,
): OutputColumn[] {
  const { series, policyNames } = simulation
  const nameOf = bindAgentNames(simulation)
  const amount = (name: string, key: 'reputation' | 'resources' | 'totalPayoff'): OutputColumn => ({
    name,
    kind: 'number',
    values: series.map((row) => row[key]),
  })
  return [
    { name: 'epoch', kind: 'integer', values: series.map(({ epoch }) => epoch) },
    { name: 'agent', kind: 'text', values: series.map(({ agent }) => nameOf(agent)) },
    { name: 'policy', kind: 'text', values: series.map(({ policy }) => policyNames[policy] ?? null) },
    amount('reputation', 'reputation'),
    amount('resources', 'resources'),
    amount('total_payoff', 'totalPayoff'),
    { name: 'frozen', kind: 'flag', values: series.map(({ frozen }) => frozen !== 0) },
  ]
}
