import { Kind } from '../../components/agent.ts'
import { Intent } from '../../components/intent.ts'
import { CHUNK_BITS } from '../../engine/block.ts'
import { type ColumnArray, type Component, widthOf } from '../../engine/columns.ts'
import type { Deliberation, Policy, PolicyAccess } from '../../engine/policy.ts'
import { type DrawSource, defineStream } from '../../engine/random.ts'
import { mostFrequent } from '../../formulas/ensemble.ts'
import { EnsembleVote, IncoherenceGate } from './columns.ts'
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
    const further = access.world.source(ENSEMBLE_STREAM)
    const state = bindOwnState(access, policy)
    const ballot = bindBallot(access)
    const castFurther = (agent: number, samples: number) => {
      further.begin(agent)
      for (let sample = 1; sample < samples; sample++) {
        state.load(agent, 0)
        act(agent, further)
        ballot.cast(agent, sample)
        state.save(agent, sample + 1)
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
      if (winner < samples - 1) state.load(agent, winner + 1)
      vote.samples[agent] = samples
      vote.disagreement[agent] = 1 - ballot.votesOf(winner, samples) / samples
    }
  },
}

/** Deeds of the samples of one turn, by number. */
interface Ballot {
  /** Notes what an agent has chosen as a sample's deed. */
  cast(agent: number, sample: number): void
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
    },
    winner: (samples) => mostFrequent(tokens, samples),
    votesOf(sample, samples) {
      let votes = 0
      for (let other = 0; other < samples; other++) if (tokens[other] === tokens[sample]) votes++
      return votes
    },
  }
}

/** An agent's rows of what its policy writes, saved at places and loaded from them. */
interface OwnState {
  save(agent: number, place: number): void
  load(agent: number, place: number): void
}

/** Bytes of one column that belong to an agent. */
interface Span {
  readonly bytes: Uint8Array
  /** Bytes an agent, and where they lie in a saved state. */
  readonly width: number
  readonly at: number
  readonly rowOf: (agent: number) => number
}

/** One place for the state before the turn, and one for that after each sample. */
const PLACES = SAMPLES_MAX + 1

function bindOwnState(access: PolicyAccess, policy: Policy): OwnState {
  const spans = spansOf(access, policy)
  const last = spans.at(-1)
  const size = last ? last.at + last.width : 0
  const saved = new Uint8Array(size * PLACES)
  return {
    save(agent, place) {
      for (let i = 0; i < spans.length; i++) {
        const { bytes, width, at, rowOf } = spans[i]
        const from = rowOf(agent) * width
        const to = place * size + at
        for (let byte = 0; byte < width; byte++) saved[to + byte] = bytes[from + byte]
      }
    },
    load(agent, place) {
      for (let i = 0; i < spans.length; i++) {
        const { bytes, width, at, rowOf } = spans[i]
        const to = rowOf(agent) * width
        const from = place * size + at
        for (let byte = 0; byte < width; byte++) bytes[to + byte] = saved[from + byte]
      }
    },
  }
}

/** Where a policy's own rows lie, column by column. */
function spansOf({ world }: PolicyAccess, policy: Policy): Span[] {
  const components = new Set([...policy.writes, ...(policy.traits ? [policy.traits] : [])])
  const slot = world.get(Kind).slot
  const spans: Span[] = []
  let at = 0
  for (const component of components) {
    if (!world.has(component)) continue
    const place = placeOf(component, policy, world.rowsOf(component.table), world.rowsOf('agent'), slot)
    if (!place) continue
    const columns = world.get(component) as Readonly<Record<string, ColumnArray>>
    for (const [name, field] of Object.entries(component.fields)) {
      const { buffer, byteOffset, byteLength, BYTES_PER_ELEMENT } = columns[name]
      const width = BYTES_PER_ELEMENT * widthOf(field) * place.rows
      spans.push({ bytes: new Uint8Array(buffer, byteOffset, byteLength), width, at, rowOf: place.rowOf })
      at += width
    }
  }
  return spans
}

interface RowPlace {
  /** Rows an agent. */
  readonly rows: number
  /** Number of an agent's group of rows. */
  readonly rowOf: (agent: number) => number
}

/**
 * How a table's rows belong to agents; undefined for a table that is empty or follows none. Of the shipped policies only
 * sightings do not: sets that each look fills in the same way, so that looking again changes nothing.
 */
function placeOf(
  { table, perThread }: Component,
  { traits }: Policy,
  rows: number,
  agents: number,
  slot: Uint32Array,
): RowPlace | undefined {
  if (rows === 0) return undefined
  if (perThread) return { rows: 1, rowOf: () => 0 }
  if (table === 'chunk') return { rows: 1, rowOf: (agent) => agent >>> CHUNK_BITS }
  if (table === traits?.table) return { rows: 1, rowOf: (agent) => slot[agent] }
  if (table !== 'world' && rows % agents === 0) return { rows: rows / agents, rowOf: (agent) => agent }
  return undefined
}
