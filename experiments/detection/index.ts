import { mechanisms } from '../../mechanisms/index.ts'
import { createSimulation, type Scenario } from '../../simulation/index.ts'

/** One column of the summary over some runs. */
export interface DetectionRow {
  readonly column: string
  /** Runs in which it had a value. */
  readonly runs: number
  readonly mean: number
  readonly low: number
  readonly high: number
}

export interface DetectionReport {
  readonly scenario: string
  readonly seeds: readonly string[]
  readonly rows: readonly DetectionRow[]
  /** Success criteria with the number of runs that met them. */
  readonly criteria: readonly { readonly name: string; readonly bound: number; readonly passed: number }[]
}

/** Columns of which a report tells when none are named: what detectors report, whoever they are. */
export const DETECTION_COLUMNS =
  /precision|recall|f1$|falseDiscovery|falseAlarm|predictiveValue|baseRate|delay|flagged|penalised|honestFines|collusionEvictions/i

/**
 * Runs a scenario under some seeds and gathers columns of the summaries.
 * @param columns which columns, by their names in code
 */
export async function runDetection(
  scenario: Scenario,
  seeds: readonly string[],
  columns: RegExp = DETECTION_COLUMNS,
): Promise<DetectionReport> {
  const values = new Map<string, number[]>()
  const met = new Map<string, { bound: number; passed: number }>()
  for (const seed of seeds) {
    const simulation = await createSimulation({ ...scenario, seed }, { plugins: mechanisms })
    const { summary } = await simulation.run()
    simulation.dispose()
    for (const [column, value] of Object.entries(summary.metrics)) {
      if (!columns.test(column)) continue
      const known = values.get(column) ?? []
      values.set(column, value === null ? known : [...known, value])
    }
    for (const { name, bound, passed } of summary.criteria) {
      const before = met.get(name)?.passed ?? 0
      met.set(name, { bound, passed: before + Number(passed) })
    }
  }
  return {
    scenario: scenario.id,
    seeds,
    rows: [...values].map(([column, known]) => rowOf(column, known)),
    criteria: [...met].map(([name, verdict]) => ({ name, ...verdict })),
  }
}

function rowOf(column: string, values: readonly number[]): DetectionRow {
  const runs = values.length
  const mean = values.reduce((sum, value) => sum + value, 0) / runs
  return { column, runs, mean, low: Math.min(...values), high: Math.max(...values) }
}
