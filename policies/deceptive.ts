import { Kind } from '../components/agent.ts'
import { AgentType, InteractionKind } from '../components/codes.ts'
import { Parties, Verdict } from '../components/interaction.ts'
import { bindAcquaintances, bindNoteAsked } from '../components/lookup/acquaintances.ts'
import { bindPartners } from '../components/lookup/partners.ts'
import { Acquaintance, MemoryTotals } from '../components/memory.ts'
import { Proposal } from '../components/queue.ts'
import { Stake } from '../components/stake.ts'
import { defineComponent, u8 } from '../engine/columns.ts'
import { defineParameters, number } from '../engine/config.ts'
import { NOBODY } from '../engine/journal.ts'
import { definePolicy, type PolicyAccess } from '../engine/policy.ts'
import type { DrawSource } from '../engine/random.ts'
import { bindChoices, CHOICE_COLUMNS } from './shared/choices.ts'
import { bindAllowance, bindFeed, bindWaiting, COMMON_SENSES, OWN_SENSES } from './shared/senses.ts'
import { PROBABILITY, traitColumns } from './shared/traits.ts'
import { bindOffers, bindWork } from './shared/work.ts'

/** Trust that a partner is worth after n accepted interactions: 0.5 for none, 0.1 more for each, 1 at most. */
const BUILT_TRUST = [0.5]
// Added one by one, as rounding then is what the thresholds of the model were set against.
for (let built = 0.5; built < 1; BUILT_TRUST.push(built)) built = Math.min(1, built + 0.1)
const BUILT_MAX = BUILT_TRUST.length - 1
const CONSENT_TRUST = 0.6

const BID_ACCEPT_PROBABILITY = 0.7
const BID_PROBABILITY = 0.4
const BUILDING_ANSWER_PROBABILITY = 0.9
const LATER_ANSWER_PROBABILITY = 0.6
const TRUSTED_PARTNERS_MIN = 2
const TIMES_ASKED_MIN = 10
const PREY_RESOURCES = 50
const FACADE_TRANSFER = 0.1
const EXPLOITATION_TRANSFER = -0.5

const deceptiveParameters = defineParameters('agents.config', {
  trustBuildingPhase: number({
    unit: 'count',
    range: [0, 65_535],
    default: 5,
    doc: 'Proposals of a partner up to which a deceptive agent builds trust with it.',
  }),
  exploitationThreshold: number({
    unit: 'trust',
    range: [0, 1],
    default: 0.7,
    doc: 'Trust, 0.5 and 0.1 for each accepted interaction, above which a partner is exploited.',
  }),
  facadeProbability: number({
    ...PROBABILITY,
    default: 0.8,
    doc: 'Probability that it accepts a proposal while it builds trust.',
  }),
  postProbability: number({ ...PROBABILITY, default: 0.35, doc: 'Probability of a post in a turn.' }),
  countsTurns: number({
    unit: 'flag',
    range: [0, 1],
    integer: true,
    default: 1,
    reference: 0,
    doc: 'Whether proposals that it answers in its own turn count as asked: 1 or 0.',
  }),
})

export const DeceptiveState = defineComponent(
  'Deceptive',
  {
    ...traitColumns(deceptiveParameters),
    exploiting: u8({
      unit: 'flag',
      range: [0, 1],
      sight: 'own',
      doc: 'Has gone over to exploitation, for good: records of partners may be forgotten since.',
    }),
  },
  { table: 'policy:deceptive' },
)

