import { Payoff, Score, Verdict } from '../components/interaction.ts'
import { defineMetric, type Sums } from '../engine/metric.ts'
import { ACCEPTED_WEIGHTS, add, COMPLETED_WEIGHTS, varianceOf } from './sums.ts'

/** Taken from p before it is added up, so that squares do not cancel: p lies around it, within half a unit. */
const CENTRE = 0.5

const VARIANCE_SUMS = [
  'completed',
  'centred',
  'centredSquares',
  'accepted',
  'acceptedCentred',
  'acceptedCentredSquares',
  'initiator',
  'initiatorSquares',
  'counterparty',
  'counterpartySquares',
] as const

/** Dispersion of quality and payoffs. Reads Score, Verdict, Payoff. Whitepaper §4. */
export const variance = defineMetric({
  name: 'variance',
  doc:
    'Population variances, 0 for fewer than two interactions. They come from running sums: of p less 0.5, and of payoffs ' +
    'as they are, which loses digits where payoffs vary by less than a millionth of their mean.',
  sums: VARIANCE_SUMS,
  columns: {
    qualityVariance: { unit: 'probability squared', doc: 'Variance of p over completed interactions.' },
    qualityVarianceAccepted: {
      unit: 'probability squared',
      doc: 'Variance of p over accepted interactions.',
    },
    qualityVariation: {
      unit: 'ratio',
      doc: 'Coefficient of variation of p over completed interactions; 0 when its mean is 0.',
    },
    payoffVarianceInitiator: {
      unit: 'payoff squared',
      doc: 'Variance of initiator payoffs over completed interactions, rejected ones as they would have been.',
    },
    payoffVarianceCounterparty: { unit: 'payoff squared', doc: 'The same of counterparties.' },
  },
  reads: [Score, Verdict, Payoff],
  bind(access) {
    const { p } = access.get(Score)
    const { status } = access.get(Verdict)
    const { initiator, counterparty } = access.get(Payoff)
    return {
      observe(first, end, sums) {
        let completed = 0
        let centred = 0
        let centredSquares = 0
        let accepted = 0
        let acceptedCentred = 0
        let acceptedCentredSquares = 0
        let initiatorSum = 0
        let initiatorSquares = 0
        let counterpartySum = 0
        let counterpartySquares = 0
        for (let row = first; row < end; row++) {
          const counted = COMPLETED_WEIGHTS[status[row] as number] as number
          const taken = ACCEPTED_WEIGHTS[status[row] as number] as number
          const quality = (p[row] as number) - CENTRE
          const earned = initiator[row] as number
          const given = counterparty[row] as number
          completed += counted
          centred += counted * quality
          centredSquares += counted * (quality * quality)
          initiatorSum += counted * earned
          initiatorSquares += counted * (earned * earned)
          counterpartySum += counted * given
          counterpartySquares += counted * (given * given)
          accepted += taken
          acceptedCentred += taken * quality
          acceptedCentredSquares += taken * (quality * quality)
        }
        add(sums, 0, completed)
        add(sums, 1, centred)
        add(sums, 2, centredSquares)
        add(sums, 3, accepted)
        add(sums, 4, acceptedCentred)
        add(sums, 5, acceptedCentredSquares)
        add(sums, 6, initiatorSum)
        add(sums, 7, initiatorSquares)
        add(sums, 8, counterpartySum)
        add(sums, 9, counterpartySquares)
      },
      report: reportVariance,
    }
  },
})

function reportVariance(sums: Sums<(typeof VARIANCE_SUMS)[number]>) {
  const { completed } = sums
  const quality = varianceOf(completed, sums.centred, sums.centredSquares)
  const mean = completed === 0 ? 0 : CENTRE + sums.centred / completed
  return {
    qualityVariance: quality,
    qualityVarianceAccepted: varianceOf(sums.accepted, sums.acceptedCentred, sums.acceptedCentredSquares),
    qualityVariation: mean === 0 ? 0 : Math.sqrt(quality) / mean,
    payoffVarianceInitiator: varianceOf(completed, sums.initiator, sums.initiatorSquares),
    payoffVarianceCounterparty: varianceOf(completed, sums.counterparty, sums.counterpartySquares),
  }
}
