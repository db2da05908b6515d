import { Bid, Bounty, BountyChain, Task, TaskStatus } from '../../components/board.ts'
import { NOBODY } from '../../engine/journal.ts'
import type { Award } from './awards.ts'
import type { Book } from './book.ts'
import { Deal, DealStatus, MarketCounts } from './columns.ts'
import { marketplaceParameters } from './parameters.ts'
import type { MarketAccess, Tools } from './tools.ts'

/** Bids, and the choice among them. */
export function bindBids(
  access: MarketAccess,
  { assign }: Tools,
  award: Award,
): Pick<Book, 'bid' | 'accept' | 'withdraw' | 'reject'> {
  const { poster, reward } = access.get(Bounty)
  const { lowest } = access.get(BountyChain)
  const bids = access.get(Bid)
  const { status } = access.get(Deal)
  const counts = access.get(MarketCounts)
  const { maxBidsPerBounty } = access.parameters(marketplaceParameters)
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
      bids.bidder[bid] = agent
      bids.amount[bid] = amount
      bids.pending[bid] = 1
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
