import { defineComponent, u32 } from './columns.ts'

/** Simulated time and the size of the population; the wall clock never enters a run. */
export const Clock = defineComponent(
  'Clock',
  {
    tick: u32({ unit: 'ticks', sight: 'public', doc: 'Ticks completed since the start.' }),
    epoch: u32({ unit: 'epochs', sight: 'public', doc: 'Epochs completed since the start.' }),
    tickOfEpoch: u32({ unit: 'ticks', sight: 'public', doc: 'Ticks completed in this epoch.' }),
    ticksPerEpoch: u32({ unit: 'ticks', sight: 'public', doc: 'Ticks that make an epoch.' }),
    agentCount: u32({
      unit: 'rows',
      sight: 'public',
      doc: 'Agent rows in use; they are 0 to agentCount - 1.',
    }),
    refusedSpawns: u32({
      unit: 'count',
      sight: 'hidden',
      doc: 'Agents refused because capacity was reached.',
    }),
  },
  { table: 'world' },
)
