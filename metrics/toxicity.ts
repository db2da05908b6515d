import { Score, Verdict } from '../components/interaction.ts'
import { defineMetric } from '../engine/metric.ts'
import { ACCEPTED_WEIGHTS, add, COMPLETED_WEIGHTS, isBelow, ratio } from './sums.ts'

/** Below this p an accepted interaction counts as toxic when labels are hard. */
const TOXIC_BELOW = 0.5
/** An interaction is uncertain when p lies strictly between these: 0.5 less and plus a band of 0.2. */
const UNCERTAIN_LOW = 0.5 - 0.2
const UNCERTAIN_HIGH = 0.5 + 0.2

/** Expected share of harm in what is accepted. Reads Score, Verdict. Whitepaper §4. */
export const toxicity = defineMetric({
  name: 'toxicity',
  doc: 'Expected share of harmful outcomes, E[1 - p | accepted]; over a run it is pooled over interactions (§4).',
  sums: ['accepted', 'acceptedToxicity', 'hard', 'completed', 'completedToxicity', 'uncertain'],
  columns: {
    toxicityRate: { unit: 'probability', doc: 'Mean 1 - p of accepted interactions; 0 when there are none.' },
    toxicityRateAll: {
      unit: 'probability',
      doc: 'Mean 1 - p of completed interactions; 0 when there are none.',
    },
    toxicityHard: { unit: 'share', doc: 'Accepted interactions with p below 0.5; 0 when there are none.' },
    uncertainFraction: {
      unit: 'share',
      doc: 'Completed interactions with p less than 0.2 away from 0.5; 0 when there are none.',
    },
  },
  reads: [Score, Verdict],
  bind(access) {
    const { p } = access.get(Score)
    const { status } = access.get(Verdict)
    return {
      observe(first, end, sums) {
        let accepted = 0
        let acceptedToxicity = 0
        let hard = 0
        let completed = 0
        let completedToxicity = 0
        let uncertain = 0
        for (let row = first; row < end; row++) {
          const quality = p[row] as number
          const counted = COMPLETED_WEIGHTS[status[row] as number] as number
          const taken = ACCEPTED_WEIGHTS[status[row] as number] as number
          completed += counted
          completedToxicity += counted * (1 - quality)
          uncertain += counted * isBelow(UNCERTAIN_LOW, quality) * isBelow(quality, UNCERTAIN_HIGH)
          accepted += taken
          acceptedToxicity += taken * (1 - quality)
          hard += taken * isBelow(quality, TOXIC_BELOW)
        }
        add(sums, 0, accepted)
        add(sums, 1, acceptedToxicity)
        add(sums, 2, hard)
        add(sums, 3, completed)
        add(sums, 4, completedToxicity)
        add(sums, 5, uncertain)
      },
      report: (sums) => ({
        toxicityRate: ratio(sums.acceptedToxicity, sums.accepted),
        toxicityRateAll: ratio(sums.completedToxicity, sums.completed),
        toxicityHard: ratio(sums.hard, sums.accepted),
        uncertainFraction: ratio(sums.uncertain, sums.completed),
      }),
    }
  },
})
