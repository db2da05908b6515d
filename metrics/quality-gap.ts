import { Score, Verdict } from '../components/interaction.ts'
import { defineMetric } from '../engine/metric.ts'
import { ACCEPTED_WEIGHTS, add, DECLINED_WEIGHTS, GATED_WEIGHTS } from './sums.ts'

/** Mean of one side less mean of the other; 0 when either side is empty. */
const gap = (sum: number, count: number, otherSum: number, otherCount: number): number =>
  count === 0 || otherCount === 0 ? 0 : sum / count - otherSum / otherCount

/** What acceptance selects for. Reads Score, Verdict. Whitepaper §4. */
export const qualityGap = defineMetric({
  name: 'qualityGap',
  doc:
    'Selection by acceptance: E[p | accepted] - E[p | rejected], negative under adverse selection (§4). The threshold ' +
    'on p makes the part against gated interactions mechanical, and a decline itself lowers p a little.',
  sums: ['accepted', 'acceptedP', 'declined', 'declinedP', 'gated', 'gatedP'],
  columns: {
    qualityGap: {
      unit: 'probability',
      doc: 'Mean p accepted less mean p rejected (declined or gated); 0 when either side is empty, so read the counts.',
    },
    qualityGapAccepted: { unit: 'count', doc: 'Interactions on the accepted side of the gap.' },
    qualityGapRejected: { unit: 'count', doc: 'Interactions on the rejected side of the gap.' },
    qualityGapDeclined: {
      unit: 'probability',
      doc: 'Mean p accepted less mean p declined: the part that agents choose; 0 when either side is empty.',
    },
    qualityGapGated: {
      unit: 'probability',
      doc: 'Mean p accepted less mean p gated: the part that the threshold makes; 0 when either side is empty.',
    },
  },
  reads: [Score, Verdict],
  bind(access) {
    const { p } = access.get(Score)
    const { status } = access.get(Verdict)
    return {
      observe(first, end, sums) {
        let accepted = 0
        let acceptedP = 0
        let declined = 0
        let declinedP = 0
        let gated = 0
        let gatedP = 0
        for (let row = first; row < end; row++) {
          const taken = ACCEPTED_WEIGHTS[status[row] as number] as number
          const refused = DECLINED_WEIGHTS[status[row] as number] as number
          const stopped = GATED_WEIGHTS[status[row] as number] as number
          const quality = p[row] as number
          accepted += taken
          acceptedP += taken * quality
          declined += refused
          declinedP += refused * quality
          gated += stopped
          gatedP += stopped * quality
        }
        add(sums, 0, accepted)
        add(sums, 1, acceptedP)
        add(sums, 2, declined)
        add(sums, 3, declinedP)
        add(sums, 4, gated)
        add(sums, 5, gatedP)
      },
      report({ accepted, acceptedP, declined, declinedP, gated, gatedP }) {
        const rejected = declined + gated
        return {
          qualityGap: gap(acceptedP, accepted, declinedP + gatedP, rejected),
          qualityGapAccepted: accepted,
          qualityGapRejected: rejected,
          qualityGapDeclined: gap(acceptedP, accepted, declinedP, declined),
          qualityGapGated: gap(acceptedP, accepted, gatedP, gated),
        }
      },
    }
  },
})
