import { BoardTotals } from '../../components/board.ts'
import { defineMetric } from '../../engine/metric.ts'
import { MarketCounts, MarketTotals } from './columns.ts'

/** Columns of results by the count that each reports. */
const COUNTS = {
  posted: 'bountiesPosted',
  expired: 'bountiesExpired',
  awarded: 'bountiesAwarded',
  refused: 'bountiesRefused',
  bids: 'bidsPlaced',
  claimed: 'tasksClaimed',
  submitted: 'tasksHandedIn',
  completed: 'tasksCompleted',
  failed: 'tasksFailed',
  disputes: 'disputesFiled',
  resolved: 'disputesSettled',
  paid: 'workerPay',
  fees: 'marketFees',
  lost: 'marketMoneyLost',
} as const

/** What the market did and what it holds. Reads MarketCounts, MarketTotals, BoardTotals. */
export const marketMetric = defineMetric({
  name: 'marketplace',
  doc: 'Bounties, bids, work and disputes. What falls due as an epoch ends counts in the row of the next.',
  sums: [],
  columns: {
    bountiesPosted: { unit: 'count', doc: 'Bounties posted.' },
    bountiesExpired: { unit: 'count', doc: 'Bounties refunded at their deadline.' },
    bountiesAwarded: { unit: 'count', doc: 'Bounties awarded, to a bid or to a claim.' },
    bountiesRefused: { unit: 'count', doc: 'Bounties refused because the market holds no more.' },
    bidsPlaced: { unit: 'count', doc: 'Bids placed.' },
    tasksClaimed: { unit: 'count', doc: 'Tasks claimed.' },
    tasksHandedIn: { unit: 'count', doc: 'Tasks handed in.' },
    tasksCompleted: { unit: 'count', doc: 'Awards paid out for accepted work.' },
    tasksFailed: { unit: 'count', doc: 'Awards that failed: the work was refused or overdue.' },
    disputesFiled: { unit: 'count', doc: 'Disputes filed.' },
    disputesSettled: { unit: 'count', doc: 'Disputes settled.' },
    workerPay: { unit: 'money', doc: 'Money paid to workers.' },
    marketFees: { unit: 'money', doc: 'Fees taken from escrows.' },
    marketMoneyLost: {
      unit: 'money',
      doc: 'Money that went to nobody: with settlement never, and fees without a treasury.',
    },
    bountiesListed: { unit: 'count', doc: 'Bounties on the board at the end.' },
    escrowHeld: { unit: 'money', doc: 'Money in escrow at the end.' },
    bountyMoneyHeld: { unit: 'money', doc: 'Money held for bounties beyond escrows at the end.' },
  },
  reads: [MarketCounts, MarketTotals, BoardTotals],
  bind(access) {
    const counts = access.get(MarketCounts)
    const { escrowed, offered } = access.get(MarketTotals)
    const { bounties } = access.get(BoardTotals)
    const { tickOfEpoch } = access.clock
    const countOf = (column: ArrayLike<number>, scope: 'epoch' | 'run') => {
      if (scope === 'epoch') return column[0]
      // Right after an epoch's end the counts since are what fell due at it.
      return column[1] + (tickOfEpoch[0] === 0 ? column[0] : 0)
    }
    return {
      report(_sums, scope) {
        const row: Record<string, number> = {}
        for (const [count, name] of Object.entries(COUNTS)) {
          row[name] = countOf(counts[count as keyof typeof COUNTS], scope)
        }
        return {
          ...row,
          bountiesListed: bounties[0],
          escrowHeld: escrowed[0],
          bountyMoneyHeld: offered[0],
        }
      },
    }
  },
})
