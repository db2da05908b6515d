import { defineComponent, f64, u8, u16, u32 } from '../engine/columns.ts'

/**
 * Work on offer. The first four have rows only where a task market is switched on; the others are there only with one, and
 * lead an agent to what concerns it, so that nobody looks through all there is.
 */
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

export const TaskStatus = { free: 0, open: 1, claimed: 2, inProgress: 3, done: 4 } as const
export const Difficulty = { trivial: 0, easy: 1, medium: 2, hard: 3, expert: 4 } as const

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

/** What an agent has under way in the market. Chains are rows plus 1, 0 for none. */
export const Desk = defineComponent(
  'Desk',
  {
    tasksClaimed: u16({ unit: 'count', sight: 'own', doc: 'Claims of tasks in this epoch.' }),
    bountiesPosted: u16({ unit: 'count', sight: 'own', doc: 'Bounties in this epoch.' }),
    bidsPlaced: u16({ unit: 'count', sight: 'own', doc: 'Bids in this epoch.' }),
    bounties: u32({ unit: 'rows', sight: 'own', doc: 'First of its bounties that take bids, plus 1.' }),
    tasks: u32({ unit: 'rows', sight: 'own', doc: 'First task that it has and has not handed in, plus 1.' }),
    pays: u32({ unit: 'rows', sight: 'own', doc: 'First escrow that it pays, plus 1.' }),
    earns: u32({ unit: 'rows', sight: 'own', doc: 'First escrow that it is paid from, plus 1.' }),
  },
  { table: 'desk' },
)

/** Money named in a choice about work, kept until the choice is carried out. */
export const Quote = defineComponent(
  'Quote',
  {
    amount: f64({ unit: 'money', sight: 'own', doc: 'Reward of a bounty or amount of a bid.' }),
    deadline: f64({ unit: 'epochs', sight: 'own', doc: 'Last epoch of a bounty; infinite for none.' }),
  },
  { table: 'desk', digested: false },
)

export const BountyChain = defineComponent(
  'BountyChain',
  {
    next: u32({ unit: 'rows', sight: 'public', doc: 'Next bounty of the same poster, plus 1; 0 for none.' }),
    lowest: u32({ unit: 'rows', sight: 'public', doc: 'Lowest pending bid on it, plus 1; 0 for none.' }),
  },
  { table: 'bounty' },
)

export const TaskChain = defineComponent(
  'TaskChain',
  {
    next: u32({ unit: 'rows', sight: 'public', doc: 'Next task of the same agent, plus 1; 0 for none.' }),
  },
  { table: 'task' },
)

export const EscrowChain = defineComponent(
  'EscrowChain',
  {
    nextPaid: u32({ unit: 'rows', sight: 'public', doc: 'Next escrow of the same poster, plus 1.' }),
    nextEarned: u32({ unit: 'rows', sight: 'public', doc: 'Next escrow of the same worker, plus 1.' }),
  },
  { table: 'escrow' },
)

/** What is on the board: bounties that take bids and tasks that may be claimed, at places 0 to their number - 1. */
export const Listing = defineComponent(
  'Listing',
  {
    bounty: u32({ unit: 'rows', sight: 'public', doc: 'Bounty in this place.' }),
    task: u32({ unit: 'rows', sight: 'public', doc: 'Task in this place.' }),
  },
  { table: 'listing' },
)

export const BoardTotals = defineComponent(
  'BoardTotals',
  {
    bounties: u32({ unit: 'count', sight: 'public', doc: 'Bounties listed.' }),
    tasks: u32({ unit: 'count', sight: 'public', doc: 'Tasks listed.' }),
    bountiesShown: u32({ unit: 'count', sight: 'public', doc: 'Bounties that an agent is shown at most.' }),
    tasksShown: u32({ unit: 'count', sight: 'public', doc: 'Tasks that an agent is shown at most.' }),
    sampled: u8({
      unit: 'flag',
      range: [0, 1],
      sight: 'public',
      doc: 'An agent looks at the board every second tick, and is shown another stretch of each list each time; else it is always shown their fronts.',
    }),
    ownTasks: u8({
      unit: 'flag',
      range: [0, 1],
      sight: 'public',
      doc: 'Agents may claim tasks of their own bounties.',
    }),
  },
  { table: 'world' },
)

/** Components of a task market that are not there without one. */
export const MARKET_COMPONENTS = [
  Desk,
  Quote,
  BountyChain,
  TaskChain,
  EscrowChain,
  Listing,
  BoardTotals,
] as const
