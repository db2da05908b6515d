import { Intent } from '../../components/intent.ts'
import type { Deliberation, PolicyAccess } from '../../engine/policy.ts'
import { type DrawSource, defineStream } from '../../engine/random.ts'
import { mostFrequent } from '../../formulas/ensemble.ts'
import { EnsembleVote, IncoherenceGate } from './columns.ts'
import { bindOwnState } from './own-state.ts'
import { controlParameters, SAMPLES_MAX } from './parameters.ts'

/** Draws of every sample but the first, which has the draws that the turn would have had anyway. */
export const ENSEMBLE_STREAM = defineStream('self-ensemble')

/**
 * Self-ensemble: an agent draws its turn several times from the same state, and does what came up most often; of equally
 * frequent deeds the one that came up first. What it does is action, target, kind, direction and whether it is hostile; sums
 * of money are not part of it, since no two that are drawn are alike, and the first sample that won brings its own. Each
 * sample starts from the agent's state before the turn, and only the winner's state stays. Whitepaper §10.
 */
export const selfEnsemble: Deliberation = {
  name: 'self-ensemble',
  own: [IncoherenceGate],
  writes: [EnsembleVote],
  bind(access, policy, act) {
    const { active } = access.get(IncoherenceGate)
    const vote = access.get(EnsembleVote)
    const { selfEnsembleEnabled, selfEnsembleSamples } = access.parameters(controlParameters)
    const further = access.world.boundSource(ENSEMBLE_STREAM)
    const state = bindOwnState(access.world, policy, SAMPLES_MAX + 1)
    const ballot = bindBallot(access)
    const castFurther = (agent: number, samples: number) => {
      further.begin(agent)
      for (let sample = 1; sample < samples; sample++) {
        state.load(agent, 0)
        act(agent, further)
        // Only the first sample of a deed can win, so only its state is kept.
        if (ballot.cast(agent, sample)) state.save(agent, sample + 1)
      }
    }
    return (agent: number, draws: DrawSource) => {
      const samples = selfEnsembleSamples[0]
      if (selfEnsembleEnabled[0] === 0 || active[0] === 0 || samples < 2) return act(agent, draws)
      state.save(agent, 0)
      act(agent, draws)
      ballot.cast(agent, 0)
      state.save(agent, 1)
      castFurther(agent, samples)
      const winner = ballot.winner(samples)
      // A further sample of the winning deed may have ended otherwise than the first one.
      if (winner < samples - 1) state.load(agent, winner + 1)
      vote.samples[agent] = samples
      vote.disagreement[agent] = 1 - ballot.votesOf(winner, samples) / samples
    }
  },
}

/** Deeds of the samples of one turn, by number. */
interface Ballot {
  /** Notes what an agent has chosen as a sample's deed; false when an earlier sample chose the same. */
  cast(agent: number, sample: number): boolean
  winner(samples: number): number
  votesOf(sample: number, samples: number): number
}

function bindBallot(access: PolicyAccess): Ballot {
  const { action, target, kind, hostile, direction } = access.world.get(Intent)
  const deeds = new Uint32Array(SAMPLES_MAX)
  const targets = new Uint32Array(SAMPLES_MAX)
  /** First sample of the same deed: equal numbers are equal deeds. */
  const tokens = new Uint8Array(SAMPLES_MAX)
  return {
    cast(agent, sample) {
      deeds[sample] =
        action[agent] | (kind[agent] << 8) | (hostile[agent] << 16) | ((direction[agent] + 1) << 17)
      targets[sample] = target[agent]
      let first = 0
      while (deeds[first] !== deeds[sample] || targets[first] !== targets[sample]) first++
      tokens[sample] = first
      return first === sample
    },
    winner: (samples) => mostFrequent(tokens, samples),
    votesOf(sample, samples) {
      let votes = 0
      for (let other = 0; other < samples; other++) if (tokens[other] === tokens[sample]) votes++
      return votes
    },
  }
}
