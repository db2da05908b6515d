import { Kind } from '../components/agent.ts'
import { AgentType, InteractionKind } from '../components/codes.ts'
import { Parties } from '../components/interaction.ts'
import { bindAcquaintances, bindDealings } from '../components/lookup/acquaintances.ts'
import { bindPartners } from '../components/lookup/partners.ts'
import { Acquaintance, Dealing, DealingPlace } from '../components/memory.ts'
import { Proposal } from '../components/queue.ts'
import { Stake } from '../components/stake.ts'
import { Standing } from '../components/standing.ts'
import { defineComponent } from '../engine/columns.ts'
import { defineParameters, number } from '../engine/config.ts'
import { NOBODY } from '../engine/journal.ts'
import { definePolicy, type PolicyAccess } from '../engine/policy.ts'
import type { DrawSource } from '../engine/random.ts'
import { bindChoices, CHOICE_COLUMNS } from './shared/choices.ts'
import { bindAllowance, bindFeed, bindWaiting, COMMON_SENSES, OWN_SENSES } from './shared/senses.ts'
import { PROBABILITY, traitColumns } from './shared/traits.ts'
import { bindOffers, bindWork, QUICK_EFFORT } from './shared/work.ts'

const BID_PROBABILITY = 0.5
const STRANGER_PROBABILITY = 0.4
const GOOD_MEAN_P = 0.5
const PROSPEROUS_RESOURCES = 80
const PROSPEROUS_REPUTATION = 0.5
const POPULAR_VOTES = 2
const TRADE_TRANSFER = -0.5
const TRADE_RESOURCES_MIN = 50

const opportunisticParameters = defineParameters('agents.config', {
  riskTolerance: number({
    ...PROBABILITY,
    default: 0.6,
    doc: 'Probability that an opportunistic agent accepts a stranger’s proposal.',
  }),
  postProbability: number({ ...PROBABILITY, default: 0.4, doc: 'Probability of a post in a turn.' }),
  voteProbability: number({
    ...PROBABILITY,
    default: 0.6,
    doc: 'Probability of a vote when it does not post.',
  }),
})

const OpportunisticTraits = defineComponent('Opportunistic', traitColumns(opportunisticParameters), {
  table: 'policy:opportunistic',
})

/** Trades with the prosperous for short-term gain, and follows the crowd. Whitepaper §7. */
export const opportunistic = definePolicy({
  name: 'opportunistic',
  key: 'opportunistic',
  doc: 'Trades with the prosperous for short-term gain.',
  type: AgentType.opportunistic,
  parameters: opportunisticParameters,
  traits: OpportunisticTraits,
  remembers: true,
  own: [Acquaintance, Dealing, ...OWN_SENSES],
  others: [...COMMON_SENSES, DealingPlace],
  writes: CHOICE_COLUMNS,
  bind(access) {
    const { slot } = access.get(Kind)
    const { riskTolerance } = access.get(OpportunisticTraits)
    const { initiator, counterparty, transfer } = access.get(Parties)
    const { completed } = access.get(Acquaintance)
    const { completedSumP } = access.get(Dealing)
    const { find } = bindAcquaintances(access)
    const dealingOf = bindDealings(access)
    const seizesOffer = bindSeizing(access)
    const works = bindWorking(access)
    const socialises = bindSocialising(access)
    const { noop } = bindChoices(access)
    return {
      act(agent, draws) {
        if (seizesOffer(agent, draws)) return
        if (works(agent, draws)) return
        if (socialises(agent, draws)) return
        noop(agent)
      },
      consents(interaction, draws) {
        if (transfer[interaction] > 0) return true
        const agent = counterparty[interaction]
        const record = find(agent, initiator[interaction])
        if (record >= 0 && completed[record] > 0) {
          return completedSumP[dealingOf(agent, record)] / completed[record] > GOOD_MEAN_P
        }
        return draws.next()[0] < riskTolerance[slot[agent]]
      },
    }
  },
})

