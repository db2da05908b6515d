import {
  Bid,
  BoardTotals,
  Bounty,
  BountyChain,
  Desk,
  Difficulty,
  Escrow,
  EscrowChain,
  Listing,
  Task,
  TaskChain,
  TaskStatus,
} from '../../components/board.ts'
import { policyParameters, rateLimitParameters } from '../../components/parameters/society.ts'
import { Standing } from '../../components/standing.ts'
import { NOBODY } from '../../engine/journal.ts'
import type { PolicyAccess } from '../../engine/policy.ts'
import type { DrawSource } from '../../engine/random.ts'
import { boundOnce } from '../../engine/sharing.ts'
import { bindChoices } from './choices.ts'

/** How hard tasks are to an honest worker, trivial to expert, and to one that goes for the quickest reward. */
export const HONEST_EFFORT: readonly number[] = [1, 2, 3, 4, 5]
export const QUICK_EFFORT: readonly number[] = [0.5, 1, 2, 4, 8]

/** Bids and bounties of a size that is drawn: made in one place, so that no amount is boxed on its way into a column. */
export interface Offers {
  /** Bids a share of the bounty's reward between low and high, and 1 at least where `floored`: one draw. */
  bid(agent: number, bounty: number, low: number, high: number, floored: boolean, draws: DrawSource): void
  /** Offers a bounty between low and high: one draw. `deadline` is its last epoch, infinite for none. */
  post(agent: number, low: number, high: number, deadline: number, draws: DrawSource): void
}

export function bindOffers(access: PolicyAccess): Offers {
  const { reward } = access.get(Bounty)
  const { placeBid, postBounty } = bindChoices(access)
  return {
    bid(agent, bounty, low, high, floored, draws) {
      const amount = reward[bounty] * (low + (high - low) * draws.next()[0])
      placeBid(agent, bounty, floored && amount < 1 ? 1 : amount)
    },
    post(agent, low, high, deadline, draws) {
      postBounty(agent, low + (high - low) * draws.next()[0], deadline)
    },
  }
}

/** The board of tasks, bounties, bids and escrows as an agent sees it. Each answer is a row, or NOBODY. */
export interface Work {
  /** Whether any rule about work can fire: with a task market, or where agents try to post bounties without one. */
  readonly isOffered: () => boolean
  /** Whether an agent may try to post a bounty: with a market and an allowance, or where agents try in any case. */
  mayOffer(agent: number): boolean
  /** Whether it may try to bid. */
  mayBid(agent: number): boolean
  /** Lowest pending bid on the agent's own bounties. */
  lowestBid(agent: number): number
  /** Whether the agent is shown bounties of others. */
  hasBounty(agent: number): boolean
  /** One of them, each as likely: one draw. */
  pickBounty(agent: number, draws: DrawSource): number
  /** The one of the highest reward. */
  richestBounty(agent: number): number
  /** First task that the agent has claimed or is working on. */
  activeTask(agent: number): number
  /** First task that it is working on. */
  startedTask(agent: number): number
  /** Of the tasks that it is shown and may claim, the one of the best bounty for its effort. */
  bestTask(agent: number, effort: readonly number[]): number
  /** The first that is easy or medium, else the first. */
  modestTask(agent: number): number
  richestTask(agent: number): number
  countEscrows(agent: number): number
  /** One of `count` escrows held with the agent on either side, each as likely: one draw. */
  pickEscrow(agent: number, count: number, draws: DrawSource): number
}

const WORK_COLUMNS = [
  Bid,
  BoardTotals,
  Bounty,
  BountyChain,
  Desk,
  Escrow,
  EscrowChain,
  Listing,
  Standing,
  Task,
  TaskChain,
]

export const bindWork = boundOnce(WORK_COLUMNS, (access: PolicyAccess): Work => {
  const { idleBountyTurns } = access.parameters(policyParameters)
  if (access.world.rowsOf('desk') === 0) return bindIdleness(idleBountyTurns)
  const { bountiesPosted, bidsPlaced } = access.get(Desk)
  const { bountiesPerEpoch, bidsPerEpoch } = access.parameters(rateLimitParameters)
  const tries = () => idleBountyTurns[0] === 1
  const { sampled } = access.get(BoardTotals)
  const { tick } = access.clock
  const looks = (agent: number) => ((agent + tick[0]) & sampled[0]) === 0
  return {
    isOffered: () => true,
    mayOffer: (agent) => looks(agent) && (bountiesPosted[agent] < bountiesPerEpoch[0] || tries()),
    mayBid: (agent) => bidsPlaced[agent] < bidsPerEpoch[0] || tries(),
    ...bindBounties(access),
    ...bindOwnTasks(access),
    ...bindOpenTasks(access),
    ...bindEscrows(access),
  }
})

