import type { ParameterValue } from '../engine/config.ts'
import { mechanisms } from '../mechanisms/index.ts'
import { createSimulation } from '../simulation/index.ts'
import type { Settings } from './benchmark.ts'
import { now, processorSince } from './clocks.ts'
import { type BenchRow, type RowMaker, ratios, sizeText } from './row.ts'
import { shippedScenario } from './worlds.ts'

const WARM_UP_EPOCHS = 2
const EPOCHS = 15

/**
 * What a mechanism adds to an epoch of the metropolis: with it and without it by turns, so that a noisy machine is noisy
 * for both. The figure is the time with it over the time without.
 */
export async function overhead(
  row: RowMaker,
  { root, tiny }: Settings,
  label: string,
  parameters: Readonly<Record<string, ParameterValue>>,
): Promise<BenchRow> {
  const agents = tiny ? 500 : 100_000
  const scenario = shippedScenario(root, 'metropolis', { agents })
  const options = { plugins: mechanisms }
  const without = await createSimulation(scenario, options)
  const withIt = await createSimulation(
    { ...scenario, parameters: { ...scenario.parameters, ...parameters } },
    options,
  )
  const [base, full]: [number[], number[]] = [[], []]
  for (let epoch = 0; epoch < (tiny ? 1 : WARM_UP_EPOCHS + EPOCHS); epoch++) {
    for (const [simulation, times] of [
      [without, base],
      [withIt, full],
    ] as const) {
      const start = now()
      simulation.runEpoch()
      times.push(processorSince(start))
    }
  }
  const warm = tiny ? 0 : WARM_UP_EPOCHS
  // The worlds stay alive: a world of another shape on kernels that were bound before would run slower than both.
  const digest = withIt.digest()
  return row(
    `${label} over without, ${sizeText(agents)} agents`,
    ratios(full.slice(warm), base.slice(warm)),
    '×',
    digest,
  )
}
