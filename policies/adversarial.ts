import { Kind } from '../components/agent.ts'
import { AgentType, InteractionKind } from '../components/codes.ts'
import { Parties } from '../components/interaction.ts'
import { bindPartners } from '../components/lookup/partners.ts'
import { Proposal } from '../components/queue.ts'
import { Stake } from '../components/stake.ts'
import { Standing } from '../components/standing.ts'
import { defineComponent, u8, u32 } from '../engine/columns.ts'
import { defineParameters, number } from '../engine/config.ts'
import { NOBODY } from '../engine/journal.ts'
import { definePolicy, type PolicyAccess } from '../engine/policy.ts'
import type { DrawSource } from '../engine/random.ts'
import { bindChoices, CHOICE_COLUMNS } from './shared/choices.ts'
import {
  bindRegard,
  REGARD_COLUMNS,
  REGARD_WHEN_VISIBLE,
  REGARD_WRITES,
  type Regard,
} from './shared/regard.ts'
import { bindAllowance, bindFeed, bindWaiting, COMMON_SENSES, OWN_SENSES } from './shared/senses.ts'
import { PROBABILITY, traitColumns } from './shared/traits.ts'
import { bindOffers, bindWork } from './shared/work.ts'

const BAIT_RESOURCES_MIN = 10
const BAIT_PROBABILITY = 0.2
const DISPUTE_PROBABILITY = 0.4
const STRANGER_ANSWER_PROBABILITY = 0.4
const COLLABORATION_PROBABILITY = 0.3
const OTHER_PROBABILITY = 0.5
const ATTACK_COOLDOWN = 2
const TARGET_RESOURCES = 50
const TARGET_TRANSFER = -1

const adversarialParameters = defineParameters('agents.config', {
  postProbability: number({
    ...PROBABILITY,
    default: 0.5,
    doc: 'Probability of a post when it does not attack.',
  }),
  attackProbability: number({ ...PROBABILITY, default: 0.6, doc: 'Probability of an attack in a turn.' }),
  targetHonest: number({
    unit: 'flag',
    range: [0, 1],
    integer: true,
    default: 1,
    doc: 'Whether an adversary singles out targets at all: 1 or 0.',
  }),
})

export const AdversarialState = defineComponent(
  'Adversarial',
  {
    ...traitColumns(adversarialParameters),
    cooldown: u8({ unit: 'turns', sight: 'own', doc: 'Turns until it may attack again.' }),
    sightRow: u32({ unit: 'rows', sight: 'own', doc: 'Its number among the agents that keep sightings.' }),
  },
  { table: 'policy:adversarial' },
)

/** Attacks those who have something to lose, together with its allies. Whitepaper §7. */
export const adversarial = definePolicy({
  name: 'adversarial',
  key: 'adversarial',
  doc: 'Attacks the well-off and well-reputed, and spares its allies.',
  type: AgentType.adversarial,
  parameters: adversarialParameters,
  traits: AdversarialState,
  remembers: false,
  own: [...REGARD_COLUMNS, ...OWN_SENSES],
  others: COMMON_SENSES,
  whenVisible: REGARD_WHEN_VISIBLE,
  writes: [...CHOICE_COLUMNS, ...REGARD_WRITES],
  bind(access) {
    const { slot } = access.get(Kind)
    const { cooldown } = access.get(AdversarialState)
    const { initiator, counterparty, kind } = access.get(Parties)
    const regard = bindAdversary(access)
    const schemes = bindScheming(access, regard)
    const attacks = bindAttack(access, regard)
    const blendsIn = bindBlending(access, regard)
    return {
      act(agent, draws) {
        const row = slot[agent]
        if (cooldown[row] > 0) cooldown[row]--
        regard.look(agent)
        if (schemes(agent, draws)) return
        if (attacks(agent, draws)) return
        blendsIn(agent, draws)
      },
      consents(interaction, draws) {
        const agent = counterparty[interaction]
        const proposer = initiator[interaction]
        if (regard.isAlly(agent, proposer) || regard.isTarget(agent, proposer)) return true
        if (kind[interaction] === InteractionKind.trade) return true
        const collaboration = kind[interaction] === InteractionKind.collaboration
        return draws.next()[0] < (collaboration ? COLLABORATION_PROBABILITY : OTHER_PROBABILITY)
      },
    }
  },
})

