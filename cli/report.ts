import { join } from 'node:path'
import { UserError } from '../engine/errors.ts'
import { mechanisms } from '../mechanisms/index.ts'
import { readRun, scenarioOf } from '../outputs/report/read-run.ts'
import { REPORT, writeReport } from '../outputs/report/report-file.ts'
import { type RunReportInput, runReportPage } from '../outputs/report/run-report.ts'
import { printable } from '../outputs/text.ts'
import { planSimulation, type SimulationPlan } from '../simulation/plan.ts'
import type { Scenario } from '../simulation/scenario.ts'
import { parametersOf } from './describe.ts'
import { oddElements } from './odd.ts'
import { logTo, type ResultOutput } from './output.ts'

export interface ReportOptions {
  readonly out?: string
}

/** `report`: reads the folder of a run and writes a page about it. Prints the page's path. */
export async function reportCommand(
  folder: string,
  { out }: ReportOptions,
  output: ResultOutput,
): Promise<void> {
  const run = await readRun(folder)
  const model = modelOf(scenarioOf(run.manifest))
  const warnings = [...run.warnings, ...model.warnings]
  const log = logTo(process.stderr, false)
  for (const warning of warnings) log(`warning: ${printable(warning)}`)
  const path = out ?? join(folder, REPORT)
  writeReport(path, runReportPage({ ...run, ...model, warnings }))
  output.write(`${path}\n`)
}

type Model = Pick<RunReportInput, 'notes' | 'changed' | 'odd' | 'warnings'>

/** What the declarations say of a scenario; one of another version may not be known here, and its figures are shown all the same. */
function modelOf(scenario: Scenario): Model {
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
