import { Kind } from '../components/agent.ts'
import { AGENT_TYPES, AgentType } from '../components/codes.ts'
import { Parties, Score, Signals } from '../components/interaction.ts'
import { bindScorer } from '../components/lookup/scorer.ts'
import { signalParameters } from '../components/parameters/model.ts'
import { Standing } from '../components/standing.ts'
import { encode, parameterAt } from '../engine/config.ts'
import type { Policy } from '../engine/policy.ts'
import { defineStream } from '../engine/random.ts'
import { defineSystem } from '../engine/schedule.ts'
import type { SystemAccess, World } from '../engine/world.ts'
import {
  reputationFactor,
  SIGNAL_RANGES,
  scaledSignal,
  uniformInteger,
  uniformReal,
} from '../formulas/observables.ts'

export const SIGNAL_STREAM = defineStream('signals')

/**
 * What can be observed of each proposal, its proxy v̂ and p, as if it were accepted; signals depend on the initiator
 * alone. Reads Parties, Kind, Standing. Writes Signals, Score. Whitepaper §1.
 */
export const scoringSystem = defineSystem({
  name: 'scoring',
  phase: 'scoring',
  every: 'interaction',
  reads: [Parties, Kind, Standing],
  writes: [Signals, Score],
  doc: 'Draws the observables of each proposal and scores it.',
  bind(access) {
    const { initiator, key, hostile } = access.get(Parties)
    const { type, policy } = access.get(Kind)
    const { reputation } = access.get(Standing)
    const { progress, engagement, rework, rejections, misuse } = access.get(Signals)
    const { truth } = access.get(Score)
    const { scaleNegative } = access.parameters(signalParameters)
    const scorer = bindScorer(access)
    const phased = bindPhases(access)
    const draws = access.source(SIGNAL_STREAM)
    const ranges = AGENT_TYPES.map((name) => SIGNAL_RANGES[name])
    return (first, end) => {
      const byPhase = phased()
      const scaled = scaleNegative[0] === 1
      for (let row = first; row < end; row++) {
        const agent = initiator[row]
        const attack = hostile[row] === 1 ? AgentType.adversarial : AgentType.honest
        const shown = byPhase[policy[agent]] === 1 || type[agent] >= ranges.length ? attack : type[agent]
        const range = ranges[shown]
        const factor = reputationFactor(reputation[agent])
        draws.begin(key[row])
        progress[row] = scaledSignal(
          uniformReal(range.progress[0], range.progress[1], draws.next()[0]),
          factor,
          scaled,
        )
        rework[row] = uniformInteger(range.rework[0], range.rework[1], draws.next()[0])
        rejections[row] =
          range.rejections[0] === range.rejections[1]
            ? range.rejections[0]
            : uniformInteger(range.rejections[0], range.rejections[1], draws.next()[0])
        misuse[row] =
          range.misuse[0] === range.misuse[1]
            ? range.misuse[0]
            : uniformInteger(range.misuse[0], range.misuse[1], draws.next()[0])
        engagement[row] = scaledSignal(
          uniformReal(range.engagement[0], range.engagement[1], draws.next()[0]),
          factor,
          scaled,
        )
        truth[row] = 0
      }
      scorer.prepare()
      scorer.score(first, end)
    }
  },
})

/** By policy, whether its proposals signal by phase: some policies leave that to a switch, plugins' own types always do. */
function bindPhases(access: SystemAccess): () => Uint8Array {
  const flags = new Uint8Array(access.registry.policies.length)
  const switches = access.registry.policies.map((policy) => phaseSwitch(access.world, policy))
  return () => {
    for (let code = 0; code < flags.length; code++) flags[code] = switches[code]() ? 1 : 0
    return flags
  }
}

function phaseSwitch(world: World, { signalsByPhase }: Policy): () => boolean {
  if (!signalsByPhase) return () => false
  const { parameter, value } = signalsByPhase
  const code = encode(parameterAt(world.parameterList, parameter), value)
  const view = world.parameterView(parameter)
  return () => view[0] === code
}
