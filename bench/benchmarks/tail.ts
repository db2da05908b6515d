import type { Benchmark } from '../benchmark.ts'
import { milliseconds } from '../clocks.ts'
import { median, rowsOf, sizeText } from '../row.ts'
import { makeWorld } from '../worlds.ts'

const row = rowsOf('tail')
const SHOWN = 5

/** The worst tick of a run: ticks of the metropolis one by one, after some epochs in which every rare path was taken. */
export const tail: Benchmark = async ({ tiny, root }) => {
  const agents = tiny ? 1000 : 100_000
  const [primingEpochs, ticks] = tiny ? [1, 20] : [10, 500]
  const simulation = await makeWorld(root, { of: 'metropolis', agents })
  for (let epoch = 0; epoch < primingEpochs; epoch++) simulation.runEpoch()
  const times: number[] = []
  const endsEpoch: boolean[] = []
  for (let tick = 0; tick < ticks; tick++) {
    times.push(milliseconds(() => simulation.tick()))
    endsEpoch.push(simulation.world.clock.tickOfEpoch[0] === 0)
  }
  const digest = simulation.digest()
  const middle = median(times)
  const within = times.filter((_, tick) => !endsEpoch[tick])
  const ends = times.filter((_, tick) => endsEpoch[tick])
  const worst = [...times.keys()].sort((a, b) => (times[b] ?? 0) - (times[a] ?? 0)).slice(0, SHOWN)
  const places = worst.map((tick) => `${tick + 1}${endsEpoch[tick] ? ' (epoch end)' : ''}`).join(', ')
  const sorted = [...times].sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN
  return [
    row('worst over median, epoch ends included', Math.max(...times) / middle, '×', digest, {
      target: 'I',
      note: `worst ticks of ${ticks}: ${places}`,
    }),
    row('worst over median, within epochs', Math.max(...within) / median(within), '×', digest),
    row('99th percentile over median', at(0.99) / middle, '×', digest),
    row('ticks that end an epoch, over median', median(ends) / middle, '×', digest),
    row(`ticks, ${sizeText(agents)} agents`, times, 'ms', digest),
  ]
}
