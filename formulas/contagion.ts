/** Permeability of a boundary and what spreads through it. Whitepaper §14. */

import { exp, expm1 } from './elementary.ts'
import { compensatedSum } from './sum.ts'

/**
 * Permeability after threat and trust: base (1 - threat * sensitivity) (0.5 + 0.5 trust), parts and result limited to
 * [0, 1]. Falls with threat, rises with trust, never above the base for trust <= 1. With `adaptive` false the base as it is.
 */
export function effectivePermeability(
  basePermeability: number,
  threat: number,
  trust: number,
  threatSensitivity: number,
  adaptive: boolean,
): number {
  if (!adaptive) return basePermeability
  return clampToUnit(basePermeability * clampToUnit(1 - threat * threatSensitivity) * (0.5 + 0.5 * trust))
}

/** P(spillover) = rate (1 - p) permeability, limited to [0, 1]. Whitepaper §14. */
export function spilloverProbability(contagionRate: number, p: number, permeability: number): number {
  return clampToUnit(contagionRate * (1 - p) * permeability)
}

/** P(an interaction passes the boundary) = permeability (0.5 + 0.5 p), in [0, 1] for arguments in [0, 1]. */
export function crossingProbability(p: number, permeability: number): number {
  return permeability * (0.5 + 0.5 * p)
}

/** Quality left after a crossing: p (1 - decay), decay in [0, 1]. */
export function degradedP(p: number, informationDecay: number): number {
  return p * (1 - informationDecay)
}

/** Expected number of spillovers from accepted interactions of qualities `p`: sum of rate (1 - p) permeability. */
export function expectedEscapes(p: ArrayLike<number>, contagionRate: number, permeability: number): number {
  return sumOver(p, (quality) => spilloverProbability(contagionRate, quality, permeability))
}

/** Variance of that number: sum of q (1 - q) over independent spillovers of probability q. */
export function escapesVariance(p: ArrayLike<number>, contagionRate: number, permeability: number): number {
  return sumOver(p, (quality) => {
    const probability = spilloverProbability(contagionRate, quality, permeability)
    return probability * (1 - probability)
  })
}

/** Expected harm of spillovers: each does amplification (1 - p). Sum of rate permeability (1 - p)^2 amplification. */
export function expectedSpilloverHarm(
  p: ArrayLike<number>,
  contagionRate: number,
  permeability: number,
  amplification: number,
): number {
  return sumOver(
    p,
    (quality) => spilloverProbability(contagionRate, quality, permeability) * (1 - quality) * amplification,
  )
}

/** Expected spillovers if each must also pass a second barrier of the same permeability (the crossing test). */
export function expectedEscapesTwoBarriers(
  p: ArrayLike<number>,
  contagionRate: number,
  permeability: number,
): number {
  return sumOver(
    p,
    (quality) =>
      spilloverProbability(contagionRate, quality, permeability) * crossingProbability(quality, permeability),
  )
}

/**
 * Permeability that maximises permeability * sum p less `harmWeight` times the expected harm behind two barriers:
 * min(1, sum p / (2 harmWeight amplification rate sum (1 - p)^2 (0.5 + 0.5 p))); 1 where nothing can do harm. (With one
 * barrier the objective is linear and the best is always 0 or 1.)
 */
export function optimalPermeabilityTwoBarriers(
  p: ArrayLike<number>,
  contagionRate: number,
  amplification: number,
  harmWeight: number,
): number {
  const gain = compensatedSum(p)
  const loss = sumOver(p, (quality) => (1 - quality) * (1 - quality) * crossingProbability(quality, 1))
  return optimalPermeabilityOfSums(gain, loss, contagionRate, amplification, harmWeight)
}

/**
 * `optimalPermeabilityTwoBarriers` from sums that are already there.
 * @param gain sum of what crossings are worth
 * @param loss sum of (1 - p)^2 (0.5 + 0.5 p)
 */
export function optimalPermeabilityOfSums(
  gain: number,
  loss: number,
  contagionRate: number,
  amplification: number,
  harmWeight: number,
): number {
  const slope = 2 * harmWeight * amplification * contagionRate * loss
  return slope > 0 ? Math.min(1, gain / slope) : 1
}

/** R0 = rate * contacts * E[1 - p] * permeability: outside cases that one escaped case causes. */
export function basicReproductionNumber(
  contagionRate: number,
  contacts: number,
  meanToxicity: number,
  permeability: number,
): number {
  return contagionRate * contacts * meanToxicity * permeability
}

/** Permeability at which R0 is 1; below it no outbreak is possible. Infinity where nothing spreads at all. */
export function criticalPermeability(contagionRate: number, contacts: number, meanToxicity: number): number {
  return 1 / (contagionRate * contacts * meanToxicity)
}

/**
 * Final size of a mean-field SIR outbreak: the largest root of z = 1 - exp(-R0 z), in [0, 1); 0 for R0 <= 1. Kermack &
 * McKendrick (1927).
 *
 * z + expm1(-R0 z) is convex and positive at 1, so Newton's steps from 1 fall to the root without passing it; the first
 * step that does not fall has reached rounding.
 */
export function attackRate(reproductionNumber: number): number {
  if (!(reproductionNumber > 1)) return Number.isNaN(reproductionNumber) ? Number.NaN : 0
  if (reproductionNumber === Number.POSITIVE_INFINITY) return 1
  let size = 1
  for (let step = 0; step < 200; step++) {
    const excess = size + expm1(-reproductionNumber * size)
    const next = size - excess / (1 - reproductionNumber * exp(-reproductionNumber * size))
    if (!(next < size)) break
    size = next
  }
  return size > 0 ? size : 0
}

/**
 * Probability that a branching process with Poisson offspring of mean R0 dies out: the smallest root of
 * q = exp(R0 (q - 1)), in (0, 1]; 1 for R0 <= 1. Equals 1 - attackRate(R0).
 */
export function extinctionProbability(reproductionNumber: number): number {
  if (reproductionNumber === Number.POSITIVE_INFINITY) return 0
  const size = attackRate(reproductionNumber)
  // At the root exp(-R0 z) is 1 - z, without the cancellation.
  return size === 0 ? 1 : exp(-reproductionNumber * size)
}

function clampToUnit(value: number): number {
  return value < 0 ? 0 : value > 1 ? 1 : value
}

function sumOver(p: ArrayLike<number>, term: (quality: number) => number): number {
  const terms = new Float64Array(p.length)
  for (let index = 0; index < terms.length; index++) terms[index] = term(p[index] as number)
  return compensatedSum(terms)
}