/** Without a market nothing is on the board. */
function bindIdleness(idleBountyTurns: Float64Array): Work {
  const nothing = () => NOBODY
  const tries = () => idleBountyTurns[0] === 1
  return {
    isOffered: tries,
    mayOffer: tries,
    mayBid: () => false,
    lowestBid: nothing,
    hasBounty: () => false,
    pickBounty: nothing,
    richestBounty: nothing,
    activeTask: nothing,
    startedTask: nothing,
    bestTask: nothing,
    modestTask: nothing,
    richestTask: nothing,
    countEscrows: () => 0,
    pickEscrow: nothing,
  }
}

/**
 * Where lists are sampled, stretches begin in one place for four agents, so that some twenty see a bounty in a tick and may
 * bid on it, and in one place for each agent, so that two or three see a task, of whom one gets it. Powers of two.
 */
const BOUNTY_SPREAD = 2
const TASK_SPREAD = 0

/** The stretch of a list that an agent is shown: `shown` places from `first` on, the place after `range - 1` being 0. */
interface Stretch {
  first: number
  shown: number
  range: number
}

/**
 * Finds an agent's stretch of a list; false when it holds nothing or it is not for the agent to look. Where lists are
 * sampled, stretches begin in as many places as there are agents for, beyond the end of a short list too: an agent is shown
 * few of many and an entry to few of many, so that a crowd neither sees nor wants one and the same.
 */
function bindStretch(
  access: PolicyAccess,
  listed: Uint32Array,
  most: Uint32Array,
  spread: number,
  stretch: Stretch,
): (agent: number) => boolean {
  const { agentCount, tick } = access.clock
  const { sampled } = access.get(BoardTotals)
  return (agent) => {
    const count = listed[0]
    if (count === 0 || ((agent + tick[0]) & sampled[0]) !== 0) return false
    const places = sampled[0] === 0 ? 0 : (agentCount[0] >>> spread) + 1
    const range = places > count ? places : count
    stretch.range = range
    stretch.shown = most[0] < range ? most[0] : range
    stretch.first = 0
    if (sampled[0] === 0) return true
    let mixed = Math.imul(agent ^ Math.imul(tick[0] + 1, 0x9e3779b1), 0x85ebca6b)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35)
    stretch.first = Math.floor(((mixed ^ (mixed >>> 13)) >>> 0) * 2.3283064365386963e-10 * range)
    return stretch.first < count || stretch.first + stretch.shown > range
  }
}

function bindBounties(
  access: PolicyAccess,
): Pick<Work, 'lowestBid' | 'hasBounty' | 'pickBounty' | 'richestBounty'> {
  const { poster, reward } = access.get(Bounty)
  const { amount } = access.get(Bid)
  const { bounties: own } = access.get(Desk)
  const { next, lowest } = access.get(BountyChain)
  const { bounty: listing } = access.get(Listing)
  const { bounties: listed, bountiesShown } = access.get(BoardTotals)
  const stretch: Stretch = { first: 0, shown: 0, range: 0 }
  const moveTo = bindStretch(access, listed, bountiesShown, BOUNTY_SPREAD, stretch)
  /** Bounty of another agent in a place of the stretch, or NOBODY. */
  const shownAt = (agent: number, step: number) => {
    let place = stretch.first + step
    if (place >= stretch.range) place -= stretch.range
    if (place >= listed[0]) return NOBODY
    const bounty = listing[place]
    return own[agent] !== 0 && poster[bounty] === agent ? NOBODY : bounty
  }
  return {
    lowestBid(agent) {
      let best = NOBODY
      for (let bounty = own[agent]; bounty !== 0; bounty = next[bounty - 1]) {
        const bid = lowest[bounty - 1] - 1
        if (bid >= 0 && (best === NOBODY || amount[bid] < amount[best])) best = bid
      }
      return best
    },
    pickBounty(agent, draws) {
      if (!moveTo(agent)) return NOBODY
      let count = 0
      for (let step = 0; step < stretch.shown; step++) if (shownAt(agent, step) !== NOBODY) count++
      let before = Math.floor(draws.next()[0] * count)
      for (let step = 0; step < stretch.shown; step++) {
        const bounty = shownAt(agent, step)
        if (bounty !== NOBODY && before-- === 0) return bounty
      }
      return NOBODY
    },
    hasBounty(agent) {
      if (!moveTo(agent)) return false
      if (own[agent] === 0) return true
      for (let step = 0; step < stretch.shown; step++) if (shownAt(agent, step) !== NOBODY) return true
      return false
    },
    richestBounty(agent) {
      if (!moveTo(agent)) return NOBODY
      let richest = NOBODY
      for (let step = 0; step < stretch.shown; step++) {
        const bounty = shownAt(agent, step)
        if (bounty !== NOBODY && (richest === NOBODY || reward[bounty] > reward[richest])) richest = bounty
      }
      return richest
    },
  }
}

