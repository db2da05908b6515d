/** What one run left behind, in the terms of the red team. */

/** An attacker, or the honest agent in its row. */
export interface Infiltrator {
  readonly payoff: number
  readonly reputation: number
  readonly resourcesStart: number
  /** Resources at the end, and what it earned besides where payoffs do not change resources. */
  readonly wealth: number
  /** Accepted proposals to others than infiltrators. */
  readonly accepted: number
  readonly attacks: number
  readonly effective: number
  /** Attacks that took effect unseen: no violation was found, and nothing held or flagged their agent in the same epoch. */
  readonly unseen: number
  readonly untaxed: number
  /** Violations found at its proposals, its attacks among them. */
  readonly violations: number
  readonly caught: number
  readonly harm: number
  readonly freezes: number
  /** Attacks that took effect after its first freeze. */
  readonly effectiveAfterFreeze: number
  /** Epoch of the first attack that took effect; null for none. */
  readonly firstEffect: number | null
  /** First epoch from then on in which something held or flagged it; null for none. */
  readonly firstDetection: number | null
  /** First epoch in which something held or flagged it at all. */
  readonly firstFlag: number | null
}

/** Everyone else. */
export interface Others {
  readonly agents: number
  /** Sum of their payoffs over the run. */
  readonly earned: number
  /** The same less the external harm, which falls on them. */
  readonly welfare: number
  /** The same by epoch. */
  readonly welfareByEpoch: readonly number[]
  /** Payoffs from dealings with infiltrators. */
  readonly across: number
  readonly wealthStart: number
  readonly wealth: number
  readonly meanReputation: number
  /** Accepted proposals of the one who had most, to others than infiltrators. */
  readonly busiest: number
}

/** Honest agents among them that were there from the start. */
export interface Honest {
  readonly agents: number
  readonly freezes: number
  /** Governance costs of their interactions, and what levers took as epochs began. */
  readonly costs: number
  readonly violations: number
  /** Agents that were ever held or flagged. */
  readonly flagged: number
}

export interface Measurement {
  readonly infiltrators: readonly Infiltrator[]
  readonly others: Others
  readonly honest: Honest
  /** Expected harm of accepted interactions that no ledger carries, (1 - ρ_a - ρ_b) E, and harm that spilled outside. */
  readonly externalHarm: number
  /** Attacks that took effect in ticks whose share of audited interactions lay below that of the run, or had none. */
  readonly unwatched: number
  readonly ticks: number
  readonly digest: string
}