/** Bids on its bounties, bounties of others, and proposals. */
function bindSeizing(access: PolicyAccess): (agent: number, draws: DrawSource) => boolean {
  const { reputation } = access.get(Standing)
  const { initiator, transfer } = access.get(Proposal)
  const { sees } = bindPartners(access)
  const waiting = bindWaiting(access)
  const work = bindWork(access)
  const offers = bindOffers(access)
  const { acceptBid, answer } = bindChoices(access)
  const bids = (agent: number, draws: DrawSource) => {
    const bid = work.lowestBid(agent)
    if (bid !== NOBODY) {
      acceptBid(agent, bid)
      return true
    }
    const bids = work.mayBid(agent) && work.hasBounty(agent) && draws.next()[0] < BID_PROBABILITY
    if (!bids) return false
    const bounty = work.richestBounty(agent)
    offers.bid(agent, bounty, 0.5, 0.7, true, draws)
    return true
  }
  return (agent, draws) => {
    if (work.isOffered() && bids(agent, draws)) return true
    const proposal = waiting(agent)
    if (proposal === NOBODY) return false
    const proposer = initiator[proposal]
    const gains = transfer[proposal] > 0 || (sees(agent, proposer) && reputation[proposer] > 0)
    answer(agent, proposal, gains || draws.next()[0] < STRANGER_PROBABILITY)
    return true
  }
}

function bindWorking(access: PolicyAccess): (agent: number, draws: DrawSource) => boolean {
  const work = bindWork(access)
  const { claimTask, submitOutput } = bindChoices(access)
  return (agent, draws) => {
    if (!work.isOffered()) return false
    const task = work.bestTask(agent, QUICK_EFFORT)
    if (task !== NOBODY) {
      claimTask(agent, task)
      return true
    }
    const active = work.activeTask(agent)
    if (active === NOBODY) return false
    // A draw decides between minimal and normal work; nothing tells them apart once handed in.
    draws.next()[0]
    submitOutput(agent, active)
    return true
  }
}

function bindSocialising(access: PolicyAccess): (agent: number, draws: DrawSource) => boolean {
  const { slot } = access.get(Kind)
  const { postProbability, voteProbability } = access.get(OpportunisticTraits)
  const { resources } = access.get(Stake)
  const { reputation } = access.get(Standing)
  const { canPost, canVote, canInteract } = bindAllowance(access)
  const feed = bindFeed(access)
  const followsCrowd = bindCrowd(access)
  const prosperous = bindPartners(access).among('prosperous', (_agent, rows, found) => {
    let kept = 0
    for (let place = 0; place < found; place++) {
      const other = rows[place]
      if (resources[other] > PROSPEROUS_RESOURCES || reputation[other] > PROSPEROUS_REPUTATION) {
        rows[kept++] = other
      }
    }
    return kept
  })
  const { post, noop, propose } = bindChoices(access)
  return (agent, draws) => {
    const row = slot[agent]
    if (canPost(agent) && draws.next()[0] < postProbability[row]) {
      post(agent)
      return true
    }
    if (canVote(agent) && feed.listed() > 0 && draws.next()[0] < voteProbability[row]) {
      followsCrowd(agent)
      return true
    }
    if (!canInteract(agent)) return false
    const partner = prosperous.choose(agent, draws)
    if (partner === NOBODY) noop(agent)
    else {
      const worthwhile = resources[partner] >= TRADE_RESOURCES_MIN || reputation[partner] >= 0
      propose(agent, partner, InteractionKind.trade, 0, worthwhile ? TRADE_TRANSFER : 0)
    }
    return true
  }
}

/** Votes with the first clear majority in the feed, else for its top post. */
function bindCrowd(access: PolicyAccess): (agent: number) => void {
  const feed = bindFeed(access)
  const { vote } = bindChoices(access)
  return (agent) => {
    const places = feed.listed()
    for (let place = 0; place < places; place++) {
      const post = feed.at(place)
      const votes = feed.votes(post)
      if (votes <= POPULAR_VOTES && votes >= -POPULAR_VOTES) continue
      vote(agent, post, votes > 0 ? 1 : -1)
      return
    }
    vote(agent, feed.at(0), 1)
  }
}
