/** Metrics over probabilistic outcomes: toxicity, selection, welfare, dispersion. Whitepaper §4. */

import { socialSurplus } from './payoff.ts'
import { compensatedSum } from './sum.ts'

/** Interactions as columns of equal length; `accepted` holds 0 or 1. */
export interface InteractionSample {
  /** Probability of a good outcome, in [0, 1]. */
  readonly p: ArrayLike<number>
  readonly accepted: ArrayLike<number>
  readonly payoffInitiator: ArrayLike<number>
  readonly payoffCounterparty: ArrayLike<number>
}

/** Rows that a mean runs over. */
export type Selection = 'all' | 'accepted' | 'rejected'

/** How often interactions of high and low quality are accepted; a rate is 0 where the count is. */
export interface Participation {
  highQualityAcceptance: number
  lowQualityAcceptance: number
  highQualityCount: number
  lowQualityCount: number
}

/** Sums and means over accepted interactions, all 0 if there are none. */
export interface Welfare {
  totalWelfare: number
  totalSocialSurplus: number
  averageInitiatorPayoff: number
  averageCounterpartyPayoff: number
}

/** What the report adds: the same society counted with hard labels, and three flags. */
export interface QualityReport {
  /** Share of accepted interactions with p below the threshold. */
  toxicityHard: number
  acceptanceRate: number
  totalInteractions: number
  acceptedCount: number
  rejectedCount: number
  highQualityCount: number
  lowQualityCount: number
  /** Soft less hard toxicity. */
  toxicityDifference: number
  /** The two differ by more than 0.05. */
  softCapturesBetter: boolean
  /** The quality gap is negative: what is accepted is worse than what is refused. */
  adverseSelection: boolean
  /** More than 0.3 of the interactions are uncertain. */
  highUncertainty: boolean
}

/** One bin of a histogram of p: [low, high), the last one closed. */
export interface QualityBin {
  low: number
  high: number
  count: number
}

/** Number of rows in a selection. */
export function countSelected(sample: InteractionSample, selection: Selection): number {
  const { accepted } = sample
  if (selection === 'all') return accepted.length
  let count = 0
  for (let row = 0; row < accepted.length; row++) if (accepted[row]) count++
  return selection === 'accepted' ? count : accepted.length - count
}

/** Values of a column in the selected rows, in order. */
export function selectValues(
  sample: InteractionSample,
  values: ArrayLike<number>,
  selection: Selection,
): Float64Array {
  if (selection === 'all') return Float64Array.from(values)
  const selected = new Float64Array(countSelected(sample, selection))
  const wanted = selection === 'accepted'
  let next = 0
  for (let row = 0; row < values.length; row++) {
    if (Boolean(sample.accepted[row]) === wanted) selected[next++] = values[row] as number
  }
  return selected
}

/** Mean; 0 when empty. */
export function mean(values: ArrayLike<number>): number {
  return values.length === 0 ? 0 : compensatedSum(values) / values.length
}

/** Population variance (divisor n), two passes; 0 for fewer than two values. */
export function variance(values: ArrayLike<number>): number {
  if (values.length < 2) return 0
  const centre = mean(values)
  const squares = new Float64Array(values.length)
  for (let row = 0; row < squares.length; row++) {
    const deviation = (values[row] as number) - centre
    squares[row] = deviation * deviation
  }
  return mean(squares)
}

/** Standard deviation over the size of the mean, >= 0; 0 if the mean is 0. */
export function coefficientOfVariation(values: ArrayLike<number>): number {
  const centre = mean(values)
  return centre === 0 ? 0 : Math.abs(Math.sqrt(variance(values)) / centre)
}

/** Mean p of a selection, in [0, 1]; 0 when empty. */
export function averageQuality(sample: InteractionSample, selection: Selection = 'all'): number {
  return mean(selectValues(sample, sample.p, selection))
}

/** Mean 1 - p of a selection, in [0, 1]; 0 when empty. E[1 - p | accepted] is the toxicity rate. Whitepaper §4. */
export function toxicityRate(sample: InteractionSample, selection: Selection = 'accepted'): number {
  const toxicity = selectValues(sample, sample.p, selection)
  for (let row = 0; row < toxicity.length; row++) toxicity[row] = 1 - (toxicity[row] as number)
  return mean(toxicity)
}

/**
 * E[p | accepted] - E[p | rejected], in [-1, 1]; negative under adverse selection. 0 if either side is empty, so read
 * the counts with it. A decline itself lowers p a little, which makes part of the gap mechanical. Whitepaper §4.
 */
export function qualityGap(sample: InteractionSample): number {
  const accepted = countSelected(sample, 'accepted')
  if (accepted === 0 || accepted === sample.accepted.length) return 0
  return averageQuality(sample, 'accepted') - averageQuality(sample, 'rejected')
}

/** E[payoff | accepted] - E[payoff]; `payoffs` is one payoff column of the sample. 0 if none is accepted. Whitepaper §4. */
export function conditionalLoss(sample: InteractionSample, payoffs: ArrayLike<number>): number {
  if (countSelected(sample, 'accepted') === 0) return 0
  return mean(selectValues(sample, payoffs, 'accepted')) - mean(payoffs)
}

