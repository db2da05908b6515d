/** Adapter of the family of interaction metrics. */

import {
  brierScore,
  calibrationCurve,
  calibrationError,
  discriminationAuc,
  expectedCalibrationError,
  logLoss,
} from '../../formulas/calibration.ts'
import {
  counterpartyBreakdown,
  DEFAULT_PAYOFF_PARAMETERS,
  initiatorBreakdown,
  type PayoffParameters,
} from '../../formulas/payoff.ts'
import {
  averageQuality,
  coefficientOfVariation,
  conditionalLoss,
  type InteractionSample,
  participation,
  qualityDistribution,
  qualityGap,
  qualityReport,
  qualitySpread,
  selectValues,
  toxicityRate,
  uncertainFraction,
  uncertainRows,
  variance,
  welfare,
} from '../../formulas/soft-metrics.ts'
import { payoffTerms, type VectorTerms } from './payoff-terms.ts'

interface MetricsCase {
  config: Partial<PayoffParameters>
  qualityThreshold: number
  uncertaintyBand: number
  bins: number
  interactions: (VectorTerms & { accepted: boolean; groundTruth?: number })[]
}

export function runMetrics(input: MetricsCase): unknown {
  const parameters = { ...DEFAULT_PAYOFF_PARAMETERS, ...input.config }
  const sample = sampleOf(input, parameters)
  const groundTruth = input.interactions.map((interaction) => interaction.groundTruth ?? 0)
  return {
    ...selectionMetrics(sample, input, parameters),
    ...dispersionMetrics(sample),
    ...calibrationMetrics(sample, groundTruth, input.bins),
    report: qualityReport(sample, input.qualityThreshold, input.uncertaintyBand),
  }
}

function sampleOf(input: MetricsCase, parameters: PayoffParameters): InteractionSample {
  const terms = input.interactions.map(payoffTerms)
  return {
    p: terms.map(({ p }) => p),
    accepted: input.interactions.map(({ accepted }) => (accepted ? 1 : 0)),
    payoffInitiator: terms.map((each) => initiatorBreakdown(parameters, each).total),
    payoffCounterparty: terms.map((each) => counterpartyBreakdown(parameters, each).total),
  }
}

function selectionMetrics(sample: InteractionSample, input: MetricsCase, parameters: PayoffParameters) {
  const { sPlus, sMinus, h } = parameters
  const totals = welfare(sample, sPlus, sMinus, h)
  return {
    toxicityRate: toxicityRate(sample),
    toxicityRateAll: toxicityRate(sample, 'all'),
    conditionalLossInitiator: conditionalLoss(sample, sample.payoffInitiator),
    conditionalLossCounterparty: conditionalLoss(sample, sample.payoffCounterparty),
    spread: qualitySpread(sample, sPlus, sMinus),
    qualityGap: qualityGap(sample),
    participation: participation(sample, input.qualityThreshold),
    uncertainFraction: uncertainFraction(sample, input.uncertaintyBand),
    uncertainIndexes: uncertainRows(sample, input.uncertaintyBand),
    averageQuality: averageQuality(sample),
    averageQualityAccepted: averageQuality(sample, 'accepted'),
    qualityDistribution: qualityDistribution(sample, input.bins).map(({ low, high, count }) => [
      low,
      high,
      count,
    ]),
    welfare: {
      totalWelfare: totals.totalWelfare,
      totalSocialSurplus: totals.totalSocialSurplus,
      avgInitiatorPayoff: totals.averageInitiatorPayoff,
      avgCounterpartyPayoff: totals.averageCounterpartyPayoff,
    },
  }
}

function dispersionMetrics(sample: InteractionSample) {
  return {
    qualityVariance: variance(sample.p),
    qualityVarianceAccepted: variance(selectValues(sample, sample.p, 'accepted')),
    qualityStd: Math.sqrt(variance(sample.p)),
    payoffVarianceInitiator: variance(sample.payoffInitiator),
    payoffVarianceCounterparty: variance(sample.payoffCounterparty),
    coefficientOfVariation: {
      cvP: coefficientOfVariation(sample.p),
      cvPayoffInitiator: coefficientOfVariation(sample.payoffInitiator),
      cvPayoffCounterparty: coefficientOfVariation(sample.payoffCounterparty),
    },
  }
}

function calibrationMetrics({ p }: InteractionSample, groundTruth: number[], bins: number) {
  return {
    calibrationError: calibrationError(p, groundTruth),
    brierScore: brierScore(p, groundTruth),
    expectedCalibrationError: expectedCalibrationError(p, groundTruth, bins),
    calibrationCurve: calibrationCurve(p, groundTruth, bins).map((bin) => [
      bin.meanPredicted,
      bin.fractionPositive,
      bin.count,
    ]),
    logLoss: logLoss(p, groundTruth),
    discriminationAuc: discriminationAuc(p, groundTruth),
  }
}
