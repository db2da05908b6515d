import type { ParameterValue } from '../../engine/config.ts'
import type { Scenario } from '../../simulation/index.ts'
import { type IncoherenceOptions, openForReplay } from './index.ts'
import { replayPoint } from './replay.ts'

type Settings = Readonly<Record<string, ParameterValue>>

const SELF_ENSEMBLE: Settings = { 'governance.self_ensemble_enabled': true }
const CHECKPOINTS: Settings = { 'governance.decomposition_enabled': true }
const BREAKER: Settings = { 'governance.incoherence_breaker_enabled': true }
const FRICTION: Settings = { 'governance.incoherence_friction_enabled': true }

/** Each lever alone, and all of them. */
export const CONTROLS: Readonly<Record<string, Settings>> = {
  none: {},
  'self-ensemble': SELF_ENSEMBLE,
  checkpoints: CHECKPOINTS,
  breaker: BREAKER,
  friction: FRICTION,
  all: { ...SELF_ENSEMBLE, ...CHECKPOINTS, ...BREAKER, ...FRICTION },
}

/** What a lever bought, as means over seeds. */
export interface ControlRow {
  readonly control: string
  /** D of turns, replayed. */
  readonly disagreement: number
  /** E of turns; null without a benchmark. */
  readonly error: number | null
  /** Variance of p in second halves of epochs by that in first halves. */
  readonly varianceGrowth: number
  readonly labelUncertainty: number
  readonly toxicity: number
  readonly accepted: number
  /** Expected surplus less all harm. */
  readonly socialSurplus: number
  /** Friction and the price of samples, in money. */
  readonly charges: number
}

/** Runs a scenario with each lever alone and with all of them, under the same seeds, and replays turns at the same moments. */
export async function compareControls(
  scenario: Scenario,
  seeds: readonly string[],
  options: IncoherenceOptions,
): Promise<ControlRow[]> {
  const rows: ControlRow[] = []
  for (const [control, settings] of Object.entries(CONTROLS)) {
    const each: Omit<ControlRow, 'control'>[] = []
    for (const seed of seeds) {
      const parameters = { ...scenario.parameters, ...settings }
      each.push(await runControlled({ ...scenario, seed, parameters }, options))
    }
    rows.push({ control, ...meanOf(each) })
  }
  return rows
}

async function runControlled(
  scenario: Scenario,
  options: IncoherenceOptions,
): Promise<Omit<ControlRow, 'control'>> {
  const simulation = await openForReplay(scenario, options.threads)
  let [decisions, disagreement, error] = [0, 0, 0]
  try {
    for (let epoch = 0; epoch < options.epoch; epoch++) simulation.runEpoch()
    const ticks = options.points < 2 ? 0 : (scenario.stepsPerEpoch - 1) / (options.points - 1)
    for (let point = 0; point < options.points; point++) {
      while ((simulation.world.clock.tickOfEpoch[0] as number) < Math.round(point * ticks)) simulation.tick()
      for (const each of replayPoint(simulation, scenario, options).decisions) {
        if (each.family !== 'turn') continue
        decisions++
        disagreement += each.disagreement
        error += each.error
      }
    }
    const { summary } = await simulation.run()
    const metric = (name: string) => summary.metrics[name] ?? 0
    return {
      disagreement: disagreement / Math.max(1, decisions),
      error: options.benchmark ? error / Math.max(1, decisions) : null,
      varianceGrowth: metric('qualityVarianceGrowth'),
      labelUncertainty: metric('labelUncertainty'),
      toxicity: metric('toxicityRate'),
      accepted: metric('acceptedInteractions'),
      socialSurplus: metric('socialSurplus'),
      charges: metric('incoherenceFriction') + metric('ensembleSurcharge'),
    }
  } finally {
    simulation.dispose()
  }
}

function meanOf(rows: readonly Omit<ControlRow, 'control'>[]): Omit<ControlRow, 'control'> {
  const mean = (partOf: (row: Omit<ControlRow, 'control'>) => number) =>
    rows.reduce((sum, row) => sum + partOf(row), 0) / Math.max(1, rows.length)
  return {
    disagreement: mean((row) => row.disagreement),
    error: rows[0]?.error === null ? null : mean((row) => row.error ?? 0),
    varianceGrowth: mean((row) => row.varianceGrowth),
    labelUncertainty: mean((row) => row.labelUncertainty),
    toxicity: mean((row) => row.toxicity),
    accepted: mean((row) => row.accepted),
    socialSurplus: mean((row) => row.socialSurplus),
    charges: mean((row) => row.charges),
  }
}
