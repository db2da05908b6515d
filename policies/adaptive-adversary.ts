import { Kind } from '../components/agent.ts'
import { AgentType, InteractionKind } from '../components/codes.ts'
import { Finding, Parties, Payoff, Verdict } from '../components/interaction.ts'
import { Record } from '../components/ledger.ts'
import { bindPartners, type Candidates } from '../components/lookup/partners.ts'
import { adaptiveParameters, feedParameters } from '../components/parameters/society.ts'
import { Stake } from '../components/stake.ts'
import { Standing } from '../components/standing.ts'
import { NOBODY } from '../engine/journal.ts'
import { definePolicy, type PolicyAccess } from '../engine/policy.ts'
import type { DrawSource } from '../engine/random.ts'
import { AdaptiveState, adaptiveAgentParameters, bindLearning, Strategy } from './adaptive-learning.ts'
import { bindChoices, CHOICE_COLUMNS } from './shared/choices.ts'
import {
  bindRegard,
  REGARD_COLUMNS,
  REGARD_WHEN_VISIBLE,
  REGARD_WRITES,
  type Regard,
} from './shared/regard.ts'
import { bindFeed, COMMON_SENSES, OWN_SENSES } from './shared/senses.ts'

const TARGET_REPUTATION = 3
const QUIET_COUNT_MIN = 2
const START_QUIET_COUNT = 2
const COUNT_MAX = 65_535
const POOR_RESOURCES = 20
const INNOCENT_POST_PROBABILITY = 0.3
const FARMED_REPUTATION = 5
const FARMING_PROBABILITY = 0.5
const MOVE_PROBABILITY = 0.5
const IDLE_PROBABILITY = 0.7
const MIMICRY_PROBABILITY = 0.4
const TOXICITY_MARGIN = 0.2
const TIMING_REPUTATION = 3
const TIMING_QUIET_COUNT = 3
const TIMING_COOLDOWN = 3
const CONSENT_PROBABILITY = 0.6
/** Times that a turn starts again on drawing a blend before it is spent innocently. */
const RESTARTS_MAX = 64

type Move = (agent: number, draws: DrawSource) => void

/**
 * Chooses among twelve strategies by what they have earned and how often they were found out, and lies low when it feels
 * watched. Whitepaper §7.
 */
export const adaptiveAdversary = definePolicy({
  name: 'adaptiveAdversary',
  key: 'adaptive_adversary',
  doc: 'Learns which attacks pay and go unnoticed, and lies low when watched.',
  type: AgentType.adversarial,
  signalsByPhase: { parameter: 'signals.adaptive', value: 'behaviour' },
  // The peer's adaptive adversaries act without a name, and so share what it keeps of the one without.
  actsAsOne: { parameter: 'adaptive.live', value: false },
  parameters: adaptiveAgentParameters,
  traits: AdaptiveState,
  remembers: false,
  own: [Record, Verdict, ...REGARD_COLUMNS, ...OWN_SENSES],
  others: [Payoff, Finding, ...COMMON_SENSES],
  whenVisible: REGARD_WHEN_VISIBLE,
  writes: [...CHOICE_COLUMNS, ...REGARD_WRITES],
  bind(access) {
    const { slot } = access.get(Kind)
    const state = access.get(AdaptiveState)
    const { cooldown } = state
    const live = access.parameters(adaptiveParameters).live[0] === 1
    const regard = bindAdaptiveRegard(access)
    const isWary = bindWariness(access)
    const learning = bindLearning(state)
    const innocent = bindInnocence(access)
    const execute = bindStrategies(access, regard, innocent)
    const { initiator, counterparty } = access.get(Parties)
    const { asked } = access.get(Verdict)
    const isKnown = (agent: number, other: number) =>
      regard.isAlly(agent, other) || regard.isTarget(agent, other)
    const liesLow = (agent: number) => {
      if (isWary(agent)) return true
      if (cooldown[slot[agent]] === 0) return false
      cooldown[slot[agent]]--
      return true
    }
    const follow: Move = (agent, draws) => {
      const row = slot[agent]
      for (let start = 0; start < RESTARTS_MAX; start++) {
        state.strategy[row] = learning.select(row, draws)
        if (state.strategy[row] !== Strategy.adaptive_blend) return execute(agent, state.strategy[row], draws)
        const blended = learning.blend(row, draws)
        if (!live) continue
        state.strategy[row] = blended
        return execute(agent, blended, draws)
      }
      innocent(agent, draws)
    }
    return {
      act(agent, draws) {
        regard.look(agent)
        if (liesLow(agent)) innocent(agent, draws)
        else follow(agent, draws)
      },
      consents(interaction, draws) {
        const agent = counterparty[interaction]
        if (isKnown(agent, initiator[interaction])) return true
        if (isWary(agent) || cooldown[slot[agent]] > 0) return true
        return draws.next()[0] < CONSENT_PROBABILITY
      },
      answered(interaction) {
        const agent = counterparty[interaction]
        if (asked[interaction] === 1 && !isKnown(agent, initiator[interaction])) liesLow(agent)
      },
      ...(live ? bindGrowth(access) : {}),
    }
  },
})

