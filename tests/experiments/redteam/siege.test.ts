import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attackLibrary } from '../../../experiments/redteam/index.ts'
import { besiege, cellsFor } from '../../../experiments/redteam/siege.ts'
import { mechanisms } from '../../../mechanisms/index.ts'
import { vocabulary } from '../../../simulation/assembly.ts'
import { populationOf, resolveScenario, type ScenarioInput } from '../../../simulation/scenario.ts'

const known = vocabulary(mechanisms)
const scenarioOf = (input: ScenarioInput) => resolveScenario(input, known)
const puppets = attackLibrary.find(({ id }) => id === 'sybil_attack') as (typeof attackLibrary)[number]
const ring = attackLibrary.find(({ id }) => id === 'collusion_ring') as (typeof attackLibrary)[number]

/** Types in row order. */
const rowsOf = ({ agents }: ScenarioInput) =>
  (agents ?? []).flatMap(({ type, count }) => Array.from({ length: count }, () => type))

describe('a siege', () => {
  it('puts attackers and honest agents into the same rows, and leaves all others in their order', () => {
    const counts = fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: 5 })
    const given = fc.tuple(counts, fc.nat({ max: 6 })).filter(([sizes, cells]) => {
      const total = sizes.reduce((sum, size) => sum + size, 0)
      return total > 0 && cells <= total
    })
    const types = ['opportunistic', 'honest', 'adversarial', 'deceptive', 'adaptive_adversary']
    fc.assert(
      fc.property(given, ([sizes, cells]) => {
        const scenario = scenarioOf({
          agents: sizes.map((count, place) => ({ type: types[place] as string, count })),
        })
        const { attack, control, rows } = besiege(scenario, ring, cells)
        expect(rows).toHaveLength(3 * cells)
        expect(populationOf(attack)).toBe(populationOf(scenario) + rows.length)
        const [under, without] = [rowsOf(attack), rowsOf(control)]
        for (const row of rows) expect([under[row], without[row]]).toEqual(['ring_member', 'honest'])
        const rest = (all: string[]) => all.filter((_, row) => !rows.includes(row))
        expect(rest(under)).toEqual(rowsOf(scenario))
        expect(rest(without)).toEqual(rowsOf(scenario))
      }),
    )
  })

  it('gives attackers the start, and replacements the character, of the first honest group', () => {
    const initial = { resources: 40 }
    const config = { interact_probability: 0.9 }
    const scenario = scenarioOf({
      agents: [
        { type: 'adversarial', count: 2 },
        { type: 'honest', count: 2, config, initial },
      ],
    })
    const { attack, control } = besiege(scenario, puppets, 1)
    expect(attack.agents[0]).toEqual({ type: 'puppet', count: 5, config: { cell_size: 5 }, initial })
    expect(control.agents[0]).toEqual({ type: 'honest', count: 5, config, initial })
    expect({ ...attack, agents: [] }).toEqual({ ...control, agents: [] })
  })

  it('moves the edges of a network given by hand, and gives newcomers those of the agent behind them', () => {
    const edges = [
      [0, 1],
      [1, 2],
    ] as const
    const scenario = scenarioOf({
      agents: [{ type: 'honest', count: 3 }],
      parameters: { 'network.enabled': true, 'network.topology': 'custom' },
      edges,
    })
    const { attack, rows } = besiege(scenario, ring, 1)
    expect(rows).toEqual([0, 1, 2])
    const names = attack.edges.map(([one, other]) => `${one}-${other}`)
    expect(names).toEqual(['3-4', '4-5', '0-4', '0-1', '0-2', '1-4', '1-2', '2-4'])
  })

  it('comes with one cell for every fifty agents', () => {
    expect([1, 7, 74, 75, 5000].map(cellsFor)).toEqual([1, 1, 1, 2, 100])
  })

  it('needs somebody to attack', () => {
    expect(() => besiege(scenarioOf({}), ring, 1)).toThrow(/no agents that could be attacked/)
  })
})
