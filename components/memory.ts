import { defineComponent, f64, u16, u32 } from '../engine/columns.ts'

/**
 * What an agent remembers of others: a fixed number of records an agent, owned by it alone. When all are taken, the
 * record that was used longest ago gives way; a new partner then starts as unknown again.
 */
export const Acquaintance = defineComponent(
  'Acquaintance',
  {
    partner: u32({ unit: 'rows', sight: 'own', doc: 'Agent row plus 1; 0 for a free record.' }),
    lastTick: u32({ unit: 'ticks', sight: 'own', doc: 'Tick of the last use.' }),
    accepted: u16({
      unit: 'count',
      sight: 'own',
      doc: 'Accepted interactions with the partner, either role.',
    }),
    completed: u16({
      unit: 'count',
      sight: 'own',
      doc: 'Finished interactions with the partner, any outcome.',
    }),
    asked: u16({ unit: 'count', sight: 'own', doc: 'Proposals of the partner decided outside a turn.' }),
    acceptedSumP: f64({ unit: 'probability', sight: 'own', doc: 'Sum of p over the accepted ones.' }),
  },
  { table: 'acquaintance' },
)

/**
 * What policies that list it among their own columns remember besides. The record at place k of the member in slot s of a
 * policy lies at its `DealingPlace.first` - 1 + s × records an agent + k.
 */
export const Dealing = defineComponent(
  'Dealing',
  { completedSumP: f64({ unit: 'probability', sight: 'own', doc: 'Sum of p over all finished ones.' }) },
  { table: 'dealing' },
)

/** Where the members of each policy have their rows of Dealing. */
export const DealingPlace = defineComponent(
  'DealingPlace',
  { first: u32({ unit: 'rows', sight: 'public', doc: 'First row plus 1; 0 for a policy that keeps none.' }) },
  { table: 'policies', digested: false },
)

export const MemoryTotals = defineComponent(
  'MemoryTotals',
  {
    evictions: u32({
      unit: 'count',
      sight: 'hidden',
      doc: 'Records that gave way to a new partner, by chunk of their owners.',
    }),
  },
  { table: 'chunk' },
)

/** Sets that only grow: whom an adversary has come to see as a target or an ally, one bit an agent. */
export const Sighting = defineComponent(
  'Sighting',
  {
    targets: u32({ unit: 'bits', sight: 'own', doc: 'Agents 32 k to 32 k + 31 taken for targets.' }),
    allies: u32({ unit: 'bits', sight: 'own', doc: 'Agents 32 k to 32 k + 31 taken for allies.' }),
  },
  { table: 'sighting' },
)