/** Learning from outcomes, and patience that grows with every epoch. */
function bindGrowth(access: PolicyAccess): { learn(interaction: number): void; renew(agent: number): void } {
  const { slot } = access.get(Kind)
  const state = access.get(AdaptiveState)
  const { started, sinceDetection, strategy } = state
  const { note } = bindLearning(state)
  const { initiator } = access.get(Parties)
  const { initiator: payoff } = access.get(Payoff)
  const { penalty, violations } = access.get(Finding)
  return {
    learn(interaction) {
      const row = slot[initiator[interaction]]
      note(row, strategy[row], payoff[interaction], penalty[interaction], violations[interaction] !== 0)
    },
    renew(agent) {
      const row = slot[agent]
      if (started[row] === 1) sinceDetection[row] = Math.min(COUNT_MAX, sinceDetection[row] + 1)
      else sinceDetection[row] = START_QUIET_COUNT
      started[row] = 1
    },
  }
}

function bindAdaptiveRegard(access: PolicyAccess): Regard {
  const { sightRow } = access.get(AdaptiveState)
  const { reputation } = access.get(Standing)
  return bindRegard(
    access,
    bindPartners(access),
    sightRow,
    (_agent, other) => reputation[other] > TARGET_REPUTATION,
  )
}

/** Whether it feels watched, was detected of late, or cannot afford a penalty. */
function bindWariness(access: PolicyAccess): (agent: number) => boolean {
  const { slot } = access.get(Kind)
  const { heat, heatThreshold, sinceDetection } = access.get(AdaptiveState)
  const { resources } = access.get(Stake)
  return (agent) => {
    const row = slot[agent]
    return (
      heat[row] > heatThreshold[row] ||
      sinceDetection[row] < QUIET_COUNT_MIN ||
      resources[agent] < POOR_RESOURCES
    )
  }
}

/** Posts or votes like anyone; its actions over a limit simply fail. */
function bindInnocence(access: PolicyAccess): Move {
  const { enabled } = access.parameters(feedParameters)
  const feed = bindFeed(access)
  const { post, vote, noop } = bindChoices(access)
  return (agent, draws) => {
    if (enabled[0] === 1 && draws.next()[0] < INNOCENT_POST_PROBABILITY) return post(agent)
    if (feed.listed() > 0) return vote(agent, feed.at(0), 1)
    noop(agent)
  }
}

type Tools = Readonly<Record<'innocent' | 'quiet' | 'move', Move>> & {
  /** Proposes to one of `count` candidates, or keeps quiet when none is found. Returns whether it proposed. */
  propose(agent: number, among: Candidates, count: number, hostile: number, draws: DrawSource): boolean
}

function bindTools(access: PolicyAccess, regard: Regard, innocent: Move): Tools {
  const { enabled } = access.parameters(feedParameters)
  const choices = bindChoices(access)
  const quiet: Move = (agent) => (enabled[0] === 1 ? choices.post(agent) : choices.noop(agent))
  const propose: Tools['propose'] = (agent, among, count, hostile, draws) => {
    const partner = among.pick(agent, count, draws)
    if (partner === NOBODY) quiet(agent, draws)
    else choices.propose(agent, partner, InteractionKind.reply, hostile, 0)
    return partner !== NOBODY
  }
  const prey = bindPartners(access).among('attractive', (agent, rows, found) => {
    let kept = 0
    for (let place = 0; place < found; place++) {
      const other = rows[place]
      if (regard.isTarget(agent, other) || regard.looksHonest(agent, other)) rows[kept++] = other
    }
    return kept
  })
  const move: Move = (agent, draws) => {
    const count = prey.count(agent)
    if (count > 0 && draws.next()[0] < MOVE_PROBABILITY) propose(agent, prey, count, 1, draws)
    else quiet(agent, draws)
  }
  return { innocent, quiet, move, propose }
}

