import { Kind } from '../../components/agent.ts'
import { Record as Tally } from '../../components/ledger.ts'
import { type BiasVariance, decisionBiasVariance, outcomeBiasVariance } from '../../formulas/bias-variance.ts'
import { type DecisionIncoherence, decisionIncoherence } from '../../formulas/incoherence.ts'
import type { Scenario, Simulation } from '../../simulation/index.ts'
import {
  type Answers,
  acceptedQualities,
  type Benchmark,
  type Choices,
  Forks,
  harmfulInitiators,
} from './forks.ts'

/**
 * What is decided: `turn` what to do, target left out; `deed` that and with whom; `answer:KIND` whether to consent to a
 * proposal of a kind.
 */
export type Family = 'turn' | 'deed' | `answer:${string}`

/** One decision of one agent in one state, over its replays. */
export interface ReplayedDecision extends DecisionIncoherence, Omit<BiasVariance, 'error'> {
  readonly family: Family
  readonly agent: number
  /** Name of the agent's policy. */
  readonly policy: string
  readonly tick: number
  /** Ticks since the epoch began. */
  readonly horizon: number
  /** In the run itself, an interaction that the agent started was accepted and more likely harmful than not. */
  readonly harmful: boolean
}

export interface ReplayOptions {
  /** Forks of each state, at least 2. */
  readonly replays: number
  /** Left out: no benchmark, so no error. */
  readonly benchmark?: Benchmark | undefined
}

/** What was replayed at one moment. */
export interface ReplayedPoint {
  readonly decisions: readonly ReplayedDecision[]
  /** p of what the run itself accepted in this tick. */
  readonly acceptedP: readonly number[]
}

/**
 * Replays one tick: every decision of every agent, from the state in which the simulation stands, where it stands again
 * afterwards. Turns are replayed with the draws of turns reseeded, answers with those of consent; all else stays as it is.
 */
export function replayPoint(
  simulation: Simulation,
  scenario: Scenario,
  options: ReplayOptions,
): ReplayedPoint {
  const forks = new Forks(simulation, scenario, options.benchmark)
  const { clock } = simulation.world
  const [tick, horizon] = [clock.tick[0] as number, clock.tickOfEpoch[0] as number]
  const { policy } = simulation.world.get(Kind)
  const policyOf = Array.from(
    policy.subarray(0, clock.agentCount[0]),
    (code) => simulation.policyNames[code] ?? '',
  )
  const salts = Array.from({ length: options.replays }, (_, replay) => replay + 1)
  const answers = salts.map((salt) => forks.answers(salt))
  const turns = salts.map((salt) => forks.turns(salt))
  const standard = forks.hasBenchmark ? salts.map((salt) => forks.turns(salt, true)) : undefined
  const standardAnswers = forks.hasBenchmark ? salts.map((salt) => forks.answers(salt, true)) : undefined
  forks.turns(0)
  const harmful = harmfulInitiators(simulation)
  const acceptedP = acceptedQualities(simulation)
  forks.back()
  const about = { tick, horizon, policyOf, harmful }
  const decisions = [
    ...turnDecisions('turn', turns, standard, about),
    ...turnDecisions('deed', turns, standard, about),
    ...answerDecisions(answers, standardAnswers, about),
  ]
  return { decisions, acceptedP }
}

interface Occasion {
  readonly tick: number
  readonly horizon: number
  readonly policyOf: readonly string[]
  readonly harmful: ReadonlySet<number>
}

function turnDecisions(
  family: 'turn' | 'deed',
  replays: readonly Choices[],
  standard: readonly Choices[] | undefined,
  occasion: Occasion,
): ReplayedDecision[] {
  const chosen = (choices: Choices, agent: number) =>
    choices[family === 'turn' ? 'turns' : 'deeds'][agent] as number
  return occasion.policyOf.flatMap((_, agent) =>
    decisionOf(
      family,
      agent,
      replays.map((each) => chosen(each, agent)),
      standard?.map((each) => chosen(each, agent)),
      occasion,
    ),
  )
}

function answerDecisions(
  replays: readonly Answers[],
  standard: readonly Answers[] | undefined,
  occasion: Occasion,
): ReplayedDecision[] {
  const [first] = replays
  if (!first) return []
  return Array.from(first.agents, (agent, row) =>
    decisionOf(
      `answer:${first.kinds[row]}`,
      agent,
      replays.map(({ consents }) => consents[row] as number),
      standard?.map(({ consents }) => consents[row] as number),
      occasion,
    ),
  ).flat()
}

