import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ParameterValue } from '../engine/config.ts'
import { mechanisms } from '../mechanisms/index.ts'
import { loadScenario } from '../scenarios/index.ts'
import { createSimulation, type Simulation, vocabulary } from '../simulation/index.ts'
import type { BenchRow } from './benches.ts'

const WARM_UP_EPOCHS = 3

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN

const row = (label: string, figure: number, unit: string, digest: string): BenchRow => ({
  bench: 'collusion',
  label,
  value: `${figure < 100 ? figure.toPrecision(3) : Math.round(figure).toLocaleString('en')} ${unit}`,
  figure,
  digest,
})

/** The shipped metropolis at another size, with the mechanism or without. */
function metropolis(agents: number, on: boolean): Promise<Simulation> {
  const path = join(process.cwd(), 'scenarios', 'metropolis.yaml')
  const scenario = loadScenario(readFileSync(path, 'utf8'), {
    name: 'metropolis.yaml',
    vocabulary: vocabulary(mechanisms),
    overrides: { agents },
  })
  const parameters: Record<string, ParameterValue> = {
    ...scenario.parameters,
    'governance.collusion_detection_enabled': on,
  }
  return createSimulation({ ...scenario, parameters }, { plugins: mechanisms })
}

/** Milliseconds of processor time so far: what others run at the same time counts less than by the clock. */
const spent = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Milliseconds of each of some epochs in turn, with and without: alternated, so that a busy machine is so to both. */
async function timeEpochs(
  agents: number,
  epochs: number,
): Promise<[off: number[], on: number[], digest: string]> {
  const [off, on] = [await metropolis(agents, false), await metropolis(agents, true)]
  const times: [number[], number[]] = [[], []]
  for (let epoch = 0; epoch < WARM_UP_EPOCHS + epochs; epoch++) {
    for (const [place, simulation] of [off, on].entries()) {
      const start = spent()
      simulation.runEpoch()
      if (epoch >= WARM_UP_EPOCHS) times[place]?.push(spent() - start)
    }
  }
  const digest = on.digest()
  off.dispose()
  on.dispose()
  return [...times, digest]
}

/** Milliseconds that the systems of an epoch's start take once the window is full. */
async function timeAnalysis(agents: number, rounds: number): Promise<[figure: number, digest: string]> {
  const simulation = await metropolis(agents, true)
  for (let epoch = 0; epoch < 6; epoch++) simulation.runEpoch()
  const start = simulation.snapshot()
  const systems = ['collusion-analysis', 'collusion-truth', 'collusion-window']
  const times = Array.from({ length: rounds }, () => {
    const before = spent()
    for (const system of systems) simulation.runSystem(system)
    const taken = spent() - before
    simulation.restore(start)
    return taken
  })
  const digest = simulation.digest()
  simulation.dispose()
  return [median(times), digest]
}

/** What collusion detection costs: its share of a tick of the metropolis, and an epoch's analysis as the population grows. */
export async function collusion(tiny: boolean): Promise<BenchRow[]> {
  const rows: BenchRow[] = []
  const agents = tiny ? 500 : 100_000
  const [off, on, digest] = await timeEpochs(agents, tiny ? 2 : 9)
  rows.push(row(`metropolis with it over without, ${agents} agents`, median(on) / median(off), '×', digest))
  const sizes = tiny ? [100, 1000] : [10_000, 100_000, 1_000_000]
  for (const size of sizes) {
    const [figure, trace] = await timeAnalysis(size, tiny ? 2 : size > 500_000 ? 3 : 9)
    rows.push(row(`analysis of an epoch, ${size} agents`, figure, 'ms', trace))
  }
  return rows
}
