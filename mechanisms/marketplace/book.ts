import { bindAwards } from './awards.ts'
import { bindBids } from './bids.ts'
import { bindOpenings } from './bounties.ts'
import { bindClaims } from './claims.ts'
import { bindTools, type MarketAccess } from './tools.ts'

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

/** Binds the book to a world. Whoever binds it declares `BOOK_COLUMNS` as written and Standing as read. */
export function bindBook(access: MarketAccess): Book {
  const tools = bindTools(access)
  const { award, ...awards } = bindAwards(access, tools)
  return {
    ...bindOpenings(access, tools),
    ...awards,
    ...bindBids(access, tools, award),
    ...bindClaims(access, tools, award),
  }
}
