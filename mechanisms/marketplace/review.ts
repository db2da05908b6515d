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
  uniformReal,
} from '../../formulas/observables.ts'
import { clipSignal } from '../../formulas/proxy.ts'
import { sigmoid } from '../../formulas/sigmoid.ts'

export const WORK_STREAM = defineStream('marketplace-work')

/** Signals of one piece of work, as the proxy takes them: in arrays, so that none is boxed on its way. */
const PROGRESS = 0
const REWORK = 1
const VERIFIER = 2
const ENGAGEMENT = 3
const NO_DRAW = new Float64Array(1)

/**
 * Whether work that an agent hands in is accepted: its observables are drawn as those of an interaction that the agent
 * initiates, scored by the same proxy (whitepaper §1), and p has to reach p̄ as at the gate (§3). An agent of a type that
 * the model does not know works as an honest one; signals that plugins add are about interactions and stay out.
 */
export function bindReview(access: SystemAccess): (agent: number, task: number) => boolean {
  const { threshold } = access.parameters(acceptanceParameters)
  const { sigmoidK, sigmoidB } = access.parameters(scoringParameters)
  const weight = access.parameters(weightParameters)
  const weights = [weight.taskProgress, weight.reworkPenalty, weight.verifierPenalty, weight.engagementSignal]
  const signals = new Float64Array(weights.length)
  const observe = bindWork(access, signals)
  return (agent, task) => {
    observe(agent, task)
    let size = 0
    let sum = 0
    let mean = 0
    for (let i = 0; i < weights.length; i++) {
      size += Math.abs(weights[i][0])
      sum += weights[i][0] * signals[i]
      mean += signals[i] / 4
    }
    return sigmoid(clipSignal(size === 0 ? mean : sum / size), sigmoidK[0], sigmoidB[0]) >= threshold[0]
  }
}

/** Draws what can be observed of a piece of work. A count of events costs a draw only where it varies. */
function bindWork(access: SystemAccess, signals: Float64Array): (agent: number, task: number) => void {
  const { type } = access.get(Kind)
  const { reputation } = access.get(Standing)
  const { scaleNegative } = access.parameters(signalParameters)
  const decay = access.parameters(decayParameters)
  const ranges = AGENT_TYPES.map((name) => SIGNAL_RANGES[name])
  const draws = access.source(WORK_STREAM)
  const counted = new Float64Array(3)
  /** The signal of a bad count, 2 decayⁿ - 1: one draw where the count varies. */
  const count = (place: number, range: SignalRange, decays: Float64Array) => {
    const events = range[0] + Math.floor((range[1] - range[0] + 1) * drawIfVaried(range)[0])
    let power = 1
    for (let event = 0; event < events; event++) power *= decays[0]
    counted[place] = 2 * power - 1
  }
  const drawIfVaried = (range: SignalRange) => (range[0] === range[1] ? NO_DRAW : draws.next())
  return (agent, task) => {
    const range = ranges[type[agent] < ranges.length ? type[agent] : AgentType.honest]
    const factor = reputationFactor(reputation[agent])
    const scaled = scaleNegative[0] === 1
    draws.begin(task)
    const progress = uniformReal(range.progress[0], range.progress[1], draws.next()[0])
    signals[PROGRESS] = scaledSignal(progress, factor, scaled)
    count(0, range.rework, decay.rework)
    count(1, range.rejections, decay.rejection)
    count(2, range.misuse, decay.misuse)
    signals[REWORK] = counted[0]
    signals[VERIFIER] = (counted[1] + counted[2]) / 2
    const engagement = uniformReal(range.engagement[0], range.engagement[1], draws.next()[0])
    signals[ENGAGEMENT] = scaledSignal(engagement, factor, scaled)
  }
}
