import { defineComponent, f64, u32 } from '../engine/columns.ts'

/** Rows of the adjacency: the neighbours of an agent lie at offset, ascending. */
export const Neighbours = defineComponent(
  'Neighbours',
  {
    offset: u32({ unit: 'rows', sight: 'public', doc: 'First half-edge of the agent.' }),
    degree: u32({ unit: 'count', sight: 'public', doc: 'Neighbours that it has.' }),
  },
  { table: 'neighbours' },
)

/** Half-edges, each edge once from either end. */
export const Edge = defineComponent(
  'Edge',
  { target: u32({ unit: 'rows', sight: 'public', doc: 'Neighbour.' }) },
  { table: 'edge' },
)

/** Weights of half-edges, kept only where the network is dynamic; the two halves of an edge agree. */
export const EdgeWeight = defineComponent(
  'EdgeWeight',
  { weight: f64({ unit: 'weight', sight: 'public', doc: 'Strength of the tie.', initial: 1 }) },
  { table: 'edgeWeight' },
)

/** Edges made in this epoch that found no room in their rows; they move there as the epoch ends. */
export const EdgeOverflow = defineComponent(
  'EdgeOverflow',
  {
    source: u32({ unit: 'rows', sight: 'hidden', doc: 'Lower agent.' }),
    target: u32({ unit: 'rows', sight: 'hidden', doc: 'Higher agent.' }),
    weight: f64({ unit: 'weight', sight: 'hidden', doc: 'Weight, negative once removed.' }),
  },
  { table: 'edgeOverflow' },
)

export const EdgeOverflowSlot = defineComponent(
  'EdgeOverflowSlot',
  {
    slot: u32({
      unit: 'rows',
      sight: 'hidden',
      doc: 'Hash table over the overflow list: entry plus 1, 0 for free.',
    }),
  },
  { table: 'edgeOverflowSlot' },
)

export const NetworkTotals = defineComponent(
  'NetworkTotals',
  {
    overflowCount: u32({ unit: 'count', sight: 'hidden', doc: 'Entries of the overflow list in use.' }),
    refused: u32({ unit: 'count', sight: 'hidden', doc: 'Edges that found no room at all.' }),
    pruned: u32({ unit: 'count', sight: 'hidden', doc: 'Edges that have faded away.' }),
  },
  { table: 'world' },
)
