import type { ParameterValue } from '../../engine/config.ts'
import type { MetricValue } from '../../engine/metric.ts'
import { log } from '../../formulas/elementary.ts'
import { mechanisms } from '../../mechanisms/index.ts'
import { createSimulation, type Simulation } from '../../simulation/index.ts'
import type { Measured } from './check.ts'

/** A society to be run, agents by type. */
export interface Society {
  readonly agents: Readonly<Record<string, number>>
  readonly parameters: Readonly<Record<string, ParameterValue>>
  readonly epochs: number
  readonly steps: number
  readonly seed?: string
}

export type Row = Readonly<Record<string, MetricValue>>

/** Standard errors that a measured mean may lie from theory: 1 check in 16,000 fails by chance. */
export const STANDARD_ERRORS = 4

/** Arithmetic on doubles: what remains of a sum of a million terms. */
export const ROUNDING = 1e-9

/** Runs a society to its end, hands it over, and disposes of it. */
export async function observe<T>(society: Society, look: (simulation: Simulation) => T): Promise<T> {
  const simulation = await open(society)
  while (!simulation.finished) simulation.tick()
  const seen = look(simulation)
  simulation.dispose()
  return seen
}

/** A society before its first tick. Whoever opens it disposes of it. */
export const open = ({ agents, parameters, epochs, steps, seed = 'theory' }: Society): Promise<Simulation> =>
  createSimulation(
    {
      id: 'theory',
      agents: Object.entries(agents).map(([type, count]) => ({ type, count })),
      parameters,
      epochs,
      stepsPerEpoch: steps,
      seed,
    },
    { plugins: mechanisms },
  )

/** Metrics pooled over a run. */
export const summaryOf = (society: Society): Promise<Row> =>
  observe(society, (simulation) => simulation.summary().metrics)

/** A number of a row; NaN, which agrees with nothing, for what was not measured. */
export const numberOf = (row: Row, column: string): number => row[column] ?? Number.NaN

/** Measures once, however many checks look at it. */
export function once<T>(measure: () => Promise<T>): () => Promise<T> {
  let measured: Promise<T> | undefined
  return () => {
    measured ??= measure()
    return measured
  }
}

/** Mean and its standard error. */
export function meanOf(values: ArrayLike<number>): { readonly mean: number; readonly error: number } {
  const all = Array.from(values)
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length
  const squares = all.reduce((sum, value) => sum + (value - mean) * (value - mean), 0)
  return { mean, error: Math.sqrt(squares / (all.length - 1) / all.length) }
}

/** A mean over independent runs against theory. */
export function judgeMean(values: ArrayLike<number>, expected: number): Measured {
  const { mean, error } = meanOf(values)
  return { value: mean, expected, band: STANDARD_ERRORS * error }
}

/** All interactions of one p: the only signal that counts is always 1, and the sigmoid is moved. */
export const allOfP = (p: number): Readonly<Record<string, ParameterValue>> => ({
  ...ONE_SIGNAL,
  'scoring.sigmoid_b': 1 - log(p / (1 - p)) / 2,
})

/** A proxy of 1 for every interaction. */
export const ONE_SIGNAL: Readonly<Record<string, ParameterValue>> = {
  'scoring.weights.task_progress': 0,
  'scoring.weights.rework_penalty': 1,
  'scoring.weights.verifier_penalty': 0,
  'scoring.weights.engagement_signal': 0,
  'scoring.decays.rework': 1,
}