/** (s+ + s-) (E[p] - E[p | accepted]); 0 if none is accepted. Whitepaper §4. */
export function qualitySpread(sample: InteractionSample, sPlus: number, sMinus: number): number {
  if (countSelected(sample, 'accepted') === 0) return 0
  return (sPlus + sMinus) * (averageQuality(sample) - averageQuality(sample, 'accepted'))
}

/** Acceptance of interactions with p at least `threshold`, and of the others. */
export function participation(sample: InteractionSample, threshold: number): Participation {
  let high = 0
  let highAccepted = 0
  let low = 0
  let lowAccepted = 0
  for (let row = 0; row < sample.p.length; row++) {
    const accepted = sample.accepted[row] ? 1 : 0
    if ((sample.p[row] as number) >= threshold) {
      high++
      highAccepted += accepted
    } else {
      low++
      lowAccepted += accepted
    }
  }
  return {
    highQualityAcceptance: high === 0 ? 0 : highAccepted / high,
    lowQualityAcceptance: low === 0 ? 0 : lowAccepted / low,
    highQualityCount: high,
    lowQualityCount: low,
  }
}

/** Rows whose p lies strictly between 0.5 - band and 0.5 + band, ascending. */
export function uncertainRows(sample: InteractionSample, band: number): number[] {
  const rows: number[] = []
  for (let row = 0; row < sample.p.length; row++) {
    const p = sample.p[row] as number
    if (p > 0.5 - band && p < 0.5 + band) rows.push(row)
  }
  return rows
}

/** Share of such rows, in [0, 1]; 0 when empty. */
export function uncertainFraction(sample: InteractionSample, band: number): number {
  return sample.p.length === 0 ? 0 : uncertainRows(sample, band).length / sample.p.length
}

/** `binOf` of rows `first` to `end - 1`, written to the front of `into`: no number crosses a call. */
export function fillBins(p: Float64Array, first: number, end: number, bins: number, into: Uint32Array): void {
  const width = 1 / bins
  for (let row = first; row < end; row++) {
    let bin = Math.floor(p[row] * bins)
    if (bin >= bins) bin = bins - 1
    while (bin > 0 && p[row] < bin * width) bin--
    while (bin < bins - 1 && p[row] >= (bin + 1) * width) bin++
    into[row - first] = bin
  }
}

/**
 * Bin of p among `bins` equal ones whose edges are i * (1 / bins) as rounded; p = 1 belongs to the last. The guess from
 * the product is corrected against those edges (0.1 * 3 lies above 0.3).
 */
export function binOf(p: number, bins: number): number {
  const width = 1 / bins
  let bin = Math.floor(p * bins)
  if (bin >= bins) bin = bins - 1
  while (bin > 0 && p < bin * width) bin--
  while (bin < bins - 1 && p >= (bin + 1) * width) bin++
  return bin
}

/** Histogram of p over all rows; no bins at all when the sample is empty. `bins` an integer >= 1. */
export function qualityDistribution(sample: InteractionSample, bins: number): QualityBin[] {
  if (sample.p.length === 0) return []
  const width = 1 / bins
  const histogram: QualityBin[] = []
  for (let bin = 0; bin < bins; bin++) {
    histogram.push({ low: bin * width, high: (bin + 1) * width, count: 0 })
  }
  for (let row = 0; row < sample.p.length; row++) {
    const bin = histogram[binOf(sample.p[row] as number, bins)]
    if (bin) bin.count++
  }
  return histogram
}

/** Welfare of the accepted interactions. Social surplus subtracts the whole harm. Whitepaper §2, §4. */
export function welfare(sample: InteractionSample, sPlus: number, sMinus: number, harm: number): Welfare {
  const initiator = selectValues(sample, sample.payoffInitiator, 'accepted')
  const counterparty = selectValues(sample, sample.payoffCounterparty, 'accepted')
  const social = selectValues(sample, sample.p, 'accepted')
  for (let row = 0; row < social.length; row++) {
    social[row] = socialSurplus(social[row] as number, sPlus, sMinus, harm)
  }
  return {
    totalWelfare: compensatedSum(initiator) + compensatedSum(counterparty),
    totalSocialSurplus: compensatedSum(social),
    averageInitiatorPayoff: mean(initiator),
    averageCounterpartyPayoff: mean(counterparty),
  }
}

/** Hard-label counterpart of the soft metrics and the flags drawn from both. */
export function qualityReport(sample: InteractionSample, threshold: number, band: number): QualityReport {
  const total = sample.p.length
  const accepted = selectValues(sample, sample.p, 'accepted')
  let poor = 0
  for (let row = 0; row < accepted.length; row++) if ((accepted[row] as number) < threshold) poor++
  const toxicityHard = accepted.length === 0 ? 0 : poor / accepted.length
  const toxicityDifference = toxicityRate(sample) - toxicityHard
  const { highQualityCount, lowQualityCount } = participation(sample, threshold)
  return {
    toxicityHard,
    acceptanceRate: total === 0 ? 0 : accepted.length / total,
    totalInteractions: total,
    acceptedCount: accepted.length,
    rejectedCount: total - accepted.length,
    highQualityCount,
    lowQualityCount,
    toxicityDifference,
    softCapturesBetter: Math.abs(toxicityDifference) > 0.05,
    adverseSelection: qualityGap(sample) < 0,
    highUncertainty: uncertainFraction(sample, band) > 0.3,
  }
}