/** A decision by what was chosen in each replay, negative where nothing was; none when nobody ever chose. */
function decisionOf(
  family: Family,
  agent: number,
  chosen: readonly number[],
  standard: readonly number[] | undefined,
  { tick, horizon, policyOf, harmful }: Occasion,
): ReplayedDecision[] {
  const counts = countsOf(chosen)
  if (counts.size === 0) return []
  const actions = [...counts.keys()]
  const right = standard && modeOf(countsOf(standard))
  // An action that no replay chose lies outside of the counts.
  const place = right === undefined ? null : actions.includes(right) ? actions.indexOf(right) : actions.length
  const values = [...counts.values()]
  const biasVariance =
    place === null
      ? { error: 0, biasSquared: 0, variance: variability(values), errorIncoherence: 0 }
      : decisionBiasVariance(values, place)
  return [
    {
      ...biasVariance,
      ...decisionIncoherence(values, place),
      family,
      agent,
      policy: policyOf[agent] ?? '',
      tick,
      horizon,
      harmful: harmful.has(agent),
    },
  ]
}

/** Variance of decisions without a benchmark: 1 - sum f². */
function variability(counts: readonly number[]): number {
  const all = counts.reduce((sum, count) => sum + count, 0)
  return 1 - counts.reduce((sum, count) => sum + (count / all) * (count / all), 0)
}

function countsOf(chosen: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>()
  for (const action of chosen) if (action >= 0) counts.set(action, (counts.get(action) ?? 0) + 1)
  return counts
}

/** The most frequent one, of equals the first; undefined for none. */
function modeOf(counts: ReadonlyMap<number, number>): number | undefined {
  let mode: number | undefined
  for (const [action, count] of counts)
    if (mode === undefined || count > (counts.get(mode) ?? 0)) mode = action
  return mode
}

/** How much the outcomes of whole replays differ after some ticks, over the agents of a policy or of all. */
export interface ReplayedOutcome extends BiasVariance {
  readonly policy: string
  /** Ticks since the fork. */
  readonly horizon: number
  readonly agents: number
}

/**
 * Replays a whole stretch of the run: forks the state where the simulation stands, with turns drawn anew from there on, and
 * looks at what each agent's work came to, the sum of p - 1/2 over what it started. It is compared with the mean of forks in
 * which everyone follows the benchmark; without one, with the mean of the replays, so that all error is variance.
 * @param horizons ticks after which to look, ascending
 */
export function replayOutcomes(
  simulation: Simulation,
  scenario: Scenario,
  horizons: readonly number[],
  { replays, benchmark }: ReplayOptions,
): ReplayedOutcome[] {
  const forks = new Forks(simulation, scenario, benchmark)
  const { policy } = simulation.world.get(Kind)
  const agents = simulation.world.clock.agentCount[0] as number
  const policyOf = Array.from(policy.subarray(0, agents), (code) => simulation.policyNames[code] ?? '')
  const run = (salt: number, asBenchmark: boolean) => {
    forks.back()
    if (asBenchmark) forks.followBenchmark()
    forks.reseedTurns(salt)
    return workAt(simulation, horizons)
  }
  const salts = Array.from({ length: replays }, (_, replay) => replay + 1)
  const own = salts.map((salt) => run(salt, false))
  const standard = forks.hasBenchmark ? salts.map((salt) => run(salt, true)) : own
  forks.back()
  const kinds = [...new Set(policyOf)].sort()
  return horizons.flatMap((horizon, place) => {
    const each = policyOf.map((_, agent) => {
      const values = own.map((work) => work[place]?.[agent] as number)
      const target = standard.reduce((sum, work) => sum + (work[place]?.[agent] as number), 0) / replays
      return outcomeBiasVariance(values, target)
    })
    const of = (name: string) => each.filter((_, agent) => policyOf[agent] === name)
    return kinds.map((name) => ({ policy: name, horizon, agents: of(name).length, ...meanOutcome(of(name)) }))
  })
}

/** Every agent's work since now, after each of some numbers of ticks. */
function workAt(simulation: Simulation, horizons: readonly number[]): Float64Array[] {
  const { initiated, initiatedSumP, rejectedSumP } = simulation.world.get(Tally)
  const agents = simulation.world.clock.agentCount[0] as number
  const work = () =>
    Float64Array.from({ length: agents }, (_, agent) => {
      const sum = (initiatedSumP[agent] as number) + (rejectedSumP[agent] as number)
      return sum - (initiated[agent] as number) / 2
    })
  const before = work()
  let ticks = 0
  return horizons.map((horizon) => {
    for (; ticks < horizon; ticks++) simulation.tick()
    return work().map((value, agent) => value - (before[agent] as number))
  })
}

function meanOutcome(each: readonly BiasVariance[]): BiasVariance {
  const mean = (key: 'error' | 'biasSquared' | 'variance') =>
    each.reduce((sum, entry) => sum + entry[key], 0) / Math.max(1, each.length)
  const [error, variance] = [mean('error'), mean('variance')]
  return {
    error,
    biasSquared: mean('biasSquared'),
    variance,
    errorIncoherence: error > 0 ? variance / error : 0,
  }
}
