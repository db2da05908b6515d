import { Kind } from '../../components/agent.ts'
import { Status } from '../../components/codes.ts'
import { Finding, Parties, Payoff, Verdict } from '../../components/interaction.ts'
import { Standing } from '../../components/standing.ts'
import { f64, u8, u16 } from '../../engine/columns.ts'
import { number } from '../../engine/config.ts'
import type { Policy } from '../../engine/policy.ts'
import { BREAKER_SENSE_COLUMNS, bindBreakerSense, breakerSense } from './breaker-sense.ts'
import { defineAttack } from './moves.ts'

/** Signals grow with reputation up to here. */
const FULL_REPUTATION = 1
/** Growth in an epoch below which a reputation has settled. */
const GROWTH = 1.05
const FAVOUR_PROBABILITY = 0.7
const TARGETS = 4
const EXPLOIT_PROBABILITY = 0.4
const LATE_SHARE = 0.6
const PASS_PROBABILITY = 0.5
const DRAIN_PROBABILITY = 0.8
const TRIAL_PROBABILITY = 0.2
const COUNT_MAX = 65_535

/**
 * Earns a reputation by honest work, and spends what it has above a goal; or, once an epoch has brought it nothing more,
 * what it has above the reputation beyond which signals look no better.
 */
export const reputationFarmer = defineAttack({
  name: 'reputationFarmer',
  key: 'reputation_farmer',
  doc: 'Earns a reputation by honest work, and strikes as long as it can afford to.',
  parameters: {
    reputationGoal: number({
      unit: 'score',
      range: [0, Number.POSITIVE_INFINITY],
      default: 3,
      doc: 'Reputation above which it strikes.',
    }),
  },
  state: {
    reputationGoal: f64({ unit: 'score', sight: 'own', doc: 'Reputation above which it strikes.' }),
    lastReputation: f64({ unit: 'score', sight: 'own', doc: 'Its reputation as the epoch began.' }),
    isReaping: u8({ unit: 'flag', range: [0, 1], sight: 'own', doc: 'The last epoch brought nothing more.' }),
  },
  bind(access, { reputationGoal, lastReputation, isReaping }, moves) {
    const { slot } = access.get(Kind)
    const { reputation } = access.get(Standing)
    return {
      act(agent, draws) {
        const row = slot[agent]
        const least =
          isReaping[row] === 1 ? Math.min(FULL_REPUTATION, reputationGoal[row]) : reputationGoal[row]
        if (reputation[agent] > least) moves.strike(agent, draws)
        else moves.work(agent, draws)
      },
      renew(agent) {
        const row = slot[agent]
        isReaping[row] =
          access.clock.epoch[0] > 1 && reputation[agent] <= GROWTH * lastReputation[row] ? 1 : 0
        lastReputation[row] = reputation[agent]
      },
    }
  },
})

/** Deals with its own ring most of the time, which raises payoffs and reputations, and strikes at the rest. */
export const ringMember = defineAttack({
  name: 'ringMember',
  key: 'ring_member',
  doc: 'Does its own ring favours, and strikes at everyone else.',
  state: {},
  bind: (_access, _state, moves) => ({
    act(agent, draws) {
      const mates = moves.sizeOf(agent) - 1
      if (mates === 0 || draws.next()[0] >= FAVOUR_PROBABILITY) return moves.strike(agent, draws)
      const step = 1 + Math.floor(draws.next()[0] * mates)
      moves.favour(agent, (moves.placeOf(agent) + step) % moves.sizeOf(agent))
    },
  }),
})

/** Strikes whenever its mean toxicity stays below what the circuit breaker answers. */
export const thresholdDancer = defineAttack({
  name: 'thresholdDancer',
  key: 'threshold_dancer',
  doc: 'Strikes as often as the circuit breaker lets pass, and works honestly in between.',
  state: breakerSense,
  own: BREAKER_SENSE_COLUMNS,
  bind(access, state, moves) {
    const { mayStrike, note } = bindBreakerSense(access, state)
    return {
      act(agent, draws) {
        if (mayStrike(agent)) moves.strike(agent, draws)
        else moves.work(agent, draws)
      },
      learn: note,
    }
  },
})

/** One of several identities that work on the same few targets, never resting. */
export const puppet = defineAttack({
  name: 'puppet',
  key: 'puppet',
  doc: 'Works on the same few targets as the other puppets of its cell, now and then to exploit them.',
  state: {},
  bind(access, _state, moves) {
    const { agentCount } = access.clock
    return {
      act(agent, draws) {
        // All puppets of a cell know the same targets, without a word between them.
        const cell = agent - moves.placeOf(agent)
        const place = Math.floor(draws.next()[0] * TARGETS)
        const mixed = Math.imul(Math.imul(cell + 1, 0x9e3779b1) ^ (place + 1), 0x85ebca6b)
        const target = ((mixed ^ (mixed >>> 15)) >>> 0) % agentCount[0]
        if (draws.next()[0] < EXPLOIT_PROBABILITY) moves.strikeAt(agent, target, draws)
        else moves.workWith(agent, target, draws)
      },
    }
  },
})

/**
 * Strikes late in an epoch, since flags are judged as the next one begins and a freeze ends with an epoch however late it
 * began; and only once its last interaction went unaudited.
 */
