/** Proxy score: observable signals of one interaction combined into one number. Whitepaper §1. */

import { pow } from './elementary.ts'

/** Weights of the four signals; any finite numbers, negative ones included. */
export interface ProxyWeights {
  taskProgress: number
  reworkPenalty: number
  verifierPenalty: number
  engagementSignal: number
}

/** Decay per count, each in [0, 1]: the smaller, the harder one more count weighs. */
export interface CountDecays {
  rework: number
  rejection: number
  misuse: number
}

/** What is observed of one interaction. Progress and engagement are clipped to [-1, 1]; counts are integers >= 0. */
export interface InteractionSignals {
  taskProgressDelta: number
  reworkCount: number
  verifierRejections: number
  toolMisuseFlags: number
  engagementDelta: number
}

/** The proxy score with everything it was made of. Signals and score lie in [-1, 1]. */
export interface ProxyBreakdown {
  normalisedWeights: ProxyWeights
  progressSignal: number
  reworkSignal: number
  rejectionSignal: number
  misuseSignal: number
  verifierSignal: number
  engagementSignal: number
  score: number
}

export const DEFAULT_PROXY_WEIGHTS: Readonly<ProxyWeights> = Object.freeze({
  taskProgress: 0.4,
  reworkPenalty: 0.2,
  verifierPenalty: 0.2,
  engagementSignal: 0.2,
})

export const DEFAULT_COUNT_DECAYS: Readonly<CountDecays> = Object.freeze({
  rework: 0.3,
  rejection: 0.4,
  misuse: 0.5,
})

/** `value` limited to [-1, 1]; NaN stays NaN. */
export function clipSignal(value: number): number {
  return value < -1 ? -1 : value > 1 ? 1 : value
}

/**
 * Signal of a bad count: 1 at none, then 2 decay^count - 1, in [-1, 1] and falling. `count` an integer >= 0, `decay` in
 * [0, 1].
 * @throws RangeError for any other count (a negative one would give a signal above 1) or decay
 */
export function countSignal(count: number, decay: number): number {
  if (!Number.isInteger(count) || count < 0) {
    throw new RangeError(`A count of events must be an integer of at least 0, got ${count}.`)
  }
  if (!(decay >= 0 && decay <= 1)) throw new RangeError(`A count's decay must lie in [0, 1], got ${decay}.`)
  return count === 0 ? 1 : 2 * pow(decay, count) - 1
}

/**
 * Weights divided by the sum of their sizes, so that sizes sum to 1; 0.25 each if all are 0. Signs are kept.
 * @throws RangeError if a weight is not finite
 */
export function normaliseWeights(weights: Readonly<ProxyWeights>): ProxyWeights {
  const { taskProgress, reworkPenalty, verifierPenalty, engagementSignal } = weights
  const total =
    Math.abs(taskProgress) + Math.abs(reworkPenalty) + Math.abs(verifierPenalty) + Math.abs(engagementSignal)
  if (!Number.isFinite(total)) {
    throw new RangeError(`Proxy weights must be finite numbers, got ${Object.values(weights).join(', ')}.`)
  }
  if (total === 0) {
    return { taskProgress: 0.25, reworkPenalty: 0.25, verifierPenalty: 0.25, engagementSignal: 0.25 }
  }
  return {
    taskProgress: taskProgress / total,
    reworkPenalty: reworkPenalty / total,
    verifierPenalty: verifierPenalty / total,
    engagementSignal: engagementSignal / total,
  }
}

/** Verifier signal: the mean of the rejection and the misuse signal. Whitepaper §1. */
export function verifierSignal(rejectionSignal: number, misuseSignal: number): number {
  return (rejectionSignal + misuseSignal) / 2
}

/**
 * Proxy score in [-1, 1] from four signals in [-1, 1] and four normalised weights, without checks: the form for hot
 * loops. Whitepaper §1.
 */
export function weightedProxy(
  progress: number,
  reworkSignal: number,
  verifier: number,
  engagement: number,
  progressWeight: number,
  reworkWeight: number,
  verifierWeight: number,
  engagementWeight: number,
): number {
  return clipSignal(
    progressWeight * progress +
      reworkWeight * reworkSignal +
      verifierWeight * verifier +
      engagementWeight * engagement,
  )
}

/**
 * Proxy score of one interaction with every intermediate. Weights are always normalised first. Whitepaper §1.
 * @throws RangeError as `countSignal` and `normaliseWeights`
 */
export function proxyScore(
  signals: Readonly<InteractionSignals>,
  weights: Readonly<ProxyWeights> = DEFAULT_PROXY_WEIGHTS,
  decays: Readonly<CountDecays> = DEFAULT_COUNT_DECAYS,
): ProxyBreakdown {
  const normalisedWeights = normaliseWeights(weights)
  const progressSignal = clipSignal(signals.taskProgressDelta)
  const engagementSignal = clipSignal(signals.engagementDelta)
  const reworkSignal = countSignal(signals.reworkCount, decays.rework)
  const rejectionSignal = countSignal(signals.verifierRejections, decays.rejection)
  const misuseSignal = countSignal(signals.toolMisuseFlags, decays.misuse)
  const verifier = verifierSignal(rejectionSignal, misuseSignal)
  const score = weightedProxy(
    progressSignal,
    reworkSignal,
    verifier,
    engagementSignal,
    normalisedWeights.taskProgress,
    normalisedWeights.reworkPenalty,
    normalisedWeights.verifierPenalty,
    normalisedWeights.engagementSignal,
  )
  return {
    normalisedWeights,
    progressSignal,
    reworkSignal,
    rejectionSignal,
    misuseSignal,
    verifierSignal: verifier,
    engagementSignal,
    score,
  }
}
