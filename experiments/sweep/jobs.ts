import { createHash } from 'node:crypto'
import { messageOf, UserError } from '../../engine/errors.ts'
import type { Scenario, Vocabulary } from '../../simulation/scenario.ts'
import { VERSION } from '../../simulation/version.ts'
import { canonicalJson } from './canonical.ts'
import { type Cell, cellsOf } from './design.ts'
import type { Job } from './job.ts'
import { type SweepPlan, seedOf } from './plan.ts'
import { applyPoint } from './targets.ts'

/**
 * What a run depends on, without its seed. Prose and warnings stay out, so that a better sentence in a scenario file makes
 * no result worthless.
 */
function essenceOf({
  warnings: _,
  id: __,
  description: ___,
  motif: ____,
  seed: _____,
  ...scenario
}: Scenario): object {
  return scenario
}

/** Start of the canonical text of what a run's key is made of; `keyWith` adds the seed. */
const prefixOf = (scenario: Scenario): string => `{"scenario":${canonicalJson(essenceOf(scenario))},"seed":`
const endOf = (seed: string): string => `${JSON.stringify(seed)},"version":${JSON.stringify(VERSION)}}`

/** Key of a run: SHA-256 of the canonical JSON of `{ scenario, seed, version }`, as 64 hexadecimal digits. */
export const jobKey = (scenario: Scenario): string =>
  createHash('sha256').update(prefixOf(scenario)).update(endOf(scenario.seed)).digest('hex')

/** A cell with its scenario, ready to make jobs of. */
export interface ReadyCell extends Cell {
  readonly number: number
  /** Jobs of the replicates from `first` to `end - 1`. */
  jobs(first: number, end: number): Job[]
}

/**
 * The cells of a plan, resolved and checked.
 * @throws UserError naming the cell whose values do not go together
 */
export function readyCells(plan: SweepPlan, vocabulary: Vocabulary): ReadyCell[] {
  return cellsOf(plan).map((cell, number) => {
    const scenario = scenarioOf(plan, cell, number, vocabulary)
    const hash = createHash('sha256').update(prefixOf(scenario))
    const jobs = (first: number, end: number): Job[] =>
      Array.from({ length: Math.max(0, end - first) }, (_, index) => {
        const replicate = first + index
        const seed = seedOf(plan, replicate)
        const key = hash.copy().update(endOf(seed)).digest('hex')
        return { key, cell: number, replicate, point: cell.point, scenario: { ...scenario, seed } }
      })
    return { ...cell, number, jobs }
  })
}

function scenarioOf(plan: SweepPlan, { point }: Cell, number: number, vocabulary: Vocabulary): Scenario {
  try {
    return applyPoint(plan.scenario, point, vocabulary)
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown
    throw new UserError(`cell ${number} (${pointText(point)})`, messageOf(thrown), { cause: thrown })
  }
}

/** A point in a line: `agents.adversarial=0.3 governance.audit_probability=0.1`. */
export const pointText = (point: Job['point']): string =>
  Object.entries(point)
    .map(([path, value]) => `${path}=${value === null ? 'none' : value}`)
    .join(' ') || 'the scenario as it is'
