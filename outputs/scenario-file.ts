import { readFileSync } from 'node:fs'
import { messageOf, UserError } from '../engine/errors.ts'
import { mechanisms } from '../mechanisms/index.ts'
import { loadScenario } from '../scenarios/load.ts'
import type { Overrides } from '../scenarios/overrides.ts'
import { vocabulary } from '../simulation/assembly.ts'
import type { Scenario, Vocabulary } from '../simulation/scenario.ts'
import { isMissing } from './disk.ts'

export interface ScenarioFileOptions {
  /** What scenarios may say; the core's own and the shipped mechanisms' when left out. */
  readonly vocabulary?: Vocabulary
  /** Unknown keys warn instead of fail. */
  readonly lenient?: boolean
  readonly overrides?: Overrides
}

/** Reads and resolves a scenario file. Throws UserError saying which line is wrong, or why it cannot be read. */
export function loadScenarioFile(path: string, options: ScenarioFileOptions = {}): Scenario {
  const text = readScenarioText(path)
  return loadScenario(text, {
    ...options,
    name: path,
    vocabulary: options.vocabulary ?? vocabulary(mechanisms),
  })
}

/** Text of a file. Throws UserError in words when it is missing, a folder, or closed to us. */
export function readScenarioText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (thrown) {
    if (isMissing(thrown)) throw new UserError(path, 'no such file', { cause: thrown })
    const isFolder = thrown instanceof Error && 'code' in thrown && thrown.code === 'EISDIR'
    const problem = isFolder
      ? 'is a folder, expected a scenario file'
      : `cannot be read: ${messageOf(thrown)}`
    throw new UserError(path, problem, { cause: thrown })
  }
}
