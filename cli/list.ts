import { readScenarioText } from '../outputs/scenario-file.ts'
import { layOut } from '../outputs/text.ts'
import { questionOf } from '../scenarios/shelf.ts'
import { populationOf } from '../simulation/scenario.ts'
import { loadNamed } from './options.ts'
import type { ResultOutput } from './output.ts'
import { shelfNames, shelfPath } from './shelf.ts'

/** `list`: the scenarios that come with the package, one question each. */
export function listCommand(output: ResultOutput): void {
  const rows = shelfNames().map((name) => {
    const scenario = loadNamed(name, {})
    const question = questionOf(readScenarioText(shelfPath(name)))
    return [name, String(populationOf(scenario)), String(scenario.epochs), question]
  })
  const lines = layOut([['scenario', 'agents', 'epochs', 'question'], ...rows], { width: output.width })
  output.write(`${lines.join('\n')}\n`)
}
