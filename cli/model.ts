import { UserError } from '../engine/errors.ts'
import { mechanisms } from '../mechanisms/index.ts'
import type { RunReportInput } from '../outputs/report/run-report.ts'
import { planSimulation, type SimulationPlan } from '../simulation/plan.ts'
import type { Scenario } from '../simulation/scenario.ts'
import { parametersOf } from './describe.ts'
import { oddElements } from './odd.ts'

/** What reports say of a model: its metrics, settings that are not the defaults, and a description by the ODD protocol. */
export type Model = Pick<RunReportInput, 'notes' | 'changed' | 'odd' | 'warnings'>

/** What the declarations say of a scenario; one of another version may not be known here, and its figures are shown all the same. */
export function modelOf(scenario: Scenario): Model {
  let plan: SimulationPlan
  try {
    plan = planSimulation(scenario, { plugins: mechanisms })
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown
    const warning = `this version does not know the scenario, so the model is not described: ${thrown.message}`
    return { notes: {}, changed: [], odd: [], warnings: [warning] }
  }
  const changed = parametersOf(plan).filter(({ value, standard }) => value !== standard)
  return {
    notes: plan.metricColumns,
    changed: changed.map(({ path, value, standard, parameter }) => ({
      path,
      value,
      standard,
      unit: parameter.kind === 'number' ? parameter.unit : '',
    })),
    odd: oddElements(plan),
    warnings: [],
  }
}
