import { defineComponent, u32 } from '../../engine/columns.ts'

/** Policies of the starting population, one row a policy in name order. */
export const TurnoverMix = defineComponent(
  'TurnoverMix',
  { start: u32({ unit: 'agents', sight: 'hidden', doc: 'Agents of the policy at the start.' }) },
  { table: 'policies' },
)

export const TurnoverTotals = defineComponent(
  'TurnoverTotals',
  {
    exits: u32({ unit: 'agents', sight: 'hidden', doc: 'Agents that left as the last epoch ended.' }),
    bankruptcies: u32({ unit: 'agents', sight: 'hidden', doc: 'Of these, bankrupt ones.' }),
    allExits: u32({ unit: 'agents', sight: 'hidden', doc: 'Agents that have left by these rules.' }),
    allBankruptcies: u32({ unit: 'agents', sight: 'hidden', doc: 'Of these, bankrupt ones.' }),
  },
  { table: 'world' },
)
