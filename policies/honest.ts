import { Kind } from '../components/agent.ts'
import { AgentType, InteractionKind } from '../components/codes.ts'
import { Parties } from '../components/interaction.ts'
import { bindAcquaintances } from '../components/lookup/acquaintances.ts'
import { bindPartners, type Filter } from '../components/lookup/partners.ts'
import { scratchOf } from '../components/lookup/scratch.ts'
import { Acquaintance } from '../components/memory.ts'
import { partnerParameters } from '../components/parameters/society.ts'
import { Proposal } from '../components/queue.ts'
import { Stake } from '../components/stake.ts'
import { defineComponent } from '../engine/columns.ts'
import { defineParameters, number } from '../engine/config.ts'
import { NOBODY } from '../engine/journal.ts'
import { definePolicy, type PolicyAccess } from '../engine/policy.ts'
import type { DrawSource } from '../engine/random.ts'
import { bindChoices, CHOICE_COLUMNS } from './shared/choices.ts'
import { bindAllowance, bindFeed, bindWaiting, COMMON_SENSES, OWN_SENSES } from './shared/senses.ts'
import { PROBABILITY, traitColumns } from './shared/traits.ts'
import { bindOffers, bindWork, HONEST_EFFORT } from './shared/work.ts'

const ASKING_EASE = 0.1
const COLLABORATION_EASE = 0.1
const TRADE_CAUTION = 0.1
const NEUTRAL_TRUST = 0.5
const PARTNER_TRUST_MIN = 0.3
const BID_PROBABILITY = 0.3
const BOUNTY_PROBABILITY = 0.15
const BOUNTY_RESOURCES_MIN = 20
const DISLIKED_VOTES = -2
const LIVELY_REPLIES = 2

const honestParameters = defineParameters('agents.config', {
  acceptanceThreshold: number({
    ...PROBABILITY,
    default: 0.4,
    doc: 'Weighted trust from which an honest agent accepts.',
  }),
  trustWeight: number({
    ...PROBABILITY,
    default: 0.3,
    doc: 'Weight of trust in that decision; the rest is 0.5.',
  }),
  postProbability: number({ ...PROBABILITY, default: 0.3, doc: 'Probability of a post in a turn.' }),
  voteProbability: number({
    ...PROBABILITY,
    default: 0.5,
    doc: 'Probability of a vote when it does not post.',
  }),
  interactProbability: number({
    ...PROBABILITY,
    default: 0.4,
    doc: 'Probability of a proposal when it neither posts nor votes.',
  }),
})

const HonestTraits = defineComponent('Honest', traitColumns(honestParameters), { table: 'policy:honest' })

/**
 * Works in earnest, and collaborates with whom it trusts most. It trusts by the mean p of accepted interactions.
 * Whitepaper §7.
 */
export const honest = definePolicy({
  name: 'honest',
  key: 'honest',
  doc: 'Works, votes and collaborates with those whom it trusts most.',
  type: AgentType.honest,
  parameters: honestParameters,
  traits: HonestTraits,
  remembers: true,
  own: [Acquaintance, ...OWN_SENSES],
  others: COMMON_SENSES,
  writes: CHOICE_COLUMNS,
  bind(access) {
    const { slot } = access.get(Kind)
    const { acceptanceThreshold, trustWeight } = access.get(HonestTraits)
    const { initiator, counterparty, kind } = access.get(Parties)
    const { trust } = bindAcquaintances(access)
    const answers = bindAnswer(access)
    const works = bindWorking(access)
    const socialises = bindSocialising(access)
    const { noop } = bindChoices(access)
    return {
      act(agent, draws) {
        if (answers(agent)) return
        if (works(agent, draws)) return
        if (socialises(agent, draws)) return
        noop(agent)
      },
      consents(interaction) {
        const agent = counterparty[interaction]
        const row = slot[agent]
        let threshold = acceptanceThreshold[row]
        if (kind[interaction] === InteractionKind.collaboration) threshold -= COLLABORATION_EASE
        else if (kind[interaction] === InteractionKind.trade) threshold += TRADE_CAUTION
        const weight = trustWeight[row]
        return weight * trust(agent, initiator[interaction]) + (1 - weight) * NEUTRAL_TRUST >= threshold
      },
    }
  },
})