/** Plays the honest until enough partners trust it, then exploits them. Whitepaper §7. */
export const deceptive = definePolicy({
  name: 'deceptive',
  key: 'deceptive',
  doc: 'Builds trust behind a facade, then exploits those who trust it.',
  type: AgentType.deceptive,
  signalsByPhase: { parameter: 'signals.deceptive', value: 'phase' },
  parameters: deceptiveParameters,
  traits: DeceptiveState,
  remembers: true,
  own: [Acquaintance, Verdict, ...OWN_SENSES],
  others: COMMON_SENSES,
  writes: [...CHOICE_COLUMNS, Acquaintance, MemoryTotals],
  bind(access) {
    const { slot } = access.get(Kind)
    const { trustBuildingPhase, facadeProbability, countsTurns } = access.get(DeceptiveState)
    const { initiator, counterparty } = access.get(Parties)
    const { asked: wasAsked } = access.get(Verdict)
    const { asked, accepted } = access.get(Acquaintance)
    const { find } = bindAcquaintances(access)
    const noteAsked = bindNoteAsked(access)
    const answers = bindAnswering(access)
    const exploits = bindExploitation(access)
    const keepsUp = bindFacade(access)
    return {
      act(agent, draws) {
        if (answers(agent, draws)) return
        if (exploits(agent, draws)) return
        keepsUp(agent, draws)
      },
      consents(interaction, draws) {
        const agent = counterparty[interaction]
        const row = slot[agent]
        const record = find(agent, initiator[interaction])
        const times = record < 0 ? 0 : asked[record]
        if (times < trustBuildingPhase[row]) return draws.next()[0] < facadeProbability[row]
        return record >= 0 && builtTrust(accepted[record]) > CONSENT_TRUST
      },
      answered(interaction) {
        const agent = counterparty[interaction]
        if (wasAsked[interaction] === 0 && countsTurns[slot[agent]] === 0) return
        noteAsked(agent, initiator[interaction])
      },
    }
  },
})

/** Trust that a partner with so many accepted interactions is worth. */
export const builtTrust = (accepted: number): number =>
  BUILT_TRUST[accepted < BUILT_MAX ? accepted : BUILT_MAX]

/** How often a partner's proposals were put to an agent. */
function bindTimesAsked(access: PolicyAccess): (agent: number, partner: number) => number {
  const { asked } = access.get(Acquaintance)
  const { find } = bindAcquaintances(access)
  return (agent, partner) => {
    const record = find(agent, partner)
    return record < 0 ? 0 : asked[record]
  }
}

/** Bids and proposals that wait for an answer, and bounties. */
function bindAnswering(access: PolicyAccess): (agent: number, draws: DrawSource) => boolean {
  const { slot } = access.get(Kind)
  const { trustBuildingPhase } = access.get(DeceptiveState)
  const { initiator } = access.get(Proposal)
  const timesAsked = bindTimesAsked(access)
  const waiting = bindWaiting(access)
  const work = bindWork(access)
  const offers = bindOffers(access)
  const { acceptBid, answer } = bindChoices(access)
  return (agent, draws) => {
    const bid = work.lowestBid(agent)
    if (bid !== NOBODY && draws.next()[0] < BID_ACCEPT_PROBABILITY) {
      acceptBid(agent, bid)
      return true
    }
    if (work.mayBid(agent) && work.hasBounty(agent) && draws.next()[0] < BID_PROBABILITY) {
      const bounty = work.richestBounty(agent)
      offers.bid(agent, bounty, 0.7, 0.9, true, draws)
      return true
    }
    const proposal = waiting(agent)
    if (proposal === NOBODY) return false
    const building = timesAsked(agent, initiator[proposal]) < trustBuildingPhase[slot[agent]]
    answer(
      agent,
      proposal,
      draws.next()[0] < (building ? BUILDING_ANSWER_PROBABILITY : LATER_ANSWER_PROBABILITY),
    )
    return true
  }
}

/** Once enough partners trust it and it has been asked often, it trades with the one that trusts it most. */
function bindExploitation(access: PolicyAccess): (agent: number, draws: DrawSource) => boolean {
  const { slot } = access.get(Kind)
  const { exploiting } = access.get(DeceptiveState)
  const isReady = bindReadiness(access)
  const preyOf = bindPrey(access)
  const { canInteract } = bindAllowance(access)
  const work = bindWork(access)
  const { propose, submitOutput } = bindChoices(access)
  return (agent, draws) => {
    const row = slot[agent]
    if (exploiting[row] === 0) {
      if (!isReady(agent)) return false
      exploiting[row] = 1
    }
    const prey = canInteract(agent) ? preyOf(agent) : NOBODY
    if (prey !== NOBODY) {
      propose(agent, prey, InteractionKind.trade, 1, EXPLOITATION_TRANSFER)
      return true
    }
    const active = work.activeTask(agent)
    if (active === NOBODY) return false
    // A draw decides between poor and careful work; nothing tells them apart once handed in.
    draws.next()[0]
    submitOutput(agent, active)
    return true
  }
}

