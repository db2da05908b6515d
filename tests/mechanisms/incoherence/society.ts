import type { ParameterValue } from '../../../engine/config.ts'
import { mechanisms } from '../../../mechanisms/index.ts'
import type { ScenarioInput } from '../../../simulation/scenario.ts'
import type { Simulation } from '../../../simulation/simulation.ts'
import { aSimulation } from '../../kit/a-simulation.ts'

export type Parameters = Readonly<Record<string, ParameterValue>>

/** Every lever against incoherence. */
export const ALL_LEVERS: Parameters = {
  'governance.self_ensemble_enabled': true,
  'governance.self_ensemble_samples': 3,
  'governance.incoherence_breaker_enabled': true,
  'governance.incoherence_breaker_threshold': 0.6,
  'governance.decomposition_enabled': true,
  'governance.decomposition_horizon_threshold': 4,
  'governance.incoherence_friction_enabled': true,
}

/** Six kinds of agents. */
export const aMixedSociety = (
  parameters: Parameters = {},
  more: Partial<ScenarioInput> = {},
  plugins: readonly (typeof mechanisms)[number][] = mechanisms,
): Simulation =>
  aSimulation(
    { honest: 60, opportunistic: 20, deceptive: 20, adversarial: 20, adaptive_adversary: 10 },
    parameters,
    { epochs: 4, stepsPerEpoch: 8, ...more },
    { plugins },
  )

/** Erratic agents that slip equally often in every turn. */
export const anErraticSociety = (
  slip: number,
  parameters: Parameters = {},
  more: Partial<ScenarioInput> = {},
  config: Readonly<Record<string, number>> = {},
): Simulation =>
  aSimulation(
    {},
    { 'acceptance.mode': 'policy', 'incoherence.enabled': true, ...parameters },
    {
      agents: [
        {
          type: 'erratic',
          count: 100,
          config: { slip_probability: slip, slip_growth: 0, slip_probability_max: slip, ...config },
        },
      ],
      epochs: 4,
      stepsPerEpoch: 8,
      ...more,
    },
    { plugins: mechanisms },
  )

export function runOut(simulation: Simulation): Simulation {
  while (!simulation.finished) simulation.tick()
  return simulation
}
