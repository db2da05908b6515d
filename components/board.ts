import { defineComponent, f64, u8, u32 } from '../engine/columns.ts'

/** Work on offer. These tables have rows only where a task market is switched on; policies look at them in every turn. */
export const Task = defineComponent(
  'Task',
  {
    bounty: f64({ unit: 'money', sight: 'public', doc: 'Reward for the task.' }),
    difficulty: u8({
      unit: 'code',
      range: [0, 4],
      sight: 'public',
      doc: 'Trivial, easy, medium, hard, expert.',
    }),
    minReputation: f64({ unit: 'score', sight: 'public', doc: 'Reputation that a claimant needs.' }),
    status: u8({ unit: 'code', sight: 'public', doc: 'Free row, open, claimed, in progress, done: 0 to 4.' }),
    assignee: u32({ unit: 'rows', sight: 'public', doc: 'Agent that claimed it.' }),
  },
  { table: 'task' },
)

export const Bounty = defineComponent(
  'Bounty',
  {
    poster: u32({ unit: 'rows', sight: 'public', doc: 'Agent that offers it.' }),
    reward: f64({ unit: 'money', sight: 'public', doc: 'Most that it pays.' }),
    open: u8({ unit: 'flag', range: [0, 1], sight: 'public', doc: 'Takes bids.' }),
  },
  { table: 'bounty' },
)

export const Bid = defineComponent(
  'Bid',
  {
    bounty: u32({ unit: 'rows', sight: 'public', doc: 'Bounty row.' }),
    bidder: u32({ unit: 'rows', sight: 'public', doc: 'Agent that bids.' }),
    amount: f64({ unit: 'money', sight: 'public', doc: 'What it asks.' }),
    pending: u8({ unit: 'flag', range: [0, 1], sight: 'public', doc: 'Neither taken nor refused.' }),
  },
  { table: 'bid' },
)

export const Escrow = defineComponent(
  'Escrow',
  {
    poster: u32({ unit: 'rows', sight: 'public', doc: 'Agent that pays.' }),
    worker: u32({ unit: 'rows', sight: 'public', doc: 'Agent that is paid.' }),
    held: u8({ unit: 'flag', range: [0, 1], sight: 'public', doc: 'Money is held.' }),
  },
  { table: 'escrow' },
)
