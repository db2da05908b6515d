import { Ledger } from '../../components/ledger.ts'
import { Standing } from '../../components/standing.ts'
import { messageOf } from '../../engine/errors.ts'
import type { Plugin } from '../../engine/plugin.ts'
import { mechanisms } from '../../mechanisms/index.ts'
import { createSimulation } from '../../simulation/create.ts'
import type { Progress } from '../../simulation/options.ts'
import type { Simulation } from '../../simulation/simulation.ts'
import type { Job, JobResult } from './job.ts'

/** Metrics that results of jobs have beside the columns of a run's summary. */
export const RUN_METRICS = [
  'meanEpochToxicity',
  'meanEpochQualityGap',
  'emptyEpochs',
  'welfarePerEpoch',
  'agents',
  'frozenAgents',
  'meanReputation',
  'meanTotalPayoff',
  'minTotalPayoff',
  'maxTotalPayoff',
] as const

/** Start of metrics by policy: mean total payoff of its agents at the end, such as `meanTotalPayoff.honest`. */
export const PAYOFF_BY_POLICY = 'meanTotalPayoff.'

type Metrics = Record<string, number | null>

export interface RunJobOptions {
  /** The shipped mechanisms when left out. */
  readonly plugins?: readonly Plugin[]
  /** Called after each tick; a promise is waited for, so that a host can breathe. */
  readonly onTick?: (progress: Progress) => void | Promise<void>
}

/** Runs a job. A run that fails gives a result that says why; nothing is thrown. */
export async function runJob(job: Job, options: RunJobOptions = {}): Promise<JobResult> {
  // By way of its text, as it comes back from a store: JSON has no infinite numbers, and equal jobs have equal results.
  return JSON.parse((await runJobText(job, options)).text)
}

/** A job's result as the line of JSON that stores keep, key first. */
export interface ResultText {
  readonly text: string
  readonly failed: boolean
}

/** Runs a job as `runJob` does. */
export async function runJobText(job: Job, options: RunJobOptions = {}): Promise<ResultText> {
  try {
    const { plugins = mechanisms, onTick } = options
    const simulation = await createSimulation(job.scenario, {
      plugins,
      ...(onTick ? { onProgress: onTick } : {}),
    })
    try {
      const { summary, epochs } = await simulation.run()
      const text = resultText({
        ...headOf(job),
        digest: simulation.digest(),
        metrics: metricsOf(simulation, summary),
        criteria: summary.criteria,
        epochs,
      })
      return { text, failed: false }
    } finally {
      simulation.dispose()
    }
  } catch (thrown) {
    return { text: resultText(failedJob(job, messageOf(thrown))), failed: true }
  }
}

/** A result as one line of JSON, its key first, so that it is found without reading all. */
export const resultText = ({ key, ...rest }: JobResult): string => JSON.stringify({ key, ...rest })

/** The result of a job that failed. */
export const failedJob = (job: Job, error: string): JobResult => ({
  ...headOf(job),
  error,
  digest: '',
  metrics: {},
  criteria: [],
  epochs: [],
})

const headOf = ({ key, cell, replicate, point, scenario }: Job) => ({
  key,
  cell,
  replicate,
  seed: scenario.seed,
  point,
})

function metricsOf(
  simulation: Simulation,
  { metrics, meanEpochToxicity, emptyEpochs }: ReturnType<Simulation['summary']>,
): Metrics {
  const { epochs, world } = simulation
  const last = epochs.at(-1)
  const agents = world.clock.agentCount[0] as number
  const payoffs = world.get(Ledger).totalPayoff.subarray(0, agents)
  const gaps = epochs.map((epoch) => epoch.metrics['qualityGap'] ?? 0)
  const own: Record<(typeof RUN_METRICS)[number], number | null> = {
    meanEpochToxicity,
    meanEpochQualityGap: meanOf(gaps),
    emptyEpochs,
    welfarePerEpoch: epochs.length === 0 ? null : (metrics['totalWelfare'] ?? 0) / epochs.length,
    agents,
    frozenAgents: last?.metrics['frozenAgents'] ?? 0,
    meanReputation: meanOf(world.get(Standing).reputation.subarray(0, agents)),
    meanTotalPayoff: meanOf(payoffs),
    minTotalPayoff: extreme(payoffs, Math.min),
    maxTotalPayoff: extreme(payoffs, Math.max),
  }
  const byPolicy = Object.entries(last?.byType ?? {}).map(([policy, { meanTotalPayoff }]) => [
    PAYOFF_BY_POLICY + policy,
    meanTotalPayoff,
  ])
  return { ...metrics, ...own, ...Object.fromEntries(byPolicy) }
}

function meanOf(values: ArrayLike<number>): number | null {
  let sum = 0
  for (let index = 0; index < values.length; index++) sum += values[index] as number
  return values.length === 0 ? null : sum / values.length
}

/** Populations may be larger than a call takes arguments. */
function extreme(values: ArrayLike<number>, choose: (a: number, b: number) => number): number | null {
  if (values.length === 0) return null
  let found = values[0] as number
  for (let index = 1; index < values.length; index++) found = choose(found, values[index] as number)
  return found
}
