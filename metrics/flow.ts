import { STATUSES, Status } from '../components/codes.ts'
import { Verdict } from '../components/interaction.ts'
import { defineMetric } from '../engine/metric.ts'
import { add, ratio } from './sums.ts'

/** Counts of interactions by outcome. Reads Verdict. */
export const flow = defineMetric({
  name: 'flow',
  doc: 'Interactions by outcome. Expired and void proposals were never completed and enter no rate.',
  sums: ['accepted', 'declined', 'gated', 'expired', 'void'],
  columns: {
    totalInteractions: { unit: 'count', doc: 'Completed interactions: accepted, declined and gated.' },
    acceptedInteractions: { unit: 'count', doc: 'Accepted interactions.' },
    declinedInteractions: { unit: 'count', doc: 'Interactions that the counterparty declined.' },
    gatedInteractions: {
      unit: 'count',
      doc: 'Consented interactions that the acceptance threshold stopped.',
    },
    expiredProposals: { unit: 'count', doc: 'Proposals that nobody answered in time.' },
    voidProposals: { unit: 'count', doc: 'Proposals that could not be carried out.' },
    acceptanceRate: { unit: 'share', doc: 'Accepted among completed interactions; 0 when there are none.' },
  },
  reads: [Verdict],
  bind(access) {
    const { status } = access.get(Verdict)
    const counts = new Uint32Array(STATUSES.length)
    return {
      observe(first, end, sums) {
        counts.fill(0)
        for (let row = first; row < end; row++) {
          const code = status[row] as number
          counts[code] = (counts[code] as number) + 1
        }
        add(sums, 0, counts[Status.accepted] as number)
        add(sums, 1, counts[Status.declined] as number)
        add(sums, 2, counts[Status.gated] as number)
        add(sums, 3, counts[Status.expired] as number)
        add(sums, 4, counts[Status.void] as number)
      },
      report(sums) {
        const total = sums.accepted + sums.declined + sums.gated
        return {
          totalInteractions: total,
          acceptedInteractions: sums.accepted,
          declinedInteractions: sums.declined,
          gatedInteractions: sums.gated,
          expiredProposals: sums.expired,
          voidProposals: sums.void,
          acceptanceRate: ratio(sums.accepted, total),
        }
      },
    }
  },
})
