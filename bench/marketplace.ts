import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { marketplace as market } from '../mechanisms/marketplace/index.ts'
import { loadScenario } from '../scenarios/index.ts'
import { createSimulation, type Simulation, vocabulary } from '../simulation/index.ts'

const PLUGINS = [market]

/** The shipped metropolis at another size, with or without its market. */
function metropolis(agents: number, enabled: boolean): Promise<Simulation> {
  // npm scripts start in the project's own folder.
  const path = join(process.cwd(), 'scenarios', 'metropolis.yaml')
  const settings = [{ path: 'marketplace.enabled', value: String(enabled) }]
  const scenario = loadScenario(readFileSync(path, 'utf8'), {
    name: 'metropolis.yaml',
    vocabulary: vocabulary(PLUGINS),
    overrides: { agents, settings },
  })
  return createSimulation(scenario, { plugins: PLUGINS })
}

/** Nanoseconds of a tick. */
function timeTick(simulation: Simulation): number {
  const start = process.hrtime.bigint()
  simulation.tick()
  return Number(process.hrtime.bigint() - start)
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN

/** What the market costs: the metropolis with and without it, tick by tick in turns, whole epochs after a warm-up. */
export async function marketplace(tiny: boolean) {
  const agents = tiny ? 500 : 100_000
  const [off, on] = [await metropolis(agents, false), await metropolis(agents, true)]
  const ticks = { warm: tiny ? 10 : 40, timed: tiny ? 10 : 100 }
  const times = { off: [] as number[], on: [] as number[] }
  for (let tick = 0; tick < ticks.warm + ticks.timed; tick++) {
    const [without, within] = [timeTick(off), timeTick(on)]
    if (tick < ticks.warm) continue
    times.off.push(without)
    times.on.push(within)
  }
  const ratio = median(times.on) / median(times.off)
  const perAgent = median(times.on) / agents
  const digest = on.digest()
  const row = (label: string, figure: number, unit: string) => {
    return { bench: 'marketplace', label, value: `${figure.toPrecision(3)} ${unit}`, figure, digest }
  }
  return [
    row(`${agents} agents, with over without`, ratio, '×'),
    row('time per agent and tick', perAgent, 'ns'),
  ]
}
