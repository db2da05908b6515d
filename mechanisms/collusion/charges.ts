import { Status } from '../../components/codes.ts'
import { Cost, Parties, Verdict } from '../../components/interaction.ts'
import { defineSystem } from '../../engine/schedule.ts'
import { realtimeCharge } from '../../formulas/collusion.ts'
import { Suspicion } from './columns.ts'
import { leverParameters } from './parameters.ts'

/**
 * Two suspects pay each time they deal with one another, by the latest analysis, whatever comes of it. Reads Parties,
 * Verdict and what the analysis says of agents. Writes Cost. Whitepaper §8, collusion detection.
 */
export const collusionChargesSystem = defineSystem({
  name: 'collusion-charges',
  phase: 'collusion',
  every: 'interaction',
  reads: [Parties, Verdict, Suspicion],
  writes: [Cost],
  doc: 'Charges suspects that deal with one another.',
  bind(access) {
    const { initiator, counterparty } = access.get(Parties)
    const { status } = access.get(Verdict)
    const { risk } = access.get(Suspicion)
    const cost = access.get(Cost)
    const { collusionRealtimePenalty, collusionRealtimeRate, collusionScoreThreshold } =
      access.parameters(leverParameters)
    return (first, end) => {
      if (collusionRealtimePenalty[0] === 0) return
      const threshold = collusionScoreThreshold[0]
      const rate = collusionRealtimeRate[0]
      for (let row = first; row < end; row++) {
        if (status[row] === Status.void || status[row] === Status.expired) continue
        const mine = risk[initiator[row]]
        const theirs = risk[counterparty[row]]
        if (mine < threshold || theirs < threshold) continue
        const charge = realtimeCharge(rate, mine, theirs)
        cost.initiator[row] += charge
        cost.counterparty[row] += charge
      }
    }
  },
})
