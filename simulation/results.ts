import { bindAdjacency } from '../components/lookup/network.ts'
import { KeyedSource } from '../engine/random.ts'
import type { World } from '../engine/world.ts'
import { connectedComponents, type PathSampling, pathLength } from '../formulas/graph-metrics.ts'
import type { CensusEntry } from '../metrics/census.ts'
import type { SERIES_COLUMNS, SeriesRow } from '../metrics/series.ts'
import type { MetricRow } from './collect.ts'
import { type CriteriaFacts, type CriterionResult, judge, needsFact } from './criteria.ts'
import type { LeverMove } from './levers.ts'
import { NETWORK_STREAM } from './network.ts'
import type { Scenario } from './scenario.ts'

/** One epoch of a run: its number, all metrics, and the agents by policy. */
export interface EpochResult {
  readonly epoch: number
  readonly metrics: MetricRow
  readonly byType: Readonly<Record<string, CensusEntry>>
}

/** A run in one row: metrics pooled over interactions, and the criteria it had to meet. */
export interface Summary {
  readonly metrics: MetricRow
  /** Mean of epoch toxicities, 0 counted where nothing was accepted, as the peer does. */
  readonly meanEpochToxicity: number
  /** Epochs in which nothing was accepted. */
  readonly emptyEpochs: number
  readonly criteria: readonly CriterionResult[]
}

const SAMPLED_SOURCES = 64
/** Nodes up to which path lengths are exact. */
const EXACT_NODES_MAX = 2000
/** The network itself is drawn as entity 0 of the same stream. */
const SAMPLING_ENTITY = 1

const numberOf = (row: MetricRow, column: string): number => row[column] ?? 0

/** Sums a run up. `pooled` are the metrics over all its interactions after the warm-up. */
export function summarise(
  scenario: Scenario,
  world: World,
  epochs: readonly EpochResult[],
  pooled: MetricRow,
): Summary {
  const warmUp = world.value('metrics.warm_up_epochs') as number
  const counted = epochs.filter(({ epoch }) => epoch >= warmUp)
  const toxicities = counted.map(({ metrics }) => numberOf(metrics, 'toxicityRate'))
  const meanEpochToxicity = toxicities.reduce((sum, each) => sum + each, 0) / Math.max(1, counted.length)
  const emptyEpochs = counted.filter(({ metrics }) => numberOf(metrics, 'acceptedInteractions') === 0).length
  const facts = factsOf(scenario, world, epochs, pooled, meanEpochToxicity)
  return {
    metrics: pooled,
    meanEpochToxicity,
    emptyEpochs,
    criteria: judge(scenario.successCriteria, facts, pooled),
  }
}

function factsOf(
  scenario: Scenario,
  world: World,
  epochs: readonly EpochResult[],
  pooled: MetricRow,
  meanEpochToxicity: number,
): CriteriaFacts {
  const last = epochs.at(-1)?.byType ?? {}
  return {
    epochs: epochs.length,
    agents: world.clock.agentCount[0],
    toxicityRate: pooled['toxicityRate'] ?? null,
    meanEpochToxicity,
    qualityGap: pooled['qualityGap'] ?? null,
    totalWelfare: pooled['totalWelfare'] ?? null,
    meanAdversaryPayoff: meanPayoff(last, ['adversarial', 'adaptiveAdversary']),
    meanHonestPayoff: meanPayoff(last, ['honest']),
    ...networkFacts(scenario, world),
    flaggedPairs: pooled['flaggedPairs'] ?? null,
    ecosystemCollusionRisk: pooled['ecosystemCollusionRisk'] ?? null,
  }
}

function meanPayoff(byType: EpochResult['byType'], names: readonly string[]): number | null {
  let agents = 0
  let total = 0
  for (const name of names) {
    const entry = byType[name]
    if (!entry) continue
    agents += entry.agents
    total += entry.agents * entry.meanTotalPayoff
  }
  return agents === 0 ? null : total / agents
}

function networkFacts(
  { successCriteria }: Scenario,
  world: World,
): Pick<CriteriaFacts, 'connectedComponents' | 'averagePathLength'> {
  const facts = { connectedComponents: null, averagePathLength: null }
  const graph = bindAdjacency({ get: world.get.bind(world), world, clock: world.clock })
  if (!graph) return facts
  const nodes = { ...graph, nodeCount: world.clock.agentCount[0] }
  const sampling = nodes.nodeCount > EXACT_NODES_MAX ? samplingOf(world) : undefined
  return {
    connectedComponents: needsFact(successCriteria, 'connectedComponents')
      ? connectedComponents(nodes).count
      : null,
    averagePathLength: needsFact(successCriteria, 'averagePathLength')
      ? pathLength(nodes, sampling).mean
      : null,
  }
}

/** Draws that choose the sources of a sampled path length: keyed, and the same at any time of the run. */
function samplingOf(world: World): PathSampling {
  const draws = new KeyedSource(world.key, NETWORK_STREAM, new Uint32Array(1), world.rounds)
  draws.begin(SAMPLING_ENTITY)
  return { sampleSources: SAMPLED_SOURCES, draw: () => draws.next()[0] }
}

export type AgentSeries = SeriesRow<keyof typeof SERIES_COLUMNS>

/** A whole simulation at one moment: the world's buffer, the results so far, and the levers moved by hand. */
export interface Snapshot {
  readonly world: ArrayBuffer
  readonly epochs: readonly EpochResult[]
  readonly series: readonly AgentSeries[]
  readonly moves: readonly LeverMove[]
}

/** Puts items in the place of those of a list that others hold on to. */
export function refill<T>(list: T[], items: readonly T[]): void {
  list.length = 0
  for (const item of items) list.push(item)
}

/** How a run ended. */
export interface RunOutcome {
  readonly finished: boolean
  readonly epochs: readonly EpochResult[]
  readonly summary: Summary
}

/** Columns of a frame when none are named. */
export const FRAME_COLUMNS = [
  'Kind.policy',
  'Standing.reputation',
  'Stake.resources',
  'Ledger.totalPayoff',
  'Custody.reasons',
  'Intent.action',
] as const
