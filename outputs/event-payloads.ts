import { Kind } from '../components/agent.ts'
import {
  AGENT_TYPES,
  CROSSINGS,
  CUSTODY_REASONS,
  CustodyReason,
  EVENTS,
  Violation,
} from '../components/codes.ts'
import { Stake } from '../components/stake.ts'
import { Standing } from '../components/standing.ts'
import { decode, snakeCase } from '../engine/config.ts'
import type { JournalEvent } from '../engine/journal.ts'
import { ALERT_STOPPED, Feature } from '../mechanisms/index.ts'
import type { EpochResult } from '../simulation/results.ts'
import type { Simulation } from '../simulation/simulation.ts'
import type { InteractionRecord } from './interactions.ts'

type EventName = (typeof EVENTS)[number]
export type Payload = Readonly<Record<string, unknown>>

/** What is known of an agent when it comes. */
export function bindAgentPayload({
  world,
  policyNames,
}: Pick<Simulation, 'world' | 'policyNames'>): (agent: number) => Payload {
  const { type, policy } = world.get(Kind)
  const { reputation } = world.get(Standing)
  const { resources } = world.get(Stake)
  return (agent) => ({
    agent_type: AGENT_TYPES[type[agent] as number] ?? 'other',
    policy: policyNames[policy[agent] as number],
    reputation: reputation[agent],
    resources: resources[agent],
  })
}

/** Everything about a finished interaction, by the names that the Python peer's log uses. */
export const interactionPayload = (interaction: InteractionRecord): Payload => ({
  interaction_type: interaction.kind,
  accepted: interaction.accepted,
  status: interaction.status,
  task_progress_delta: interaction.progress,
  rework_count: interaction.rework,
  verifier_rejections: interaction.rejections,
  tool_misuse_flags: interaction.misuse,
  counterparty_engagement_delta: interaction.engagement,
  v_hat: interaction.proxy,
  p: interaction.p,
  ground_truth: interaction.truth,
  tau: interaction.transfer,
  c_a: interaction.costInitiator,
  c_b: interaction.costCounterparty,
  tax: interaction.tax,
  audited: interaction.audited,
  audit_penalty: interaction.penalty,
  payoff_initiator: interaction.payoffInitiator,
  payoff_counterparty: interaction.payoffCounterparty,
  crossing: snakeCase(interaction.crossing),
  spilled_harm: interaction.spilledHarm,
})

/** Costs of an interaction and the levers that asked for them. */
export const costPayload = ({
  costInitiator,
  costCounterparty,
  tax,
  penalty,
}: InteractionRecord): Payload => ({
  cost_a: costInitiator,
  cost_b: costCounterparty,
  levers: [...(tax > 0 ? ['transaction_tax'] : []), ...(penalty > 0 ? ['random_audit'] : [])],
})

/** Metrics of an epoch or a run, and the agents by policy name. */
export const metricsPayload = (
  metrics: EpochResult['metrics'],
  byType: EpochResult['byType'] = {},
): Payload => ({
  ...snakeKeys(metrics),
  by_type: Object.fromEntries(Object.entries(byType).map(([policy, entry]) => [policy, snakeKeys(entry)])),
})

export const snakeKeys = (values: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [snakeCase(name), value]))

const bitNames = (bits: number, names: readonly (readonly [string, number])[]): string[] =>
  names.filter(([, bit]) => (bits & bit) !== 0).map(([name]) => name)

const reasonsOf = (bits: number): Payload => ({
  reasons: bitNames(
    bits,
    CUSTODY_REASONS.map((name) => [name, CustodyReason[name]]),
  ),
})

type Describe = (event: JournalEvent, simulation: Pick<Simulation, 'world'>) => Payload

/** What a journal event says; those left out are told from the interaction rows and the results instead. */
const JOURNAL_PAYLOADS: Partial<Record<EventName, Describe>> = {
  agent_frozen: ({ value }) => reasonsOf(value),
  agent_unfrozen: ({ value }) => reasonsOf(value),
  audit_penalty_applied: ({ value }) => ({ penalty: value }),
  stake_slashed: ({ other, value }) => ({
    amount: value,
    violations: bitNames(other, Object.entries(Violation)),
  }),
  boundary_refused: ({ other, value }) => ({ reason: snakeCase(CROSSINGS[other] ?? ''), p: value }),
  spillover_detected: ({ value }) => ({ harm: value }),
  parameter_changed: ({ other, value }, { world }) => {
    const [path, parameter] = [...world.parameterList][other] ?? []
    return { parameter: path, value: parameter ? decode(parameter, value) : value }
  },
  agent_departed: () => ({}),
  leak_detected: ({ other, value }) => ({
    families: bitNames(other, Object.entries(Feature)),
    stopped: (other & ALERT_STOPPED) !== 0,
    severity: value,
  }),
}

/** Name and payload of a journal event, or undefined for one that the log tells otherwise. */
export function describeJournalEvent(
  event: JournalEvent,
  simulation: Pick<Simulation, 'world'>,
): { name: EventName; payload: Payload } | undefined {
  const name = EVENTS[event.code]
  const describe = name && JOURNAL_PAYLOADS[name]
  return name && describe ? { name, payload: describe(event, simulation) } : undefined
}
