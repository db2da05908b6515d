import { type DualFailure, dualFailure, type Illusion, illusionDelta } from '../../formulas/incoherence.ts'
import { mechanisms } from '../../mechanisms/index.ts'
import { createSimulation, populationOf, type Scenario, type Simulation } from '../../simulation/index.ts'
import {
  type ReplayedDecision,
  type ReplayedOutcome,
  type ReplayOptions,
  replayOutcomes,
  replayPoint,
} from './replay.ts'

export type { Benchmark } from './forks.ts'
export {
  type Family,
  type ReplayedDecision,
  type ReplayedOutcome,
  type ReplayOptions,
  replayOutcomes,
  replayPoint,
} from './replay.ts'

/** Means over decisions. Three numbers that are called incoherence elsewhere have names of their own here. */
export interface IncoherenceRow {
  readonly decisions: number
  /** D. */
  readonly disagreement: number
  /** E; null without a benchmark. */
  readonly error: number | null
  /** I = D / (E + eps). */
  readonly incoherence: number
  readonly variance: number
  readonly biasSquared: number | null
  /** Variance by error, both summed over the decisions; null without a benchmark. */
  readonly errorIncoherence: number | null
}

export interface IncoherenceReport {
  readonly scenario: string
  readonly seed: string
  readonly replays: number
  readonly benchmark: string | null
  /** Ticks that were replayed, counted from the start. */
  readonly ticks: readonly number[]
  readonly byFamily: readonly (IncoherenceRow & { readonly family: string; readonly policy: string })[]
  /** Decisions of a turn by ticks since the epoch began. */
  readonly byHorizon: readonly (IncoherenceRow & { readonly horizon: number })[]
  readonly outcomes: readonly ReplayedOutcome[]
  readonly illusion: Illusion
  readonly dualFailure: DualFailure
}

export interface IncoherenceOptions extends ReplayOptions {
  /** Ticks of an epoch that are replayed, evenly spread. */
  readonly points: number
  /** Epoch that is replayed, from 0. */
  readonly epoch: number
  /** Threads of each simulation, 1 when left out; the report is the same for any number of them. */
  readonly threads?: number
}

/** A simulation with room for a benchmark's traits. */
export const openForReplay = (scenario: Scenario, threads = 1): Promise<Simulation> =>
  createSimulation(scenario, { plugins: mechanisms, capacity: populationOf(scenario) + 1, threads })

/** Policies whose harm is on purpose. */
const ADVERSARIAL = [
  'deceptive',
  'adversarial',
  'adaptiveAdversary',
  'colluder',
  'exfiltrator',
  'sybil',
  'sybilOperator',
]

/** Replays decisions at some moments of an epoch, and the stretch from its beginning on. Throws UserError. */
export async function measureIncoherence(
  scenario: Scenario,
  options: IncoherenceOptions,
): Promise<IncoherenceReport> {
  const simulation = await openForReplay(scenario, options.threads)
  const { stepsPerEpoch } = scenario
  const horizons = spread(stepsPerEpoch, options.points)
  const ticks: number[] = []
  const decisions: ReplayedDecision[] = []
  const acceptedP: number[] = []
  let outcomes: ReplayedOutcome[] = []
  try {
    for (let epoch = 0; epoch < options.epoch; epoch++) simulation.runEpoch()
    outcomes = replayOutcomes(
      simulation,
      scenario,
      horizons.map((horizon) => horizon + 1),
      options,
    )
    for (const horizon of horizons) {
      while ((simulation.world.clock.tickOfEpoch[0] as number) < horizon) simulation.tick()
      const point = replayPoint(simulation, scenario, options)
      ticks.push(simulation.world.clock.tick[0] as number)
      decisions.push(...point.decisions)
      acceptedP.push(...point.acceptedP)
    }
  } finally {
    simulation.dispose()
  }
  const hasBenchmark = options.benchmark !== undefined
  const turns = decisions.filter(({ family }) => family === 'turn')
  const incidents = turns.map(({ policy, ...rest }) => ({ type: policy, ...rest }))
  return {
    scenario: scenario.id,
    seed: scenario.seed,
    replays: options.replays,
    benchmark: options.benchmark?.type ?? null,
    ticks,
    byFamily: groupsOf(inOrder(decisions), ({ family, policy }) => `${family} ${policy}`).map(
      ([, group]) => ({
        family: group[0]?.family ?? '',
        policy: group[0]?.policy ?? '',
        ...rowOf(group, hasBenchmark),
      }),
    ),
    byHorizon: groupsOf(turns, ({ horizon }) => String(horizon)).map(([horizon, group]) => ({
      horizon: Number(horizon),
      ...rowOf(group, hasBenchmark),
    })),
    outcomes,
    illusion: illusionDelta(
      acceptedP,
      turns.map(({ disagreement }) => disagreement),
    ),
    dualFailure: dualFailure(incidents, undefined, ADVERSARIAL),
  }
}

/** Turns first, then deeds, then answers, each by policy. */
function inOrder(decisions: readonly ReplayedDecision[]): ReplayedDecision[] {
  const rank = ({ family }: ReplayedDecision) => ['turn', 'deed'].indexOf(family) >>> 0
  const nameOf = ({ family, policy }: ReplayedDecision) => `${family} ${policy}`
  return [...decisions].sort(
    (a, b) => rank(a) - rank(b) || (nameOf(a) < nameOf(b) ? -1 : nameOf(a) > nameOf(b) ? 1 : 0),
  )
}

/** `count` of the numbers 0 to `length - 1`, evenly spread, first and last among them. */
function spread(length: number, count: number): number[] {
  const most = Math.min(length, count)
  const step = most < 2 ? 0 : (length - 1) / (most - 1)
  return Array.from({ length: most }, (_, place) => Math.round(place * step))
}

function groupsOf<T>(items: readonly T[], nameOf: (item: T) => string): [string, T[]][] {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const name = nameOf(item)
    const group = groups.get(name)
    if (group) group.push(item)
    else groups.set(name, [item])
  }
  return [...groups]
}

/** Means over some decisions. */
export function rowOf(decisions: readonly ReplayedDecision[], hasBenchmark: boolean): IncoherenceRow {
  const mean = (partOf: (decision: ReplayedDecision) => number) =>
    decisions.reduce((sum, decision) => sum + partOf(decision), 0) / Math.max(1, decisions.length)
  const variance = mean((each) => each.variance)
  const biasSquared = mean((each) => each.biasSquared)
  const whole = variance + biasSquared
  return {
    decisions: decisions.length,
    disagreement: mean((each) => each.disagreement),
    error: hasBenchmark ? mean((each) => each.error) : null,
    incoherence: mean((each) => each.incoherence),
    variance,
    biasSquared: hasBenchmark ? biasSquared : null,
    errorIncoherence: hasBenchmark ? (whole > 0 ? variance / whole : 0) : null,
  }
}
