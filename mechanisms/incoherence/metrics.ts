import { CustodyReason, Status } from '../../components/codes.ts'
import { Custody } from '../../components/custody.ts'
import { Parties, Score, Verdict } from '../../components/interaction.ts'
import { defineMetric } from '../../engine/metric.ts'
import { EnsembleVote, IncoherenceCharge, IncoherenceGate } from './columns.ts'

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole)

/** What the levers did. Reads what they wrote. Whitepaper §10. */
export const incoherenceLeverMetric = defineMetric({
  name: 'incoherence-levers',
  doc: 'What the levers against incoherence found, charged and held.',
  sums: ['friction', 'surcharge', 'drawn', 'disagreement'],
  columns: {
    incoherenceFriction: { unit: 'money', doc: 'Friction charged to both parties.' },
    ensembleSurcharge: { unit: 'money', doc: 'Price of further samples, charged to both parties.' },
    ensembleDisagreement: {
      unit: 'share',
      doc: 'Mean disagreement D among the samples behind proposals; null without an ensemble.',
    },
    incoherenceFrozen: { unit: 'count', doc: 'Agents that the incoherence breaker holds at the end.' },
    astray: { unit: 'count', doc: 'Agents that checkpoints found astray, since the start.' },
    incoherenceRisk: { unit: 'probability', doc: 'Forecast risk of the epoch; 1 where none was made.' },
    leversActive: { unit: 'epochs', doc: 'Epochs in which the levers acted, since the start.' },
  },
  reads: [Parties, Verdict, Custody, EnsembleVote, IncoherenceCharge, IncoherenceGate],
  bind(access) {
    const { initiator } = access.get(Parties)
    const { status } = access.get(Verdict)
    const { reasons } = access.get(Custody)
    const { samples, disagreement } = access.get(EnsembleVote)
    const charge = access.get(IncoherenceCharge)
    const gate = access.get(IncoherenceGate)
    const { agentCount } = access.clock
    return {
      observe(first, end, sums) {
        for (let row = first; row < end; row++) {
          if (status[row] === Status.void || status[row] === Status.expired) continue
          sums[0] += charge.friction[row]
          sums[1] += charge.surcharge[row]
          if (samples[initiator[row]] === 0) continue
          sums[2]++
          sums[3] += disagreement[initiator[row]]
        }
      },
      report({ friction, surcharge, drawn, disagreement: dissent }) {
        let frozen = 0
        for (let agent = 0; agent < agentCount[0]; agent++) {
          const held = reasons[agent] & (CustodyReason.incoherence | CustodyReason.departed)
          if (held === CustodyReason.incoherence) frozen++
        }
        return {
          incoherenceFriction: friction,
          ensembleSurcharge: surcharge,
          ensembleDisagreement: share(dissent, drawn),
          incoherenceFrozen: frozen,
          astray: gate.astray[0],
          incoherenceRisk: gate.risk[0],
          leversActive: gate.activeEpochs[0],
        }
      },
    }
  },
})

/** Population variance from a count, a sum and a sum of squares; null for fewer than two. */
function varianceOf(count: number, sum: number, squares: number): number | null {
  if (count < 2) return null
  const mean = sum / count
  return Math.max(0, squares / count - mean * mean)
}

/**
 * How uncertain outcomes are, and how that grows along an epoch. Reads Score, Verdict. Three numbers that are often called
 * incoherence are kept apart by name: the index D / E of replays (experiments/incoherence), the label uncertainty
 * 1 - |2p - 1|, and the share of error that is variance. Whitepaper §10.
 */
export const uncertaintyMetric = defineMetric({
  name: 'uncertainty',
  doc: 'Uncertainty of outcomes by p, and its growth along an epoch (§10).',
  sums: [
    'completed',
    'uncertainty',
    'error',
    'variance',
    'early',
    'earlySum',
    'earlySquares',
    'late',
    'lateSum',
    'lateSquares',
  ],
  columns: {
    labelUncertainty: { unit: 'level', doc: 'Mean of 1 - |2p - 1| over completed interactions.' },
    errorIncoherence: {
      unit: 'share',
      doc: 'Variance 2p(1 - p) by error 2(1 - p), summed over accepted interactions: how much of what goes wrong is a matter of chance.',
    },
    qualityVarianceEarly: {
      unit: 'probability squared',
      doc: 'Variance of p over completed interactions of the first halves of epochs.',
    },
    qualityVarianceLate: { unit: 'probability squared', doc: 'The same over the second halves.' },
    qualityVarianceGrowth: {
      unit: 'ratio',
      doc: 'The second by the first: above 1 variance grows with the horizon. Null where the first is none.',
    },
  },
  reads: [Score, Verdict],
  bind(access) {
    const { p } = access.get(Score)
    const { status } = access.get(Verdict)
    const { tickOfEpoch, ticksPerEpoch } = access.clock
    return {
      observe(first, end, sums) {
        // A middle tick belongs to the second half.
        const half = 2 * tickOfEpoch[0] + 1 < ticksPerEpoch[0] ? 4 : 7
        for (let row = first; row < end; row++) {
          if (status[row] === Status.void || status[row] === Status.expired) continue
          const quality = p[row] - 0.5
          sums[0]++
          sums[1] += 1 - 2 * Math.abs(quality)
          sums[half]++
          sums[half + 1] += quality
          sums[half + 2] += quality * quality
          if (status[row] !== Status.accepted) continue
          sums[2] += 2 * (1 - p[row])
          sums[3] += 2 * p[row] * (1 - p[row])
        }
      },
      report(sums) {
        const early = varianceOf(sums.early, sums.earlySum, sums.earlySquares)
        const late = varianceOf(sums.late, sums.lateSum, sums.lateSquares)
        return {
          labelUncertainty: share(sums.uncertainty, sums.completed),
          errorIncoherence: share(sums.variance, sums.error),
          qualityVarianceEarly: early,
          qualityVarianceLate: late,
          qualityVarianceGrowth: early === null || late === null ? null : share(late, early),
        }
      },
    }
  },
})
