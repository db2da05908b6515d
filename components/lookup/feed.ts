import { boundOnce } from '../../engine/sharing.ts'
import type { Registry } from '../../engine/world.ts'
import { voteWeight } from '../../formulas/levers.ts'
import { Usage } from '../agent.ts'
import { Action } from '../codes.ts'
import { Ballot, BallotWeight, FeedTotals, Post, PostScore } from '../feed.ts'
import { Intent } from '../intent.ts'
import { governanceParameters } from '../parameters/governance.ts'
import { feedParameters, rateLimitParameters } from '../parameters/society.ts'
import { bindAccount } from './account.ts'
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

/** Post in a place of the ranking, counted from the lowest up. */
export type RankedAt = (place: number) => number

export const bindRankedAt = boundOnce([Post, FeedTotals], (access: LookupAccess): RankedAt => {
  const { rank } = access.get(Post)
  const { lowest } = access.get(FeedTotals)
  return (place) => {
    const at = lowest[0] + place
    return rank[at < rank.length ? at : at - rank.length]
  }
})

/** Carries out the post or vote that an agent chose, if its allowance has room. Returns whether it did. */
export type FeedAction = (agent: number) => boolean

type Access = LookupAccess & {
  parameters: LookupAccess['world']['parameters']
  readonly registry?: Pick<Registry, 'policies'>
}

export function bindFeedAction(access: Access): FeedAction {
  const { action, target, direction } = access.get(Intent)
  const { posts, votes } = access.get(Usage)
  const { postsPerEpoch, votesPerEpoch } = access.parameters(rateLimitParameters)
  const { enabled } = access.parameters(feedParameters)
  const { kept } = access.get(FeedTotals)
  const accountOf = bindAccount(access)
  const makePost = bindMakePost(access)
  const castVote = bindCastVote(access)
  return (agent) => {
    if (enabled[0] === 0) return false
    const account = accountOf(agent)
    if (action[agent] === Action.post) {
      if (!withinAllowance(posts[account], postsPerEpoch[0])) return false
      posts[account]++
      makePost(agent)
      return true
    }
    if (!withinAllowance(votes[account], votesPerEpoch[0]) || target[agent] >= kept[0]) return false
    castVote(account, target[agent], direction[agent])
    votes[account]++
    return true
  }
}

/** What a post's votes come to: up less down, by their weights where votes are weighed. */
export function bindTally(access: LookupAccess): ArrayLike<number> {
  return access.world.has(PostScore) ? access.get(PostScore).score : access.get(Post).votes
}

/** A post's rank: votes, half a point a reply, newer first among equals. Simulated time stands still within a rank. */
function bindRanksBefore(access: LookupAccess): (first: number, second: number) => boolean {
  const { replies, sequence } = access.get(Post)
  const tally = bindTally(access)
  return (first, second) => {
    const lead = tally[first] - tally[second] + REPLY_SCORE * (replies[first] - replies[second])
    return lead > 0 || (lead === 0 && sequence[first] > sequence[second])
  }
}

/**
 * Puts posts into the ranking, which runs from the lowest up: what is new or voted on moves near its end, past few others,
 * however many posts the feed keeps. It is a ring, so that the lowest leaves without moving all others.
 */
interface Ranking {
  /** Inserts a post that is not in it. */
  insert(post: number): void
  /** Takes a post out. */
  remove(post: number): void
  /** Takes the lowest post out and returns its row. */
  removeLowest(): number
}

function bindRanking(access: LookupAccess): Ranking {
  const { rank } = access.get(Post)
  const { kept, lowest } = access.get(FeedTotals)
  const ranksBefore = bindRanksBefore(access)
  const rankedAt = bindRankedAt(access)
  const size = rank.length
  const put = (place: number, post: number) => {
    const at = lowest[0] + place
    rank[at < size ? at : at - size] = post
  }
  /** Posts that rank lower than this one. */
  const countBelow = (post: number) => {
    let low = 0
    let high = kept[0]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (ranksBefore(post, rankedAt(middle))) low = middle + 1
      else high = middle
    }
    return low
  }
  return {
    insert(post) {
      const place = countBelow(post)
      for (let above = kept[0]; above > place; above--) put(above, rankedAt(above - 1))
      put(place, post)
      kept[0]++
    },
    remove(post) {
      kept[0]--
      let place = kept[0]
      while (place > 0 && rankedAt(place) !== post) place--
      for (; place < kept[0]; place++) put(place, rankedAt(place + 1))
    },
    removeLowest() {
      const post = rank[lowest[0]]
      kept[0]--
      lowest[0] = lowest[0] + 1 === size ? 0 : lowest[0] + 1
      return post
    },
  }
}

function bindMakePost(access: Access): (agent: number) => void {
  const { author, sequence, votes, replies, rank } = access.get(Post)
  const { kept, made } = access.get(FeedTotals)
  const ranking = bindRanking(access)
  const weighing = bindWeighing(access)
  return (agent) => {
    const row = kept[0] === rank.length ? ranking.removeLowest() : kept[0]
    author[row] = agent
    sequence[row] = made[0]++
    votes[row] = 0
    replies[row] = 0
    weighing?.clear(row)
    ranking.insert(row)
  }
}

function bindCastVote(access: Access): (agent: number, post: number, direction: number) => void {
  const { votes, sequence } = access.get(Post)
  const ballot = access.get(Ballot)
  const { ballots } = access.get(FeedTotals)
  const voteOf = bindVoteOf(access)
  const ranking = bindRanking(access)
  const weighing = bindWeighing(access)
  const agents = access.world.rowsOf('agent')
  return (agent, post, direction) => {
    const before = voteOf(agent, post)
    if (before === direction) return
    if (before === 0) ballots[0]++
    ballot.direction[post * agents + agent] = direction
    ballot.stamp[post * agents + agent] = sequence[post] + 1
    ranking.remove(post)
    votes[post] += direction - before
    weighing?.weigh(agent, post, before, direction)
    ranking.insert(post)
  }
}

/** Steps in which weights are kept: sums of them are exact. */
const WEIGHT_STEPS = 1_048_576

interface Weighing {
  /** A new post has no votes. */
  clear(post: number): void
  /** Takes a vote back (`before`, 0 for none) and counts another by the votes that the agent has cast in the epoch. */
  weigh(agent: number, post: number, before: number, direction: number): void
}

/** Vote normalisation: the more votes an agent casts in an epoch, the less each further one weighs. */
function bindWeighing(access: Access): Weighing | undefined {
  const { world } = access
  if (!world.has(PostScore)) return undefined
  const { score } = access.get(PostScore)
  const { weight } = access.get(BallotWeight)
  const { votes } = access.get(Usage)
  const { maxVoteWeightPerAgent } = access.parameters(governanceParameters)
  const agents = world.rowsOf('agent')
  return {
    clear(post) {
      score[post] = 0
    },
    weigh(agent, post, before, direction) {
      const ballot = post * agents + agent
      const exact = voteWeight(votes[agent], maxVoteWeightPerAgent[0])
      const now = Math.round(exact * WEIGHT_STEPS) / WEIGHT_STEPS
      score[post] += direction * now - before * weight[ballot]
      weight[ballot] = now
    },
  }
}
