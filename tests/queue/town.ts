import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { canonicalJson } from '../../experiments/sweep/canonical.ts'
import { inProcess } from '../../experiments/sweep/in-process.ts'
import type { Job, JobResult, ResultStore } from '../../experiments/sweep/job.ts'
import { readyCells } from '../../experiments/sweep/jobs.ts'
import { loadPlan } from '../../experiments/sweep/load-plan.ts'
import type { SweepPlan } from '../../experiments/sweep/plan.ts'
import { readResults } from '../../experiments/sweep/run-sweep.ts'
import { sweepTable } from '../../experiments/sweep/sweep-table.ts'
import { mechanisms } from '../../mechanisms/index.ts'
import { vocabulary } from '../../simulation/assembly.ts'
import { resolveScenario } from '../../simulation/scenario.ts'

const known = vocabulary(mechanisms)

/**
 * A plan of `cells` × `replicates` runs.
 * @param agents so many that a run takes as long as a test needs
 */
export function townPlan(cells: number, replicates: number, agents = 40): SweepPlan {
  const axis = { from: 0, to: 0.5, steps: cells }
  const text = JSON.stringify({
    name: 'town',
    scenario: 'town',
    design: { kind: 'grid', vary: { 'governance.audit_probability': axis } },
    replicates,
    seed: 11,
  })
  return loadPlan(text, {
    vocabulary: known,
    loadScenario: () =>
      resolveScenario(
        {
          id: 'town',
          agents: [
            { type: 'honest', count: agents },
            { type: 'adversarial', count: Math.ceil(agents / 4) },
          ],
          epochs: 5,
          stepsPerEpoch: 10,
          parameters: { 'governance.audit_enabled': true },
        },
        known,
      ),
    readFile: (name) => {
      throw new Error(`no file ${name}`)
    },
  })
}

export const jobsOfPlan = (plan: SweepPlan): Job[] =>
  readyCells(plan, known).flatMap((cell) => cell.jobs(0, plan.replicates))

/** A store in memory. */
export class MemoryStore implements ResultStore {
  readonly results = new Map<string, JobResult>()

  async keys(): Promise<ReadonlySet<string>> {
    return new Set(this.results.keys())
  }

  async write(result: JobResult): Promise<void> {
    this.results.set(result.key, result)
  }

  async read(key: string): Promise<JobResult> {
    const result = this.results.get(key)
    if (!result) throw new Error(`no result ${key}`)
    return result
  }
}

/** Hash of everything that jobs came to: the table of runs, and their epochs. */
export async function hashOf(jobs: readonly Job[], store: ResultStore): Promise<string> {
  const whole = await Promise.all(jobs.map(({ key }) => store.read(key)))
  const table = sweepTable(await readResults(jobs, store))
  return createHash('sha256')
    .update(canonicalJson([table, whole]))
    .digest('hex')
}

/** The same, of runs one after the other, without any queue. */
export async function serialHash(jobs: readonly Job[]): Promise<string> {
  const store = new MemoryStore()
  await inProcess({ plugins: mechanisms }).run(jobs, store, {})
  return hashOf(jobs, store)
}

/** Files in a folder, at any depth, that are neither a plan nor a part. */
export const strayFiles = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/^(plan\.json|part-[0-9a-f]+\.jsonl)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
