import type { Simulation } from '../../simulation/index.ts'
import type { Benchmark } from '../benchmark.ts'
import { median, rowsOf, sizeText } from '../row.ts'
import { makeWorld, timeEpochs } from '../worlds.ts'

const row = rowsOf('worlds')
const WORLDS = 8
const ordinal = (number: number): string => (number === 3 ? '3rd' : `${number}th`)

/**
 * Eight worlds alive in one process, equal in all things, each timed over the same ticks of its life. V8 folds arrays into
 * a loop's code only while the loop's function has been made once, so later worlds are the dearer ones.
 */
export const worlds: Benchmark = async ({ tiny, rounds, root }) => {
  const agents = tiny ? 500 : 10_000
  const count = tiny ? 3 : WORLDS
  const alive: Simulation[] = []
  const costs: number[][] = []
  for (let number = 0; number < count; number++) {
    const simulation = await makeWorld(root, { of: 'metropolis', agents })
    alive.push(simulation)
    timeEpochs(simulation, tiny ? 1 : 10)
    const times = Array.from({ length: rounds }, () => timeEpochs(simulation, tiny ? 1 : 3))
    costs.push(times.map(({ nanoseconds, ticks }) => nanoseconds / ticks / agents))
  }
  const digests = new Set(alive.map((simulation) => simulation.digest()))
  const [digest = ''] = digests
  if (digests.size !== 1) throw new Error('equal worlds have computed different things')
  // The first once more, now that it has seven neighbours: what it lost.
  const [first] = alive as [Simulation]
  const again = Array.from({ length: rounds }, () => timeEpochs(first, tiny ? 1 : 3))
  const againCosts = again.map(({ nanoseconds, ticks }) => nanoseconds / ticks / agents)
  const alone = median(costs[0] ?? [])
  const later = costs.slice(1).map((values) => median(values) / alone)
  return [
    row(`dearest of the 2nd to ${ordinal(count)} over the first`, Math.max(...later), '×', digest, {
      target: 'D',
    }),
    row('the others over the first', later, '×', digest),
    row(
      'the first among all, over it alone',
      againCosts.map((cost) => cost / alone),
      '×',
      first.digest(),
    ),
    row(`first alone, ${sizeText(agents)} agents, per agent-tick`, costs[0] ?? [], 'ns', digest),
    row(`last, ${sizeText(agents)} agents, per agent-tick`, costs.at(-1) ?? [], 'ns', digest),
  ]
}
