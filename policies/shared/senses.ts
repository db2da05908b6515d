import { Kind, Usage } from '../../components/agent.ts'
import {
  Bid,
  BoardTotals,
  Bounty,
  BountyChain,
  Desk,
  Escrow,
  EscrowChain,
  Listing,
  Task,
  TaskChain,
} from '../../components/board.ts'
import { Ballot, FeedTotals, Post, PostScore } from '../../components/feed.ts'
import { Parties } from '../../components/interaction.ts'
import { bindRankedAt, bindTally, bindVoteOf, LISTED_MAX } from '../../components/lookup/feed.ts'
import { PARTNER_COLUMNS } from '../../components/lookup/partners.ts'
import { feedParameters, rateLimitParameters } from '../../components/parameters/society.ts'
import { Inbox, Proposal } from '../../components/queue.ts'
import { Stake } from '../../components/stake.ts'
import { Standing } from '../../components/standing.ts'
import { NOBODY } from '../../engine/journal.ts'
import type { PolicyAccess } from '../../engine/policy.ts'
import type { DrawSource } from '../../engine/random.ts'
import { boundOnce } from '../../engine/sharing.ts'

/** What every policy here reads of its own agent. */
export const OWN_SENSES = [Kind, Usage, Ballot, Inbox, Desk] as const

/** What every policy here reads of others: who they are to anyone, proposals, the feed, work on offer. */
export const COMMON_SENSES = [
  ...PARTNER_COLUMNS,
  Standing,
  Stake,
  Parties,
  Proposal,
  Post,
  PostScore,
  FeedTotals,
  Task,
  Bounty,
  Bid,
  Escrow,
  BountyChain,
  TaskChain,
  EscrowChain,
  Listing,
  BoardTotals,
] as const

/** What an agent still has room for. */
export interface Allowance {
  canPost(agent: number): boolean
  canVote(agent: number): boolean
  canInteract(agent: number): boolean
}

export const bindAllowance = boundOnce([Usage], (access: PolicyAccess): Allowance => {
  const { posts, votes, interactions } = access.get(Usage)
  const { postsPerEpoch, votesPerEpoch, interactionsPerStep } = access.parameters(rateLimitParameters)
  const { enabled } = access.parameters(feedParameters)
  return {
    canPost: (agent) => enabled[0] === 1 && posts[agent] < postsPerEpoch[0],
    canVote: (agent) => enabled[0] === 1 && votes[agent] < votesPerEpoch[0],
    canInteract: (agent) => interactions[agent] < interactionsPerStep[0],
  }
})

/** The feed as a reader sees it: up to 20 posts, best first. Places count from 0; posts are rows. */
export interface Feed {
  /** Posts listed. */
  listed(): number
  /** Post in a place. */
  at(place: number): number
  /** Up votes less down votes of a post, by their weights where votes are weighed; 0 where the feed does not show them. */
  votes(post: number): number
  replies(post: number): number
  author(post: number): number
  /** One of the listed posts that the agent has not voted on, each as likely: one draw. NOBODY, without a draw, if none. */
  chooseUnvoted(agent: number, draws: DrawSource): number
}

export const bindFeed = boundOnce([Post, FeedTotals, Ballot], (access: PolicyAccess): Feed => {
  const { author, replies, rank } = access.get(Post)
  const tally = bindTally(access)
  const { kept } = access.get(FeedTotals)
  const { showVotes } = access.parameters(feedParameters)
  const voteOf = bindVoteOf(access)
  const hasPosts = rank.length > 0
  const listed = () => (hasPosts ? Math.min(kept[0], LISTED_MAX) : 0)
  const rankedAt = bindRankedAt(access)
  const at = (place: number) => rankedAt(kept[0] - 1 - place)
  const chooseUnvoted = (agent: number, draws: DrawSource) => {
    const places = listed()
    let unvoted = 0
    for (let place = 0; place < places; place++) if (voteOf(agent, at(place)) === 0) unvoted++
    if (unvoted === 0) return NOBODY
    let before = Math.floor(draws.next()[0] * unvoted)
    for (let place = 0; place < places; place++) {
      if (voteOf(agent, at(place)) === 0 && before-- === 0) return at(place)
    }
    return NOBODY
  }
  return {
    listed,
    at,
    votes: (post) => (showVotes[0] === 1 ? tally[post] : 0),
    replies: (post) => replies[post],
    author: (post) => author[post],
    chooseUnvoted,
  }
})

/** Row of the oldest proposal that waits for the agent's answer, or NOBODY; nothing waits under simultaneous turns. */
export const bindWaiting = boundOnce([Inbox], (access: PolicyAccess): ((agent: number) => number) => {
  const { head } = access.get(Inbox)
  if (head.length === 0) return () => NOBODY
  return (agent) => (head[agent] === 0 ? NOBODY : head[agent] - 1)
})
