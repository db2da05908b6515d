import { defineParameters, flag, number, parametersByPath } from '../engine/config.ts'

const TICKS_MAX = 4_294_967_295
const positive = [0, Number.POSITIVE_INFINITY] as const

/** Length of a run: part of a scenario, but no lever of the model. */
export const simulationParameters = defineParameters('simulation', {
  nEpochs: number({
    unit: 'epochs',
    range: [0, TICKS_MAX],
    integer: true,
    default: 10,
    live: false,
    doc: 'Length of the run.',
  }),
  stepsPerEpoch: number({
    unit: 'ticks',
    range: [1, TICKS_MAX],
    integer: true,
    default: 10,
    live: false,
    doc: 'Length of an epoch.',
  }),
})

/** The peer's market of bounties and bids: checked, so that its files load, and otherwise left alone. */
export const marketplaceParameters = defineParameters('marketplace', {
  enabled: flag({ default: true, doc: 'Whether there is a market; true when the section has any key.' }),
  escrowFeeRate: number({
    unit: 'share',
    range: [0, 1],
    default: 0.02,
    doc: 'Share of an escrow kept as fee.',
  }),
  minBountyAmount: number({ unit: 'money', range: positive, default: 1, doc: 'Smallest bounty.' }),
  maxBidsPerBounty: number({
    unit: 'count',
    range: [1, TICKS_MAX],
    integer: true,
    default: 10,
    doc: 'Bids that a bounty takes.',
  }),
  bidDeadlineEpochs: number({
    unit: 'epochs',
    range: [0, TICKS_MAX],
    integer: true,
    default: 3,
    doc: 'Epochs in which bids are taken.',
  }),
  disputeResolutionEpochs: number({
    unit: 'epochs',
    range: [0, TICKS_MAX],
    integer: true,
    default: 2,
    doc: 'Epochs after which a dispute is settled.',
  }),
  autoExpireBounties: flag({ default: true, doc: 'Whether bounties past their deadline are refunded.' }),
  disputeDefaultSplit: number({
    unit: 'share',
    range: [0, 1],
    default: 0.5,
    doc: 'Share that each side gets of a dispute.',
  }),
})

/** Parameters of a run's length by path; `--set` reaches them beside the model's. */
export const runParameters = parametersByPath([simulationParameters])

/** Parameters of section `security` that the peer's files hold as `governance.security_…`. */
const PEER_SECURITY = [
  'enabled',
  'injection_threshold',
  'manipulation_threshold',
  'laundering_trust_gap',
  'min_chain_length',
  'min_interactions',
  'penalty_threshold',
  'quarantine_threshold',
  'penalty_multiplier',
  'realtime_penalty',
  'realtime_threshold',
  'realtime_rate',
].map((name) => [`security.${name}`, `governance.security_${name}`] as const)

/** Other names of parameters, which the peer's files use; where both stand the full name wins. */
export const ALIASES: Readonly<Record<string, string>> = {
  'governance.transaction_tax_rate': 'governance.transaction_tax',
  'governance.reputation_decay_rate': 'governance.reputation_decay',
  'sybil.enabled': 'governance.sybil_detection_enabled',
  'sybil.similarity_threshold': 'governance.sybil_similarity_threshold',
  'sybil.penalty_multiplier': 'governance.sybil_penalty_multiplier',
  'sybil.max_cluster_size': 'governance.sybil_max_cluster_size',
  'sybil.realtime_penalty': 'governance.sybil_realtime_penalty',
  'sybil.realtime_rate': 'governance.sybil_realtime_rate',
  ...Object.fromEntries(PEER_SECURITY),
}
