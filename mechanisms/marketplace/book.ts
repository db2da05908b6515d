import { Bid, Bounty, BountyChain, Difficulty, Escrow, Task, TaskStatus } from '../../components/board.ts'
import type { LookupAccess } from '../../components/lookup/acquaintances.ts'
import { Stake } from '../../components/stake.ts'
import { Standing } from '../../components/standing.ts'
import { NOBODY } from '../../engine/journal.ts'
import { Deal, DealStatus, MarketCounts, MarketTotals } from './columns.ts'
import { bindBoardLists, bindChains } from './lists.ts'
import { marketplaceParameters, SETTLES_NEVER } from './parameters.ts'
import { bindPurse } from './purse.ts'
import { boundOfBounties } from './tables.ts'

/** The market's book: what may happen to bounties, bids and escrows. Whatever is refused changes nothing. */
export interface Book {
  /** Offers a bounty. Its row, or NOBODY when the agent cannot pay, the reward is too small or the table is full. */
  post(agent: number, reward: number, deadline: number): number
  /** Bids on a bounty of somebody else, once and within its reward. The bid's row, or NOBODY. */
  bid(agent: number, bounty: number, amount: number): number
  /** Takes a bid on one's own bounty: the others are refused, and what was bid goes into escrow. */
  accept(agent: number, bid: number): boolean
  /** Takes a bid back that is one's own, or refuses one on one's own bounty. */
  withdraw(agent: number, bid: number): boolean
  reject(agent: number, bid: number): boolean
  claim(agent: number, task: number): boolean
  /** Hands a task in. */
  submit(agent: number, task: number): boolean
  /** Pays the worker out of an escrow, or gives the poster its money back. */
  settle(bounty: number, accepted: boolean): boolean
  /** Stops an escrow's settlement until the dispute is settled; for either side. */
  dispute(agent: number, bounty: number): boolean
  /** Settles a dispute. */
  resolve(bounty: number, workerShare: number): boolean
  /** Refunds an open bounty. */
  expire(bounty: number): boolean
  /** Takes a bounty and its task off the board. */
  takeDown(bounty: number): void
}

export type MarketAccess = LookupAccess & { parameters: LookupAccess['world']['parameters'] }

/** What the book reads and writes besides the clock. */
export function bindBook(access: MarketAccess): Book {
  const openings = bindOpenings(access)
  const awards = bindAwards(access)
  return { ...openings, ...awards, ...bindBids(access, awards.award), ...bindTasks(access, awards.award) }
}

/** Closes what an open bounty holds: its places on the board, its pending bids, its place among its poster's. */
function bindClosing(access: MarketAccess): { takeDown(bounty: number): void; close(bounty: number): void } {
  const { poster, open } = access.get(Bounty)
  const { lowest } = access.get(BountyChain)
  const { pending } = access.get(Bid)
  const { bids } = access.get(Deal)
  const { maxBidsPerBounty } = access.parameters(marketplaceParameters)
  const lists = bindBoardLists(access)
  const chains = bindChains(access)
  const takeDown = (bounty: number) => {
    lists.bounties.remove(bounty)
    lists.tasks.remove(bounty)
  }
  return {
    takeDown,
    close(bounty) {
      lists.bounties.remove(bounty)
      chains.bounties.remove(poster[bounty], bounty)
      const first = bounty * maxBidsPerBounty[0]
      pending.fill(0, first, first + maxBidsPerBounty[0])
      bids[bounty] = 0
      lowest[bounty] = 0
      open[bounty] = 0
    },
  }
}

/** Rows: the lowest one never used, or the one that was freed last. Where escrows are never settled, none is freed. */
function bindRows(access: MarketAccess): { take(): number; free(bounty: number): void } {
  const { used, free } = access.get(MarketTotals)
  const { status } = access.get(Deal)
  const { status: taskStatus } = access.get(Task)
  const { next } = access.get(BountyChain)
  const { settlement } = access.parameters(marketplaceParameters)
  const { agentCount } = access.clock
  return {
    take() {
      if (free[0] !== 0) {
        const row = free[0] - 1
        free[0] = next[row]
        return row
      }
      if (used[0] >= Math.min(status.length, boundOfBounties(agentCount[0]))) return NOBODY
      used[0]++
      return used[0] - 1
    },
    free(bounty) {
      if (settlement[0] === SETTLES_NEVER) return
      status[bounty] = DealStatus.free
      taskStatus[bounty] = TaskStatus.free
      next[bounty] = free[0]
      free[0] = bounty + 1
    },
  }
}

