import { defineComponent, f64, u8, u32 } from '../../engine/columns.ts'

/** What becomes of a bounty. Positions are the codes of `Deal.status`. */
export const DEAL_STATUSES = [
  'free',
  'open',
  'awarded',
  'completed',
  'failed',
  'disputed',
  'expired',
] as const
export const DealStatus = {
  free: 0,
  open: 1,
  awarded: 2,
  completed: 3,
  failed: 4,
  disputed: 5,
  expired: 6,
} as const

/** Epoch of what never falls due. */
export const NEVER = 0xffffffff

/** The rest of a bounty. Its task and its escrow have the same row; its bids are the rows from row × bids on. */
export const Deal = defineComponent(
  'Deal',
  {
    status: u8({ unit: 'code', range: [0, 6], sight: 'hidden', doc: 'Position in DEAL_STATUSES.' }),
    amount: f64({
      unit: 'money',
      range: [0, Infinity],
      sight: 'hidden',
      doc: 'Money in escrow; 0 when it is not awarded.',
    }),
    due: u32({
      unit: 'epochs',
      sight: 'hidden',
      doc: 'Epoch at whose end something falls due: the refund of an open bounty, which is not shown then, the work on an awarded one, the settlement of a disputed one. NEVER for none.',
    }),
    bountyPlace: u32({ unit: 'rows', sight: 'hidden', doc: 'Place in the list of bounties, plus 1.' }),
    taskPlace: u32({ unit: 'rows', sight: 'hidden', doc: 'Place in the list of tasks, plus 1.' }),
  },
  { table: 'bounty' },
)

/** Where the market's money is, and which rows are in use. */
export const MarketTotals = defineComponent(
  'MarketTotals',
  {
    used: u32({ unit: 'rows', sight: 'hidden', doc: 'Rows of bounties that were ever in use.' }),
    free: u32({ unit: 'rows', sight: 'hidden', doc: 'First of those that are free again, plus 1.' }),
    offered: f64({
      unit: 'money',
      sight: 'hidden',
      doc: 'Rewards held for bounties, less what of them is in escrow.',
    }),
    escrowed: f64({ unit: 'money', sight: 'hidden', doc: 'Money in escrow.' }),
    lost: f64({
      unit: 'money',
      sight: 'hidden',
      doc: 'Money that went to nobody: what profile reference leaves behind, and fees without a treasury.',
    }),
  },
  { table: 'world' },
)

const count = (doc: string) => u32({ unit: 'count', sight: 'hidden', doc })

/** What happened: row 0 since the last epoch closed, row 1 in the epochs before, those of the warm-up left out. */
export const MarketCounts = defineComponent(
  'MarketCounts',
  {
    posted: count('Bounties posted.'),
    expired: count('Bounties refunded at their deadline.'),
    awarded: count('Bounties awarded to a bid or a claim.'),
    bids: count('Bids placed.'),
    claimed: count('Tasks claimed.'),
    submitted: count('Tasks handed in.'),
    completed: count('Awards paid for accepted work.'),
    failed: count('Awards that failed: work refused or overdue.'),
    disputes: count('Disputes filed.'),
    resolved: count('Disputes settled.'),
    refused: count('Bounties refused because the table was full.'),
    fees: f64({ unit: 'money', sight: 'hidden', doc: 'Fees taken.' }),
    paid: f64({ unit: 'money', sight: 'hidden', doc: 'Money paid to workers.' }),
    lost: f64({ unit: 'money', sight: 'hidden', doc: 'Money that went to nobody.' }),
  },
  { table: 'market-counts' },
)
