import { UserError } from '../engine/errors.ts'
import type { Scenario, Vocabulary } from '../simulation/scenario.ts'
import { checkDocument } from './check.ts'
import type { ScenarioDocument } from './document.ts'
import { readDocument, resolveReading } from './reading.ts'

/**
 * Resolves a scenario given in code as the object that a scenario file holds.
 * @param vocabulary parameters and policies that the scenario may use
 * @throws UserError naming the path of the first value that is wrong
 */
export function defineScenario(
  document: ScenarioDocument,
  { vocabulary }: { vocabulary: Vocabulary },
): Scenario {
  const checked = checkDocument(document, vocabulary)
  const [problem] = [...checked.unknownKeys, ...checked.problems]
  if (problem) throw new UserError(problem.path, problem.text)
  const { input, notes } = readDocument(checked.document, vocabulary)
  const scenario = resolveReading(input, vocabulary)
  return {
    ...scenario,
    warnings: [...notes.map(({ path, text }) => `${path}: ${text}`), ...scenario.warnings],
  }
}
