import { Kind } from '../../components/agent.ts'
import { Stake } from '../../components/stake.ts'
import { defineSystem } from '../../engine/schedule.ts'
import { attackPolicies } from './attacks.ts'
import { Trace } from './columns.ts'

/**
 * Marks attackers, and adds up what levers took as an epoch began, from what was there when the one before ended. Reads
 * Kind, Stake. Writes Trace.
 */
export const purseSystem = defineSystem({
  name: 'redteam-purse',
  phase: 'eligibility',
  every: 'epoch-start',
  reads: [Kind, Stake],
  writes: [Trace],
  doc: 'Marks attackers and adds up what an epoch’s start took.',
  bind(access) {
    const { policy } = access.get(Kind)
    const { resources } = access.get(Stake)
    const { infiltrated, before, taken } = access.get(Trace)
    const { epoch } = access.clock
    const names = attackPolicies.map(({ name }) => name)
    const attacks = Uint8Array.from(access.registry.policies, ({ name }) => (names.includes(name) ? 1 : 0))
    return (first, end) => {
      for (let agent = first; agent < end; agent++) {
        if (attacks[policy[agent]] === 1) infiltrated[agent] = 1
        if (epoch[0] > 0) taken[agent] += before[agent] - resources[agent]
      }
    }
  },
})

/** Keeps what agents own as an epoch ends; newcomers have no rows yet. Reads Stake. Writes Trace. */
export const savingsSystem = defineSystem({
  name: 'redteam-savings',
  phase: 'arrival',
  every: 'epoch-end',
  after: ['identity-arrival?'],
  reads: [Stake],
  writes: [Trace],
  doc: 'Keeps what agents own as an epoch ends.',
  bind(access) {
    const { resources } = access.get(Stake)
    const { before } = access.get(Trace)
    return (first, end) => {
      for (let agent = first; agent < end; agent++) before[agent] = resources[agent]
    }
  },
})
