import { Turn, Usage } from '../../components/agent.ts'
import { Parties } from '../../components/interaction.ts'
import { defineSystem } from '../../engine/schedule.ts'
import { Bidder, Equipment } from './columns.ts'

/** Who has no compute left for a proposal may not act. Reads and writes Turn, Bidder. */
export const auctionRationSystem = defineSystem({
  name: 'auction-ration',
  phase: 'eligibility',
  every: 'agent',
  spread: 'chunks',
  after: ['staking'],
  reads: [],
  writes: [Turn, Bidder],
  doc: 'Lets only those act who have compute for a proposal.',
  bind(access) {
    const { mayAct } = access.get(Turn)
    const { compute, denied } = access.get(Bidder)
    return (first, end) => {
      for (let agent = first; agent < end; agent++) {
        if (mayAct[agent] === 0 || compute[agent] >= 1) continue
        mayAct[agent] = 0
        denied[agent]++
      }
    }
  },
})

/** How well equipped initiators are shows in their work, as a signal that enters the proxy. Reads Parties, Bidder. Writes Equipment. */
export const auctionToolsSystem = defineSystem({
  name: 'auction-tools',
  phase: 'scoring',
  every: 'interaction',
  spread: 'chunks',
  before: ['scoring'],
  reads: [Parties, Bidder],
  writes: [Equipment],
  doc: 'Makes the equipment of initiators a signal of their interactions.',
  bind(access) {
    const { initiator } = access.get(Parties)
    const { tooling } = access.get(Bidder)
    const { tooling: shown } = access.get(Equipment)
    return (first, end) => {
      for (let row = first; row < end; row++) shown[row] = tooling[initiator[row]]
    }
  },
})

/** Each proposal takes a unit of compute. Reads Usage. Writes Bidder. */
export const auctionUseSystem = defineSystem({
  name: 'auction-use',
  phase: 'tick-end',
  every: 'agent',
  spread: 'chunks',
  reads: [Usage],
  writes: [Bidder],
  doc: 'Takes a unit of compute for each proposal.',
  bind(access) {
    const { interactions } = access.get(Usage)
    const { compute, proposals } = access.get(Bidder)
    return (first, end) => {
      for (let agent = first; agent < end; agent++) {
        const made = interactions[agent]
        if (made === 0) continue
        proposals[agent] += made
        compute[agent] = compute[agent] > made ? compute[agent] - made : 0
      }
    }
  },
})
