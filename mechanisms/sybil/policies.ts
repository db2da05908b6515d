import { Kind } from '../../components/agent.ts'
import { AgentType, InteractionKind } from '../../components/codes.ts'
import { bindPartners, PARTNER_COLUMNS } from '../../components/lookup/partners.ts'
import { NOBODY } from '../../engine/journal.ts'
import { definePolicy, type PolicyAccess } from '../../engine/policy.ts'
import type { DrawSource } from '../../engine/random.ts'
import { bindChoices, CHOICE_COLUMNS } from '../../policies/shared/choices.ts'
import { SwarmMember, SybilOperatorState, SybilState, swarmParameters } from './columns.ts'
import { sybilParameters, TARGETS_MAX } from './parameters.ts'

/** A turn of a member of a swarm, on behalf of its operator. */
type SwarmTurn = (agent: number, operator: number, draws: DrawSource) => void

/**
 * Turns to one of the operator's targets, or to anyone as cover; four draws at most. Some proposals exploit the other, the
 * rest look like honest work, so that targets go on dealing.
 */
function bindSwarmTurn(access: PolicyAccess): SwarmTurn {
  const { slot } = access.get(Kind)
  const { targets } = access.get(SybilOperatorState)
  const { coverProbability, exploitProbability } = access.parameters(sybilParameters)
  const { sees, among } = bindPartners(access)
  const anyone = among('visible', (_agent, _rows, found) => found)
  const { noop, propose } = bindChoices(access)
  const pickTarget = (agent: number, operator: number, draw: number): number => {
    const first = slot[operator] * TARGETS_MAX
    let seen = 0
    for (let place = first; place < first + TARGETS_MAX; place++) {
      if (targets[place] !== 0 && sees(agent, targets[place] - 1)) seen++
    }
    let before = Math.floor(draw * seen)
    for (let place = first; place < first + TARGETS_MAX; place++) {
      if (targets[place] === 0 || !sees(agent, targets[place] - 1)) continue
      if (before-- === 0) return targets[place] - 1
    }
    return NOBODY
  }
  return (agent, operator, draws) => {
    const isCover = draws.next()[0] < coverProbability[0]
    const hostile = draws.next()[0] < exploitProbability[0] ? 1 : 0
    let partner = isCover ? NOBODY : pickTarget(agent, operator, draws.next()[0])
    if (partner === NOBODY) partner = anyone.choose(agent, draws)
    if (partner === NOBODY) noop(agent)
    else propose(agent, partner, InteractionKind.collaboration, hostile, 0)
  }
}

/** Runs a swarm: it chooses targets, asks for Sybils as epochs end, and works on the targets itself. Whitepaper §15. */
export const sybilOperator = definePolicy({
  name: 'sybilOperator',
  key: 'sybil_operator',
  doc: 'Makes further identities of itself and has them work on the same few targets.',
  type: AgentType.other,
  parameters: swarmParameters,
  traits: SybilOperatorState,
  remembers: false,
  own: [Kind],
  others: PARTNER_COLUMNS,
  writes: CHOICE_COLUMNS,
  bind(access) {
    const { slot } = access.get(Kind)
    const { interactProbability } = access.get(SybilOperatorState)
    const turn = bindSwarmTurn(access)
    const { noop } = bindChoices(access)
    return {
      act(agent, draws) {
        if (draws.next()[0] < interactProbability[slot[agent]]) turn(agent, agent, draws)
        else noop(agent)
      },
      consents: () => true,
    }
  },
})

/** One identity of a swarm: works on the targets of its operator. Without an operator it does nothing. Whitepaper §15. */
export const sybil = definePolicy({
  name: 'sybil',
  key: 'sybil',
  doc: 'Works on the targets of the operator that made it, as all its siblings do.',
  type: AgentType.other,
  parameters: swarmParameters,
  traits: SybilState,
  remembers: false,
  own: [Kind, SwarmMember, SybilOperatorState],
  others: PARTNER_COLUMNS,
  writes: CHOICE_COLUMNS,
  bind(access) {
    const { slot } = access.get(Kind)
    const { operator } = access.get(SwarmMember)
    const { interactProbability } = access.get(SybilState)
    const turn = bindSwarmTurn(access)
    const { noop } = bindChoices(access)
    return {
      act(agent, draws) {
        const isIdle = draws.next()[0] >= interactProbability[slot[agent]]
        if (isIdle || operator[agent] === 0) noop(agent)
        else turn(agent, operator[agent] - 1, draws)
      },
      consents: () => true,
    }
  },
})
