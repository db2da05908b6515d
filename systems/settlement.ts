import { EventCode, Status, Violation } from '../components/codes.ts'
import { Cost, Finding, Parties, Payoff, Score, Verdict } from '../components/interaction.ts'
import { Ledger } from '../components/ledger.ts'
import {
  governanceParameters,
  stakingParameters,
  taxParameters,
} from '../components/parameters/governance.ts'
import { payoffParameters } from '../components/parameters/model.ts'
import { journalParameters } from '../components/parameters/society.ts'
import { Collection, Stake } from '../components/stake.ts'
import { CHUNK_BITS } from '../engine/block.ts'
import { bindNote, Journal, JournalHead } from '../engine/journal.ts'
import { defineSystem } from '../engine/schedule.ts'
import type { SystemAccess } from '../engine/world.ts'
import { stakeSlash } from '../formulas/levers.ts'

const OFF_LEDGER = payoffParameters.parameters.creditRejected.choices.indexOf('off_ledger')

/**
 * The one place where money of interactions moves: payoffs of accepted interactions are credited, gated ones kept off the ledger, taxes
 * and slashed stakes go to the treasury. Reads Parties, Score, Verdict, Cost, Finding, Payoff. Writes Ledger, Stake,
 * Collection. Whitepaper §2, §3, §8.
 */
export const settlementSystem = defineSystem({
  name: 'settlement',
  phase: 'settlement',
  every: 'interaction',
  spread: 'owners',
  reads: [Parties, Score, Verdict, Cost, Finding, Payoff],
  writes: [Ledger, Stake, Collection, Journal, JournalHead],
  doc: 'Credits payoffs, collects taxes and slashes stakes.',
  bind(access) {
    const { initiator, counterparty } = access.get(Parties)
    const { p } = access.get(Score)
    const { status } = access.get(Verdict)
    const { tax } = access.get(Cost)
    const { violations } = access.get(Finding)
    const payoff = access.get(Payoff)
    const { totalPayoff, offLedgerPayoff } = access.get(Ledger)
    const { resources } = access.get(Stake)
    const { creditRejected, creditResources } = access.parameters(payoffParameters)
    const { treasury } = access.parameters(taxParameters)
    const { interactions: noteEach } = access.parameters(journalParameters)
    const note = bindNote(access.world)
    const slash = bindSlash(access)
    const { taxes } = access.get(Collection)
    const { owned } = access
    return (first, end) => {
      const chunk = first >>> CHUNK_BITS
      const credits = creditResources[0] === 1
      const collects = treasury[0] === 1
      for (let row = first; row < end; row++) {
        if (status[row] === Status.void || status[row] === Status.expired) continue
        const proposer = initiator[row]
        const responder = counterparty[row]
        const ownsProposer = owned[proposer >>> CHUNK_BITS] === 1
        const ownsResponder = owned[responder >>> CHUNK_BITS] === 1
        if (status[row] === Status.accepted) {
          if (ownsProposer) {
            totalPayoff[proposer] += payoff.initiator[row]
            if (credits) resources[proposer] += payoff.initiator[row]
            if (collects) taxes[chunk] += tax[row]
          }
          if (ownsResponder) {
            totalPayoff[responder] += payoff.counterparty[row]
            if (credits) resources[responder] += payoff.counterparty[row]
          }
        } else if (status[row] === Status.gated && creditRejected[0] === OFF_LEDGER) {
          if (ownsProposer) offLedgerPayoff[proposer] += payoff.initiator[row]
          if (ownsResponder) offLedgerPayoff[responder] += payoff.counterparty[row]
        }
        if (!ownsProposer) continue
        if (violations[row] !== 0) slash(proposer, violations[row], chunk)
        if (noteEach[0] === 1) note(EventCode.interactionCompleted, proposer, responder, p[row])
      }
    }
  },
})

/** At most once an interaction, and never below 0. */
function bindSlash(access: SystemAccess): (agent: number, violations: number, chunk: number) => void {
  const { resources } = access.get(Stake)
  const { stakingEnabled, stakeSlashRate } = access.parameters(governanceParameters)
  const { slashOn } = access.parameters(stakingParameters)
  const punished = stakingParameters.parameters.slashOn.choices.map((choice) =>
    choice === 'none' ? 0 : choice === 'both' ? Violation.audit | Violation.freeze : Violation[choice],
  )
  const { slashes } = access.get(Collection)
  const note = bindNote(access.world)
  return (agent, violations, chunk) => {
    if (stakingEnabled[0] === 0 || (violations & punished[slashOn[0]]) === 0) return
    const change = stakeSlash(resources[agent], stakeSlashRate[0])
    if (change === 0) return
    resources[agent] += change
    slashes[chunk] -= change
    note(EventCode.stakeSlashed, agent, violations, -change)
  }
}