function bindOwnTasks(access: PolicyAccess): Pick<Work, 'activeTask' | 'startedTask'> {
  const { status } = access.get(Task)
  const { tasks } = access.get(Desk)
  const { next } = access.get(TaskChain)
  const assigned = (agent: number, least: number) => {
    for (let task = tasks[agent]; task !== 0; task = next[task - 1]) {
      if (status[task - 1] >= least && status[task - 1] <= TaskStatus.inProgress) return task - 1
    }
    return NOBODY
  }
  return {
    activeTask: (agent) => assigned(agent, TaskStatus.claimed),
    startedTask: (agent) => assigned(agent, TaskStatus.inProgress),
  }
}

function bindOpenTasks(access: PolicyAccess): Pick<Work, 'bestTask' | 'modestTask' | 'richestTask'> {
  const { bounty, difficulty, minReputation } = access.get(Task)
  const { poster } = access.get(Bounty)
  const { reputation } = access.get(Standing)
  const { tasksClaimed, bounties: own } = access.get(Desk)
  const { tasksPerEpoch } = access.parameters(rateLimitParameters)
  const { task: listing } = access.get(Listing)
  const { tasks: listed, tasksShown, ownTasks } = access.get(BoardTotals)
  const stretch: Stretch = { first: 0, shown: 0, range: 0 }
  const moveTo = bindStretch(access, listed, tasksShown, TASK_SPREAD, stretch)
  const mayLook = (agent: number) => tasksClaimed[agent] < tasksPerEpoch[0] && moveTo(agent)
  /** Task in a place of the stretch that the agent may claim, or NOBODY. */
  const shownAt = (agent: number, step: number) => {
    let place = stretch.first + step
    if (place >= stretch.range) place -= stretch.range
    if (place >= listed[0]) return NOBODY
    const task = listing[place]
    if (minReputation[task] > reputation[agent]) return NOBODY
    return ownTasks[0] === 0 && own[agent] !== 0 && poster[task] === agent ? NOBODY : task
  }
  return {
    bestTask(agent, effort) {
      if (!mayLook(agent)) return NOBODY
      let best = NOBODY
      for (let step = 0; step < stretch.shown; step++) {
        const task = shownAt(agent, step)
        if (task === NOBODY) continue
        const better =
          best === NOBODY || bounty[task] / effort[difficulty[task]] > bounty[best] / effort[difficulty[best]]
        if (better) best = task
      }
      return best
    },
    modestTask(agent) {
      if (!mayLook(agent)) return NOBODY
      let front = NOBODY
      for (let step = 0; step < stretch.shown; step++) {
        const task = shownAt(agent, step)
        if (task === NOBODY) continue
        if (difficulty[task] === Difficulty.easy || difficulty[task] === Difficulty.medium) return task
        if (front === NOBODY) front = task
      }
      return front
    },
    richestTask(agent) {
      if (!mayLook(agent)) return NOBODY
      let richest = NOBODY
      for (let step = 0; step < stretch.shown; step++) {
        const task = shownAt(agent, step)
        if (task !== NOBODY && (richest === NOBODY || bounty[task] > bounty[richest])) richest = task
      }
      return richest
    },
  }
}

function bindEscrows(access: PolicyAccess): Pick<Work, 'countEscrows' | 'pickEscrow'> {
  const { held } = access.get(Escrow)
  const { pays, earns } = access.get(Desk)
  const { nextPaid, nextEarned } = access.get(EscrowChain)
  return {
    countEscrows(agent) {
      let count = 0
      for (let escrow = pays[agent]; escrow !== 0; escrow = nextPaid[escrow - 1]) count += held[escrow - 1]
      for (let escrow = earns[agent]; escrow !== 0; escrow = nextEarned[escrow - 1]) count += held[escrow - 1]
      return count
    },
    pickEscrow(agent, count, draws) {
      let before = Math.floor(draws.next()[0] * count)
      for (let escrow = pays[agent]; escrow !== 0; escrow = nextPaid[escrow - 1]) {
        if (held[escrow - 1] === 1 && before-- === 0) return escrow - 1
      }
      for (let escrow = earns[agent]; escrow !== 0; escrow = nextEarned[escrow - 1]) {
        if (held[escrow - 1] === 1 && before-- === 0) return escrow - 1
      }
      return NOBODY
    },
  }
}
