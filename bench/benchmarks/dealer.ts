import type { Benchmark } from '../benchmark.ts'
import { overhead } from '../overhead.ts'
import { rowsOf } from '../row.ts'

const row = rowsOf('dealer')

/** What dealers, the market for lemons and the measures of microstructure add to the metropolis, each alone. */
export const dealer: Benchmark = async (settings) => [
  await overhead(row, settings, 'dealers', { 'dealer.enabled': true }),
  await overhead(row, settings, 'lemons', { 'lemons.enabled': true }),
  await overhead(row, settings, 'measures', { 'microstructure.enabled': true }),
]
