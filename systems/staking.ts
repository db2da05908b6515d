import { Turn, Usage } from '../components/agent.ts'
import { Action } from '../components/codes.ts'
import { Custody } from '../components/custody.ts'
import { Intent } from '../components/intent.ts'
import { governanceParameters } from '../components/parameters/governance.ts'
import { Stake } from '../components/stake.ts'
import { defineSystem } from '../engine/schedule.ts'
import { meetsStake } from '../formulas/levers.ts'

/**
 * Who may act in this tick: agents that nothing holds and whose resources reach the minimum stake. Reads Custody, Stake.
 * Writes Turn, Intent, Usage. Whitepaper §8, staking.
 */
export const stakingSystem = defineSystem({
  name: 'staking',
  phase: 'eligibility',
  every: 'agent',
  spread: 'chunks',
  reads: [Custody, Stake],
  writes: [Turn, Intent, Usage],
  doc: 'Says who may act and clears what was chosen in the tick before.',
  bind(access) {
    const { reasons } = access.get(Custody)
    const { resources } = access.get(Stake)
    const { mayAct } = access.get(Turn)
    const { action, failed } = access.get(Intent)
    const { interactions } = access.get(Usage)
    const { stakingEnabled, minStakeToParticipate } = access.parameters(governanceParameters)
    return (first, end) => {
      const minimum = stakingEnabled[0] === 1 ? minStakeToParticipate[0] : Number.NEGATIVE_INFINITY
      for (let agent = first; agent < end; agent++) {
        mayAct[agent] = reasons[agent] === 0 && meetsStake(resources[agent], minimum) ? 1 : 0
        action[agent] = Action.none
        failed[agent] = 0
        interactions[agent] = 0
      }
    }
  },
})
