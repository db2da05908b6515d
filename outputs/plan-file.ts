import { readFileSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { messageOf, UserError } from '../engine/errors.ts'
import { loadPlan } from '../experiments/sweep/load-plan.ts'
import type { SweepPlan } from '../experiments/sweep/plan.ts'
import { mechanisms } from '../mechanisms/index.ts'
import { vocabulary } from '../simulation/assembly.ts'
import type { Vocabulary } from '../simulation/scenario.ts'
import { isMissing } from './disk.ts'
import { loadScenarioFile } from './scenario-file.ts'

export interface PlanFileOptions {
  /** What scenarios may say; the core's own and the shipped mechanisms' when left out. */
  readonly vocabulary?: Vocabulary
  /** Path of a scenario that the plan names; undefined for names that are paths, seen from the plan's folder. */
  readonly shelfPath?: (name: string) => string | undefined
}

/** Reads and resolves a plan of a sweep. Throws UserError saying which line is wrong, or why it cannot be read. */
export function loadPlanFile(path: string, options: PlanFileOptions = {}): SweepPlan {
  const known = options.vocabulary ?? vocabulary(mechanisms)
  const beside = (given: string) => (isAbsolute(given) ? given : join(dirname(path), given))
  return loadPlan(readText(path, 'a plan file'), {
    name: path,
    vocabulary: known,
    loadScenario: (given, settings) =>
      loadScenarioFile(options.shelfPath?.(given) ?? beside(given), {
        vocabulary: known,
        overrides: { settings },
      }),
    readFile: (given) => ({ text: readText(beside(given), 'a file of points'), name: beside(given) }),
  })
}

function readText(path: string, expected: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (thrown) {
    if (isMissing(thrown)) throw new UserError(path, 'no such file', { cause: thrown })
    const isFolder = thrown instanceof Error && 'code' in thrown && thrown.code === 'EISDIR'
    const problem = isFolder ? `is a folder, expected ${expected}` : `cannot be read: ${messageOf(thrown)}`
    throw new UserError(path, problem, { cause: thrown })
  }
}
