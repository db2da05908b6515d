import { Desk } from '../../components/board.ts'
import { metricParameters } from '../../components/parameters/society.ts'
import { Standing } from '../../components/standing.ts'
import { defineSystem } from '../../engine/schedule.ts'
import { BOOK_COLUMNS } from './actions.ts'
import { bindBook } from './book.ts'
import { Deal, DealStatus, MarketCounts, MarketTotals } from './columns.ts'
import { marketplaceParameters } from './parameters.ts'

/** Gives every agent its allowances of an epoch. Writes Desk. */
export const marketOpeningSystem = defineSystem({
  name: 'marketplace-opening',
  phase: 'epoch-start',
  every: 'epoch-start',
  after: ['renewal'],
  reads: [],
  writes: [Desk],
  doc: 'Clears the counters of claims, bounties and bids.',
  bind(access) {
    const { tasksClaimed, bountiesPosted, bidsPlaced } = access.get(Desk)
    return () => {
      tasksClaimed.fill(0)
      bountiesPosted.fill(0)
      bidsPlaced.fill(0)
    }
  },
})

/**
 * What falls due as an epoch ends: bounties past their deadline are refunded, overdue work fails, disputes are settled, and
 * what may not be taken in the next epoch leaves the board. What happens here counts in the next epoch's row of results.
 * Reads and writes the book's columns.
 */
export const marketClosingSystem = defineSystem({
  name: 'marketplace-closing',
  phase: 'epoch-end',
  every: 'epoch-end',
  before: ['redistribution'],
  reads: [Standing],
  writes: BOOK_COLUMNS,
  doc: 'Refunds expired bounties, ends overdue work and settles disputes.',
  bind(access) {
    const { used } = access.get(MarketTotals)
    const { status, due } = access.get(Deal)
    const { autoExpireBounties, disputeDefaultSplit } = access.parameters(marketplaceParameters)
    const { epoch } = access.clock
    const book = bindBook(access)
    const closeCounts = bindCounts(access)
    return () => {
      closeCounts()
      for (let bounty = 0; bounty < used[0]; bounty++) {
        if (status[bounty] === DealStatus.open) {
          if (autoExpireBounties[0] === 1 && due[bounty] <= epoch[0]) book.expire(bounty)
          else if (due[bounty] <= epoch[0] + 1) book.takeDown(bounty)
        } else if (due[bounty] > epoch[0]) continue
        else if (status[bounty] === DealStatus.awarded) book.settle(bounty, false)
        else if (status[bounty] === DealStatus.disputed) book.resolve(bounty, disputeDefaultSplit[0])
      }
    }
  },
})

/** Moves the counts of the epoch to those of the run, as the sums of other metrics are, and starts them afresh. */
function bindCounts(access: Parameters<typeof marketClosingSystem.bind>[0]): () => void {
  const columns = Object.values(access.get(MarketCounts)) as (Uint32Array | Float64Array)[]
  const { warmUpEpochs } = access.parameters(metricParameters)
  const { epoch } = access.clock
  return () => {
    for (let i = 0; i < columns.length; i++) {
      if (epoch[0] >= warmUpEpochs[0]) columns[i][1] += columns[i][0]
      columns[i][0] = 0
    }
  }
}
