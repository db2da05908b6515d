/** Adapters of the families of closed formulas: proxy, sigmoid, payoffs, vote weight, observables, series, contagion. */

import {
  attackRate,
  crossingProbability,
  degradedP,
  effectivePermeability,
  expectedEscapes,
  expectedEscapesTwoBarriers,
  expectedSpilloverHarm,
  extinctionProbability,
  optimalPermeabilityTwoBarriers,
  spilloverProbability,
} from '../../formulas/contagion.ts'
import { gini, giniCorrected } from '../../formulas/gini.ts'
import { voteWeight } from '../../formulas/levers.ts'
import { declinedEngagement, drawSignals, SIGNAL_RANGES } from '../../formulas/observables.ts'
import {
  breakEvenP,
  counterpartyBreakdown,
  DEFAULT_PAYOFF_PARAMETERS,
  initiatorBreakdown,
  type PayoffParameters,
  socialBreakEvenP,
  socialSurplus,
  totalWelfare,
  validatePayoff,
} from '../../formulas/payoff.ts'
import {
  DEFAULT_PROXY_WEIGHTS,
  type InteractionSignals,
  type ProxyWeights,
  proxyScore,
} from '../../formulas/proxy.ts'
import { rollingMean, trend } from '../../formulas/series.ts'
import {
  inverseSigmoid,
  SigmoidInverseError,
  sigmoid,
  sigmoidBounds,
  sigmoidDerivative,
  uncertaintyBand,
} from '../../formulas/sigmoid.ts'
import type { FamilyRunner } from './family.ts'
import { runMetrics } from './metrics.ts'
import { payoffTerms, type VectorTerms } from './payoff-terms.ts'

interface ProxyCase extends InteractionSignals {
  weights: ProxyWeights | null
  k: number
  reworkDecay: number
  rejectionDecay: number
  misuseDecay: number
}

interface SigmoidCase {
  vHat: number
  k: number
  b?: number
}

interface ObservablesCase {
  type: keyof typeof SIGNAL_RANGES
  draws: number[]
  reputation: number
  accepted: boolean
}

interface PermeabilityConfig {
  basePermeability: number
  informationDecay: number
  contagionRate: number
  spilloverAmplification: number
  adaptive: boolean
  threatSensitivity: number
}

interface SpilloverCase {
  kind: 'spillover'
  p: number[]
  contagionRate: number
  amplification: number
  permeability: number
  weight: number
}

type ContagionCase = SpilloverCase | { kind: 'finalSize'; r0: number }

/** What a key left out of a permeability case means. */
const PERMEABILITY_ABSENT: PermeabilityConfig = {
  basePermeability: 0.5,
  informationDecay: 0.1,
  contagionRate: 0.05,
  spilloverAmplification: 1.5,
  adaptive: true,
  threatSensitivity: 1,
}

/** Runs an inverse; a refusal becomes the vectors' error code. */
function orErrorCode(compute: () => object): object {
  try {
    return compute()
  } catch (error) {
    if (error instanceof SigmoidInverseError) return { error: error.code }
    throw error
  }
}

function runProxy(input: ProxyCase): unknown {
  const decays = { rework: input.reworkDecay, rejection: input.rejectionDecay, misuse: input.misuseDecay }
  const { normalisedWeights, score, ...signals } = proxyScore(
    input,
    input.weights ?? DEFAULT_PROXY_WEIGHTS,
    decays,
  )
  return {
    ...signals,
    normalizedWeights: normalisedWeights,
    vHat: score,
    p: sigmoid(score, input.k, 0),
  }
}

function runSigmoid({ vHat, k, b = 0 }: SigmoidCase): unknown {
  return { p: sigmoid(vHat, k, b), derivative: sigmoidDerivative(vHat, k, b) }
}

function runSigmoidInverse({ p, k, b = 0 }: { p: number; k: number; b?: number }): unknown {
  return orErrorCode(() => ({ vHat: inverseSigmoid(p, k, b) }))
}

function runSigmoidBounds({ k, threshold }: { k: number; threshold: number }): unknown {
  const bounds = sigmoidBounds(k, 0)
  const band = orErrorCode(() => {
    const { low, high } = uncertaintyBand(threshold, k, 0)
    return { vMin: low, vMax: high }
  })
  return { pMin: bounds.low, pMax: bounds.high, ...band }
}

