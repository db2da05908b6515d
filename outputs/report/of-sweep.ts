import type {
  CellSummary,
  FrontierLine,
  Sensitivity,
  SweepAnalysis,
} from '../../experiments/sweep/analysis.ts'
import type { JobResult } from '../../experiments/sweep/job.ts'
import { planHash, type SweepPlan } from '../../experiments/sweep/plan.ts'
import { PAYOFF_BY_POLICY, type RUN_METRICS } from '../../experiments/sweep/run-job.ts'
import type { MeanInterval } from '../../formulas/intervals.ts'
import { populationOf } from '../../simulation/scenario.ts'
import { VERSION } from '../../simulation/version.ts'
import { SWEEP_FORMAT } from '../manifest-format.ts'
import type { Fact } from './model.ts'
import type { MetricNotes, OddElement } from './parts.ts'
import type {
  Bands,
  Frontier,
  MetricEffects,
  Sensitivity as Shares,
  SweepReportInput,
} from './sweep-input.ts'

/** Unit and meaning of what runs of a sweep have beside the metrics of a run. */
const RUN_METRIC_NOTES: Readonly<Record<(typeof RUN_METRICS)[number], MetricNotes[string]>> = {
  meanEpochToxicity: { unit: 'probability', doc: 'Mean of the toxicity of each epoch.' },
  meanEpochQualityGap: { unit: 'probability', doc: 'Mean of the quality gap of each epoch.' },
  emptyEpochs: { unit: 'epochs', doc: 'Epochs in which nothing was accepted.' },
  welfarePerEpoch: { unit: 'payoff', doc: 'Total welfare divided by the number of epochs.' },
  agents: { unit: 'agents', doc: 'Agents at the end.' },
  frozenAgents: { unit: 'agents', doc: 'Agents that the circuit breaker holds at the end.' },
  meanReputation: { unit: 'reputation', doc: 'Mean reputation of all agents at the end.' },
  meanTotalPayoff: { unit: 'payoff', doc: 'Mean over agents of all that they earned.' },
  minTotalPayoff: { unit: 'payoff', doc: 'What the agent with the least earned.' },
  maxTotalPayoff: { unit: 'payoff', doc: 'What the agent with the most earned.' },
}

/** What else goes into a report: what the declarations say of the model, and bands that were gathered run by run. */
export interface SweepReportParts {
  readonly notes: MetricNotes
  readonly odd: readonly OddElement[]
  readonly bands: Bands
  /** Runs that the plan comes to. */
  readonly planned: number
}

/**
 * What a report of a sweep says, from its plan, its results and their analysis.
 * @param results with or without their epochs
 */
export function sweepReportInput(
  plan: SweepPlan,
  results: readonly JobResult[],
  analysis: SweepAnalysis,
  { notes, odd, bands, planned }: SweepReportParts,
): SweepReportInput {
  const { scenario, ...rest } = plan
  const interval = `${Number((plan.confidence * 100).toPrecision(4))}% interval`
  const hash = planHash(plan)
  return {
    name: plan.name,
    description: scenario.description,
    facts: factsOf(plan, interval, hash),
    results,
    planned,
    metrics: plan.metrics,
    notes: notesOf(plan, notes),
    ...controlOf(plan, analysis.cells),
    summaries: analysis.cells,
    bands,
    effects: plan.metrics.flatMap((metric) => effectsOf(metric, analysis.cells, interval)),
    sensitivities: plan.metrics.flatMap((metric) => sharesOf(metric, analysis.sensitivities, interval)),
    frontier: frontierOf(plan, analysis.frontier),
    plan: { ...rest, scenario: scenario.id },
    manifest: { format: SWEEP_FORMAT, version: VERSION, planHash: hash, scenario },
    odd,
  }
}