function bindStrategies(
  access: PolicyAccess,
  regard: Regard,
  innocent: Move,
): (agent: number, strategy: number, draws: DrawSource) => void {
  const tools = bindTools(access, regard, innocent)
  const { noop } = bindChoices(access)
  const farm = bindFarming(access, regard, tools)
  const mimic = bindMimicry(access, regard, tools)
  const dance = bindDancing(access, tools)
  const strikeInTime = bindTiming(access, regard, tools, farm)
  return (agent, strategy, draws) => {
    switch (strategy) {
      case Strategy.reputation_farming:
        return farm(agent, draws)
      case Strategy.collusion: {
        const count = regard.allies.count(agent)
        if (count > 0) tools.propose(agent, regard.allies, count, 1, draws)
        else tools.move(agent, draws)
        return
      }
      case Strategy.low_profile:
        return draws.next()[0] < IDLE_PROBABILITY ? noop(agent) : tools.quiet(agent, draws)
      case Strategy.mimicry:
        return mimic(agent, draws)
      case Strategy.threshold_dancing:
      case Strategy.governance_gaming:
        return dance(agent, draws)
      case Strategy.timing_attack:
        return strikeInTime(agent, draws)
      default:
        return tools.move(agent, draws)
    }
  }
}

/** Earns a reputation among the honest, then spends it. */
function bindFarming(access: PolicyAccess, regard: Regard, { quiet, move, propose }: Tools): Move {
  const { reputation } = access.get(Standing)
  const honest = bindPartners(access).among('attractive', regard.keepHonest)
  return (agent, draws) => {
    if (reputation[agent] >= FARMED_REPUTATION) return move(agent, draws)
    const count = honest.count(agent)
    if (count > 0 && draws.next()[0] < FARMING_PROBABILITY) propose(agent, honest, count, 0, draws)
    else quiet(agent, draws)
  }
}

function bindMimicry(access: PolicyAccess, regard: Regard, { innocent, quiet, propose }: Tools): Move {
  const honest = bindPartners(access).among('attractive', regard.keepHonest)
  return (agent, draws) => {
    const count = honest.count(agent)
    if (count === 0) return innocent(agent, draws)
    if (draws.next()[0] < MIMICRY_PROBABILITY) propose(agent, honest, count, 0, draws)
    else quiet(agent, draws)
  }
}

/** Attacks while its own mean toxicity stays well below what it believes goes unnoticed. */
function bindDancing(access: PolicyAccess, { innocent, move }: Tools): Move {
  const { slot } = access.get(Kind)
  const { toxicityEstimate } = access.get(AdaptiveState)
  const { accepted, initiatedSumP } = access.get(Record)
  const live = access.parameters(adaptiveParameters).live[0] === 1
  const ownToxicity = (agent: number) =>
    live && accepted[agent] > 0 ? 1 - initiatedSumP[agent] / accepted[agent] : 0
  return (agent, draws) => {
    if (toxicityEstimate[slot[agent]] - ownToxicity(agent) > TOXICITY_MARGIN) move(agent, draws)
    else innocent(agent, draws)
  }
}

/** Strikes once it is well reputed and long unnoticed, then waits. */
function bindTiming(access: PolicyAccess, regard: Regard, { propose }: Tools, farm: Move): Move {
  const { slot } = access.get(Kind)
  const { sinceDetection, cooldown } = access.get(AdaptiveState)
  const { reputation } = access.get(Standing)
  const targets = bindPartners(access).among('attractive', regard.keepTargets)
  return (agent, draws) => {
    const row = slot[agent]
    const ripe = reputation[agent] > TIMING_REPUTATION && sinceDetection[row] > TIMING_QUIET_COUNT
    const count = ripe ? targets.count(agent) : 0
    if (count === 0) farm(agent, draws)
    else if (propose(agent, targets, count, 1, draws)) cooldown[row] = TIMING_COOLDOWN
  }
}
