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
import { reputationFactor, SIGNAL_RANGES, scaledSignal } from '../formulas/observables.ts'

export const SIGNAL_STREAM = defineStream('signals')

/**
 * What can be observed of each proposal, its proxy v̂ and p, as if it were accepted; signals depend on the initiator
 * alone. Reads Parties, Kind, Standing. Writes Signals, Score. Whitepaper §1.
 */
export const scoringSystem = defineSystem({
  name: 'scoring',
  phase: 'scoring',
  every: 'interaction',
  spread: 'chunks',
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
    const table = tabulateRanges()
    return (first, end) => {
      const byPhase = phased()
      const scaled = scaleNegative[0] === 1
      draws.fill(key, first, end)
      for (let row = first; row < end; row++) {
        const agent = initiator[row]
        const attack = hostile[row] === 1 ? AgentType.adversarial : AgentType.honest
        const shown = byPhase[policy[agent]] === 1 || type[agent] >= AGENT_TYPES.length ? attack : type[agent]
        const at = shown * RANGE_WIDTH
        const factor = reputationFactor(reputation[agent])
        draws.beginRow(row)
        progress[row] = scaledSignal(table[at] + table[at + 1] * draws.next()[0], factor, scaled)
        rework[row] = table[at + 2] + Math.floor(draws.next()[0] * table[at + 3])
        // A signal that cannot vary takes no draw.
        rejections[row] =
          table[at + 5] === 1 ? table[at + 4] : table[at + 4] + Math.floor(draws.next()[0] * table[at + 5])
        misuse[row] =
          table[at + 7] === 1 ? table[at + 6] : table[at + 6] + Math.floor(draws.next()[0] * table[at + 7])
        engagement[row] = scaledSignal(table[at + 8] + table[at + 9] * draws.next()[0], factor, scaled)
        truth[row] = 0
      }
      scorer.prepare()
      scorer.score(first, end)
    }
  },
})

const RANGE_WIDTH = 10

/**
 * Signal ranges by type as numbers in a row: low and width of progress, low and number of values of rework, rejections
 * and misuse, low and width of engagement. Looking five nested lists up for each interaction took half the scoring's time.
 */
function tabulateRanges(): Float64Array {
  return Float64Array.from(
    AGENT_TYPES.flatMap((name) => {
      const { progress, rework, rejections, misuse, engagement } = SIGNAL_RANGES[name]
      const counts = [rework, rejections, misuse].flatMap(([low, high]) => [low, high - low + 1])
      return [progress[0], progress[1] - progress[0], ...counts, engagement[0], engagement[1] - engagement[0]]
    }),
  )
}

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
