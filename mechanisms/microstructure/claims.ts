import { Parties } from '../../components/interaction.ts'
import { bindAcquaintances } from '../../components/lookup/acquaintances.ts'
import { Acquaintance } from '../../components/memory.ts'
import { defineComponent, f64 } from '../../engine/columns.ts'
import { defineSystem } from '../../engine/schedule.ts'

/** What a stranger is expected to be worth: trust without a record (§7). */
const STRANGER = 0.5

/** The price of an interaction, in the words of a market: what its counterparty has been led to expect. */
export const Claim = defineComponent(
  'Claim',
  {
    offered: f64({
      unit: 'probability',
      range: [0, 1],
      sight: 'own',
      doc: 'Quality that the counterparty expects of the initiator: mean p of what it accepted of it, 0.5 of a stranger (§6).',
    }),
  },
  { table: 'interaction' },
)

/**
 * Notes, before anyone learns how an interaction turns out, what its counterparty expects of it. Reads Parties, Acquaintance.
 * Writes Claim. Whitepaper §6: a price is a claimed benefit.
 */
export const claimSystem = defineSystem({
  name: 'microstructure-claim',
  phase: 'acceptance',
  every: 'interaction',
  spread: 'chunks',
  after: ['acceptance'],
  reads: [Parties, Acquaintance],
  writes: [Claim],
  doc: 'Notes what counterparties expect.',
  bind(access) {
    const { initiator, counterparty } = access.get(Parties)
    const { accepted, acceptedSumP } = access.get(Acquaintance)
    const { offered } = access.get(Claim)
    const { find } = bindAcquaintances(access)
    const { agentCount } = access.clock
    return (first, end) => {
      for (let row = first; row < end; row++) {
        const record = counterparty[row] < agentCount[0] ? find(counterparty[row], initiator[row]) : -1
        const known = record >= 0 && accepted[record] > 0
        offered[row] = known ? acceptedSumP[record] / accepted[record] : STRANGER
      }
    }
  },
})
