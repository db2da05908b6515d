import { Ballot, BallotWeight, FeedTotals, Post, PostScore } from '../../components/feed.ts'
import { bindVoteOf } from '../../components/lookup/feed.ts'
import { defineMetric } from '../../engine/metric.ts'

/** How much votes weigh. Reads Post, Ballot, BallotWeight, FeedTotals. */
export const voteWeightMetric = defineMetric({
  name: 'vote-weight',
  doc: 'Weights of the votes on posts that the feed keeps.',
  sums: [],
  columns: {
    meanVoteWeight: { unit: 'votes', doc: 'Mean weight of the votes that stand; null when there are none.' },
  },
  reads: [Post, PostScore, Ballot, BallotWeight, FeedTotals],
  bind(access) {
    const { agentCount } = access.clock
    const { weight } = access.get(BallotWeight)
    const { kept } = access.get(FeedTotals)
    const voteOf = bindVoteOf(access)
    const agents = access.world.rowsOf('agent')
    return {
      report() {
        let votes = 0
        let sum = 0
        for (let post = 0; post < (kept[0] as number); post++) {
          for (let agent = 0; agent < (agentCount[0] as number); agent++) {
            if (voteOf(agent, post) === 0) continue
            votes++
            sum += weight[post * agents + agent] as number
          }
        }
        return { meanVoteWeight: votes === 0 ? null : sum / votes }
      },
    }
  },
})
