import { Status } from '../../components/codes.ts'
import { Cost, Parties, Score, Verdict } from '../../components/interaction.ts'
import { governanceParameters } from '../../components/parameters/governance.ts'
import { defineSystem } from '../../engine/schedule.ts'
import { ensembleSurcharge, incoherenceFriction } from '../../formulas/incoherence-levers.ts'
import { IncoherenceCharge, IncoherenceGate } from './columns.ts'
import { controlParameters } from './parameters.ts'

/**
 * What accepted interactions pay for incoherence: friction by how uncertain they are, split as the tax is, and the price of
 * the ensemble's further samples, in halves. Reads Parties, Score, Verdict and the gate. Writes Cost and what was charged;
 * settlement moves the money. Whitepaper §10.
 */
export const incoherenceFrictionSystem = defineSystem({
  name: 'incoherence-friction',
  phase: 'breaker',
  every: 'interaction',
  reads: [Parties, Score, Verdict, IncoherenceGate],
  writes: [Cost, IncoherenceCharge],
  doc: 'Charges uncertain interactions, and those of ensembles.',
  bind(access) {
    const { transfer } = access.get(Parties)
    const { p } = access.get(Score)
    const { status } = access.get(Verdict)
    const { active } = access.get(IncoherenceGate)
    const cost = access.get(Cost)
    const { friction, surcharge } = access.get(IncoherenceCharge)
    const { transactionTaxSplit } = access.parameters(governanceParameters)
    const control = access.parameters(controlParameters)
    return (first, end) => {
      const acts = active[0] === 1
      const rate =
        acts && control.incoherenceFrictionEnabled[0] === 1 ? control.incoherenceFrictionRate[0] : 0
      const samples = acts && control.selfEnsembleEnabled[0] === 1 ? control.selfEnsembleSamples[0] : 1
      const extra = ensembleSurcharge(samples)
      const share = transactionTaxSplit[0]
      for (let row = first; row < end; row++) {
        const accepted = status[row] === Status.accepted
        friction[row] = accepted ? incoherenceFriction(rate, p[row], transfer[row]) : 0
        surcharge[row] = accepted ? extra : 0
        cost.initiator[row] += friction[row] * share + surcharge[row] / 2
        cost.counterparty[row] += friction[row] * (1 - share) + surcharge[row] / 2
      }
    }
  },
})
