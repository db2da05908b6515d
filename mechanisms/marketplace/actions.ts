import { Kind } from '../../components/agent.ts'
import {
  Bid,
  BoardTotals,
  Bounty,
  BountyChain,
  Desk,
  Escrow,
  EscrowChain,
  Listing,
  Quote,
  Task,
  TaskChain,
} from '../../components/board.ts'
import { Action } from '../../components/codes.ts'
import { Intent } from '../../components/intent.ts'
import { withinAllowance } from '../../components/lookup/allowance.ts'
import { rateLimitParameters } from '../../components/parameters/society.ts'
import { Stake, Treasury } from '../../components/stake.ts'
import { Standing } from '../../components/standing.ts'
import { NOBODY } from '../../engine/journal.ts'
import type { ActionHandler, SystemAccess } from '../../engine/world.ts'
import { type Book, bindBook } from './book.ts'
import { Deal, MarketCounts, MarketTotals } from './columns.ts'
import { marketplaceParameters, SETTLES_NEVER } from './parameters.ts'
import { bindReview } from './review.ts'

/** Everything that the book moves. */
export const BOOK_COLUMNS = [
  Task,
  TaskChain,
  Bounty,
  BountyChain,
  Bid,
  Escrow,
  EscrowChain,
  Listing,
  BoardTotals,
  Desk,
  Deal,
  MarketTotals,
  MarketCounts,
  Stake,
  Treasury,
] as const

/**
 * Carries out what an agent chose to do about work, within its allowances. Reads Intent, Quote, Kind, Standing. Writes the
 * book's columns.
 */
export const marketActions: ActionHandler = {
  name: 'marketplace',
  actions: [
    Action.claimTask,
    Action.submitOutput,
    Action.postBounty,
    Action.placeBid,
    Action.acceptBid,
    Action.fileDispute,
  ],
  reads: [Intent, Quote, Kind, Standing],
  writes: BOOK_COLUMNS,
  bind(access) {
    const { action, target } = access.get(Intent)
    const book = bindBook(access)
    const { accept, dispute } = book
    const { claim, post, bid } = bindRationed(access, book)
    const submit = bindSubmission(access, book)
    return (agent) => {
      switch (action[agent]) {
        case Action.claimTask:
          return claim(agent)
        case Action.submitOutput:
          return submit(agent, target[agent])
        case Action.postBounty:
          return post(agent)
        case Action.placeBid:
          return bid(agent)
        case Action.acceptBid:
          return accept(agent, target[agent])
        default:
          return dispute(agent, target[agent])
      }
    }
  },
}

/** What an epoch's allowance bounds; only what succeeds is counted. */
function bindRationed(
  access: SystemAccess,
  book: Book,
): Record<'claim' | 'post' | 'bid', (agent: number) => boolean> {
  const { target } = access.get(Intent)
  const { amount, deadline } = access.get(Quote)
  const { tasksClaimed, bountiesPosted, bidsPlaced } = access.get(Desk)
  const { tasksPerEpoch, bountiesPerEpoch, bidsPerEpoch } = access.parameters(rateLimitParameters)
  return {
    claim(agent) {
      if (!withinAllowance(tasksClaimed[agent], tasksPerEpoch[0])) return false
      if (!book.claim(agent, target[agent])) return false
      tasksClaimed[agent]++
      return true
    },
    post(agent) {
      if (!withinAllowance(bountiesPosted[agent], bountiesPerEpoch[0])) return false
      if (book.post(agent, amount[agent], deadline[agent]) === NOBODY) return false
      bountiesPosted[agent]++
      return true
    },
    bid(agent) {
      if (!withinAllowance(bidsPlaced[agent], bidsPerEpoch[0])) return false
      if (book.bid(agent, target[agent], amount[agent]) === NOBODY) return false
      bidsPlaced[agent]++
      return true
    },
  }
}

/** Work handed in is looked at, and its escrow settled unless it is disputed; where nothing is ever settled, it lies there. */
function bindSubmission(
  access: SystemAccess,
  { submit, settle }: Book,
): (agent: number, task: number) => boolean {
  const { settlement } = access.parameters(marketplaceParameters)
  const isGood = bindReview(access)
  return (agent, task) => {
    if (!submit(agent, task)) return false
    if (settlement[0] !== SETTLES_NEVER) settle(task, isGood(agent, task))
    return true
  }
}
