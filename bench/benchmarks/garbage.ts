import type { Benchmark, Settings } from '../benchmark.ts'
import { type BenchRow, median, rowsOf, sizeText } from '../row.ts'
import { makeWorld } from '../worlds.ts'

const row = rowsOf('garbage')

/**
 * Garbage of a tick within an epoch, the event ring on and off: nothing may be allocated per interaction. Ticks in which
 * the collector ran do not count, nor do those that end an epoch.
 */
export const garbage: Benchmark = async (settings) => {
  const off = await measure(settings, false)
  const on = await measure(settings, true)
  return [...off, ...on]
}

async function measure({ tiny, root }: Settings, ring: boolean): Promise<BenchRow[]> {
  const agents = tiny ? 500 : 20_000
  const simulation = await makeWorld(root, { of: 'metropolis', agents })
  simulation.set('journal.interactions', ring)
  const { stepsPerEpoch } = simulation.scenario
  const [warmUp, epochs] = tiny ? [1, 2] : [10, 10]
  for (let epoch = 0; epoch < warmUp; epoch++) simulation.runEpoch()
  const grown: number[] = []
  for (let tick = 0; tick < epochs * stepsPerEpoch; tick++) {
    const before = process.memoryUsage().heapUsed
    simulation.tick()
    const growth = process.memoryUsage().heapUsed - before
    if (growth >= 0 && simulation.world.clock.tickOfEpoch[0] !== 0) grown.push(growth)
  }
  const ran = simulation.epochs.slice(warmUp)
  const interactions = ran.reduce((sum, { metrics }) => sum + (metrics['totalInteractions'] ?? 0), 0)
  const perTick = median(grown)
  const digest = simulation.digest()
  const state = ring ? 'ring on' : 'ring off'
  const perInteraction = perTick / (interactions / (epochs * stepsPerEpoch))
  return [
    row(
      `per tick, ${sizeText(agents)} agents, ${state}`,
      perTick,
      'B',
      digest,
      ring ? { target: 'G.garbage' } : {},
    ),
    row(`per interaction, ${state}`, perInteraction, 'B', digest, ring ? { target: 'G.grain' } : {}),
  ]
}
