import { CustodyReason } from '../components/codes.ts'
import { Custody } from '../components/custody.ts'
import { taxParameters } from '../components/parameters/governance.ts'
import { Stake, Treasury } from '../components/stake.ts'
import { defineSystem } from '../engine/schedule.ts'

const EQUAL = taxParameters.parameters.redistribute.choices.indexOf('equal')

/**
 * The treasury is paid out in equal shares as an epoch ends. Reads Custody. Writes Stake, Treasury. Whitepaper §8:
 * taxes are "redistributed to ecosystem".
 */
export const redistributionSystem = defineSystem({
  name: 'redistribution',
  phase: 'epoch-end',
  every: 'epoch-end',
  reads: [Custody],
  writes: [Stake, Treasury],
  doc: 'Pays the treasury out to all agents alike.',
  bind(access) {
    const { reasons } = access.get(Custody)
    const { resources } = access.get(Stake)
    const { balance, redistributed } = access.get(Treasury)
    const { redistribute } = access.parameters(taxParameters)
    return (first, end) => {
      if (redistribute[0] !== EQUAL || balance[0] <= 0) return
      let members = 0
      for (let agent = first; agent < end; agent++)
        if ((reasons[agent] & CustodyReason.departed) === 0) members++
      if (members === 0) return
      const share = balance[0] / members
      for (let agent = first; agent < end; agent++) {
        if ((reasons[agent] & CustodyReason.departed) === 0) resources[agent] += share
      }
      redistributed[0] += balance[0]
      balance[0] = 0
    }
  },
})
