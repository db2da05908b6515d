import { newcomersOf, vocabulary } from './assembly.ts'
import { returnKernels, takeKernels } from './kernels.ts'
import { checkOptions, type SimulationOptions } from './options.ts'
import { populationOf, resolveScenario, type Scenario, type ScenarioInput } from './scenario.ts'
import { Simulation } from './simulation.ts'
import { planThreads } from './threads.ts'

/**
 * Makes a simulation of a scenario, given in code or loaded from a file.
 * @throws UserError when the scenario, the plugins or the options do not fit, before anything runs
 */
export async function createSimulation(
  scenario: ScenarioInput | Scenario,
  options: SimulationOptions = {},
): Promise<Simulation> {
  checkOptions(options)
  const resolved = resolveScenario(scenario, vocabulary(options.plugins))
  const { threads, warning } = planThreads(options.threads ?? 1, populationOf(resolved))
  if (warning !== undefined) options.onWarning?.(warning)
  const { plugins = [], capacity = populationOf(resolved) + newcomersOf(resolved, plugins) } = options
  const kernels = await takeKernels(({ planned }) => planned.app.plan.capacity === capacity)
  try {
    const simulation = new Simulation(resolved, options, threads, kernels)
    await simulation.hire()
    return simulation
  } catch (thrown) {
    returnKernels(kernels)
    throw thrown
  }
}
