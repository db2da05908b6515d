/**
 * The rules of the yardstick: a small model of a tick that has everything that costs time in the real one. Every agent
 * draws a partner and eight words, the partner consents or not, signals become a proxy and a probability, accepted
 * interactions are taxed, some are audited, toxic initiators are frozen. Effects on initiators are theirs at once; those
 * on counterparties add up and are folded in when the tick ends, so that the order of agents matters to rounding only.
 *
 * Two programs follow them to the last bit: kernel.c, by which speeds are judged, and fused.ts, which says what one
 * hand-written loop in this language can do. Constants by type stand in the order honest, opportunistic, deceptive,
 * adversarial, and stand in kernel.c once more; a test holds both programs equal.
 */

/** Types of ten agents in a row: half are honest. */
export const TYPE_OF_TENTH = [0, 0, 0, 0, 0, 1, 1, 2, 2, 3] as const

/** Lowest signal, and the width of the interval above it. */
export const PROGRESS_LOW = [0.3, 0.1, 0.2, -0.3] as const
export const PROGRESS_WIDTH = [0.5, 0.4, 0.4, 0.5] as const
export const ENGAGEMENT_LOW = [0.2, -0.2, 0, -0.5] as const
export const ENGAGEMENT_WIDTH = [0.4, 0.5, 0.4, 0.4] as const

/** Lowest count, and how many counts are equally likely. */
export const REWORK_LOW = [0, 0, 0, 1] as const
export const REWORK_COUNT = [2, 3, 3, 3] as const
export const REJECTIONS_LOW = [0, 0, 0, 1] as const
export const REJECTIONS_COUNT = [1, 2, 2, 2] as const
export const MISUSE_COUNT = [1, 1, 1, 2] as const

/** Signal of n reworks, rejections or misuses: 2 × decay^n - 1, with decays 0.3, 0.4 and 0.5. */
export const REWORK_SIGNAL = [1, -0.4, -0.82, -0.946] as const
export const REJECTIONS_SIGNAL = [1, -0.2, -0.68, -0.872] as const
export const MISUSE_SIGNAL = [1, 0, -0.5, -0.75] as const

/** A counterparty consents when 0.5 + weight × reputation + noise reaches its least trust; the noise is within ±0.1. */
export const TRUST_WEIGHT = [0.3, 0.1, 0.2, 0.05] as const
export const TRUST_LEAST = [0.45, 0.4, 0.42, 0.38] as const

export const YARDSTICK_SEED = 12345

/** Sums over a run, by which its two programs are compared. Counts are whole; payoff and welfare are in units of payoff. */
export interface YardstickSums {
  readonly interactions: number
  readonly accepted: number
  /** Proposals to somebody frozen, which come to nothing. */
  readonly skipped: number
  readonly freezes: number
  /** Agents frozen at the end. */
  readonly frozen: number
  readonly reputation: number
  readonly toxicity: number
  readonly payoff: number
  readonly welfare: number
  readonly tax: number
  readonly spilled: number
  readonly qualityAccepted: number
  readonly qualityRejected: number
  /** Sum of 1 - p over accepted interactions. */
  readonly harm: number
}

/** How long some ticks took, and what was computed in them. */
export interface YardstickTime {
  /** Processor time. */
  readonly nanoseconds: number
  /** Interactions of the timed ticks. */
  readonly interactions: number
  readonly sums: YardstickSums
}