function factsOf(plan: SweepPlan, interval: string, hash: string): Fact[] {
  const { scenario, design, replicates, stop, seed } = plan
  const most = stop ? `, at most ${stop.replicatesMax}` : ''
  return [
    { term: 'Scenario', value: scenario.id },
    { term: 'Agents', value: String(populationOf(scenario)) },
    { term: 'Length', value: `${scenario.epochs} epochs of ${scenario.stepsPerEpoch} steps` },
    { term: 'Design', value: design.kind },
    { term: 'Replicates', value: `${replicates} a cell${most}` },
    { term: 'First seed', value: seed, code: true },
    { term: 'Intervals', value: interval },
    { term: 'Plan', value: hash.slice(0, 16), code: true },
  ]
}

/** What every metric of the plan is; those of policies say whose payoff it is. */
function notesOf({ metrics }: SweepPlan, declared: MetricNotes): MetricNotes {
  const payoffs = metrics
    .filter((metric) => metric.startsWith(PAYOFF_BY_POLICY))
    .map((metric): [string, MetricNotes[string]] => {
      const policy = metric.slice(PAYOFF_BY_POLICY.length)
      return [metric, { unit: 'payoff', doc: `Mean over ${policy} agents of all that they earned.` }]
    })
  return { ...declared, ...RUN_METRIC_NOTES, ...Object.fromEntries(payoffs) }
}

/** The one cell that all others are compared with, or the values that the control of each has. */
function controlOf(
  { control }: SweepPlan,
  cells: readonly CellSummary[],
): Pick<SweepReportInput, 'control' | 'controlPoint'> {
  if (control === null) return {}
  if (control.of === 'values') return { controlPoint: control.point }
  return { control: cells.find((cell) => cell.control !== null)?.control ?? null }
}

function effectsOf(metric: string, cells: readonly CellSummary[], interval: string): MetricEffects[] {
  const rows = cells.flatMap(({ cell, differences }) => {
    const found = differences?.[metric]
    return found && found.count > 0 ? [effectOf(cell, found)] : []
  })
  return rows.length === 0
    ? []
    : [{ metric, measure: 'mean of differences between runs with equal seeds', interval, rows }]
}

function effectOf(cell: number, { mean, halfWidth, sd, count }: MeanInterval): MetricEffects['rows'][number] {
  const end = (side: number) => (mean === null || halfWidth === null ? null : mean + side * halfWidth)
  const standardised = mean !== null && sd !== null && sd > 0 ? mean / sd : null
  return { cell, effect: mean, low: end(-1), high: end(1), runs: count, standardised }
}

function sharesOf(metric: string, found: readonly Sensitivity[], interval: string): Shares[] {
  const own = found.filter((each) => each.metric === metric)
  const rows = own.map((each): Shares['rows'][number] =>
    each.method === 'sobol'
      ? {
          path: each.path,
          values: [
            { value: each.index.first, ...each.index.firstInterval },
            { value: each.index.total, ...each.index.totalInterval },
          ],
        }
      : {
          path: each.path,
          values: [
            { value: each.effect.meanAbsolute, ...each.effect.meanAbsoluteInterval },
            { value: each.effect.sd },
          ],
        },
  )
  if (rows.length === 0) return []
  return own[0]?.method === 'sobol'
    ? [
        {
          metric,
          method: `Sobol indices: share of the variance owed to a parameter alone, and in any company. Bootstrap ${interval}s.`,
          measures: ['first order', 'total'],
          rows,
        },
      ]
    : [
        {
          metric,
          method: `Elementary effects of Morris over the whole range of a parameter: their mean size, and how far they differ from place to place. Bootstrap ${interval}s.`,
          measures: ['mean |effect|', 'standard deviation'],
          rows,
        },
      ]
}

/** The frontier by the one parameter that it was asked for, or that varies besides; several make a table and no line. */
function frontierOf({ frontier }: SweepPlan, lines: readonly FrontierLine[]): Frontier | null {
  if (frontier === null || lines.length === 0) return null
  const others = Object.keys(lines[0]?.at ?? {})
  const [by] = others
  const isLine = others.length <= 1
  return {
    along: frontier.along,
    level: frontier.level,
    ...(isLine && by !== undefined ? { by } : {}),
    points: isLine
      ? lines.map(({ at, place }) => ({
          ...(by === undefined ? {} : { by: at[by] ?? null }),
          along: Number.isFinite(place) ? place : null,
        }))
      : [],
    lines,
  }
}
