import { defineComponent, f64, i8, u8, u32 } from '../engine/columns.ts'

/** What an agent chose to do with its turn. */
export const Intent = defineComponent('Intent', {
  action: u8({ unit: 'code', sight: 'own', doc: 'Position in ACTIONS; none when it had no turn.' }),
  failed: u8({ unit: 'flag', range: [0, 1], sight: 'own', doc: 'The engine refused the action.' }),
  target: u32({
    unit: 'rows',
    sight: 'own',
    doc: 'Agent, post, proposal, task, bounty or escrow that it is about.',
  }),
  kind: u8({
    unit: 'code',
    sight: 'own',
    doc: 'Kind of the proposed interaction, position in INTERACTION_KINDS.',
  }),
  hostile: u8({
    unit: 'flag',
    range: [0, 1],
    sight: 'own',
    doc: 'The proposal belongs to an attack or exploitation.',
  }),
  direction: i8({ unit: 'direction', range: [-1, 1], sight: 'own', doc: 'Vote up or down.' }),
})

/** Amounts of money in a choice: one register, read at once by whoever carries the choice out. */
export const Offer = defineComponent(
  'Offer',
  {
    transfer: f64({
      unit: 'money',
      sight: 'own',
      doc: 'Transfer offered by the initiator; negative asks for one.',
    }),
    amount: f64({ unit: 'money', sight: 'own', doc: 'Reward of a bounty or amount of a bid.' }),
    deadline: f64({ unit: 'epochs', sight: 'own', doc: 'Last epoch of a bounty.' }),
  },
  { table: 'world', digested: false, perThread: true },
)
