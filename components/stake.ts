import { defineComponent, f64 } from '../engine/columns.ts'

export const Stake = defineComponent('Stake', {
  resources: f64({
    unit: 'money',
    sight: 'public',
    doc: 'What the agent owns and may be slashed.',
    initial: 100,
  }),
})

/** What the interactions of a tick pay to the common purse, until it is added up. */
export const Collection = defineComponent(
  'Collection',
  {
    taxes: f64({ unit: 'money', sight: 'hidden', doc: 'Taxes of accepted interactions of the chunk.' }),
    slashes: f64({ unit: 'money', sight: 'hidden', doc: 'Slashed stakes of initiators of the chunk.' }),
  },
  { table: 'chunk', digested: false },
)

/** The common purse: taxes and slashed stakes. */
export const Treasury = defineComponent(
  'Treasury',
  {
    balance: f64({ unit: 'money', sight: 'public', doc: 'Collected and not yet redistributed.' }),
    collected: f64({ unit: 'money', sight: 'public', doc: 'Ever collected, taxes and slashed stakes.' }),
    redistributed: f64({ unit: 'money', sight: 'public', doc: 'Ever paid out to agents.' }),
  },
  { table: 'world' },
)
