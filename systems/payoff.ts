import { Status } from '../components/codes.ts'
import { Cost, Parties, Payoff, Score, Verdict } from '../components/interaction.ts'
import { payoffParameters } from '../components/parameters/model.ts'
import { defineSystem } from '../engine/schedule.ts'
import { counterpartyPayoff, expectedHarm, expectedSurplus, initiatorPayoff } from '../formulas/payoff.ts'

const DELTA = payoffParameters.parameters.reputationTerm.choices.indexOf('delta')

/**
 * Payoffs of both parties, of rejected interactions too: settlement decides who is credited. Reads Parties, Score,
 * Verdict, Cost. Writes Payoff. Whitepaper §2.
 */
export const payoffSystem = defineSystem({
  name: 'payoff',
  phase: 'market',
  every: 'interaction',
  spread: 'chunks',
  reads: [Parties, Score, Verdict, Cost],
  writes: [Payoff],
  doc: 'Computes the payoffs of both parties.',
  bind(access) {
    const { transfer } = access.get(Parties)
    const { p } = access.get(Score)
    const { status } = access.get(Verdict)
    const cost = access.get(Cost)
    const { initiator, counterparty } = access.get(Payoff)
    const { sPlus, sMinus, h, theta, rhoA, rhoB, wRep, reputationTerm } = access.parameters(payoffParameters)
    return (first, end) => {
      const counts = reputationTerm[0] === DELTA
      for (let row = first; row < end; row++) {
        const surplus = expectedSurplus(p[row], sPlus[0], sMinus[0])
        const harm = expectedHarm(p[row], h[0])
        const paid = transfer[row]
        const ownCost = cost.initiator[row]
        const change = counts && status[row] === Status.accepted ? p[row] - 0.5 - ownCost : 0
        initiator[row] = initiatorPayoff(surplus, harm, theta[0], paid, ownCost, rhoA[0], wRep[0], change)
        counterparty[row] = counterpartyPayoff(
          surplus,
          harm,
          theta[0],
          paid,
          cost.counterparty[row],
          rhoB[0],
          wRep[0],
          0,
        )
      }
    }
  },
})
