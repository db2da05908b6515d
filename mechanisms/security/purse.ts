import { taxParameters } from '../../components/parameters/governance.ts'
import { Treasury } from '../../components/stake.ts'
import { defineSystem } from '../../engine/schedule.ts'
import { SecurityTotals } from './columns.ts'

/**
 * Fines go to the treasury where there is one, once the levers have been applied. Writes SecurityTotals, Treasury. Whitepaper
 * §8: what governance takes is "redistributed to ecosystem".
 */
export const securityPurseSystem = defineSystem({
  name: 'security-purse',
  phase: 'security',
  every: 'epoch-start',
  before: ['security-detection'],
  reads: [],
  writes: [SecurityTotals, Treasury],
  doc: 'Hands fines to the treasury.',
  bind(access) {
    const { fines } = access.get(SecurityTotals)
    const { balance, collected } = access.get(Treasury)
    const { treasury } = access.parameters(taxParameters)
    return () => {
      if (treasury[0] === 1) {
        balance[0] += fines[0]
        collected[0] += fines[0]
      }
      fines[0] = 0
    }
  },
})