function runPayoff(input: { config: PayoffParameters; interaction: VectorTerms }): unknown {
  const { config } = input
  const terms = payoffTerms(input.interaction)
  const initiator = initiatorBreakdown(config, terms)
  const counterparty = counterpartyBreakdown(config, terms)
  return {
    expectedSurplus: initiator.expectedSurplus,
    expectedHarm: initiator.expectedHarm,
    payoffInitiator: initiator.total,
    payoffCounterparty: counterparty.total,
    breakdownInitiator: initiator,
    breakdownCounterparty: counterparty,
    totalWelfare: totalWelfare(initiator.total, counterparty.total),
    socialSurplus: socialSurplus(terms.p, config.sPlus, config.sMinus, config.h),
    breakEvenP: breakEvenP(config.sPlus, config.sMinus),
    socialBreakEvenP: socialBreakEvenP(config.sPlus, config.sMinus, config.h),
  }
}

function runPayoffValidation(input: Partial<PayoffParameters>): unknown {
  const field = validatePayoff({ ...DEFAULT_PAYOFF_PARAMETERS, ...input })
  if (field === null) return { ok: true }
  return { ok: false, field: field === 'rhoA' || field === 'rhoB' ? 'rho' : field }
}

function runVoteWeight(input: { enabled: boolean; maxWeight: number; voteCount: number }): unknown {
  return { weight: input.enabled ? voteWeight(input.voteCount, input.maxWeight) : 1 }
}

function runSeriesStats(input: { values: number[]; window: number }): unknown {
  return {
    gini: gini(input.values),
    rollingAverage: Array.from(rollingMean(input.values, input.window)),
    ...trend(input.values),
  }
}

function runObservables(input: ObservablesCase): unknown {
  const draws = input.draws.values()
  const nextUniform = () => {
    const { value, done } = draws.next()
    if (done) throw new Error(`More draws than the ${input.draws.length} that the case provides.`)
    return value
  }
  const signals = drawSignals(SIGNAL_RANGES[input.type], nextUniform, input.reputation, true)
  if (!input.accepted) signals.engagementDelta = declinedEngagement(signals.engagementDelta)
  if (!draws.next().done) throw new Error(`Fewer draws than the ${input.draws.length} of the case.`)
  const { score } = proxyScore(signals)
  return { ...signals, vHat: score, p: sigmoid(score, 2, 0) }
}

function runGini({ values }: { values: number[] }): unknown {
  const coefficient = gini(values)
  return { gini: coefficient, giniCorrected: giniCorrected(coefficient, values.length) }
}

function runEffectivePermeability(input: {
  config: Partial<PermeabilityConfig>
  threatLevel: number
  agentTrust: number
}): unknown {
  const config = { ...PERMEABILITY_ABSENT, ...input.config }
  return {
    effectivePermeability: effectivePermeability(
      config.basePermeability,
      input.threatLevel,
      input.agentTrust,
      config.threatSensitivity,
      config.adaptive,
    ),
  }
}

function runPermeabilityContagion(input: {
  config: Partial<PermeabilityConfig>
  p: number
  permeability: number
  uniform: number
}): unknown {
  const config = { ...PERMEABILITY_ABSENT, ...input.config }
  const crossProbability = crossingProbability(input.p, input.permeability)
  const allowed = input.uniform < crossProbability
  return {
    contagionProbability: spilloverProbability(config.contagionRate, input.p, input.permeability),
    crossProbability,
    allowed,
    degradedP: allowed ? degradedP(input.p, config.informationDecay) : input.p,
  }
}

function runContagionTheory(input: ContagionCase): unknown {
  if (input.kind === 'finalSize') {
    return { attackRate: attackRate(input.r0), extinctionProbability: extinctionProbability(input.r0) }
  }
  const { p, contagionRate, amplification, permeability, weight } = input
  return {
    expectedCount: expectedEscapes(p, contagionRate, permeability),
    expectedHarm: expectedSpilloverHarm(p, contagionRate, permeability, amplification),
    expectedUnblockedReference: expectedEscapesTwoBarriers(p, contagionRate, permeability),
    piStar: optimalPermeabilityTwoBarriers(p, contagionRate, amplification, weight),
  }
}

export const formulaFamilies: Record<string, FamilyRunner> = {
  proxy: runProxy,
  sigmoid: runSigmoid,
  sigmoidOffset: runSigmoid,
  sigmoidInverse: runSigmoidInverse,
  sigmoidBounds: runSigmoidBounds,
  payoff: runPayoff,
  payoffValidation: runPayoffValidation,
  voteWeight: runVoteWeight,
  metrics: runMetrics,
  seriesStats: runSeriesStats,
  observables: runObservables,
  gini: runGini,
  'permeability-effective': runEffectivePermeability,
  'permeability-contagion': runPermeabilityContagion,
  'theory-contagion': runContagionTheory,
}

/** Tolerances of families that sum or regress; all others are closed formulas at 1e-12. */
export const familyTolerance: Record<string, number> = {
  metrics: 1e-9,
  seriesStats: 1e-9,
  gini: 1e-9,
  'permeability-effective': 1e-9,
  'permeability-contagion': 1e-9,
  'theory-contagion': 1e-9,
}
