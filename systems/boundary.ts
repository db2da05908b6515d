import { Kind } from '../components/agent.ts'
import { AGENT_TYPES, AgentType, CrossingOutcome, EventCode, Status } from '../components/codes.ts'
import { Border, Boundary, Crossing } from '../components/crossing.ts'
import { Parties, Score, Verdict } from '../components/interaction.ts'
import { boundaryParameters } from '../components/parameters/society.ts'
import { Standing } from '../components/standing.ts'
import { Batch, CHUNK_ROWS } from '../engine/block.ts'
import { bindNote, Journal, JournalHead } from '../engine/journal.ts'
import { defineStream } from '../engine/random.ts'
import { defineSystem } from '../engine/schedule.ts'
import { effectivePermeability, spilloverProbability } from '../formulas/contagion.ts'
import { uniformReal } from '../formulas/observables.ts'

export const CROSSING_STREAM = defineStream('crossing')

/** Sensitivity of what agents of each type send out, uniform in [low, high]; types of plugins send like honest agents. */
const SENSITIVITY: Readonly<Record<(typeof AGENT_TYPES)[number], readonly [number, number]>> = {
  honest: [0, 0.5],
  opportunistic: [0.1, 0.7],
  deceptive: [0.2, 0.9],
  adversarial: [0.4, 1],
}

const NEUTRAL_TRUST = 0.5

/**
 * Accepted interactions try to cross the boundary now and then. A crossing is refused by a rate limit per agent in
 * simulated time, then by its sensitivity; one that passes spills harm outside with probability r_c (1 - p) π. Reads
 * Parties, Score, Verdict, Kind, Standing, Boundary. Writes Crossing, Border. Whitepaper §9, §14.
 */
export const boundarySystem = defineSystem({
  name: 'boundary',
  phase: 'boundary',
  every: 'interaction',
  spread: 'chunks',
  reads: [Parties, Score, Verdict, Kind, Standing, Boundary],
  writes: [Crossing, Border, Journal, JournalHead],
  doc: 'Lets interactions cross the boundary, refuses some, and spills harm.',
  bind(access) {
    const { initiator, key } = access.get(Parties)
    const { p } = access.get(Score)
    const { status } = access.get(Verdict)
    const { type } = access.get(Kind)
    const { reputation } = access.get(Standing)
    const { threat } = access.get(Boundary)
    const { outcome, harm } = access.get(Crossing)
    const border = access.get(Border)
    const rule = access.parameters(boundaryParameters)
    const { tick } = access.clock
    const draws = access.source(CROSSING_STREAM)
    const note = bindNote(access.world)
    const lowest = Float64Array.from(AGENT_TYPES, (name) => SENSITIVITY[name][0])
    const highest = Float64Array.from(AGENT_TYPES, (name) => SENSITIVITY[name][1])
    return (first, end) => {
      const window = Math.floor(tick[0] / rule.windowTicks[0])
      if (rule.enabled[0] === 1) draws.fill(key, first, end)
      for (let row = first; row < end; row++) {
        outcome[row] = CrossingOutcome.inside
        harm[row] = 0
        if (rule.enabled[0] === 0 || status[row] !== Status.accepted) continue
        draws.beginRow(row)
        if (draws.next()[0] >= rule.crossingProbability[0]) continue
        const agent = initiator[row]
        if (border.window[agent] !== window) {
          border.window[agent] = window
          border.crossings[agent] = 0
        }
        const kind = type[agent] < lowest.length ? type[agent] : AgentType.honest
        if (border.crossings[agent] >= rule.crossingsPerWindow[0]) outcome[row] = CrossingOutcome.rateLimited
        else if (uniformReal(lowest[kind], highest[kind], draws.next()[0]) > rule.maxSensitivity[0]) {
          outcome[row] = CrossingOutcome.tooSensitive
        } else outcome[row] = CrossingOutcome.crossed
        if (outcome[row] !== CrossingOutcome.crossed) {
          note(EventCode.boundaryRefused, agent, outcome[row], p[row])
          continue
        }
        border.crossings[agent]++
        const permeability = effectivePermeability(
          rule.basePermeability[0],
          threat[0],
          trustOf(reputation[agent]),
          rule.threatSensitivity[0],
          rule.adaptive[0] === 1,
        )
        if (draws.next()[0] >= spilloverProbability(rule.contagionRate[0], p[row], permeability)) continue
        outcome[row] = CrossingOutcome.spilled
        harm[row] = (1 - p[row]) * rule.spilloverAmplification[0]
        note(EventCode.spilloverDetected, agent, outcome[row], harm[row])
      }
    }
  },
})

/** Reputation, clipped to [-1, 1], on the scale of trust: 0 to 1, neutral at one half. */
function trustOf(reputation: number): number {
  const clipped = reputation < -1 ? -1 : reputation > 1 ? 1 : reputation
  return (1 + clipped) / 2
}

/**
 * Threat is a moving average of harm per crossing that was let through, and tightens permeability from the next tick on.
 * Reads Batch, Crossing. Writes Boundary. Whitepaper §14, adaptive permeability.
 */
export const threatSystem = defineSystem({
  name: 'threat',
  phase: 'boundary',
  every: 'tick',
  reads: [Batch, Crossing],
  writes: [Boundary],
  doc: 'Updates the threat level and the permeability it leaves.',
  bind(access) {
    const { count } = access.get(Batch)
    const { outcome, harm } = access.get(Crossing)
    const { threat, permeability } = access.get(Boundary)
    const rule = access.parameters(boundaryParameters)
    return (_first, end) => {
      if (rule.enabled[0] === 0) return
      let crossings = 0
      let spilled = 0
      for (let chunk = 0; chunk * CHUNK_ROWS < end; chunk++) {
        const last = chunk * CHUNK_ROWS + count[chunk]
        for (let row = chunk * CHUNK_ROWS; row < last; row++) {
          if (outcome[row] !== CrossingOutcome.crossed && outcome[row] !== CrossingOutcome.spilled) continue
          crossings++
          spilled += harm[row]
        }
      }
      const level = crossings === 0 ? 0 : Math.min(1, spilled / crossings)
      threat[0] += rule.threatSmoothing[0] * (level - threat[0])
      permeability[0] = effectivePermeability(
        rule.basePermeability[0],
        threat[0],
        NEUTRAL_TRUST,
        rule.threatSensitivity[0],
        rule.adaptive[0] === 1,
      )
    }
  },
})
