import { defineSystem } from '../../engine/schedule.ts'
import { AuctionBundle, AuctionGood, AuctionTotals, Bidder } from './columns.ts'
import { bindIsDue } from './hall.ts'
import { auctionParameters } from './parameters.ts'

/**
 * Bundles become what agents can do: compute becomes proposals, tools become better work. Of compute left from the time
 * before, a fraction of a proposal is kept and the rest lapses. Reads AuctionBundle, AuctionGood, AuctionTotals. Writes Bidder.
 */
export const auctionDeliverySystem = defineSystem({
  name: 'auction-delivery',
  phase: 'epoch-start',
  every: 'epoch-start',
  reads: [AuctionBundle, AuctionGood, AuctionTotals],
  writes: [Bidder],
  doc: 'Turns compute into proposals and tools into better work.',
  bind(access) {
    const { compute, tooling } = access.get(Bidder)
    const { value, held } = access.get(AuctionBundle)
    const { supply } = access.get(AuctionGood)
    const { members } = access.get(AuctionTotals)
    const { freeProposals } = access.parameters(auctionParameters)
    const isDue = bindIsDue(access)
    const goods = supply.length
    return (first, end) => {
      if (!isDue()) return
      for (let agent = first; agent < end; agent++) {
        const row = agent * goods
        compute[agent] += freeProposals[0] + held[row] - Math.floor(compute[agent])
        let has = 0
        let everything = 0
        for (let good = 1; good < goods; good++) {
          has += value[row + good] * held[row + good]
          everything += value[row + good] * supply[good]
        }
        const equal = members[0] > 0 ? everything / members[0] : 0
        // Whoever wants no tools is neither well nor badly equipped.
        tooling[agent] = equal > 0 ? (has - equal) / (has + equal) : 0
      }
    }
  },
})