/** Answers the oldest waiting proposal by trust alone. */
function bindAnswer(access: PolicyAccess): (agent: number) => boolean {
  const { slot } = access.get(Kind)
  const { acceptanceThreshold } = access.get(HonestTraits)
  const { initiator } = access.get(Proposal)
  const { trust } = bindAcquaintances(access)
  const waiting = bindWaiting(access)
  const { answer } = bindChoices(access)
  return (agent) => {
    const proposal = waiting(agent)
    if (proposal === NOBODY) return false
    const least = acceptanceThreshold[slot[agent]] - ASKING_EASE
    answer(agent, proposal, trust(agent, initiator[proposal]) >= least)
    return true
  }
}

/** Bids, bounties and tasks. */
function bindWorking(access: PolicyAccess): (agent: number, draws: DrawSource) => boolean {
  const { resources } = access.get(Stake)
  const work = bindWork(access)
  const offers = bindOffers(access)
  const { acceptBid, submitOutput, claimTask } = bindChoices(access)
  return (agent, draws) => {
    if (!work.isOffered()) return false
    const bid = work.lowestBid(agent)
    if (bid !== NOBODY) {
      acceptBid(agent, bid)
      return true
    }
    const seesBounty = work.hasBounty(agent)
    if (seesBounty && work.mayBid(agent) && draws.next()[0] < BID_PROBABILITY) {
      const bounty = work.pickBounty(agent, draws)
      offers.bid(agent, bounty, 0.8, 0.95, false, draws)
      return true
    }
    const mayPost = work.mayOffer(agent) && resources[agent] > BOUNTY_RESOURCES_MIN
    if (mayPost && draws.next()[0] < BOUNTY_PROBABILITY && !seesBounty) {
      offers.post(agent, 5, 15, Number.POSITIVE_INFINITY, draws)
      return true
    }
    const started = work.startedTask(agent)
    if (started !== NOBODY) {
      submitOutput(agent, started)
      return true
    }
    const task = work.bestTask(agent, HONEST_EFFORT)
    if (task === NOBODY) return false
    claimTask(agent, task)
    return true
  }
}

/** Posts, votes and proposals. */
function bindSocialising(access: PolicyAccess): (agent: number, draws: DrawSource) => boolean {
  const { slot } = access.get(Kind)
  const { postProbability, voteProbability, interactProbability } = access.get(HonestTraits)
  const { canPost, canVote, canInteract } = bindAllowance(access)
  const feed = bindFeed(access)
  const bestPartner = bindBestPartner(access)
  const { post, vote, noop, propose } = bindChoices(access)
  return (agent, draws) => {
    const row = slot[agent]
    if (canPost(agent) && draws.next()[0] < postProbability[row]) {
      post(agent)
      return true
    }
    if (canVote(agent) && feed.listed() > 0 && draws.next()[0] < voteProbability[row]) {
      const chosen = feed.chooseUnvoted(agent, draws)
      if (chosen === NOBODY) noop(agent)
      else {
        const disliked = feed.votes(chosen) < DISLIKED_VOTES && feed.replies(chosen) <= LIVELY_REPLIES
        vote(agent, chosen, disliked ? -1 : 1)
      }
      return true
    }
    if (!canInteract(agent) || draws.next()[0] >= interactProbability[row]) return false
    const partner = bestPartner(agent, draws)
    if (partner === NOBODY) noop(agent)
    else propose(agent, partner, InteractionKind.collaboration, 0, 0)
    return true
  }
}

const REGISTRATION = partnerParameters.parameters.tieBreak.choices.indexOf('registration')

