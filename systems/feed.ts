import { Usage } from '../components/agent.ts'
import { Action } from '../components/codes.ts'
import { Ballot, FeedTotals, Post } from '../components/feed.ts'
import { Intent } from '../components/intent.ts'
import { bindFeedAction } from '../components/lookup/feed.ts'
import { defineSystem } from '../engine/schedule.ts'

/**
 * Simultaneous turns: posts and votes of the tick reach the feed together, in row order, so that no agent saw another's
 * choice. Reads and writes Intent, Usage, Post, Ballot, FeedTotals.
 */
export const feedSystem = defineSystem({
  name: 'feed',
  phase: 'market',
  every: 'tick',
  reads: [],
  writes: [Intent, Usage, Post, Ballot, FeedTotals],
  doc: 'Carries out posts and votes.',
  bind(access) {
    const { action, failed } = access.get(Intent)
    const carryOut = bindFeedAction(access)
    return (first, end) => {
      for (let agent = first; agent < end; agent++) {
        if (action[agent] !== Action.post && action[agent] !== Action.vote) continue
        if (!carryOut(agent)) failed[agent] = 1
      }
    }
  },
})
