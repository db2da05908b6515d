import { Allegiance, Kind } from '../../components/agent.ts'
import { AgentType, InteractionKind } from '../../components/codes.ts'
import { Parties } from '../../components/interaction.ts'
import { bindPartners, type Filter } from '../../components/lookup/partners.ts'
import { Proposal } from '../../components/queue.ts'
import { defineComponent } from '../../engine/columns.ts'
import { defineParameters, number } from '../../engine/config.ts'
import { NOBODY } from '../../engine/journal.ts'
import { definePolicy, type PolicyAccess } from '../../engine/policy.ts'
import type { DrawSource } from '../../engine/random.ts'
import { bindChoices, CHOICE_COLUMNS } from '../../policies/shared/choices.ts'
import { bindRingNearby } from '../../policies/shared/regard.ts'
import { bindAllowance, bindWaiting, COMMON_SENSES, OWN_SENSES } from '../../policies/shared/senses.ts'
import { PROBABILITY, traitColumns } from '../../policies/shared/traits.ts'

const ATTACK_TRANSFER = -1

const colluderParameters = defineParameters('agents.config', {
  dealProbability: number({
    ...PROBABILITY,
    default: 0.8,
    doc: 'Probability of a deal with its own ring in a turn.',
  }),
  outsideProbability: number({
    ...PROBABILITY,
    default: 0.4,
    doc: 'Probability of a proposal to anyone else when it does not deal with its ring.',
  }),
  attackProbability: number({
    ...PROBABILITY,
    default: 0,
    doc: 'Probability that such a proposal is an attack instead of a collaboration.',
  }),
  acceptProbability: number({
    ...PROBABILITY,
    default: 0.5,
    doc: 'Probability that it accepts a proposal from outside its ring.',
  }),
})

const ColluderTraits = defineComponent('Colluder', traitColumns(colluderParameters), {
  table: 'policy:colluder',
})

/**
 * Deals with the members of its ring, as often as it can, and accepts whatever they propose; its work is an adversary's.
 * Now and then it turns to others. Rings are those of `observation.ally_ring_size`. Whitepaper §8, coordinated attacks.
 */
export const colluder = definePolicy({
  name: 'colluder',
  key: 'colluder',
  doc: 'Deals with its own ring and accepts whatever its members propose.',
  type: AgentType.adversarial,
  parameters: colluderParameters,
  traits: ColluderTraits,
  remembers: false,
  own: [Allegiance, ...OWN_SENSES],
  others: COMMON_SENSES,
  writes: CHOICE_COLUMNS,
  bind(access) {
    const { slot } = access.get(Kind)
    const { acceptProbability } = access.get(ColluderTraits)
    const { initiator, counterparty } = access.get(Parties)
    const isMate = bindMates(access)
    const answers = bindAnswer(access, isMate)
    const deals = bindDealing(access, isMate)
    return {
      act(agent, draws) {
        if (!answers(agent, draws)) deals(agent, draws)
      },
      consents(interaction, draws) {
        const agent = counterparty[interaction]
        if (isMate(agent, initiator[interaction])) return true
        return draws.next()[0] < acceptProbability[slot[agent]]
      },
    }
  },
})

function bindMates(access: PolicyAccess): (agent: number, other: number) => boolean {
  const { ring } = access.get(Allegiance)
  return (agent, other) => ring[agent] !== 0 && ring[agent] === ring[other]
}

/** Answers the oldest waiting proposal. */
function bindAnswer(
  access: PolicyAccess,
  isMate: (agent: number, other: number) => boolean,
): (agent: number, draws: DrawSource) => boolean {
  const { slot } = access.get(Kind)
  const { acceptProbability } = access.get(ColluderTraits)
  const { initiator } = access.get(Proposal)
  const waiting = bindWaiting(access)
  const { answer } = bindChoices(access)
  return (agent, draws) => {
    const proposal = waiting(agent)
    if (proposal === NOBODY) return false
    const mate = isMate(agent, initiator[proposal])
    answer(agent, proposal, mate || draws.next()[0] < acceptProbability[slot[agent]])
    return true
  }
}

/** Turns to its ring, to others, or to nobody. */
function bindDealing(
  access: PolicyAccess,
  isMate: (agent: number, other: number) => boolean,
): (agent: number, draws: DrawSource) => void {
  const { slot } = access.get(Kind)
  const { dealProbability, outsideProbability, attackProbability } = access.get(ColluderTraits)
  const { canInteract } = bindAllowance(access)
  const partners = bindPartners(access)
  // Where partners are drawn from lists of everyone, a ring is found in the rows around; else among those one sees.
  const keepMates: Filter = (agent, rows, found) => {
    let kept = 0
    for (let place = 0; place < found; place++) if (isMate(agent, rows[place])) rows[kept++] = rows[place]
    return kept
  }
  const keepOthers: Filter = (agent, rows, found) => {
    let kept = 0
    for (let place = 0; place < found; place++) if (!isMate(agent, rows[place])) rows[kept++] = rows[place]
    return kept
  }
  const mates = partners.drawn ? bindRingNearby(access, partners) : partners.among('visible', keepMates)
  const others = partners.among('visible', keepOthers)
  const { noop, propose } = bindChoices(access)
  return (agent, draws) => {
    const row = slot[agent]
    if (!canInteract(agent)) return noop(agent)
    if (draws.next()[0] < dealProbability[row]) {
      const mate = mates.choose(agent, draws)
      if (mate !== NOBODY) return propose(agent, mate, InteractionKind.trade, 0, 0)
    }
    if (draws.next()[0] >= outsideProbability[row]) return noop(agent)
    const other = others.choose(agent, draws)
    if (other === NOBODY) return noop(agent)
    if (draws.next()[0] < attackProbability[row]) {
      return propose(agent, other, InteractionKind.trade, 1, ATTACK_TRANSFER)
    }
    propose(agent, other, InteractionKind.collaboration, 0, 0)
  }
}
