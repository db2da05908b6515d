import { Bid, Bounty, Escrow, Task } from '../../components/board.ts'
import { policyParameters } from '../../components/parameters/society.ts'
import { Standing } from '../../components/standing.ts'
import { NOBODY } from '../../engine/journal.ts'
import type { PolicyAccess } from '../../engine/policy.ts'
import type { DrawSource } from '../../engine/random.ts'
import { boundOnce } from '../../engine/sharing.ts'

const TaskStatus = { open: 1, claimed: 2, inProgress: 3 } as const
const EASY = 1
const MEDIUM = 2
/** How hard tasks are to an honest worker, trivial to expert, and to one that goes for the quickest reward. */
export const HONEST_EFFORT: readonly number[] = [1, 2, 3, 4, 5]
export const QUICK_EFFORT: readonly number[] = [0.5, 1, 2, 4, 8]

/** The board of tasks, bounties, bids and escrows as an agent sees it. Each answer is a row, or NOBODY. */
export interface Work {
  /** Whether any rule about work can fire: with tables of work, or where agents try to post bounties without them. */
  readonly isOffered: () => boolean
  /** Whether bounty rules fire at all: with a task market, or where agents try without one. */
  readonly bountiesInUse: () => boolean
  /** Lowest pending bid on the agent's own bounties. */
  lowestBid(agent: number): number
  /** Bounties of others that take bids. */
  countBounties(agent: number): number
  /** One of `count` such bounties, each as likely: one draw. */
  pickBounty(agent: number, count: number, draws: DrawSource): number
  /** The one of the highest reward. */
  richestBounty(agent: number): number
  reward(bounty: number): number
  /** First task that the agent has claimed or is working on. */
  activeTask(agent: number): number
  /** First task that it is working on. */
  startedTask(agent: number): number
  /** Open task of the best bounty for its effort, of any, or of those that the agent has the reputation for. */
  bestTask(effort: readonly number[], agent?: number): number
  /** First open task that is easy or medium, else the first open one. */
  modestTask(): number
  richestTask(): number
  countEscrows(agent: number): number
  /** One of `count` escrows held with the agent on either side, each as likely: one draw. */
  pickEscrow(agent: number, count: number, draws: DrawSource): number
}

const WORK_COLUMNS = [Bid, Bounty, Escrow, Task, Standing]

export const bindWork = boundOnce(WORK_COLUMNS, (access: PolicyAccess): Work => {
  const { idleBountyTurns } = access.parameters(policyParameters)
  const hasMarket = access.get(Bounty).reward.length > 0
  const hasTables = hasMarket || [Task, Bid, Escrow].some(({ table }) => access.world.rowsOf(table) > 0)
  return {
    isOffered: () => hasTables || idleBountyTurns[0] === 1,
    bountiesInUse: () => hasMarket || idleBountyTurns[0] === 1,
    ...bindBounties(access),
    ...bindTasks(access),
    ...bindEscrows(access),
  }
})

function bindBounties(
  access: PolicyAccess,
): Pick<Work, 'lowestBid' | 'countBounties' | 'pickBounty' | 'richestBounty' | 'reward'> {
  const { poster, reward, open } = access.get(Bounty)
  const { bounty: bountyOf, amount, pending } = access.get(Bid)
  const offered = (agent: number, bounty: number) => open[bounty] === 1 && poster[bounty] !== agent
  return {
    lowestBid(agent) {
      let lowest = NOBODY
      for (let bid = 0; bid < pending.length; bid++) {
        if (pending[bid] === 0 || poster[bountyOf[bid]] !== agent) continue
        if (lowest === NOBODY || amount[bid] < amount[lowest]) lowest = bid
      }
      return lowest
    },
    countBounties(agent) {
      let count = 0
      for (let bounty = 0; bounty < open.length; bounty++) if (offered(agent, bounty)) count++
      return count
    },
    pickBounty(agent, count, draws) {
      let before = Math.floor(draws.next()[0] * count)
      for (let bounty = 0; bounty < open.length; bounty++) {
        if (offered(agent, bounty) && before-- === 0) return bounty
      }
      return NOBODY
    },
    richestBounty(agent) {
      let richest = NOBODY
      for (let bounty = 0; bounty < open.length; bounty++) {
        if (!offered(agent, bounty)) continue
        if (richest === NOBODY || reward[bounty] > reward[richest]) richest = bounty
      }
      return richest
    },
    reward: (bounty) => reward[bounty],
  }
}

function bindTasks(
  access: PolicyAccess,
): Pick<Work, 'activeTask' | 'startedTask' | 'bestTask' | 'modestTask' | 'richestTask'> {
  const { bounty, difficulty, minReputation, status, assignee } = access.get(Task)
  const { reputation } = access.get(Standing)
  const assigned = (agent: number, least: number) => {
    for (let task = 0; task < status.length; task++) {
      const inWork = status[task] >= least && status[task] <= TaskStatus.inProgress
      if (inWork && assignee[task] === agent) return task
    }
    return NOBODY
  }
  return {
    activeTask: (agent) => assigned(agent, TaskStatus.claimed),
    startedTask: (agent) => assigned(agent, TaskStatus.inProgress),
    bestTask(effort, agent = NOBODY) {
      let best = NOBODY
      let most = Number.NEGATIVE_INFINITY
      for (let task = 0; task < status.length; task++) {
        if (status[task] !== TaskStatus.open) continue
        if (agent !== NOBODY && minReputation[task] > reputation[agent]) continue
        const value = bounty[task] / effort[difficulty[task]]
        if (value <= most) continue
        most = value
        best = task
      }
      return best
    },
    modestTask() {
      let first = NOBODY
      for (let task = 0; task < status.length; task++) {
        if (status[task] !== TaskStatus.open) continue
        if (difficulty[task] === EASY || difficulty[task] === MEDIUM) return task
        if (first === NOBODY) first = task
      }
      return first
    },
    richestTask() {
      let richest = NOBODY
      for (let task = 0; task < status.length; task++) {
        if (status[task] !== TaskStatus.open) continue
        if (richest === NOBODY || bounty[task] > bounty[richest]) richest = task
      }
      return richest
    },
  }
}

function bindEscrows(access: PolicyAccess): Pick<Work, 'countEscrows' | 'pickEscrow'> {
  const { poster, worker, held } = access.get(Escrow)
  const concerns = (agent: number, escrow: number) =>
    held[escrow] === 1 && (poster[escrow] === agent || worker[escrow] === agent)
  return {
    countEscrows(agent) {
      let count = 0
      for (let escrow = 0; escrow < held.length; escrow++) if (concerns(agent, escrow)) count++
      return count
    },
    pickEscrow(agent, count, draws) {
      let before = Math.floor(draws.next()[0] * count)
      for (let escrow = 0; escrow < held.length; escrow++) {
        if (concerns(agent, escrow) && before-- === 0) return escrow
      }
      return NOBODY
    },
  }
}