function bindOpenings(access: MarketAccess): Pick<Book, 'post' | 'expire' | 'takeDown'> {
  const { poster, reward: rewards, open } = access.get(Bounty)
  const { lowest } = access.get(BountyChain)
  const deal = access.get(Deal)
  const task = access.get(Task)
  const { resources } = access.get(Stake)
  const counts = access.get(MarketCounts)
  const { minBountyAmount, bidDeadlineEpochs, settlement } = access.parameters(marketplaceParameters)
  const { epoch } = access.clock
  const rows = bindRows(access)
  const lists = bindBoardLists(access)
  const chains = bindChains(access)
  const purse = bindPurse(access)
  const { close, takeDown } = bindClosing(access)
  const place = (row: number, agent: number, reward: number, deadline: number) => {
    poster[row] = agent
    rewards[row] = reward
    open[row] = 1
    lowest[row] = 0
    deal.status[row] = DealStatus.open
    deal.deadline[row] = deadline
    deal.amount[row] = 0
    deal.due[row] = Number.POSITIVE_INFINITY
    task.bounty[row] = reward
    task.difficulty[row] = Difficulty.medium
    task.minReputation[row] = 0
    task.status[row] = TaskStatus.open
    task.assignee[row] = NOBODY
    chains.bounties.append(agent, row)
    if (epoch[0] >= deadline) return
    lists.bounties.add(row)
    lists.tasks.add(row)
  }
  return {
    post(agent, reward, deadline) {
      if (!(reward >= minBountyAmount[0]) || resources[agent] < reward) return NOBODY
      const row = rows.take()
      if (row === NOBODY) {
        counts.refused[0]++
        return NOBODY
      }
      const latest = epoch[0] + bidDeadlineEpochs[0]
      const capped = settlement[0] !== SETTLES_NEVER && latest < deadline
      purse.offer(agent, reward)
      place(row, agent, reward, capped ? latest : deadline)
      counts.posted[0]++
      return row
    },
    expire(bounty) {
      if (deal.status[bounty] !== DealStatus.open) return false
      close(bounty)
      takeDown(bounty)
      purse.refund(poster[bounty], rewards[bounty])
      if (task.status[bounty] === TaskStatus.open) task.status[bounty] = TaskStatus.done
      deal.status[bounty] = DealStatus.expired
      counts.expired[0]++
      rows.free(bounty)
      return true
    },
    takeDown,
  }
}

type Award = (bounty: number, worker: number, amount: number) => void

