/** Observable signals of an interaction, as the initiator's kind and reputation make them. Whitepaper §1. */

import type { InteractionSignals } from './proxy.ts'

/** Lowest and highest value, both possible. */
export type SignalRange = readonly [low: number, high: number]

/** Ranges of the raw signals before the reputation factor. Progress and engagement are real, the others whole. */
export interface SignalRanges {
  readonly progress: SignalRange
  readonly rework: SignalRange
  readonly rejections: SignalRange
  readonly misuse: SignalRange
  readonly engagement: SignalRange
}

const ADVERSARIAL: SignalRanges = {
  progress: [-0.3, 0.2],
  rework: [1, 3],
  rejections: [1, 2],
  misuse: [0, 1],
  engagement: [-0.5, -0.1],
}

/** Signal ranges by the *initiator's* policy; the counterparty has no influence. */
export const SIGNAL_RANGES = {
  honest: {
    progress: [0.3, 0.8],
    rework: [0, 1],
    rejections: [0, 0],
    misuse: [0, 0],
    engagement: [0.2, 0.6],
  },
  opportunistic: {
    progress: [0.1, 0.5],
    rework: [0, 2],
    rejections: [0, 1],
    misuse: [0, 0],
    engagement: [-0.2, 0.3],
  },
  deceptive: {
    progress: [0.2, 0.6],
    rework: [0, 2],
    rejections: [0, 1],
    misuse: [0, 0],
    engagement: [0, 0.4],
  },
  adversarial: ADVERSARIAL,
  adaptiveAdversary: ADVERSARIAL,
} as const satisfies Record<string, SignalRanges>

/** Real number in [low, high) from a uniform `u` in [0, 1). */
export function uniformReal(low: number, high: number, u: number): number {
  return low + (high - low) * u
}

/** Integer in low..high, both included, from a uniform `u` in [0, 1); each equally likely. Bounds are integers. */
export function uniformInteger(low: number, high: number, u: number): number {
  return low + Math.floor(u * (high - low + 1))
}

/** 0.75 + 0.25 reputation, reputation clipped to [-1, 1]; in [0.5, 1]. */
export function reputationFactor(reputation: number): number {
  const clipped = reputation < -1 ? -1 : reputation > 1 ? 1 : reputation
  return 0.75 + 0.25 * clipped
}

/**
 * A signal times the reputation factor. A negative one is scaled only if `scaleNegative`: otherwise a falling reputation
 * would soften it and raise p.
 */
export function scaledSignal(signal: number, factor: number, scaleNegative: boolean): number {
  return signal > 0 || scaleNegative ? signal * factor : signal
}

/** Engagement once the counterparty has declined: never above 0. */
export function declinedEngagement(engagement: number): number {
  return engagement < 0 ? engagement : 0
}

/**
 * Signals of one interaction as if it were accepted. `nextUniform` yields uniforms in [0, 1) and is called once for each
 * signal whose range is not a single value, in the order progress, rework, rejections, misuse, engagement.
 */
export function drawSignals(
  ranges: SignalRanges,
  nextUniform: () => number,
  reputation: number,
  scaleNegative: boolean,
): InteractionSignals {
  const factor = reputationFactor(reputation)
  const progress = uniformReal(ranges.progress[0], ranges.progress[1], nextUniform())
  const reworkCount = drawCount(ranges.rework, nextUniform)
  const verifierRejections = drawCount(ranges.rejections, nextUniform)
  const toolMisuseFlags = drawCount(ranges.misuse, nextUniform)
  const engagement = uniformReal(ranges.engagement[0], ranges.engagement[1], nextUniform())
  return {
    taskProgressDelta: scaledSignal(progress, factor, scaleNegative),
    reworkCount,
    verifierRejections,
    toolMisuseFlags,
    engagementDelta: scaledSignal(engagement, factor, scaleNegative),
  }
}

function drawCount(range: SignalRange, nextUniform: () => number): number {
  const [low, high] = range
  return low === high ? low : uniformInteger(low, high, nextUniform())
}