function bindAdversary(access: PolicyAccess): Regard {
  const { slot } = access.get(Kind)
  const { targetHonest, sightRow } = access.get(AdversarialState)
  const { reputation } = access.get(Standing)
  const { resources } = access.get(Stake)
  return bindRegard(access, bindPartners(access), sightRow, (agent, other) => {
    return targetHonest[slot[agent]] === 1 && (resources[other] > TARGET_RESOURCES || reputation[other] > 0)
  })
}

/** Bait, disputes, and proposals that wait for an answer. */
function bindScheming(access: PolicyAccess, regard: Regard): (agent: number, draws: DrawSource) => boolean {
  const { resources } = access.get(Stake)
  const { initiator } = access.get(Proposal)
  const { epoch } = access.clock
  const waiting = bindWaiting(access)
  const work = bindWork(access)
  const offers = bindOffers(access)
  const { fileDispute, answer } = bindChoices(access)
  return (agent, draws) => {
    const mayBait = work.mayOffer(agent) && resources[agent] > BAIT_RESOURCES_MIN
    if (mayBait && draws.next()[0] < BAIT_PROBABILITY) {
      offers.post(agent, 1, 5, epoch[0] + 1, draws)
      return true
    }
    const escrows = work.countEscrows(agent)
    if (escrows > 0 && draws.next()[0] < DISPUTE_PROBABILITY) {
      fileDispute(agent, work.pickEscrow(agent, escrows, draws))
      return true
    }
    const proposal = waiting(agent)
    if (proposal === NOBODY) return false
    const proposer = initiator[proposal]
    const known = regard.isAlly(agent, proposer) || regard.isTarget(agent, proposer)
    answer(agent, proposal, known || draws.next()[0] < STRANGER_ANSWER_PROBABILITY)
    return true
  }
}

/** An attack every other turn at most: on a target, else on the best task, else by a post. */
function bindAttack(access: PolicyAccess, regard: Regard): (agent: number, draws: DrawSource) => boolean {
  const { slot } = access.get(Kind)
  const { cooldown, attackProbability } = access.get(AdversarialState)
  const { canInteract, canPost } = bindAllowance(access)
  const targets = bindPartners(access).among('attractive', regard.keepTargets)
  const work = bindWork(access)
  const { propose, claimTask, post } = bindChoices(access)
  const strike = (agent: number, draws: DrawSource) => {
    const target = canInteract(agent) ? targets.choose(agent, draws) : NOBODY
    if (target !== NOBODY) {
      propose(agent, target, InteractionKind.trade, 1, TARGET_TRANSFER)
      return true
    }
    const task = work.richestTask(agent)
    if (task !== NOBODY) claimTask(agent, task)
    else if (canPost(agent)) post(agent)
    else return false
    return true
  }
  return (agent, draws) => {
    const row = slot[agent]
    if (cooldown[row] > 0 || draws.next()[0] >= attackProbability[row] || !strike(agent, draws)) return false
    cooldown[row] = ATTACK_COOLDOWN
    return true
  }
}

/** Between attacks: posts, votes against targets, trades with targets or anyone. */
function bindBlending(access: PolicyAccess, regard: Regard): (agent: number, draws: DrawSource) => void {
  const { slot } = access.get(Kind)
  const { postProbability } = access.get(AdversarialState)
  const { canPost, canVote, canInteract } = bindAllowance(access)
  const feed = bindFeed(access)
  const partners = bindPartners(access)
  const targets = partners.among('attractive', regard.keepTargets)
  const anyone = partners.among('visible', (_agent, _rows, found) => found)
  const { post, vote, propose, noop } = bindChoices(access)
  const worstPost = (agent: number) => {
    const places = feed.listed()
    for (let place = 0; place < places; place++) {
      if (regard.isTarget(agent, feed.author(feed.at(place)))) return feed.at(place)
    }
    return feed.at(0)
  }
  return (agent, draws) => {
    if (canPost(agent) && draws.next()[0] < postProbability[slot[agent]]) return post(agent)
    if (canVote(agent) && feed.listed() > 0) return vote(agent, worstPost(agent), -1)
    if (!canInteract(agent)) return noop(agent)
    const target = targets.choose(agent, draws)
    if (target !== NOBODY) return propose(agent, target, InteractionKind.trade, 1, TARGET_TRANSFER)
    const other = anyone.choose(agent, draws)
    if (other === NOBODY) return noop(agent)
    propose(agent, other, InteractionKind.trade, 1, 0)
  }
}
