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
import { Stake, Treasury } from '../components/stake.ts'
import { bindNote, Journal, JournalHead } from '../engine/journal.ts'
import { defineSystem } from '../engine/schedule.ts'
import type { SystemAccess } from '../engine/world.ts'
import { stakeSlash } from '../formulas/levers.ts'

const OFF_LEDGER = payoffParameters.parameters.creditRejected.choices.indexOf('off_ledger')

/**
 * The one place where money of interactions moves: payoffs of accepted interactions are credited, gated ones kept off the ledger, taxes
 * and slashed stakes go to the treasury. Reads Parties, Score, Verdict, Cost, Finding, Payoff. Writes Ledger, Stake,
 * Treasury. Whitepaper §2, §3, §8.
 */
export const settlementSystem = defineSystem({
  name: 'settlement',
  phase: 'settlement',
  every: 'interaction',
  reads: [Parties, Score, Verdict, Cost, Finding, Payoff],
  writes: [Ledger, Stake, Treasury, Journal, JournalHead],
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
    const { balance, collected } = access.get(Treasury)
    return (first, end) => {
      for (let row = first; row < end; row++) {
        if (status[row] === Status.void || status[row] === Status.expired) continue
        const proposer = initiator[row]
        const responder = counterparty[row]
        if (status[row] === Status.accepted) {
          totalPayoff[proposer] += payoff.initiator[row]
          totalPayoff[responder] += payoff.counterparty[row]
          if (creditResources[0] === 1) {
            resources[proposer] += payoff.initiator[row]
            resources[responder] += payoff.counterparty[row]
          }
          if (treasury[0] === 1) {
            balance[0] += tax[row]
            collected[0] += tax[row]
          }
        } else if (status[row] === Status.gated && creditRejected[0] === OFF_LEDGER) {
          offLedgerPayoff[proposer] += payoff.initiator[row]
          offLedgerPayoff[responder] += payoff.counterparty[row]
        }
        if (violations[row] !== 0) slash(proposer, violations[row])
        if (noteEach[0] === 1) note(EventCode.interactionCompleted, proposer, responder, p[row])
      }
    }
  },
})

/** At most once an interaction, and never below 0. */
function bindSlash(access: SystemAccess): (agent: number, violations: number) => void {
  const { resources } = access.get(Stake)
  const { stakingEnabled, stakeSlashRate } = access.parameters(governanceParameters)
  const { slashOn } = access.parameters(stakingParameters)
  const punished = stakingParameters.parameters.slashOn.choices.map((choice) =>
    choice === 'none' ? 0 : choice === 'both' ? Violation.audit | Violation.freeze : Violation[choice],
  )
  const { balance, collected } = access.get(Treasury)
  const note = bindNote(access.world)
  return (agent, violations) => {
    if (stakingEnabled[0] === 0 || (violations & punished[slashOn[0]]) === 0) return
    const change = stakeSlash(resources[agent], stakeSlashRate[0])
    if (change === 0) return
    resources[agent] += change
    balance[0] -= change
    collected[0] -= change
    note(EventCode.stakeSlashed, agent, violations, -change)
  }
}
