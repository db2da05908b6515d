import type { Parameter } from '../engine/config.ts'
import type { PlacedSystem } from '../engine/schedule.ts'
import { scheduleOf } from '../engine/tick.ts'
import { layOut, type Slot } from '../engine/world.ts'
import { placingBytesOf, planWorld, vocabulary } from './assembly.ts'
import { checkPlugins, type SimulationOptions } from './options.ts'
import { populationOf, resolveScenario, type Scenario, type ScenarioInput } from './scenario.ts'

/** What a simulation would be made of. */
export interface SimulationPlan {
  readonly scenario: Scenario
  /** In the order in which they would run. */
  readonly systems: readonly PlacedSystem[]
  /** In the order of the codes in `Kind.policy`. */
  readonly policyNames: readonly string[]
  readonly metricColumns: Readonly<Record<string, { readonly unit: string; readonly doc: string }>>
  readonly parameterList: ReadonlyMap<string, Parameter>
  /** Every column, with its rows and bytes. */
  readonly layout: readonly Slot[]
  /** Rows of every table: rings, memories and lists are tables like any other. */
  readonly tables: ReadonlyMap<string, number>
  /** Bytes of all columns. */
  readonly bytes: number
  /** Bytes beside the columns that placing the agents takes for a while, roughly. */
  readonly placingBytes: number
}

/**
 * Says what a simulation of a scenario would be made of, and what memory it would take, without allocating it: scenarios too
 * large for any machine have a plan too. Sizes are exact, but for random networks, whose edges are counted with an
 * upper bound.
 * @throws UserError as `createSimulation` does, except for size
 */
export function planSimulation(
  input: ScenarioInput | Scenario,
  { plugins = [], capacity }: Pick<SimulationOptions, 'plugins' | 'capacity'> = {},
): SimulationPlan {
  checkPlugins(plugins)
  const scenario = resolveScenario(input, vocabulary(plugins))
  const rows = capacity ?? populationOf(scenario)
  const { app, policies, worldPlan } = planWorld(scenario, plugins, rows, { sizesOnly: true })
  const layout = layOut(worldPlan)
  const last = layout.at(-1)
  return {
    scenario,
    systems: scheduleOf(app.systemList, policies, app.actionList),
    policyNames: policies.map(({ name }) => name),
    metricColumns: Object.assign({}, ...app.metricList.map(({ columns }) => columns)),
    parameterList: worldPlan.parameters,
    layout,
    tables: worldPlan.tables,
    bytes: last ? last.offset + last.bytes : 0,
    placingBytes: placingBytesOf(worldPlan),
  }
}
