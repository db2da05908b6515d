import { Status } from '../components/codes.ts'
import { Cost, Finding, Parties, Score, Verdict } from '../components/interaction.ts'
import { governanceParameters, taxParameters } from '../components/parameters/governance.ts'
import { payoffParameters } from '../components/parameters/model.ts'
import { defineSystem } from '../engine/schedule.ts'
import { counterpartyTax, initiatorTax, taxBase } from '../formulas/levers.ts'

const CONSTANTS = taxParameters.parameters.surplusFrom.choices.indexOf('constants')
const CONSTANT_S_PLUS = 2
const CONSTANT_S_MINUS = 1

/**
 * Transaction tax on accepted interactions, split between the parties; it opens the costs of each interaction, to which
 * the levers that follow add. Reads Parties, Score, Verdict. Writes Cost, Finding. Whitepaper §8, transaction tax.
 */
export const governanceSystem = defineSystem({
  name: 'governance',
  phase: 'governance',
  every: 'interaction',
  spread: 'chunks',
  reads: [Parties, Score, Verdict],
  writes: [Cost, Finding],
  doc: 'Starts the costs of each interaction with the transaction tax.',
  bind(access) {
    const { transfer } = access.get(Parties)
    const { p } = access.get(Score)
    const { status } = access.get(Verdict)
    const { initiator, counterparty, tax } = access.get(Cost)
    const { audited, violations, penalty } = access.get(Finding)
    const { transactionTaxRate, transactionTaxSplit } = access.parameters(governanceParameters)
    const { surplusFrom } = access.parameters(taxParameters)
    const { sPlus, sMinus } = access.parameters(payoffParameters)
    return (first, end) => {
      const constants = surplusFrom[0] === CONSTANTS
      const plus = constants ? CONSTANT_S_PLUS : sPlus[0]
      const minus = constants ? CONSTANT_S_MINUS : sMinus[0]
      const rate = transactionTaxRate[0]
      const split = transactionTaxSplit[0]
      for (let row = first; row < end; row++) {
        const total = status[row] === Status.accepted ? rate * taxBase(p[row], transfer[row], plus, minus) : 0
        tax[row] = total
        initiator[row] = initiatorTax(total, split)
        counterparty[row] = counterpartyTax(total, split)
        audited[row] = 0
        violations[row] = 0
        penalty[row] = 0
      }
    }
  },
})