export const timingAttacker = defineAttack({
  name: 'timingAttacker',
  key: 'timing_attacker',
  doc: 'Strikes late in an epoch while nobody seems to look, and works honestly before.',
  state: {
    unaudited: u16({ unit: 'count', sight: 'own', doc: 'Interactions since an audit looked at one.' }),
  },
  own: [Parties, Finding],
  bind(access, { unaudited }, moves) {
    const { slot } = access.get(Kind)
    const { initiator } = access.get(Parties)
    const { audited } = access.get(Finding)
    const { tickOfEpoch, ticksPerEpoch } = access.clock
    return {
      act(agent, draws) {
        const isLate = tickOfEpoch[0] >= LATE_SHARE * ticksPerEpoch[0]
        if (isLate && unaudited[slot[agent]] > 0) moves.strike(agent, draws)
        else moves.work(agent, draws)
      },
      learn(interaction) {
        const row = slot[initiator[interaction]]
        if (audited[interaction] === 1) unaudited[row] = 0
        else if (unaudited[row] < COUNT_MAX) unaudited[row]++
      },
    }
  },
})

/** A source hands poor work to proxies alone; these pass it on under the good name of their honest work. */
export const launderer = defineAttack({
  name: 'launderer',
  key: 'launderer',
  doc: 'Hands poor work to a proxy or, being one, passes it on among honest work.',
  state: {},
  bind: (_access, _state, moves) => ({
    act(agent, draws) {
      const proxies = moves.sizeOf(agent) - 1
      if (draws.next()[0] >= PASS_PROBABILITY) moves.work(agent, draws)
      else if (moves.placeOf(agent) > 0) moves.strike(agent, draws)
      else if (proxies > 0) moves.abuse(agent, 1 + Math.floor(draws.next()[0] * proxies))
      else moves.idle(agent)
    },
  }),
})

/** Does good work and asks for money with it, so that nothing looks wrong. */
export const drainer = defineAttack({
  name: 'drainer',
  key: 'drainer',
  doc: 'Asks for money with most of its good work.',
  state: {},
  bind: (_access, _state, moves) => ({
    act(agent, draws) {
      if (draws.next()[0] < DRAIN_PROBABILITY) moves.drain(agent, draws)
      else moves.work(agent, draws)
    },
  }),
})

/** What a rule gamer tries, as codes. */
const Trial = { work: 0, drain: 1, strike: 2 } as const
const TRIALS = 3
/** What an attack that takes effect is worth to it besides what it pays. */
const SPITE = 2

/**
 * Finds out by trial which attack pays under the rules in force, and keeps below the circuit breaker with it: every
 * fifth turn it tries anything, else what has paid best on average.
 */
export const ruleGamer = defineAttack({
  name: 'ruleGamer',
  key: 'rule_gamer',
  doc: 'Learns which attack the rules in force let pay, and keeps below the circuit breaker.',
  state: {
    ...breakerSense,
    tried: u16({ unit: 'count', sight: 'own', width: TRIALS, doc: 'Times that it tried each.' }),
    gained: f64({ unit: 'payoff', sight: 'own', width: TRIALS, doc: 'What each has brought so far.' }),
  },
  own: [Verdict, Payoff, ...BREAKER_SENSE_COLUMNS],
  bind(access, state, moves) {
    const { slot } = access.get(Kind)
    const { initiator, hostile, transfer } = access.get(Parties)
    const { status } = access.get(Verdict)
    const { initiator: payoff } = access.get(Payoff)
    const { tried, gained } = state
    const { mayStrike, note } = bindBreakerSense(access, state)
    const bestOf = (agent: number) => {
      const row = slot[agent]
      let best: number = Trial.work
      let most = Number.NEGATIVE_INFINITY
      for (let trial = 0; trial < TRIALS; trial++) {
        if (trial === Trial.strike && !mayStrike(agent)) continue
        if (trial === Trial.drain && !moves.mayDrain()) continue
        const place = row * TRIALS + trial
        const mean = tried[place] === 0 ? Number.POSITIVE_INFINITY : gained[place] / tried[place]
        if (mean <= most) continue
        most = mean
        best = trial
      }
      return best
    }
    return {
      act(agent, draws) {
        const tries = draws.next()[0] < TRIAL_PROBABILITY
        const trial = tries ? Math.floor(draws.next()[0] * TRIALS) : bestOf(agent)
        if (trial === Trial.strike && mayStrike(agent)) moves.strike(agent, draws)
        else if (trial === Trial.drain) moves.drain(agent, draws)
        else moves.work(agent, draws)
      },
      learn(interaction) {
        note(interaction)
        let trial: number = Trial.work
        if (hostile[interaction] === 1) trial = Trial.strike
        else if (transfer[interaction] < 0) trial = Trial.drain
        const place = slot[initiator[interaction]] * TRIALS + trial
        if (tried[place] < COUNT_MAX) tried[place]++
        if (status[interaction] !== Status.accepted) return
        gained[place] += payoff[interaction] + (trial === Trial.work ? 0 : SPITE)
      },
    }
  },
})

/** The policies of the eight attacks, in the order of the library. */
export const attackPolicies: readonly Policy[] = [
  reputationFarmer,
  ringMember,
  thresholdDancer,
  puppet,
  timingAttacker,
  launderer,
  drainer,
  ruleGamer,
]
