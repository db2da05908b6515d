import { Kind } from '../../components/agent.ts'
import { AGENT_TYPES, AgentType } from '../../components/codes.ts'
import {
  acceptanceParameters,
  decayParameters,
  scoringParameters,
  signalParameters,
  weightParameters,
} from '../../components/parameters/model.ts'
import { Standing } from '../../components/standing.ts'
import { defineStream } from '../../engine/random.ts'
import type { SystemAccess } from '../../engine/world.ts'
import {
  reputationFactor,
  SIGNAL_RANGES,
  type SignalRange,
  scaledSignal,
  uniformInteger,
  uniformReal,
} from '../../formulas/observables.ts'
import { countSignal, verifierSignal, weightedProxy } from '../../formulas/proxy.ts'
import { sigmoid } from '../../formulas/sigmoid.ts'

export const WORK_STREAM = defineStream('marketplace-work')

/**
 * Whether work that an agent hands in is accepted: its observables are drawn as those of an interaction that the agent
 * initiates, scored by the same proxy (whitepaper §1), and p has to reach p̄ as at the gate (§3). An agent of a type that
 * the model does not know works as an honest one; signals that plugins add are about interactions and stay out.
 */
export function bindReview(access: SystemAccess): (agent: number, task: number) => boolean {
  const { type } = access.get(Kind)
  const { reputation } = access.get(Standing)
  const { scaleNegative } = access.parameters(signalParameters)
  const { threshold } = access.parameters(acceptanceParameters)
  const { sigmoidK, sigmoidB } = access.parameters(scoringParameters)
  const decay = access.parameters(decayParameters)
  const weight = access.parameters(weightParameters)
  const ranges = AGENT_TYPES.map((name) => SIGNAL_RANGES[name])
  const draws = access.source(WORK_STREAM)
  const count = ([low, high]: SignalRange) =>
    low === high ? low : uniformInteger(low, high, draws.next()[0])
  return (agent, task) => {
    const range = ranges[type[agent]] ?? ranges[AgentType.honest]
    const factor = reputationFactor(reputation[agent])
    const scaled = scaleNegative[0] === 1
    draws.begin(task)
    const progress = uniformReal(range.progress[0], range.progress[1], draws.next()[0])
    const rework = countSignal(count(range.rework), decay.rework[0])
    const rejection = countSignal(count(range.rejections), decay.rejection[0])
    const misuse = countSignal(count(range.misuse), decay.misuse[0])
    const engagement = uniformReal(range.engagement[0], range.engagement[1], draws.next()[0])
    const [a, b] = [weight.taskProgress[0], weight.reworkPenalty[0]]
    const [c, d] = [weight.verifierPenalty[0], weight.engagementSignal[0]]
    const size = Math.abs(a) + Math.abs(b) + Math.abs(c) + Math.abs(d)
    const share = (one: number) => (size === 0 ? 0.25 : one / size)
    const proxy = weightedProxy(
      scaledSignal(progress, factor, scaled),
      rework,
      verifierSignal(rejection, misuse),
      scaledSignal(engagement, factor, scaled),
      share(a),
      share(b),
      share(c),
      share(d),
    )
    return sigmoid(proxy, sigmoidK[0], sigmoidB[0]) >= threshold[0]
  }
}
