import { BallotWeight, PostScore } from '../../components/feed.ts'
import { defineParameters, flag } from '../../engine/config.ts'
import { definePlugin } from '../../engine/plugin.ts'
import { voteWeightMetric } from './metrics.ts'

export const votesParameters = defineParameters('votes', {
  enabled: flag({
    default: true,
    reference: false,
    live: false,
    doc: 'Whether weights of governance.vote_normalization_enabled count, or stay on paper as in the peer.',
  }),
})

/**
 * Vote normalisation: gives the feed the columns of weights. The feed itself weighs votes and ranks by them wherever a world
 * has these columns, so nothing else is needed.
 */
export const votesPlugin = definePlugin('votes', votesParameters, (app) => {
  const isOn = (path: string) => app.plan.value(path) === true
  if (!isOn('votes.enabled') || !isOn('feed.enabled')) return
  if (!isOn('governance.vote_normalization_enabled')) return
  app.needs('core').components(PostScore, BallotWeight).metrics(voteWeightMetric)
})
