import { Kind, Usage } from '../components/agent.ts'
import { Action } from '../components/codes.ts'
import { Ballot, BallotWeight, FeedTotals, Post, PostScore } from '../components/feed.ts'
import { Intent } from '../components/intent.ts'
import { bindFeedAction } from '../components/lookup/feed.ts'
import { defineSystem } from '../engine/schedule.ts'

/**
 * Simultaneous turns: votes and posts of the tick reach the feed together, each in row order, so that no agent saw
 * another's choice. Votes come first: a new post may take the row of one that was voted on. Reads Kind. Writes Intent,
 * Usage, Post, Ballot, FeedTotals.
 */
export const feedSystem = defineSystem({
  name: 'feed',
  phase: 'market',
  every: 'tick',
  reads: [Kind],
  writes: [Intent, Usage, Post, Ballot, FeedTotals, PostScore, BallotWeight],
  doc: 'Carries out posts and votes.',
  bind(access) {
    const { action, failed } = access.get(Intent)
    const carryOut = bindFeedAction(access)
    const carryOutAll = (kind: number, first: number, end: number) => {
      for (let agent = first; agent < end; agent++) {
        if (action[agent] === kind && !carryOut(agent)) failed[agent] = 1
      }
    }
    return (first, end) => {
      carryOutAll(Action.vote, first, end)
      carryOutAll(Action.post, first, end)
    }
  },
})
