import { Stake } from '../../components/stake.ts'
import { defineSystem } from '../../engine/schedule.ts'
import { Trader } from './columns.ts'
import { negotiationParameters } from './parameters.ts'

/**
 * Gives traders their free money back as an epoch ends, so that what they won or lost is theirs. What is set aside for open
 * bids stays in their accounts. Writes Stake, Trader. Whitepaper §13.
 */
export const negotiationClosingSystem = defineSystem({
  name: 'negotiation-closing',
  phase: 'epoch-end',
  every: 'epoch-end',
  before: ['redistribution', 'turnover-exit?', 'marketplace-closing?', 'border-closing?', 'identity-issue?'],
  reads: [],
  writes: [Stake, Trader],
  doc: 'Moves free money of accounts back to purses.',
  bind(access) {
    const { resources } = access.get(Stake)
    const { cash } = access.get(Trader)
    const { priceStep } = access.parameters(negotiationParameters)
    return (first, end) => {
      for (let agent = first; agent < end; agent++) {
        resources[agent] += cash[agent] * priceStep[0]
        cash[agent] = 0
      }
    }
  },
})
