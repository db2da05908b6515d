import { defineComponent, f64, u8, u16, u32 } from '../engine/columns.ts'

/** What became of an interaction at the boundary of the sandbox. Whitepaper §9, §14. */
export const Crossing = defineComponent(
  'Crossing',
  {
    outcome: u8({ unit: 'code', sight: 'public', doc: 'Position in CROSSINGS.' }),
    harm: f64({
      unit: 'harm',
      range: [0, Number.POSITIVE_INFINITY],
      sight: 'public',
      doc: 'Harm that spilled outside.',
    }),
  },
  { table: 'interaction' },
)

export const Border = defineComponent('Border', {
  crossings: u16({ unit: 'count', sight: 'own', doc: 'Crossings in the current window.' }),
  window: u32({ unit: 'code', sight: 'own', doc: 'Number of that window: tick divided by its length.' }),
})

export const Boundary = defineComponent(
  'Boundary',
  {
    threat: f64({
      unit: 'level',
      range: [0, 1],
      sight: 'public',
      doc: 'Moving average of harm that reached the boundary.',
    }),
    permeability: f64({
      unit: 'probability',
      range: [0, 1],
      sight: 'public',
      doc: 'Permeability π at neutral trust after threat (§14).',
    }),
  },
  { table: 'world' },
)
