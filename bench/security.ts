import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ParameterValue } from '../engine/config.ts'
import { mechanisms } from '../mechanisms/index.ts'
import { loadScenario } from '../scenarios/index.ts'
import { createSimulation, type Simulation, vocabulary } from '../simulation/index.ts'
import type { BenchRow } from './benches.ts'

const WARM_UP_EPOCHS = 2

/** The shipped metropolis at another size, with some parameters changed. */
function metropolis(agents: number, parameters: Readonly<Record<string, ParameterValue>>) {
  const path = join(process.cwd(), 'scenarios', 'metropolis.yaml')
  const scenario = loadScenario(readFileSync(path, 'utf8'), {
    name: 'metropolis.yaml',
    vocabulary: vocabulary(mechanisms),
    overrides: { agents },
  })
  return createSimulation(
    { ...scenario, parameters: { ...scenario.parameters, ...parameters } },
    { plugins: mechanisms },
  )
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN

function nanosecondsOfEpoch(simulation: Simulation): number {
  const start = process.hrtime.bigint()
  simulation.runEpoch()
  return Number(process.hrtime.bigint() - start)
}

/** What one mechanism adds to an epoch: with it and without it in turns, so that a noisy machine is noisy for both. */
async function added(
  label: string,
  agents: number,
  epochs: number,
  parameters: Readonly<Record<string, ParameterValue>>,
): Promise<BenchRow> {
  const without = await metropolis(agents, {})
  const withIt = await metropolis(agents, parameters)
  for (let epoch = 0; epoch < WARM_UP_EPOCHS; epoch++) {
    without.runEpoch()
    withIt.runEpoch()
  }
  const ratios: number[] = []
  for (let epoch = 0; epoch < epochs; epoch++) {
    const base = nanosecondsOfEpoch(without)
    ratios.push(nanosecondsOfEpoch(withIt) / base)
  }
  const figure = median(ratios)
  return {
    bench: 'security',
    label: `${label}, ${agents} agents, time over without`,
    value: `${figure.toPrecision(3)} ×`,
    figure,
    digest: withIt.digest(),
  }
}

/** All detectors, charges worked out, and no sanction that would change what there is to do. */
const SECURITY = {
  'security.enabled': true,
  'security.penalty_threshold': 1,
  'security.quarantine_threshold': 1,
  'security.realtime_penalty': true,
  'security.realtime_threshold': 1,
}

/** All draws are made and next to nobody leaves, so that both worlds have as much to do. */
const TURNOVER = {
  'turnover.enabled': true,
  'turnover.birth_rate': 0.001,
  'turnover.exit_rate': 1e-6,
  'turnover.exit_below': 0,
}

/** What the security lever and population turnover add to the metropolis, each alone. */
export async function security(tiny: boolean): Promise<BenchRow[]> {
  const [agents, epochs] = tiny ? [500, 1] : [100_000, 15]
  return [
    await added('security', agents, epochs, SECURITY),
    await added('turnover', agents, epochs, TURNOVER),
  ]
}
