import { Payoff, Score, Verdict } from '../components/interaction.ts'
import { payoffParameters } from '../components/parameters/model.ts'
import { defineMetric, type Sums } from '../engine/metric.ts'
import { ACCEPTED_WEIGHTS, add, isBelow, REJECTED_WEIGHTS, ratio } from './sums.ts'

/** At least this p counts as high quality. */
const HIGH_QUALITY_FROM = 0.5

const SELECTION_SUMS = [
  'accepted',
  'rejected',
  'acceptedP',
  'rejectedP',
  'acceptedInitiator',
  'rejectedInitiator',
  'acceptedCounterparty',
  'rejectedCounterparty',
  'high',
  'highAccepted',
] as const

/** What acceptance costs or earns the parties. Reads Score, Verdict, Payoff. Whitepaper §4. */
export const selection = defineMetric({
  name: 'selection',
  doc: 'Payoffs and quality given acceptance, against those of all completed interactions (§4).',
  sums: SELECTION_SUMS,
  columns: {
    conditionalLossInitiator: {
      unit: 'payoff',
      doc: 'Mean payoff of initiators given acceptance, less over all; 0 when none is accepted.',
    },
    conditionalLossCounterparty: { unit: 'payoff', doc: 'The same of counterparties.' },
    spread: {
      unit: 'payoff',
      doc: '(s+ + s-) × (E[p] - E[p | accepted]), with s+ and s- as they stand; 0 when none is accepted.',
    },
    highQualityAcceptance: {
      unit: 'share',
      doc: 'Acceptance rate of p at or above 0.5; 0 when there are none.',
    },
    lowQualityAcceptance: { unit: 'share', doc: 'Acceptance rate of p below 0.5; 0 when there are none.' },
    highQualityCount: { unit: 'count', doc: 'Completed interactions with p at or above 0.5.' },
    lowQualityCount: { unit: 'count', doc: 'Completed interactions with p below 0.5.' },
  },
  reads: [Score, Verdict, Payoff],
  bind(access) {
    const { p } = access.get(Score)
    const { status } = access.get(Verdict)
    const { initiator, counterparty } = access.get(Payoff)
    const { sPlus, sMinus } = access.parameters(payoffParameters)
    return {
      observe(first, end, sums) {
        let accepted = 0
        let rejected = 0
        let acceptedP = 0
        let rejectedP = 0
        let acceptedInitiator = 0
        let rejectedInitiator = 0
        let acceptedCounterparty = 0
        let rejectedCounterparty = 0
        let high = 0
        let highAccepted = 0
        for (let row = first; row < end; row++) {
          const taken = ACCEPTED_WEIGHTS[status[row] as number] as number
          const refused = REJECTED_WEIGHTS[status[row] as number] as number
          const quality = p[row] as number
          const isHigh = 1 - isBelow(quality, HIGH_QUALITY_FROM)
          accepted += taken
          rejected += refused
          acceptedP += taken * quality
          rejectedP += refused * quality
          acceptedInitiator += taken * (initiator[row] as number)
          rejectedInitiator += refused * (initiator[row] as number)
          acceptedCounterparty += taken * (counterparty[row] as number)
          rejectedCounterparty += refused * (counterparty[row] as number)
          high += (taken + refused) * isHigh
          highAccepted += taken * isHigh
        }
        add(sums, 0, accepted)
        add(sums, 1, rejected)
        add(sums, 2, acceptedP)
        add(sums, 3, rejectedP)
        add(sums, 4, acceptedInitiator)
        add(sums, 5, rejectedInitiator)
        add(sums, 6, acceptedCounterparty)
        add(sums, 7, rejectedCounterparty)
        add(sums, 8, high)
        add(sums, 9, highAccepted)
      },
      report: (sums) => reportSelection(sums, (sPlus[0] as number) + (sMinus[0] as number)),
    }
  },
})

/** Mean of the accepted less mean of all; 0 when none is accepted. */
const conditional = (acceptedSum: number, accepted: number, rejectedSum: number, rejected: number): number =>
  accepted === 0 ? 0 : acceptedSum / accepted - (acceptedSum + rejectedSum) / (accepted + rejected)

function reportSelection(sums: Sums<(typeof SELECTION_SUMS)[number]>, range: number) {
  const { accepted, rejected, high, highAccepted } = sums
  const low = accepted + rejected - high
  const qualityGained = conditional(sums.acceptedP, accepted, sums.rejectedP, rejected)
  return {
    conditionalLossInitiator: conditional(sums.acceptedInitiator, accepted, sums.rejectedInitiator, rejected),
    conditionalLossCounterparty: conditional(
      sums.acceptedCounterparty,
      accepted,
      sums.rejectedCounterparty,
      rejected,
    ),
    spread: accepted === 0 ? 0 : -range * qualityGained,
    highQualityAcceptance: ratio(highAccepted, high),
    lowQualityAcceptance: ratio(accepted - highAccepted, low),
    highQualityCount: high,
    lowQualityCount: low,
  }
}
