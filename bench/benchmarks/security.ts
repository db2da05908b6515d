import type { Benchmark } from '../benchmark.ts'
import { overhead } from '../overhead.ts'
import { rowsOf } from '../row.ts'

const row = rowsOf('security')

/** All detectors, charges worked out, and no sanction that would change what there is to do. */
export const SECURITY = {
  'security.enabled': true,
  'security.penalty_threshold': 1,
  'security.quarantine_threshold': 1,
  'security.realtime_penalty': true,
  'security.realtime_threshold': 1,
}

/** All draws are made and next to nobody leaves, so that both worlds have as much to do. */
export const TURNOVER = {
  'turnover.enabled': true,
  'turnover.birth_rate': 0.001,
  'turnover.exit_rate': 1e-6,
  'turnover.exit_below': 0,
}

/** What the security lever and population turnover add to the metropolis, each alone. */
export const security: Benchmark = async (settings) => [
  await overhead(row, settings, 'security', SECURITY),
  await overhead(row, settings, 'turnover', TURNOVER),
]
