import {
  type ForecastQuality,
  fitByDescent,
  fitLogistic,
  forecast,
  forecastQuality,
} from '../../formulas/forecaster.ts'
import { UncertaintySums } from '../../mechanisms/incoherence/columns.ts'
import { actionsOf } from '../../mechanisms/incoherence/gate.ts'
import { populationOf, type Scenario, type Simulation } from '../../simulation/index.ts'
import { openForReplay } from './index.ts'
import { replayPoint } from './replay.ts'

/** Features in the order of the weights, by the names of their parameters in section `incoherence.forecast`. */
export const FEATURES = [
  'horizon',
  'agents',
  'actions',
  'adversarial_share',
  'interactions',
  'acceptance_rate',
  'mean_uncertainty',
  'max_uncertainty',
] as const

const ADVERSARIAL_TYPES: readonly string[] = ['deceptive', 'adversarial', 'adaptive_adversary', 'colluder']

export interface ForecastOptions {
  /** Seeds to learn from; as many further ones are kept to judge by. */
  readonly seeds: number
  /** Lengths of an epoch to try, in ticks. */
  readonly horizons: readonly number[]
  /** Factors by which adversaries are multiplied. */
  readonly adversaries: readonly number[]
  readonly epochs: number
  readonly replays: number
}

export const FORECAST_OPTIONS: ForecastOptions = {
  seeds: 3,
  horizons: [5, 10, 20, 30],
  adversaries: [1, 5],
  epochs: 4,
  replays: 10,
}

export interface ForecastReport {
  /** Epochs to learn from and to judge by. */
  readonly learnt: number
  readonly judged: number
  /** D from which an epoch counts as incoherent: the median of what was learnt from. */
  readonly threshold: number
  /** Settings for a scenario, by parameter path. */
  readonly settings: Readonly<Record<string, number>>
  /** Of forecasts of seeds that were not learnt from. */
  readonly quality: ForecastQuality
  /** The same of a fit by plain descent on features as they are. */
  readonly byDescent: ForecastQuality
}

interface Observation {
  readonly features: number[]
  /** Mean D of turns in the last tick of the epoch that followed. */
  readonly disagreement: number
}

/**
 * Learns to forecast incoherence: how much turns disagree at the end of an epoch, from the society's shape and from the
 * epoch before. Runs a scenario in several lengths and mixtures, learns from some seeds and judges by others.
 */
export async function learnForecast(scenario: Scenario, options = FORECAST_OPTIONS): Promise<ForecastReport> {
  const gather = async (first: number) => {
    const observations: Observation[] = []
    for (let seed = first; seed < first + options.seeds; seed++) {
      for (const each of variantsOf(scenario, String(seed), options)) {
        observations.push(...(await observe(each, options)))
      }
    }
    return observations
  }
  const learnt = await gather(1)
  const judged = await gather(1 + options.seeds)
  const sorted = learnt.map(({ disagreement }) => disagreement).sort((a, b) => a - b)
  const threshold = sorted[Math.floor(sorted.length / 2)] ?? 0
  const rowsOf = (each: readonly Observation[]) => each.map(({ features }) => features)
  const labelsOf = (each: readonly Observation[]) =>
    each.map(({ disagreement }) => Number(disagreement >= threshold))
  const model = fitLogistic(rowsOf(learnt), labelsOf(learnt))
  const descent = fitByDescent(rowsOf(learnt), labelsOf(learnt))
  const qualityOf = (fitted: typeof model) =>
    forecastQuality(
      rowsOf(judged).map((row) => forecast(fitted, row)),
      labelsOf(judged),
    )
  return {
    learnt: learnt.length,
    judged: judged.length,
    threshold,
    settings: {
      'incoherence.forecast.bias': model.bias,
      ...Object.fromEntries(
        FEATURES.map((name, at) => [`incoherence.forecast.${name}`, model.weights[at] ?? 0]),
      ),
    },
    quality: qualityOf(model),
    byDescent: qualityOf(descent),
  }
}

function variantsOf(
  scenario: Scenario,
  seed: string,
  { horizons, adversaries, epochs }: ForecastOptions,
): Scenario[] {
  return horizons.flatMap((stepsPerEpoch) =>
    adversaries.map((factor) => ({
      ...scenario,
      seed,
      epochs,
      stepsPerEpoch,
      // Only a society that watches uncertainty can be forecast by it.
      parameters: { ...scenario.parameters, 'incoherence.enabled': true },
      agents: scenario.agents.map((group) =>
        ADVERSARIAL_TYPES.includes(group.type) ? { ...group, count: group.count * factor } : group,
      ),
    })),
  )
}

async function observe(scenario: Scenario, { replays }: ForecastOptions): Promise<Observation[]> {
  const simulation = await openForReplay(scenario)
  const observations: Observation[] = []
  let before: number[] | undefined
  try {
    while (!simulation.finished) {
      for (let tick = 1; tick < scenario.stepsPerEpoch; tick++) simulation.tick()
      const turns = replayPoint(simulation, scenario, { replays }).decisions.filter(
        ({ family }) => family === 'turn',
      )
      const disagreement = turns.reduce((sum, each) => sum + each.disagreement, 0) / Math.max(1, turns.length)
      if (before) observations.push({ features: before, disagreement })
      simulation.tick()
      before = featuresOf(simulation, scenario)
    }
  } finally {
    simulation.dispose()
  }
  return observations
}

/** What is known as an epoch begins, in the order of `FEATURES`. */
function featuresOf({ world }: Simulation, scenario: Scenario): number[] {
  const { completed, accepted, sum, most } = world.get(UncertaintySums)
  const total = (column: ArrayLike<number>) => Array.from(column).reduce((all, value) => all + value, 0)
  const count = total(completed)
  const agents = populationOf(scenario)
  const adversaries = populationOf({
    agents: scenario.agents.filter(({ type }) => ADVERSARIAL_TYPES.includes(type)),
  })
  return [
    scenario.stepsPerEpoch,
    agents,
    actionsOf(world.value('turns') === 'sequential', world.value('feed.enabled') === true),
    adversaries / Math.max(1, agents),
    count,
    total(accepted) / Math.max(1, count),
    total(sum) / Math.max(1, count),
    Math.max(0, ...most),
  ]
}
