import { CustodyReason, EventCode, Violation } from '../components/codes.ts'
import { Custody } from '../components/custody.ts'
import { Finding, Parties } from '../components/interaction.ts'
import { bindNote, Journal, JournalHead, NOBODY } from '../engine/journal.ts'
import { defineSystem } from '../engine/schedule.ts'

/**
 * Freezes that fell due in this tick take hold. Reads Parties, Finding. Writes Custody. It comes after everything that
 * others decide by, so that no decision of a tick sees a freeze of the same tick. Whitepaper §8, circuit breaker.
 */
export const custodySystem = defineSystem({
  name: 'custody',
  phase: 'reputation',
  every: 'interaction',
  spread: 'chunks',
  reads: [Parties, Finding],
  writes: [Custody, Journal, JournalHead],
  doc: 'Holds the agents that the circuit breaker froze.',
  bind(access) {
    const { initiator } = access.get(Parties)
    const { violations } = access.get(Finding)
    const { reasons, freezes } = access.get(Custody)
    const note = bindNote(access.world)
    return (first, end) => {
      for (let row = first; row < end; row++) {
        if ((violations[row] & Violation.freeze) === 0) continue
        const agent = initiator[row]
        if (reasons[agent] === 0) {
          freezes[agent]++
          note(EventCode.agentFrozen, agent, NOBODY, CustodyReason.breaker)
        }
        reasons[agent] |= CustodyReason.breaker
      }
    }
  },
})
