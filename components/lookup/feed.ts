import { Usage } from '../agent.ts'
import { Action } from '../codes.ts'
import { Ballot, FeedTotals, Post } from '../feed.ts'
import { Intent } from '../intent.ts'
import { feedParameters, rateLimitParameters } from '../parameters/society.ts'
import type { LookupAccess } from './acquaintances.ts'
import { withinAllowance } from './allowance.ts'

/** Posts that a reader is shown. */
export const LISTED_MAX = 20
const REPLY_SCORE = 0.5

/** Votes of agents on posts; 0 for none. */
export type VoteOf = (agent: number, post: number) => number

export function bindVoteOf(access: LookupAccess): VoteOf {
  const { direction, stamp } = access.get(Ballot)
  const { sequence } = access.get(Post)
  const agents = access.world.rowsOf('agent')
  return (agent, post) => {
    const ballot = post * agents + agent
    return stamp[ballot] === sequence[post] + 1 ? direction[ballot] : 0
  }
}

/** Carries out the post or vote that an agent chose, if its allowance has room. Returns whether it did. */
export type FeedAction = (agent: number) => boolean

type Access = LookupAccess & { parameters: LookupAccess['world']['parameters'] }

export function bindFeedAction(access: Access): FeedAction {
  const { action, target, direction } = access.get(Intent)
  const { posts, votes } = access.get(Usage)
  const { postsPerEpoch, votesPerEpoch } = access.parameters(rateLimitParameters)
  const { enabled } = access.parameters(feedParameters)
  const { kept } = access.get(FeedTotals)
  const makePost = bindMakePost(access)
  const castVote = bindCastVote(access)
  return (agent) => {
    if (enabled[0] === 0) return false
    if (action[agent] === Action.post) {
      if (!withinAllowance(posts[agent], postsPerEpoch[0])) return false
      posts[agent]++
      makePost(agent)
      return true
    }
    if (!withinAllowance(votes[agent], votesPerEpoch[0]) || target[agent] >= kept[0]) return false
    votes[agent]++
    castVote(agent, target[agent], direction[agent])
    return true
  }
}

/** A post's rank: votes, half a point a reply, newer first among equals. Simulated time stands still within a rank. */
function bindRanksBefore(access: LookupAccess): (first: number, second: number) => boolean {
  const { votes, replies, sequence } = access.get(Post)
  return (first, second) => {
    const lead = votes[first] - votes[second] + REPLY_SCORE * (replies[first] - replies[second])
    return lead > 0 || (lead === 0 && sequence[first] > sequence[second])
  }
}

function bindMakePost(access: LookupAccess): (agent: number) => void {
  const { author, sequence, votes, replies, rank } = access.get(Post)
  const { kept, made } = access.get(FeedTotals)
  const ranksBefore = bindRanksBefore(access)
  return (agent) => {
    const full = kept[0] === rank.length
    const row = full ? rank[kept[0] - 1] : kept[0]
    if (!full) kept[0]++
    author[row] = agent
    sequence[row] = made[0]++
    votes[row] = 0
    replies[row] = 0
    let place = kept[0] - 1
    while (place > 0 && ranksBefore(row, rank[place - 1])) {
      rank[place] = rank[place - 1]
      place--
    }
    rank[place] = row
  }
}

function bindCastVote(access: LookupAccess): (agent: number, post: number, direction: number) => void {
  const { votes, sequence, rank } = access.get(Post)
  const ballot = access.get(Ballot)
  const { kept, ballots } = access.get(FeedTotals)
  const voteOf = bindVoteOf(access)
  const ranksBefore = bindRanksBefore(access)
  const agents = access.world.rowsOf('agent')
  const settle = (post: number) => {
    let place = rank.indexOf(post)
    while (place > 0 && ranksBefore(post, rank[place - 1])) {
      rank[place] = rank[place - 1]
      rank[--place] = post
    }
    while (place < kept[0] - 1 && ranksBefore(rank[place + 1], post)) {
      rank[place] = rank[place + 1]
      rank[++place] = post
    }
  }
  return (agent, post, direction) => {
    const before = voteOf(agent, post)
    if (before === direction) return
    if (before === 0) ballots[0]++
    ballot.direction[post * agents + agent] = direction
    ballot.stamp[post * agents + agent] = sequence[post] + 1
    votes[post] += direction - before
    settle(post)
  }
}
