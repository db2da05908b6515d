import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Text of a small scenario that runs in no time. */
export const SOCIETY = `
scenario_id: village
description: A village for trying things out.
agents:
  - { type: honest, count: 6 }
  - { type: opportunistic, count: 3 }
  - { type: adversarial, count: 3 }
simulation: { n_epochs: 3, steps_per_epoch: 4 }
governance: { audit_enabled: true, audit_probability: 0.5 }
`

/** Writes a scenario file and returns its path. */
export function scenarioFile(folder: string, name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
