import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { ParameterValue } from '../../../engine/config.ts'
import { mechanisms } from '../../../mechanisms/index.ts'
import { loadScenario } from '../../../scenarios/load.ts'
import { vocabulary } from '../../../simulation/assembly.ts'
import { createSimulation } from '../../../simulation/index.ts'

async function judged(name: string, set: Readonly<Record<string, ParameterValue>> = {}, seed = '0') {
  const text = readFileSync(new URL(`../../../scenarios/${name}.yaml`, import.meta.url), 'utf8')
  const scenario = loadScenario(text, { name, vocabulary: vocabulary(mechanisms) })
  const parameters = { ...scenario.parameters, ...set }
  const simulation = await createSimulation({ ...scenario, seed, parameters }, { plugins: mechanisms })
  await simulation.run()
  const { criteria, metrics } = simulation.summary()
  return { failed: criteria.filter(({ passed }) => !passed).map(({ name: criterion }) => criterion), metrics }
}

describe('leaky_border', () => {
  it.each(['0', '1', '2'])('meets its criteria, seed %s', async (seed) => {
    expect((await judged('leaky_border', {}, seed)).failed).toEqual([])
  })

  it.each([
    [
      { 'border.detector.enabled': false },
      ['min_leak_recall', 'min_leak_containment', 'max_leak_harm_escaped'],
    ],
    [{ 'border.detector.rules': 'reference' }, ['min_leak_recall', 'max_leak_collateral']],
    [{ 'border.base_permeability': 0.1 }, ['min_flows_out']],
  ] as const)('fails them with %s', async (set, failed) => {
    expect((await judged('leaky_border', set)).failed).toEqual(failed)
  })
})

describe('sealed_versus_open', () => {
  it.each(['0', '1', '2'])('meets its criteria in the middle, seed %s', async (seed) => {
    expect((await judged('sealed_versus_open', {}, seed)).failed).toEqual([])
  })

  it('fails them at either end, and the optimum that it reports is where its value is highest', async () => {
    const values: number[] = []
    const ends: string[][] = []
    const levels = [0, 0.2, 0.4, 0.6, 0.8, 1]
    let optimum = 0
    for (const level of levels) {
      const { failed, metrics } = await judged('sealed_versus_open', { 'border.base_permeability': level })
      values.push(metrics['borderValue'] as number)
      ends.push(failed)
      optimum = metrics['borderOptimum'] as number
    }
    expect(ends[0]).toEqual(['min_border_value'])
    expect(ends.at(-1)).toEqual(['min_border_value', 'min_spill_containment', 'max_outside_attack_rate'])
    expect(values.indexOf(Math.max(...values))).toBe(2)
    expect(Math.abs(optimum - 0.4)).toBeLessThan(0.1)
  })
})
