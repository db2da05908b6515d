/**
 * Error as bias and variance, after Hägele et al. (2026), "The hot mess of AI": error = bias² + variance, and how much of
 * it is variance. That share falls as failure is consistent and rises as it is a mess. Whitepaper §10.
 */

import { decisionIncoherence } from './incoherence.ts'

export interface BiasVariance {
  /** Mean squared error; of decisions the Brier score summed over actions, in [0, 2]. */
  readonly error: number
  readonly biasSquared: number
  /** Of the replays as they are: `unbiasedVariance` says what that of all possible replays is. */
  readonly variance: number
  /** Variance by error, in [0, 1]; 0 where there is no error. */
  readonly errorIncoherence: number
}

const shareOf = (variance: number, error: number): number => (error > 0 ? variance / error : 0)

/**
 * Bias and variance of one decision: each replay is a vector with a 1 at its action, the target one at the benchmark's.
 * Error 2 (1 - f_b), variance 1 - sum f², bias² sum (f - y)²; they add up. Nothing considered gives 0 throughout.
 * @param counts replays by action
 * @param benchmark place of the benchmark's action, outside of the counts when no replay chose it
 */
export function decisionBiasVariance(counts: ArrayLike<number>, benchmark: number): BiasVariance {
  const { considered, error: wrong } = decisionIncoherence(counts, benchmark)
  if (considered === 0) return { error: 0, biasSquared: 0, variance: 0, errorIncoherence: 0 }
  let squares = 0
  for (let action = 0; action < counts.length; action++) {
    const share = (counts[action] as number) / considered
    squares += share * share
  }
  const error = 2 * wrong
  const variance = 1 - squares
  const right = 1 - wrong
  const biasSquared = squares - right * right + wrong * wrong
  return { error, biasSquared, variance, errorIncoherence: shareOf(variance, error) }
}

/**
 * Bias and variance of a number that was replayed, such as a payoff.
 * @param values one a replay
 * @param benchmark what it should have been
 */
export function outcomeBiasVariance(values: ArrayLike<number>, benchmark: number): BiasVariance {
  const count = values.length
  if (count === 0) return { error: 0, biasSquared: 0, variance: 0, errorIncoherence: 0 }
  let mean = 0
  for (let replay = 0; replay < count; replay++) mean += (values[replay] as number) / count
  let variance = 0
  for (let replay = 0; replay < count; replay++) {
    const off = (values[replay] as number) - mean
    variance += (off * off) / count
  }
  const biasSquared = (mean - benchmark) * (mean - benchmark)
  const error = biasSquared + variance
  return { error, biasSquared, variance, errorIncoherence: shareOf(variance, error) }
}

/** Variance of all possible replays, from that of a few: times n / (n - 1). Null for fewer than two. */
export const unbiasedVariance = (variance: number, replays: number): number | null =>
  replays < 2 ? null : (variance * replays) / (replays - 1)
