import type { MetricValue } from '../engine/metric.ts'
import type { EpochResult, Summary } from '../simulation/results.ts'
import { populationOf } from '../simulation/scenario.ts'
import type { Simulation } from '../simulation/simulation.ts'
import { VERSION } from '../simulation/version.ts'
import type { SystemProfile } from './profile.ts'

/** Wall times of a run, measured by whoever ran it. */
export interface RunTiming {
  /** From the scenario to the first tick. */
  readonly setupMs: number
  /** Ticks and metrics only. */
  readonly runMs: number
  readonly interactionsPerSecond: number
  /** `runMs` over population × ticks. */
  readonly nanosecondsPerAgentTick: number
  readonly nanosecondsPerInteraction: number
}

/** An epoch with its metrics beside its number, and the agents by policy name. */
export interface EpochReport {
  readonly [metric: string]: MetricValue | EpochResult['byType']
  readonly epoch: number
  readonly byType: EpochResult['byType']
}

/** Metrics pooled over a run, and what it had to meet. */
export interface SummaryReport {
  readonly [metric: string]: MetricValue | Summary['criteria']
  readonly meanEpochToxicity: number
  readonly emptyEpochs: number
  readonly criteria: Summary['criteria']
}

export interface RunReport {
  /** Name of the scenario. */
  readonly scenario: string
  readonly seed: string
  readonly profile: string
  /** Agents at the start. */
  readonly agents: number
  readonly threads: number
  readonly version: string
  readonly epochs: readonly EpochReport[]
  /** The epoch in which the run was stopped; the summary leaves it out. */
  readonly unfinishedEpoch?: EpochReport
  readonly summary: SummaryReport
  readonly timing?: RunTiming
  /** Where the time went, when that was asked for; `profile` is the name of the bundle of defaults. */
  readonly systemProfile?: SystemProfile
  readonly digest: string
  readonly ticks: number
  /** Whether the run was stopped before the scenario's end. */
  readonly interrupted: boolean
  readonly warnings: readonly string[]
}

export const epochReport = ({ epoch, metrics, byType }: EpochResult): EpochReport => ({
  epoch,
  ...metrics,
  byType,
})

/** A run as one object, as far as it has come: what `run --format json` prints. */
export function runReport(simulation: Simulation, timing?: RunTiming): RunReport {
  const { scenario, epochs } = simulation
  const { clock } = simulation.world
  const { metrics, meanEpochToxicity, emptyEpochs, criteria } = simulation.summary()
  const stopped = clock.tickOfEpoch[0] !== 0
  return {
    scenario: scenario.id,
    seed: scenario.seed,
    profile: scenario.profile,
    agents: populationOf(scenario),
    threads: simulation.threads,
    version: VERSION,
    epochs: epochs.map(epochReport),
    ...(stopped ? { unfinishedEpoch: epochReport(simulation.measure()) } : {}),
    summary: { ...metrics, meanEpochToxicity, emptyEpochs, criteria },
    ...(timing ? { timing } : {}),
    digest: simulation.digest(),
    ticks: clock.tick[0] as number,
    interrupted: !simulation.finished,
    warnings: scenario.warnings,
  }
}

/** Text of one object over several lines, as people read it. */
export const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`
