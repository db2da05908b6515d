import { defineComponent, u32 } from './columns.ts'

/**
 * Agents per chunk. Chunk c owns agent rows and interaction rows c × 1024 up; the interactions that its agents start
 * are packed at the front of its rows, so loops are dense and the layout does not depend on threads.
 * 1,024 rows keep a chunk's interaction columns (about 130 kB) in the second-level cache.
 */
export const CHUNK_ROWS = 1024
/** Row to chunk: `row >>> CHUNK_BITS`. */
export const CHUNK_BITS = 10

export const Batch = defineComponent(
  'Batch',
  {
    count: u32({
      unit: 'rows',
      sight: 'hidden',
      doc: 'Interactions of this tick at the front of the chunk.',
    }),
  },
  { table: 'chunk', digested: false },
)

export const chunksOf = (rows: number): number => Math.ceil(rows / CHUNK_ROWS)
