import { EventCode, Status } from '../components/codes.ts'
import { Cost, Finding, Parties, Score, Verdict } from '../components/interaction.ts'
import { Record } from '../components/ledger.ts'
import { auditParameters } from '../components/parameters/governance.ts'
import { Standing } from '../components/standing.ts'
import { CHUNK_BITS } from '../engine/block.ts'
import { bindNote, Journal, JournalHead, NOBODY } from '../engine/journal.ts'
import { defineSystem } from '../engine/schedule.ts'

const DIRECT = auditParameters.parameters.reputationHit.choices.indexOf('direct+cost')

/**
 * What an interaction does to the standing of its initiator, and to the records of both. An accepted one changes the
 * initiator's reputation by p - 1/2 less its costs; an audit's penalty counts at once. Reads Parties, Score, Verdict,
 * Cost, Finding. Writes Standing, Record. Whitepaper §2 (ΔR), §8.
 */
export const reputationSystem = defineSystem({
  name: 'reputation',
  phase: 'reputation',
  every: 'interaction',
  spread: 'owners',
  reads: [Parties, Score, Verdict, Cost, Finding],
  writes: [Standing, Record, Journal, JournalHead],
  doc: 'Updates reputations and statistics.',
  bind(access) {
    const { initiator, counterparty } = access.get(Parties)
    const { p } = access.get(Score)
    const { status } = access.get(Verdict)
    const cost = access.get(Cost)
    const { penalty } = access.get(Finding)
    const { reputation } = access.get(Standing)
    const record = access.get(Record)
    const { reputationHit } = access.parameters(auditParameters)
    const note = bindNote(access.world)
    const { owned } = access
    return (first, end) => {
      for (let row = first; row < end; row++) {
        const outcome = status[row]
        if (outcome === Status.void || outcome === Status.expired) continue
        const proposer = initiator[row]
        const responder = counterparty[row]
        if (owned[responder >>> CHUNK_BITS] === 1) {
          record.received[responder]++
          record.receivedSumP[responder] += p[row]
          if (outcome === Status.accepted) record.receivedAccepted[responder]++
        }
        if (owned[proposer >>> CHUNK_BITS] === 0) continue
        record.initiated[proposer]++
        if (penalty[row] > 0) {
          if (reputationHit[0] === DIRECT) reputation[proposer] -= penalty[row]
          note(EventCode.auditPenaltyApplied, proposer, NOBODY, penalty[row])
        }
        if (outcome === Status.accepted) {
          reputation[proposer] += p[row] - 0.5 - cost.initiator[row]
          record.accepted[proposer]++
          record.initiatedSumP[proposer] += p[row]
          continue
        }
        record.rejectedSumP[proposer] += p[row]
        if (outcome === Status.declined) record.declined[proposer]++
        else record.gated[proposer]++
      }
    }
  },
})
