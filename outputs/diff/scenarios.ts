import type { LeverMove } from '../../simulation/levers.ts'
import type { Scenario } from '../../simulation/scenario.ts'

/** Something that two scenarios say differently, by its path in a scenario file; undefined where one says nothing. */
export interface ScenarioDifference {
  readonly path: string
  readonly a: unknown
  readonly b: unknown
}

/** What a run is made of. */
interface Recipe {
  readonly scenario: Scenario
  readonly moves: readonly LeverMove[]
}

/** Differences of two scenarios that can matter to a run: texts about them and their criteria cannot. */
export function scenarioDifferences(a: Recipe, b: Recipe): ScenarioDifference[] {
  const [first, second] = [flat(a), flat(b)]
  return [...new Set([...first.keys(), ...second.keys()])].flatMap((path) => {
    const [one, other] = [first.get(path), second.get(path)]
    return JSON.stringify(one) === JSON.stringify(other) ? [] : [{ path, a: one, b: other }]
  })
}

function flat({ scenario, moves }: Recipe): Map<string, unknown> {
  const { profile, seed, epochs, stepsPerEpoch, parameters, agents, interventions, edges } = scenario
  return new Map<string, unknown>([
    ['profile', profile],
    ['simulation.seed', seed],
    ['simulation.n_epochs', epochs],
    ['simulation.steps_per_epoch', stepsPerEpoch],
    ...Object.entries(parameters),
    ...agents.flatMap((group, place) =>
      Object.entries(group).map(([key, value]) => [`agents[${place}].${key}`, value] as const),
    ),
    ...interventions.flatMap(({ epoch, set }) =>
      Object.entries(set).map(([path, value]) => [`interventions, epoch ${epoch}: ${path}`, value] as const),
    ),
    ...moves.map(({ tick, path, value }) => [`moved after tick ${tick}: ${path}`, value] as const),
    ...(edges.length > 0 ? [['network.edges', edges] as const] : []),
  ])
}
