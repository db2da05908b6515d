/** What the levers against incoherence charge, and whom they look at. Whitepaper §10. */

/** Interactions whose label uncertainty the breaker remembers. */
export const UNCERTAINTY_WINDOW = 10
const SURCHARGE_PER_SAMPLE = 0.01
const CHECKPOINT_INITIATED_MIN = 2
const CHECKPOINT_ACCEPTANCE_MIN = 0.2

/** Label uncertainty 1 - |2p - 1|, in [0, 1]: 1 where p is one half, 0 where the outcome is certain. */
export const labelUncertainty = (p: number): number => 1 - Math.abs(2 * p - 1)

/** Dynamic friction of an accepted interaction in money, both parties together: rate × uncertainty × (|transfer| + 1). */
export const incoherenceFriction = (rate: number, p: number, transfer: number): number =>
  rate * labelUncertainty(p) * (Math.abs(transfer) + 1)

/** What the further samples of an ensemble cost an accepted interaction in money, both parties together. */
export const ensembleSurcharge = (samples: number): number => SURCHARGE_PER_SAMPLE * Math.max(0, samples - 1)

/**
 * Whether a tick of an epoch is a decomposition checkpoint: every half horizon, in epochs that are at least a horizon long.
 * @param tickOfEpoch counted from 0; the first one is none
 */
export function isCheckpoint(horizon: number, ticksPerEpoch: number, tickOfEpoch: number): boolean {
  if (ticksPerEpoch < horizon || tickOfEpoch <= 0) return false
  return tickOfEpoch % Math.max(1, Math.floor(horizon / 2)) === 0
}

/** Whether a checkpoint finds an agent astray: two proposals or more, of which fewer than a fifth were accepted. */
export const isAstray = (initiated: number, accepted: number): boolean =>
  initiated >= CHECKPOINT_INITIATED_MIN && accepted / initiated < CHECKPOINT_ACCEPTANCE_MIN
