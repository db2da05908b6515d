import { defineComponent, f64, u8, u32 } from '../engine/columns.ts'

/** Proposals that wait for an answer (sequential turns), oldest first. */
export const Proposal = defineComponent(
  'Proposal',
  {
    initiator: u32({ unit: 'rows', sight: 'public', doc: 'Agent that proposed.' }),
    counterparty: u32({
      unit: 'rows',
      sight: 'public',
      doc: 'Agent that is asked; NOBODY when the proposer named none.',
    }),
    kind: u8({ unit: 'code', sight: 'public', doc: 'Position in INTERACTION_KINDS.' }),
    hostile: u8({ unit: 'flag', range: [0, 1], sight: 'hidden', doc: 'Proposed as attack or exploitation.' }),
    transfer: f64({ unit: 'money', sight: 'public', doc: 'Transfer offered.' }),
    tick: u32({ unit: 'ticks', sight: 'public', doc: 'Tick of the proposal.' }),
    next: u32({ unit: 'rows', sight: 'hidden', doc: 'Next proposal to the same agent, plus 1; 0 for none.' }),
    open: u8({ unit: 'flag', range: [0, 1], sight: 'public', doc: 'Still waiting.' }),
  },
  { table: 'proposal' },
)

/** Chain of proposals addressed to an agent, oldest first; rows plus 1, 0 for none. */
export const Inbox = defineComponent(
  'Inbox',
  {
    head: u32({ unit: 'rows', sight: 'own', doc: 'Oldest waiting proposal, plus 1.' }),
    tail: u32({ unit: 'rows', sight: 'own', doc: 'Newest waiting proposal, plus 1.' }),
  },
  { table: 'inbox' },
)

/** Order of the turns of a tick. */
export const TurnOrder = defineComponent(
  'TurnOrder',
  { agent: u32({ unit: 'rows', sight: 'hidden', doc: 'Agent whose turn comes in this place.' }) },
  { table: 'inbox', digested: false },
)

export const QueueTotals = defineComponent(
  'QueueTotals',
  {
    length: u32({
      unit: 'count',
      sight: 'hidden',
      doc: 'Rows of the queue in use, answered ones included until the tick ends.',
    }),
    refused: u32({ unit: 'count', sight: 'hidden', doc: 'Proposals refused because the queue was full.' }),
    successes: u32({ unit: 'count', sight: 'hidden', doc: 'Successful actions of this tick.' }),
  },
  { table: 'world' },
)
