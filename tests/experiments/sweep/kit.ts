import type { JobResult, ResultStore } from '../../../experiments/sweep/job.ts'
import { loadPlan } from '../../../experiments/sweep/load-plan.ts'
import type { SweepPlan } from '../../../experiments/sweep/plan.ts'
import { mechanisms } from '../../../mechanisms/index.ts'
import { loadScenario } from '../../../scenarios/load.ts'
import { vocabulary } from '../../../simulation/assembly.ts'
import { SOCIETY } from '../../cli/society.ts'

export const known = vocabulary(mechanisms)

/** Two audit probabilities by two shares of adversaries, in a village that runs in no time. */
export const PLAN = `
scenario: village
set: { epochs: 2 }
design:
  kind: grid
  vary:
    governance.audit_probability: [0, 0.5]
    agents.adversarial: [0, 0.25, 0.5]
replicates: 3
seed: 7
metrics: [toxicityRate, totalWelfare]
control: { governance.audit_probability: 0 }
success_criteria: { max_toxicity: 0.35 }
frontier: { along: agents.adversarial, by: governance.audit_probability }
`

/** Loads a plan over the village; `files` are those that a plan may name. */
export function aPlan(text = PLAN, files: Readonly<Record<string, string>> = {}): SweepPlan {
  return loadPlan(text, {
    name: 'plan.yaml',
    vocabulary: known,
    loadScenario: (given, settings) =>
      loadScenario(files[given] ?? SOCIETY, { name: given, vocabulary: known, overrides: { settings } }),
    readFile: (given) => ({ text: files[given] ?? '', name: given }),
  })
}

/** Keeps results in memory. */
export class MemoryStore implements ResultStore {
  readonly results = new Map<string, JobResult>()
  writes = 0

  async keys(): Promise<ReadonlySet<string>> {
    return new Set(this.results.keys())
  }

  async write(result: JobResult): Promise<void> {
    this.writes++
    this.results.set(result.key, result)
  }

  async read(key: string): Promise<JobResult> {
    return this.results.get(key) as JobResult
  }
}
