import { Crossing } from '../components/crossing.ts'
import { Cost, Payoff, Score, Verdict } from '../components/interaction.ts'
import { payoffParameters } from '../components/parameters/model.ts'
import { defineMetric } from '../engine/metric.ts'
import { socialSurplus } from '../formulas/payoff.ts'
import { ACCEPTED_WEIGHTS, add, COMPLETED_WEIGHTS, GATED_WEIGHTS, ratio } from './sums.ts'

/** Place of `off_ledger` among the choices of `payoff.credit_rejected`. */
const OFF_LEDGER = payoffParameters.parameters.creditRejected.choices.indexOf('off_ledger')

/** What interactions are worth, to the parties and to all. Reads Score, Verdict, Cost, Payoff, Crossing. Whitepaper §2, §4. */
export const welfare = defineMetric({
  name: 'welfare',
  doc:
    'Payoffs of accepted interactions, and what society gains by them. Taxes are transfers and stay inside social ' +
    'welfare; audit penalties lower the payoffs, and so total welfare, but not social welfare (§2, §4).',
  sums: [
    'accepted',
    'initiatorPayoff',
    'counterpartyPayoff',
    'surplus',
    'harm',
    'initiatorCost',
    'counterpartyCost',
    'offLedger',
  ],
  columns: {
    avgPayoff: {
      unit: 'payoff',
      doc: 'Mean initiator payoff of accepted interactions; 0 when there are none.',
    },
    avgCounterpartyPayoff: {
      unit: 'payoff',
      doc: 'Mean counterparty payoff of accepted interactions; 0 when there are none.',
    },
    totalWelfare: { unit: 'payoff', doc: 'Sum of both payoffs over accepted interactions.' },
    socialSurplus: {
      unit: 'payoff',
      doc: 'Sum of S - E over accepted interactions: surplus less the whole harm.',
    },
    spilledHarm: { unit: 'harm', doc: 'Harm that accepted interactions spilled outside the boundary.' },
    socialWelfare: {
      unit: 'payoff',
      doc: 'Social surplus less spilled harm. Taxes are transfers and do not enter; nor do audit penalties.',
    },
    governanceCost: {
      unit: 'money',
      doc: 'Governance costs of both parties over completed interactions, accepted or not, taxes included.',
    },
    offLedgerPayoff: {
      unit: 'payoff',
      doc: 'Sum of both payoffs of gated interactions, which total welfare leaves out; 0 unless they are credited.',
    },
  },
  reads: [Score, Verdict, Cost, Payoff, Crossing],
  bind(access) {
    const { p } = access.get(Score)
    const { status } = access.get(Verdict)
    const { initiator: costInitiator, counterparty: costCounterparty } = access.get(Cost)
    const { initiator, counterparty } = access.get(Payoff)
    const { harm } = access.get(Crossing)
    const { sPlus, sMinus, h, creditRejected } = access.parameters(payoffParameters)
    return {
      observe(first, end, sums) {
        const surplusGood = sPlus[0] as number
        const surplusBad = sMinus[0] as number
        const harmBad = h[0] as number
        const credit = creditRejected[0] === OFF_LEDGER ? 1 : 0
        let accepted = 0
        let initiatorPayoff = 0
        let counterpartyPayoff = 0
        let surplus = 0
        let spilled = 0
        let initiatorCost = 0
        let counterpartyCost = 0
        let offLedger = 0
        for (let row = first; row < end; row++) {
          const taken = ACCEPTED_WEIGHTS[status[row] as number] as number
          const counted = COMPLETED_WEIGHTS[status[row] as number] as number
          const stopped = GATED_WEIGHTS[status[row] as number] as number
          accepted += taken
          initiatorPayoff += taken * (initiator[row] as number)
          counterpartyPayoff += taken * (counterparty[row] as number)
          surplus += taken * socialSurplus(p[row] as number, surplusGood, surplusBad, harmBad)
          spilled += taken * (harm[row] as number)
          initiatorCost += counted * (costInitiator[row] as number)
          counterpartyCost += counted * (costCounterparty[row] as number)
          offLedger += stopped * credit * ((initiator[row] as number) + (counterparty[row] as number))
        }
        add(sums, 0, accepted)
        add(sums, 1, initiatorPayoff)
        add(sums, 2, counterpartyPayoff)
        add(sums, 3, surplus)
        add(sums, 4, spilled)
        add(sums, 5, initiatorCost)
        add(sums, 6, counterpartyCost)
        add(sums, 7, offLedger)
      },
      report: (sums) => ({
        avgPayoff: ratio(sums.initiatorPayoff, sums.accepted),
        avgCounterpartyPayoff: ratio(sums.counterpartyPayoff, sums.accepted),
        totalWelfare: sums.initiatorPayoff + sums.counterpartyPayoff,
        socialSurplus: sums.surplus,
        spilledHarm: sums.harm,
        socialWelfare: sums.surplus - sums.harm,
        governanceCost: sums.initiatorCost + sums.counterpartyCost,
        offLedgerPayoff: sums.offLedger,
      }),
    }
  },
})
