import { defineComponent, u32 } from '../engine/columns.ts'

/**
 * Agents by what makes them interesting, ascending, rebuilt at the start of each tick: on a complete network a rule
 * draws a partner from a list instead of looking at everyone. A list holds its agents at places 0 to its count - 1.
 */
export const Roster = defineComponent(
  'Roster',
  {
    visible: u32({ unit: 'rows', sight: 'public', doc: 'Agents that are not held.' }),
    prosperous: u32({
      unit: 'rows',
      sight: 'public',
      doc: 'Visible ones with resources above 80 or reputation above 0.5.',
    }),
    attractive: u32({
      unit: 'rows',
      sight: 'public',
      doc: 'Visible ones that adversaries take for targets (§12.5).',
    }),
  },
  { table: 'roster', digested: false },
)

export const RosterTotals = defineComponent(
  'RosterTotals',
  {
    visible: u32({ unit: 'count', sight: 'public', doc: 'Agents in the list of visible ones.' }),
    prosperous: u32({ unit: 'count', sight: 'public', doc: 'Agents in the list of prosperous ones.' }),
    attractive: u32({ unit: 'count', sight: 'public', doc: 'Agents in the list of attractive ones.' }),
  },
  { table: 'world', digested: false },
)
