import type { Simulation } from '../../simulation/index.ts'
import type { Benchmark } from '../benchmark.ts'
import { median, rowsOf, sizeText } from '../row.ts'
import { makeWorld } from '../worlds.ts'

const row = rowsOf('garbage')

/**
 * Garbage of a tick within an epoch, the event ring off and then on: nothing may be allocated per interaction. Ticks in
 * which the collector ran do not count, nor do those that end an epoch.
 */
export const garbage: Benchmark = async ({ tiny, root }) => {
  const agents = tiny ? 500 : 20_000
  const simulation = await makeWorld(root, { of: 'metropolis', agents })
  const epochs = tiny ? 2 : 8
  const off = measure(simulation, false, epochs)
  const on = measure(simulation, true, epochs)
  const digest = simulation.digest()
  const population = `${sizeText(agents)} agents`
  return [
    row(`per tick, ${population}, ring on`, on.perTick, 'B', digest, { target: 'G.garbage' }),
    row('per interaction, ring on', on.perInteraction, 'B', digest, { target: 'G.grain' }),
    row(`per tick, ${population}, ring off`, off.perTick, 'B', digest),
    row('per interaction, ring off', off.perInteraction, 'B', digest),
  ]
}

/** Bytes by which the heap grows, after as many epochs again that do not count. */
function measure(
  simulation: Simulation,
  ring: boolean,
  epochs: number,
): { perTick: number; perInteraction: number } {
  simulation.set('journal.interactions', ring)
  for (let epoch = 0; epoch < epochs; epoch++) simulation.runEpoch()
  const first = simulation.epochs.length
  const ticks = epochs * simulation.scenario.stepsPerEpoch
  const grown: number[] = []
  for (let tick = 0; tick < ticks; tick++) {
    const before = process.memoryUsage().heapUsed
    simulation.tick()
    const growth = process.memoryUsage().heapUsed - before
    if (growth >= 0 && simulation.world.clock.tickOfEpoch[0] !== 0) grown.push(growth)
  }
  const ran = simulation.epochs.slice(first)
  const interactions = ran.reduce((sum, { metrics }) => sum + (metrics['totalInteractions'] ?? 0), 0)
  const perTick = median(grown)
  return { perTick, perInteraction: perTick / (interactions / ticks) }
}
