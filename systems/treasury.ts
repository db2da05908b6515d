import { Collection, Treasury } from '../components/stake.ts'
import { defineSystem } from '../engine/schedule.ts'

/**
 * Adds what each chunk collected to the common purse, in the order of chunks: sums of money do not depend on threads.
 * Writes Treasury, Collection. Whitepaper §8, transaction tax and staking.
 */
export const treasurySystem = defineSystem({
  name: 'treasury',
  phase: 'settlement',
  every: 'tick',
  reads: [],
  writes: [Treasury, Collection],
  doc: 'Collects taxes and slashed stakes.',
  bind(access) {
    const { balance, collected } = access.get(Treasury)
    const { taxes, slashes } = access.get(Collection)
    return () => {
      for (let chunk = 0; chunk < taxes.length; chunk++) {
        const amount = taxes[chunk] + slashes[chunk]
        balance[0] += amount
        collected[0] += amount
        taxes[chunk] = 0
        slashes[chunk] = 0
      }
    }
  },
})