/**
 * The agent seen that is trusted most, at least 0.3; strangers are trusted 0.5. It looks through its own records and
 * turns to strangers only when no acquaintance is trusted more, so nobody needs to look at everyone.
 */
function bindBestPartner(access: PolicyAccess): (agent: number, draws: DrawSource) => number {
  const { tieBreak } = access.parameters(partnerParameters)
  const acquaintances = bindTrusted(access)
  const { trust } = acquaintances
  const neutral = bindPartners(access).among('visible', bindKeepNeutral(access))
  return (agent, draws) => {
    const best = acquaintances.best(agent)
    if (best >= 0 && trust[best] > NEUTRAL_TRUST) return acquaintances.pick(agent, best, draws)
    const stranger = tieBreak[0] === REGISTRATION ? neutral.first(agent) : neutral.choose(agent, draws)
    if (stranger !== NOBODY || best < 0 || trust[best] < PARTNER_TRUST_MIN) return stranger
    return acquaintances.pick(agent, best, draws)
  }
}

/** Keeps those whom an agent has no reason to trust more or less than a stranger. */
function bindKeepNeutral(access: PolicyAccess): Filter {
  const { partner, accepted, acceptedSumP } = access.get(Acquaintance)
  const { slots } = bindAcquaintances(access)
  /** By agent, the number of the look in which it was found not to be neutral: nothing needs clearing between looks. */
  const { marks } = scratchOf(access.world)
  const looks = new Uint32Array(1)
  return (agent, rows, found) => {
    const look = ++looks[0]
    const first = agent * slots
    for (let record = first; record < first + slots && partner[record] !== 0; record++) {
      if (accepted[record] === 0 || acceptedSumP[record] / accepted[record] === NEUTRAL_TRUST) continue
      marks[partner[record] - 1] = look
    }
    let kept = 0
    for (let place = 0; place < found; place++) if (marks[rows[place]] !== look) rows[kept++] = rows[place]
    return kept
  }
}

/** The acquaintances of one agent at a time, by place among its records. */
interface Trusted {
  /** Trust in each, -1 for one that it does not see and for a free record; `best` overwrites it. */
  readonly trust: Float64Array
  /** Place of the most trusted one; -1 without any. */
  best(agent: number): number
  /** One who is trusted as much as that of the place: the first in row order, or one draw among several. */
  pick(agent: number, place: number, draws: DrawSource): number
}

function bindTrusted(access: PolicyAccess): Trusted {
  const { partner, accepted, acceptedSumP } = access.get(Acquaintance)
  const { slots } = bindAcquaintances(access)
  const { seesStill } = bindPartners(access)
  const { tieBreak } = access.parameters(partnerParameters)
  const trust = new Float64Array(slots)
  const best = (agent: number) => {
    const first = agent * slots
    let chosen = -1
    for (let place = 0; place < slots; place++) {
      const record = first + place
      trust[place] = -1
      if (partner[record] === 0 || !seesStill(agent, partner[record] - 1)) continue
      trust[place] = NEUTRAL_TRUST
      if (accepted[record] > 0) trust[place] = acceptedSumP[record] / accepted[record]
      if (chosen < 0 || trust[place] > trust[chosen]) chosen = place
    }
    return chosen
  }
  const pick = (agent: number, place: number, draws: DrawSource) => {
    const first = agent * slots
    let equals = 0
    let lowest = NOBODY
    for (let other = 0; other < slots; other++) {
      if (trust[other] !== trust[place]) continue
      equals++
      lowest = Math.min(lowest, partner[first + other] - 1)
    }
    if (equals < 2 || tieBreak[0] === REGISTRATION) return lowest
    let before = Math.floor(draws.next()[0] * equals)
    for (let other = 0; other < slots; other++) {
      if (trust[other] === trust[place] && before-- === 0) return partner[first + other] - 1
    }
    return lowest
  }
  return { trust, best, pick }
}
