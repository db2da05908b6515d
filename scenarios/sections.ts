import { defineParameters, number, parametersByPath } from '../engine/config.ts'

const TICKS_MAX = 4_294_967_295

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
