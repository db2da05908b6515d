import type { Benchmark } from '../benchmark.ts'
import { overhead } from '../overhead.ts'
import { rowsOf } from '../row.ts'

const row = rowsOf('market')

/** What the market of bounties and tasks adds to the metropolis. */
export const market: Benchmark = async (settings) => [
  await overhead(row, settings, 'with it', { 'marketplace.enabled': true }),
]
