import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Batch } from '../engine/block.ts'
import { loadScenario } from '../scenarios/index.ts'
import { createSimulation, type Scenario, type Simulation, vocabulary } from '../simulation/index.ts'
import { collusion } from './collusion.ts'

/** One measured figure, and a digest of the world that was computed to get it. */
export interface BenchRow {
  readonly bench: string
  readonly label: string
  /** The figure with its unit, as printed. */
  readonly value: string
  /** The same figure as a number, in the unit that the label names. */
  readonly figure: number
  readonly digest: string
}

type Bench = (tiny: boolean) => Promise<BenchRow[]>

const WARM_UP_TICKS = 20

/** The shipped metropolis at another size. */
export function metropolis(agents: number): Scenario {
  // npm scripts start in the project's own folder.
  const path = join(process.cwd(), 'scenarios', 'metropolis.yaml')
  return loadScenario(readFileSync(path, 'utf8'), {
    name: 'metropolis.yaml',
    vocabulary: vocabulary(),
    overrides: { agents },
  })
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN

/** Nanoseconds of each of some ticks, after a warm-up. */
function timeTicks(simulation: Simulation, ticks: number): number[] {
  for (let tick = 0; tick < Math.min(WARM_UP_TICKS, ticks); tick++) simulation.tick()
  return Array.from({ length: ticks }, () => {
    const start = process.hrtime.bigint()
    simulation.tick()
    return Number(process.hrtime.bigint() - start)
  })
}

const row = (bench: string, label: string, figure: number, unit: string, digest: string): BenchRow => ({
  bench,
  label,
  value: `${figure < 100 ? figure.toPrecision(3) : Math.round(figure).toLocaleString('en')} ${unit}`,
  figure,
  digest,
})

/** The main job: 50,000 agents through 500 ticks, everything on. */
const main: Bench = async (tiny) => {
  const agents = tiny ? 500 : 50_000
  const simulation = await createSimulation(metropolis(agents))
  const start = process.hrtime.bigint()
  await simulation.run()
  const seconds = Number(process.hrtime.bigint() - start) / 1e9
  const interactions = simulation.summary().metrics['totalInteractions'] ?? 0
  const digest = simulation.digest()
  const perTick = (seconds * 1e9) / (agents * simulation.ticks)
  return [
    row('metropolis', `${agents} agents, ${simulation.ticks} ticks`, seconds, 's', digest),
    row('metropolis', 'time per agent and tick', perTick, 'ns', digest),
    row('metropolis', 'time per interaction', (seconds * 1e9) / interactions, 'ns', digest),
  ]
}

/** Cost per agent and tick as the population grows: a linear engine keeps it level. */
const scale: Bench = async (tiny) => {
  const sizes = tiny ? [100, 1000] : [5000, 50_000, 500_000]
  const costs: BenchRow[] = []
  for (const agents of sizes) {
    const simulation = await createSimulation(metropolis(agents))
    const times = timeTicks(simulation, tiny ? 5 : agents > 100_000 ? 20 : 60)
    costs.push(
      row('scale', `${agents} agents, per agent and tick`, median(times) / agents, 'ns', simulation.digest()),
    )
  }
  const [first, last] = [costs[0], costs.at(-1)] as [BenchRow, BenchRow]
  const ratio = last.figure / first.figure
  return [row('scale', `${sizes.at(-1)} agents over ${sizes[0]}`, ratio, '×', last.digest), ...costs]
}

/** Lets the collector take what earlier benchmarks left: buffers go some turns of the event loop after their owners. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) {
    globalThis.gc?.()
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Memory: columns as sized, and what the process holds besides. Run with --expose-gc for the second. */
const memory: Bench = async (tiny) => {
  const agents = tiny ? 1000 : 50_000
  await settle()
  const before = process.memoryUsage()
  const simulation = await createSimulation(metropolis(agents))
  for (let tick = 0; tick < 10; tick++) simulation.tick()
  await settle()
  const after = process.memoryUsage()
  const held = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers
  const digest = simulation.digest()
  return [
    row(
      'memory',
      `columns per agent, ${agents} agents`,
      simulation.world.buffer.byteLength / agents,
      'B',
      digest,
    ),
    row('memory', 'columns and heap per agent', held / agents, 'B', digest),
  ]
}

/** Garbage of a tick within an epoch: nothing may be allocated per interaction. Ticks in which the collector ran do not count. */
const garbage: Bench = async (tiny) => {
  const agents = tiny ? 500 : 20_000
  const simulation = await createSimulation(metropolis(agents))
  const { stepsPerEpoch } = simulation.scenario
  const epochs = tiny ? 2 : 20
  for (let tick = 0; tick < (tiny ? 1 : 10) * stepsPerEpoch; tick++) simulation.tick()
  const grown: number[] = []
  let interactions = 0
  for (let tick = 0; tick < epochs * stepsPerEpoch; tick++) {
    const before = process.memoryUsage().heapUsed
    simulation.tick()
    const growth = process.memoryUsage().heapUsed - before
    if (growth >= 0 && simulation.world.clock.tickOfEpoch[0] !== 0) grown.push(growth)
    const { count } = simulation.world.get(Batch)
    for (const rows of count) interactions += rows
  }
  const perTick = median(grown)
  const digest = simulation.digest()
  return [
    row('garbage', `per tick, ${agents} agents`, perTick, 'B', digest),
    row('garbage', 'per interaction', perTick / (interactions / (epochs * stepsPerEpoch)), 'B', digest),
  ]
}

export const BENCHES: Readonly<Record<string, Bench>> = {
  metropolis: main,
  scale,
  memory,
  garbage,
  collusion,
}
