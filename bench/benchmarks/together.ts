import type { Benchmark } from '../benchmark.ts'
import { overhead } from '../overhead.ts'
import { rowsOf } from '../row.ts'
import { SECURITY, TURNOVER } from './security.ts'

const row = rowsOf('together')

/** The border takes the place of the simpler boundary. */
const EVERYTHING = {
  'governance.collusion_detection_enabled': true,
  'sybil.enabled': true,
  'identity.enabled': true,
  'marketplace.enabled': true,
  'boundary.enabled': false,
  'border.enabled': true,
  ...SECURITY,
  ...TURNOVER,
}

/** What all mechanisms that judge pairs, groups and flows add to the metropolis when they run at once. */
export const together: Benchmark = async (settings) => [
  await overhead(row, settings, 'all of them', EVERYTHING),
]
