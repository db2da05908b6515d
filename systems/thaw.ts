import { CustodyReason } from '../components/codes.ts'
import { Breaker, LeverEffect } from '../components/custody.ts'
import { defineSystem } from '../engine/schedule.ts'

/**
 * Freezes of the circuit breaker end with their epoch, also once the breaker is off; the window of toxicities stays.
 * Writes Breaker, LeverEffect. Whitepaper §8, circuit breaker.
 */
export const thawSystem = defineSystem({
  name: 'thaw',
  phase: 'epoch-levers',
  every: 'epoch-start',
  reads: [],
  writes: [Breaker, LeverEffect],
  doc: 'Asks for the release of agents whose freeze has run out.',
  bind(access) {
    const { freezeUntil, violations } = access.get(Breaker)
    const { thaw } = access.get(LeverEffect)
    const { epoch } = access.clock
    return (first, end) => {
      const now = epoch[0]
      for (let agent = first; agent < end; agent++) {
        if (freezeUntil[agent] < 0 || now < freezeUntil[agent]) continue
        thaw[agent] |= CustodyReason.breaker
        freezeUntil[agent] = -1
        violations[agent] = 0
      }
    }
  },
})
