import { Kind } from '../components/agent.ts'
import { Status } from '../components/codes.ts'
import { Parties, Score, Verdict } from '../components/interaction.ts'
import { bindNoteOutcome } from '../components/lookup/acquaintances.ts'
import { Acquaintance, Dealing, DealingPlace, MemoryTotals } from '../components/memory.ts'
import { CHUNK_BITS } from '../engine/block.ts'
import { defineSystem } from '../engine/schedule.ts'

/**
 * Both parties remember a completed interaction, the initiator first; the counterparty also keeps what being asked
 * leaves behind. Reads Parties, Score, Verdict, Kind. Writes Acquaintance, Dealing, MemoryTotals and what policies keep.
 */
export const memorySystem = defineSystem({
  name: 'memory',
  phase: 'memory',
  every: 'interaction',
  spread: 'owners',
  calls: 'answered',
  reads: [Parties, Score, Verdict, Kind, DealingPlace],
  writes: [Acquaintance, Dealing, MemoryTotals],
  doc: 'Updates what agents remember of one another.',
  bind(access) {
    const { initiator, counterparty } = access.get(Parties)
    const { p } = access.get(Score)
    const { status } = access.get(Verdict)
    const { policy } = access.get(Kind)
    const { policies, rules } = access.registry
    const answers = rules.map(({ answered }) => answered)
    const noted = Uint8Array.from(answers, (answered) => (answered ? 1 : 0))
    const remembers = Uint8Array.from(policies, (each) => (each.remembers ? 1 : 0))
    const noteOutcome = bindNoteOutcome(access)
    const { cursor, owned } = access
    return (first, end) => {
      for (let row = first; row < end; row++) {
        if (status[row] === Status.void || status[row] === Status.expired) continue
        const proposer = initiator[row]
        const responder = counterparty[row]
        const accepted = status[row] === Status.accepted
        const owns = owned[responder >>> CHUNK_BITS] === 1
        if (owns && noted[policy[responder]] === 1) {
          cursor.agent = responder
          answers[policy[responder]]?.(row)
        }
        if (remembers[policy[proposer]] === 1 && owned[proposer >>> CHUNK_BITS] === 1) {
          noteOutcome(proposer, responder, accepted, p[row])
        }
        if (owns && remembers[policy[responder]] === 1) noteOutcome(responder, proposer, accepted, p[row])
      }
      cursor.agent = -1
    }
  },
})
