import type { Benchmark } from '../benchmark.ts'
import { overhead } from '../overhead.ts'
import { rowsOf } from '../row.ts'

const row = rowsOf('insiders')

/** What markets with insiders add to the metropolis: an auction a value, and five of them by two insiders. */
export const insiders: Benchmark = async (settings) => [
  await overhead(row, settings, 'one auction', { 'insiders.enabled': true }),
  await overhead(row, settings, 'five auctions', {
    'insiders.enabled': true,
    'insiders.insiders_per_market': 2,
    'insiders.auctions': 5,
  }),
]
