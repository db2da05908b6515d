import { Status } from '../../components/codes.ts'
import { Score, Verdict } from '../../components/interaction.ts'
import { CHUNK_BITS } from '../../engine/block.ts'
import { defineSystem } from '../../engine/schedule.ts'
import type { SystemAccess } from '../../engine/world.ts'
import { exp } from '../../formulas/elementary.ts'
import { IncoherenceGate, UncertaintySums } from './columns.ts'
import { controlParameters, forecastParameters } from './parameters.ts'

/** Counts what the forecast looks at. Reads Score, Verdict. Writes UncertaintySums, each chunk its own. */
export const incoherenceWatchSystem = defineSystem({
  name: 'incoherence-watch',
  phase: 'breaker',
  every: 'interaction',
  reads: [Score, Verdict],
  writes: [UncertaintySums],
  doc: 'Adds up the label uncertainty of the epoch.',
  bind(access) {
    const { p } = access.get(Score)
    const { status } = access.get(Verdict)
    const { completed, accepted, sum, most } = access.get(UncertaintySums)
    return (first, end) => {
      const chunk = first >>> CHUNK_BITS
      for (let row = first; row < end; row++) {
        if (status[row] === Status.void || status[row] === Status.expired) continue
        const uncertainty = 1 - Math.abs(2 * p[row] - 1)
        completed[chunk]++
        if (status[row] === Status.accepted) accepted[chunk]++
        sum[chunk] += uncertainty
        if (uncertainty > most[chunk]) most[chunk] = uncertainty
      }
    }
  },
})

/**
 * Decides as an epoch begins whether the levers act in it: always, or while the forecast reaches the threshold. It
 * forecasts from the society's shape and from the epoch before; in the first epoch, and without a fitted forecast, they act.
 * Reads and clears UncertaintySums. Writes the gate. Whitepaper §10.
 */
export const incoherenceGateSystem = defineSystem({
  name: 'incoherence-gate',
  phase: 'epoch-start',
  every: 'epoch-start',
  after: ['renewal'],
  reads: [],
  writes: [UncertaintySums, IncoherenceGate],
  doc: 'Forecasts incoherence and decides whether levers act.',
  bind(access) {
    const { risk, active, activeEpochs } = access.get(IncoherenceGate)
    const { adaptiveGovernanceEnabled, adaptiveIncoherenceThreshold } = access.parameters(controlParameters)
    const { bias } = access.parameters(forecastParameters)
    const { epoch } = access.clock
    const takeRisk = bindRisk(access)
    return () => {
      takeRisk(risk)
      const knows = !Number.isNaN(bias[0]) && epoch[0] > 0
      if (!knows) risk[0] = 1
      active[0] = adaptiveGovernanceEnabled[0] === 0 || risk[0] >= adaptiveIncoherenceThreshold[0] ? 1 : 0
      activeEpochs[0] += active[0]
    }
  },
})

/** Actions that an agent can choose from: to do nothing and to propose, and what a schedule and a feed bring. */
export function actionsOf(sequential: boolean, feed: boolean): number {
  return 2 + (sequential ? 2 : 0) + (feed ? 2 : 0)
}

function bindRisk(access: SystemAccess): (risk: Float64Array) => void {
  const { completed, accepted, sum, most } = access.get(UncertaintySums)
  const weights = access.parameters(forecastParameters)
  const { adaptiveUseBehavioralFeatures } = access.parameters(controlParameters)
  const { ticksPerEpoch, agentCount } = access.clock
  const actions = actionsOf(
    access.world.value('turns') === 'sequential',
    access.world.value('feed.enabled') === true,
  )
  return (risk) => {
    let count = 0
    let taken = 0
    let total = 0
    let highest = 0
    for (let chunk = 0; chunk < completed.length; chunk++) {
      count += completed[chunk]
      taken += accepted[chunk]
      total += sum[chunk]
      if (most[chunk] > highest) highest = most[chunk]
    }
    completed.fill(0)
    accepted.fill(0)
    sum.fill(0)
    most.fill(0)
    let score = weights.bias[0] + weights.horizon[0] * ticksPerEpoch[0] + weights.agents[0] * agentCount[0]
    score += weights.actions[0] * actions + weights.adversarialShare[0] * weights.assumedAdversarialShare[0]
    if (adaptiveUseBehavioralFeatures[0] === 1) {
      score += weights.interactions[0] * count + weights.maxUncertainty[0] * highest
      if (count > 0) {
        score += (weights.acceptanceRate[0] * taken + weights.meanUncertainty[0] * total) / count
      }
    }
    risk[0] = 1 / (1 + exp(-score))
  }
}
