import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { ParameterValue } from '../../../engine/config.ts'
import { mechanisms } from '../../../mechanisms/index.ts'
import { loadScenario } from '../../../scenarios/load.ts'
import { vocabulary } from '../../../simulation/assembly.ts'
import { createSimulation } from '../../../simulation/index.ts'

const text = readFileSync(new URL('../../../scenarios/hot_mess.yaml', import.meta.url), 'utf8')
const scenario = loadScenario(text, { name: 'hot_mess', vocabulary: vocabulary(mechanisms) })

async function failed(seed: string, set: Readonly<Record<string, ParameterValue>> = {}) {
  const parameters = { ...scenario.parameters, ...set }
  const simulation = await createSimulation({ ...scenario, seed, parameters }, { plugins: mechanisms })
  const { summary } = await simulation.run()
  simulation.dispose()
  return summary.criteria.filter(({ passed }) => !passed).map(({ name }) => name)
}

describe('hot_mess', () => {
  it.each(['0', '1', '2'])('is a mess, seed %s', async (seed) => {
    expect(await failed(seed)).toEqual([])
  })

  it.each([
    [
      'governance.self_ensemble_enabled',
      ['min_quality_variance_late', 'min_label_uncertainty', 'max_error_incoherence'],
    ],
    [
      'governance.decomposition_enabled',
      [
        'min_quality_variance_growth',
        'min_quality_variance_late',
        'min_label_uncertainty',
        'max_error_incoherence',
      ],
    ],
  ] as const)('is none under %s', async (lever, criteria) => {
    expect(await failed('0', { [lever]: true })).toEqual(criteria)
  })
})