/** Whether enough partners trust the agent and it has been asked often enough to exploit them. */
export function bindReadiness(access: PolicyAccess): (agent: number) => boolean {
  const { slot } = access.get(Kind)
  const { exploitationThreshold } = access.get(DeceptiveState)
  const { partner, accepted, asked } = access.get(Acquaintance)
  const { slots } = bindAcquaintances(access)
  return (agent) => {
    const threshold = exploitationThreshold[slot[agent]]
    const start = agent * slots
    let trusting = 0
    let times = 0
    for (let record = start; record < start + slots && partner[record] !== 0; record++) {
      if (accepted[record] > 0 && builtTrust(accepted[record]) > threshold) trusting++
      times += asked[record]
    }
    return trusting >= TRUSTED_PARTNERS_MIN && times > TIMES_ASKED_MIN
  }
}

/** The agent seen with resources that trusts it most, the first in row order among equals. */
function bindPrey(access: PolicyAccess): (agent: number) => number {
  const { slot } = access.get(Kind)
  const { exploitationThreshold } = access.get(DeceptiveState)
  const { partner, accepted } = access.get(Acquaintance)
  const { resources } = access.get(Stake)
  const { slots } = bindAcquaintances(access)
  const { seesStill } = bindPartners(access)
  return (agent) => {
    const start = agent * slots
    const threshold = exploitationThreshold[slot[agent]]
    let prey = NOBODY
    let most = threshold
    for (let record = start; record < start + slots && partner[record] !== 0; record++) {
      const other = partner[record] - 1
      const trust = accepted[record] === 0 ? 0 : builtTrust(accepted[record])
      if (trust <= threshold || trust < most || (trust === most && other > prey)) continue
      if (resources[other] <= PREY_RESOURCES || !seesStill(agent, other)) continue
      prey = other
      most = trust
    }
    return prey
  }
}

/** What an honest agent might do, to be trusted. */
function bindFacade(access: PolicyAccess): (agent: number, draws: DrawSource) => void {
  const { slot } = access.get(Kind)
  const { trustBuildingPhase, postProbability } = access.get(DeceptiveState)
  const { canPost, canVote, canInteract } = bindAllowance(access)
  const timesAsked = bindTimesAsked(access)
  const feed = bindFeed(access)
  const work = bindWork(access)
  const fresh = bindPartners(access).among('visible', (agent, rows, found) => {
    const phase = trustBuildingPhase[slot[agent]]
    let kept = 0
    for (let place = 0; place < found; place++) {
      if (timesAsked(agent, rows[place]) < phase) rows[kept++] = rows[place]
    }
    return kept
  })
  const { submitOutput, claimTask, post, vote, propose, noop } = bindChoices(access)
  return (agent, draws) => {
    const active = work.activeTask(agent)
    if (active !== NOBODY) return submitOutput(agent, active)
    const task = work.modestTask(agent)
    if (task !== NOBODY) return claimTask(agent, task)
    if (canPost(agent) && draws.next()[0] < postProbability[slot[agent]]) return post(agent)
    const listed = feed.listed()
    if (canVote(agent) && listed > 0) return vote(agent, feed.at(Math.floor(draws.next()[0] * listed)), 1)
    const partner = canInteract(agent) ? fresh.choose(agent, draws) : NOBODY
    if (partner === NOBODY) return noop(agent)
    propose(agent, partner, InteractionKind.collaboration, 0, FACADE_TRANSFER)
  }
}
