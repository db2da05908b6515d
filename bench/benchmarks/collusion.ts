import type { Benchmark, Settings } from '../benchmark.ts'
import { now, processorSince } from '../clocks.ts'
import { overhead } from '../overhead.ts'
import { type BenchRow, rowsOf, sizeText } from '../row.ts'
import { makeWorld } from '../worlds.ts'

const row = rowsOf('collusion')
const SYSTEMS = ['collusion-analysis', 'collusion-truth', 'collusion-window']
const ON = { 'governance.collusion_detection_enabled': true }

/** Milliseconds that the systems of an epoch's start take once the window is full. */
async function timeAnalysis({ root }: Settings, agents: number, rounds: number): Promise<BenchRow> {
  const simulation = await makeWorld(root, { of: 'metropolis', agents, parameters: ON })
  for (let epoch = 0; epoch < 6; epoch++) simulation.runEpoch()
  const start = simulation.snapshot()
  const times = Array.from({ length: rounds }, () => {
    const before = now()
    for (const system of SYSTEMS) simulation.runSystem(system)
    const taken = processorSince(before) / 1e6
    simulation.restore(start)
    return taken
  })
  const digest = simulation.digest()
  simulation.dispose()
  return row(`analysis of an epoch, ${sizeText(agents)} agents`, times, 'ms', digest)
}

/** What collusion detection adds to the metropolis, and an epoch's analysis as the population grows. */
export const collusion: Benchmark = async (settings) => {
  const { tiny } = settings
  const rows = [await overhead(row, settings, 'detection', ON)]
  const sizes = tiny ? [100, 1000] : [10_000, 100_000, 1_000_000]
  for (const size of sizes) rows.push(await timeAnalysis(settings, size, tiny ? 2 : size > 500_000 ? 3 : 9))
  return rows
}
