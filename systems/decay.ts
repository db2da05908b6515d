import { LeverEffect } from '../components/custody.ts'
import { governanceParameters } from '../components/parameters/governance.ts'
import { Standing } from '../components/standing.ts'
import { defineSystem } from '../engine/schedule.ts'
import { reputationDecayDelta } from '../formulas/levers.ts'

/**
 * Reputations shrink as an epoch begins. Reads Standing. Writes LeverEffect: decay and the other levers all judge the
 * unchanged state, and their effects are added up before any is applied. Whitepaper §8, reputation decay.
 */
export const decaySystem = defineSystem({
  name: 'decay',
  phase: 'epoch-levers',
  every: 'epoch-start',
  reads: [Standing],
  writes: [LeverEffect],
  doc: 'Asks for the decay of reputations.',
  bind(access) {
    const { reputation } = access.get(Standing)
    const { reputation: change } = access.get(LeverEffect)
    const { reputationDecayRate } = access.parameters(governanceParameters)
    return (first, end) => {
      const rate = reputationDecayRate[0]
      for (let agent = first; agent < end; agent++)
        change[agent] += reputationDecayDelta(reputation[agent], rate)
    }
  },
})
