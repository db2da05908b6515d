import { readFileSync } from 'node:fs'
import path from 'node:path'
import { mechanisms } from '../../mechanisms/index.ts'
import { loadScenario, scenarioJsonSchemaText } from '../../scenarios/index.ts'
import { type Scenario, vocabulary } from '../../simulation/index.ts'
import { columnsPage } from './columns.ts'
import { parametersPage, policiesPage } from './parameters.ts'
import { criteriaPage, metricsPage } from './results.ts'
import { readmeWithShelf } from './shelf.ts'
import { systemsPage } from './systems.ts'

/** Everything that is generated from declarations: text by path from the root of the repository. */
export function generatedFiles(root: string): Map<string, string> {
  const shelf = (name: string): Scenario =>
    loadScenario(readFileSync(path.join(root, `scenarios/${name}.yaml`), 'utf8'), {
      name: `${name}.yaml`,
      vocabulary: vocabulary(mechanisms),
    })
  return new Map([
    ['docs/reference/columns.md', columnsPage()],
    ['docs/reference/parameters.md', parametersPage()],
    ['docs/reference/policies.md', policiesPage()],
    ['docs/reference/systems.md', systemsPage(shelf('metropolis'), shelf('baseline'))],
    ['docs/reference/metrics.md', metricsPage()],
    ['docs/reference/criteria.md', criteriaPage()],
    ['scenarios/scenario.schema.json', scenarioJsonSchemaText(vocabulary(mechanisms))],
    ['README.md', readmeWithShelf(root)],
  ])
}