function bindAwards(
  access: MarketAccess,
): Pick<Book, 'settle' | 'dispute' | 'resolve'> & { readonly award: Award } {
  const { poster, reward } = access.get(Bounty)
  const escrow = access.get(Escrow)
  const deal = access.get(Deal)
  const counts = access.get(MarketCounts)
  const parameters = access.parameters(marketplaceParameters)
  const { settlement, escrowFeeRate, disputeResolutionEpochs, workDeadlineEpochs } = parameters
  const { epoch } = access.clock
  const purse = bindPurse(access)
  const chains = bindChains(access)
  const { close } = bindClosing(access)
  const finish = bindFinish(access)
  return {
    award(bounty, worker, amount) {
      close(bounty)
      deal.status[bounty] = DealStatus.awarded
      deal.amount[bounty] = amount
      const isDue = settlement[0] !== SETTLES_NEVER
      deal.due[bounty] = isDue ? epoch[0] + workDeadlineEpochs[0] : Number.POSITIVE_INFINITY
      purse.lock(amount)
      escrow.poster[bounty] = poster[bounty]
      escrow.worker[bounty] = worker
      escrow.held[bounty] = 1
      chains.pays.append(poster[bounty], bounty)
      chains.earns.append(worker, bounty)
      counts.awarded[0]++
    },
    settle(bounty, accepted) {
      if (deal.status[bounty] !== DealStatus.awarded) return false
      const fee = deal.amount[bounty] * escrowFeeRate[0]
      const pay = deal.amount[bounty] - fee
      const rest = reward[bounty] - deal.amount[bounty]
      purse.takeFee(fee)
      purse.release(accepted ? escrow.worker[bounty] : poster[bounty], pay)
      // Nobody gave the poster of failed work back what it had offered beyond the bid, in the runs that `never` repeats.
      if (accepted || settlement[0] !== SETTLES_NEVER) purse.refund(poster[bounty], rest)
      else purse.lose(rest)
      if (accepted) {
        counts.completed[0]++
        counts.paid[0] += pay
      } else counts.failed[0]++
      finish(bounty, accepted ? DealStatus.completed : DealStatus.failed)
      return true
    },
    dispute(agent, bounty) {
      if (deal.status[bounty] !== DealStatus.awarded) return false
      if (escrow.poster[bounty] !== agent && escrow.worker[bounty] !== agent) return false
      deal.status[bounty] = DealStatus.disputed
      deal.due[bounty] = epoch[0] + disputeResolutionEpochs[0]
      escrow.held[bounty] = 0
      counts.disputes[0]++
      return true
    },
    resolve(bounty, workerShare) {
      if (deal.status[bounty] !== DealStatus.disputed) return false
      const fee = deal.amount[bounty] * escrowFeeRate[0]
      const divided = deal.amount[bounty] - fee
      const pay = divided * workerShare
      const rest = reward[bounty] - deal.amount[bounty]
      purse.takeFee(fee)
      purse.release(escrow.worker[bounty], pay)
      purse.release(poster[bounty], divided - pay)
      if (settlement[0] !== SETTLES_NEVER) purse.refund(poster[bounty], rest)
      else purse.lose(rest)
      counts.paid[0] += pay
      counts.resolved[0]++
      finish(bounty, workerShare > 0.5 ? DealStatus.completed : DealStatus.failed)
      return true
    },
  }
}

/** Clears an escrow that has been paid out, with the task if it is still somebody's. */
function bindFinish(access: MarketAccess): (bounty: number, outcome: number) => void {
  const { poster } = access.get(Bounty)
  const { worker, held } = access.get(Escrow)
  const { status, amount } = access.get(Deal)
  const task = access.get(Task)
  const { settlement } = access.parameters(marketplaceParameters)
  const chains = bindChains(access)
  const rows = bindRows(access)
  return (bounty, outcome) => {
    status[bounty] = outcome
    amount[bounty] = 0
    held[bounty] = 0
    chains.pays.remove(poster[bounty], bounty)
    chains.earns.remove(worker[bounty], bounty)
    if (settlement[0] === SETTLES_NEVER) return
    chains.tasks.remove(task.assignee[bounty], bounty)
    task.status[bounty] = TaskStatus.done
    rows.free(bounty)
  }
}

