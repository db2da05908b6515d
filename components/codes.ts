/** Codes that columns of kind u8 hold: positions in these lists, which are also their names in files and events. */

/** Model types; the adaptive adversary is a policy whose type is adversarial. */
export const AGENT_TYPES = ['honest', 'opportunistic', 'deceptive', 'adversarial'] as const
export const AgentType = { honest: 0, opportunistic: 1, deceptive: 2, adversarial: 3, other: 255 } as const

export const INTERACTION_KINDS = ['reply', 'vote', 'trade', 'collaboration'] as const
export const InteractionKind = { reply: 0, vote: 1, trade: 2, collaboration: 3 } as const

/** What an agent does with its turn. */
export const ACTIONS = [
  'none',
  'noop',
  'post',
  'vote',
  'proposeInteraction',
  'acceptInteraction',
  'rejectInteraction',
  'claimTask',
  'submitOutput',
  'postBounty',
  'placeBid',
  'acceptBid',
  'fileDispute',
] as const
export const Action = {
  none: 0,
  noop: 1,
  post: 2,
  vote: 3,
  proposeInteraction: 4,
  acceptInteraction: 5,
  rejectInteraction: 6,
  claimTask: 7,
  submitOutput: 8,
  postBounty: 9,
  placeBid: 10,
  acceptBid: 11,
  fileDispute: 12,
} as const

/** How the counterparty's answer to a proposal came about. */
export const Answer = { toBeAsked: 0, accepted: 1, rejected: 2, expired: 3 } as const

/** Outcome of an interaction; only `accepted` counts as accepted anywhere. */
export const STATUSES = ['none', 'accepted', 'declined', 'gated', 'expired', 'void'] as const
export const Status = { none: 0, accepted: 1, declined: 2, gated: 3, expired: 4, void: 5 } as const

/** Rule violations found on an interaction, as bits. */
export const Violation = { audit: 1, freeze: 2 } as const

/** Reasons for which an agent is held, as bits: one lever's release never lifts another's hold. */
export const CUSTODY_REASONS = ['breaker', 'quarantine', 'incoherence', 'sybil', 'departed'] as const
export const CustodyReason = { breaker: 1, quarantine: 2, incoherence: 4, sybil: 8, departed: 128 } as const

/** What became of an accepted interaction at the boundary. */
export const CROSSINGS = ['inside', 'crossed', 'rateLimited', 'tooSensitive', 'spilled', 'refused'] as const
export const CrossingOutcome = {
  inside: 0,
  crossed: 1,
  rateLimited: 2,
  tooSensitive: 3,
  spilled: 4,
  refused: 5,
} as const

/** Events of the journal, by the names that exported logs use. */
export const EVENTS = [
  'interaction_completed',
  'reputation_updated',
  'governance_cost_applied',
  'agent_frozen',
  'agent_unfrozen',
  'audit_penalty_applied',
  'stake_slashed',
  'boundary_refused',
  'spillover_detected',
  'parameter_changed',
  'epoch_completed',
  'agent_created',
  'agent_departed',
  'leak_detected',
] as const
export const EventCode = {
  interactionCompleted: 0,
  reputationUpdated: 1,
  governanceCostApplied: 2,
  agentFrozen: 3,
  agentUnfrozen: 4,
  auditPenaltyApplied: 5,
  stakeSlashed: 6,
  boundaryRefused: 7,
  spilloverDetected: 8,
  parameterChanged: 9,
  epochCompleted: 10,
  agentCreated: 11,
  agentDeparted: 12,
  leakDetected: 13,
} as const
