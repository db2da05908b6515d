import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { PROFILES } from '../../engine/config.ts'
import { mechanisms } from '../../mechanisms/index.ts'
import { loadScenario } from '../../scenarios/index.ts'
import { planSimulation, resolveScenario, type ScenarioInput, vocabulary } from '../../simulation/index.ts'
import { withoutDefaults } from '../../viewer/page/without-defaults.ts'
import { isOfCore } from '../../viewer/worker/opening.ts'
import { Visit } from './a-session.ts'

const shelf = new URL('../../scenarios/', import.meta.url)
const known = vocabulary(mechanisms)
const core = new Set(vocabulary().parameters.keys())
const names = readdirSync(shelf).filter((file) => file.endsWith('.yaml'))

it.each(names)('%s opens small, runs, goes back, branches and shows its agents', async (name) => {
  const text = readFileSync(new URL(name, shelf), 'utf8')
  const visit = new Visit()
  const { session } = visit
  const society = await session.open({ name, text, agents: 60 })
  expect(society.question.endsWith('?')).toBe(true)
  expect(society.agentCount).toBe(60)
  await session.watch({ paths: society.columns.map(({ path }) => path), flowsMost: 100 })
  const far = Math.min(society.ticks, 2 * society.stepsPerEpoch + 1)
  await session.seek({ tick: far })
  const digest = await session.digest({ side: 'a' })
  await session.seek({ tick: 2 })
  await session.branch()
  await session.seek({ tick: far })
  expect(await session.digest({ side: 'a' })).toBe(digest)
  expect(await session.digest({ side: 'b' })).toBe(digest)
  const card = await session.inspect({ side: 'b', agent: 7 })
  expect(card.components.length).toBeGreaterThan(8)
  for (const { word } of society.columns) await session.find({ side: 'a', text: `${word} > 0.5` })
  for (const { name: policy } of society.policies) await session.find({ side: 'a', text: `type = ${policy}` })
  await session.close()
})

it.each(names)(
  '%s is the same society as the page has it, without mechanisms that it leaves off',
  async (name) => {
    const text = readFileSync(new URL(name, shelf), 'utf8')
    const full = loadScenario(text, { name, vocabulary: known })
    const scenario = withoutDefaults(full, known)
    expect(resolveScenario(scenario, known)).toEqual(full)
    const digests: string[] = []
    const societies: unknown[] = []
    for (const content of [{ text }, { scenario }]) {
      const { session } = new Visit()
      const { question: _, ...society } = await session.open({ name, ...content, agents: 60 })
      societies.push(society)
      await session.seek({ tick: 2 * society.stepsPerEpoch + 1 })
      digests.push(await session.digest({ side: 'a' }))
      await session.close()
    }
    expect(digests[1]).toBe(digests[0])
    expect(societies[1]).toEqual(societies[0])
  },
)

const parametersBeyondCore = (scenario: ScenarioInput): string[] => {
  const plan = planSimulation(scenario, { plugins: mechanisms })
  return [...plan.parameterList.keys()].filter((path) => !core.has(path))
}

it('mechanisms are off under every profile until a scenario says otherwise', () => {
  for (const profile of PROFILES) {
    const scenario = { profile, agents: [{ type: 'honest', count: 4 }] }
    expect(isOfCore(scenario)).toBe(true)
    expect(parametersBeyondCore(scenario)).toEqual([])
  }
})

it('no switch of the core brings a mechanism that the host then does without', () => {
  const switches = [...core].filter((path) => known.parameters.get(path)?.kind === 'flag')
  expect(switches.length).toBeGreaterThan(5)
  for (const path of switches) {
    const scenario = { agents: [{ type: 'honest', count: 4 }], parameters: { [path]: true } }
    if (isOfCore(scenario)) expect([path, ...parametersBeyondCore(scenario)]).toEqual([path])
  }
})