function bindBids(access: MarketAccess, award: Award): Pick<Book, 'bid' | 'accept' | 'withdraw' | 'reject'> {
  const { poster, reward } = access.get(Bounty)
  const { lowest } = access.get(BountyChain)
  const bids = access.get(Bid)
  const { status, bids: pendingBids } = access.get(Deal)
  const counts = access.get(MarketCounts)
  const { maxBidsPerBounty } = access.parameters(marketplaceParameters)
  const assign = bindAssignment(access)
  const { status: taskStatus } = access.get(Task)
  /** A free place for a bid of the agent, or NOBODY when there is none or it has a bid pending. */
  const placeFor = (agent: number, bounty: number) => {
    const first = bounty * maxBidsPerBounty[0]
    let place = NOBODY
    for (let bid = first + maxBidsPerBounty[0] - 1; bid >= first; bid--) {
      if (bids.pending[bid] === 0) place = bid
      else if (bids.bidder[bid] === agent) return NOBODY
    }
    return place
  }
  const take = (bid: number) => {
    const bounty = bids.bounty[bid]
    bids.pending[bid] = 0
    pendingBids[bounty]--
    if (lowest[bounty] !== bid + 1) return
    lowest[bounty] = 0
    const first = bounty * maxBidsPerBounty[0]
    for (let other = first; other < first + maxBidsPerBounty[0]; other++) {
      if (bids.pending[other] === 0) continue
      if (lowest[bounty] === 0 || bids.amount[other] < bids.amount[lowest[bounty] - 1])
        lowest[bounty] = other + 1
    }
  }
  return {
    bid(agent, bounty, amount) {
      if (status[bounty] !== DealStatus.open || poster[bounty] === agent) return NOBODY
      if (!(amount > 0 && amount <= reward[bounty])) return NOBODY
      const bid = placeFor(agent, bounty)
      if (bid === NOBODY) return NOBODY
      bids.bounty[bid] = bounty
      bids.bidder[bid] = agent
      bids.amount[bid] = amount
      bids.pending[bid] = 1
      pendingBids[bounty]++
      counts.bids[0]++
      if (lowest[bounty] === 0 || amount < bids.amount[lowest[bounty] - 1]) lowest[bounty] = bid + 1
      return bid
    },
    accept(agent, bid) {
      if (!(bid < bids.pending.length) || bids.pending[bid] === 0) return false
      const bounty = bids.bounty[bid]
      if (poster[bounty] !== agent || status[bounty] !== DealStatus.open) return false
      award(bounty, bids.bidder[bid], bids.amount[bid])
      if (taskStatus[bounty] === TaskStatus.open) assign(bids.bidder[bid], bounty)
      return true
    },
    withdraw(agent, bid) {
      if (!(bid < bids.pending.length) || bids.pending[bid] === 0 || bids.bidder[bid] !== agent) return false
      take(bid)
      return true
    },
    reject(agent, bid) {
      if (!(bid < bids.pending.length) || bids.pending[bid] === 0) return false
      if (poster[bids.bounty[bid]] !== agent) return false
      take(bid)
      return true
    },
  }
}

/** Gives an open task to an agent. Work starts at once, except where it never does. */
function bindAssignment(access: MarketAccess): (agent: number, task: number) => void {
  const { status, assignee } = access.get(Task)
  const { settlement } = access.parameters(marketplaceParameters)
  const lists = bindBoardLists(access)
  const chains = bindChains(access)
  return (agent, task) => {
    lists.tasks.remove(task)
    status[task] = settlement[0] === SETTLES_NEVER ? TaskStatus.claimed : TaskStatus.inProgress
    assignee[task] = agent
    chains.tasks.append(agent, task)
  }
}

function bindTasks(access: MarketAccess, award: Award): Pick<Book, 'claim' | 'submit'> {
  const { status, assignee, minReputation } = access.get(Task)
  const { poster, reward } = access.get(Bounty)
  const { reputation } = access.get(Standing)
  const deal = access.get(Deal)
  const counts = access.get(MarketCounts)
  const { settlement } = access.parameters(marketplaceParameters)
  const { epoch } = access.clock
  const assign = bindAssignment(access)
  const chains = bindChains(access)
  return {
    claim(agent, task) {
      if (status[task] !== TaskStatus.open || epoch[0] >= deal.deadline[task]) return false
      if (minReputation[task] > reputation[agent]) return false
      if (settlement[0] !== SETTLES_NEVER) {
        if (poster[task] === agent || deal.status[task] !== DealStatus.open) return false
        award(task, agent, reward[task])
      }
      assign(agent, task)
      counts.claimed[0]++
      return true
    },
    submit(agent, task) {
      const isActive = status[task] === TaskStatus.claimed || status[task] === TaskStatus.inProgress
      if (!isActive || assignee[task] !== agent) return false
      chains.tasks.remove(agent, task)
      status[task] = TaskStatus.done
      counts.submitted[0]++
      return true
    },
  }
}
