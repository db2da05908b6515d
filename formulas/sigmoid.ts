/** Calibrated sigmoid: proxy score to probability of a good outcome, and back. Whitepaper §1. */

import { exp, expRows, log } from './elementary.ts'

/** A pair of bounds, low <= high for a positive steepness. */
export interface Bounds {
  low: number
  high: number
}

/** Why an inverse does not exist: `range` p outside (0, 1), `zeroK` steepness 0. */
export type SigmoidErrorCode = 'range' | 'zeroK'

export class SigmoidInverseError extends RangeError {
  readonly code: SigmoidErrorCode

  constructor(code: SigmoidErrorCode, message: string) {
    super(message)
    this.name = 'SigmoidInverseError'
    this.code = code
  }
}

/**
 * p = 1 / (1 + exp(-steepness * z)), z = score - offset clipped to [-10, 10]. Result in [0, 1], rising in the score
 * for a positive steepness; 0.5 everywhere for steepness 0. Never throws; NaN gives NaN.
 */
export function sigmoid(score: number, steepness: number, offset: number): number {
  const distance = score - offset
  // Literals: a constant of the module would be read as a boxed number, and its twin in the choice boxed with it.
  const clipped = distance < -10 ? -10 : distance > 10 ? 10 : distance
  return 1 / (1 + exp(-steepness * clipped))
}

/** `sigmoid` of rows `first` to `end - 1`, to the same bits, written to `into` from `at` on. No number crosses a call. */
export function sigmoidRows(
  scores: Float64Array,
  first: number,
  end: number,
  steepness: Float64Array,
  offset: Float64Array,
  into: Float64Array,
  at: number,
): void {
  const last = at + end - first
  for (let row = at; row < last; row++) {
    const distance = scores[first + row - at] - offset[0]
    into[row] = -steepness[0] * (distance < -10 ? -10 : distance > 10 ? 10 : distance)
  }
  expRows(into, at, last)
  for (let row = at; row < last; row++) into[row] = 1 / (1 + into[row])
}

/**
 * dp/dscore = steepness * p * (1 - p), at most steepness / 4 in size. Outside the clamp it keeps the value of the
 * clamp's edge (it is not zeroed).
 */
export function sigmoidDerivative(score: number, steepness: number, offset: number): number {
  const p = sigmoid(score, steepness, offset)
  return steepness * p * (1 - p)
}

/**
 * The score at which the sigmoid gives `p`: offset - ln((1 - p) / p) / steepness.
 * @throws SigmoidInverseError `range` unless 0 < p < 1 (tested first), `zeroK` for steepness 0
 */
export function inverseSigmoid(p: number, steepness: number, offset: number): number {
  if (!(p > 0 && p < 1)) {
    throw new SigmoidInverseError('range', `The sigmoid has an inverse for 0 < p < 1 only, got ${p}.`)
  }
  if (steepness === 0) {
    throw new SigmoidInverseError('zeroK', 'The sigmoid of steepness 0 is constant and has no inverse.')
  }
  return offset - log((1 - p) / p) / steepness
}

/** p at the ends of the score's range, -1 and +1: about 0.119 and 0.881 for steepness 2, offset 0. */
export function sigmoidBounds(steepness: number, offset: number): Bounds {
  return { low: sigmoid(-1, steepness, offset), high: sigmoid(1, steepness, offset) }
}

/**
 * The scores between which p lies within `threshold` of 0.5.
 * @throws SigmoidInverseError `range` unless abs(threshold) < 0.5, `zeroK` for steepness 0
 */
export function uncertaintyBand(threshold: number, steepness: number, offset: number): Bounds {
  return {
    low: inverseSigmoid(0.5 - threshold, steepness, offset),
    high: inverseSigmoid(0.5 + threshold, steepness, offset),
  }
}
