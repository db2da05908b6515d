import type { Benchmark } from '../benchmark.ts'
import { ratios, rowsOf, sizeText } from '../row.ts'
import { makeWorld, timeEpochs } from '../worlds.ts'

const row = rowsOf('journal')

/** What the event ring costs when every interaction is an event. One world; the lever moves between rounds. */
export const journal: Benchmark = async ({ tiny, rounds, root }) => {
  const agents = tiny ? 1000 : 100_000
  const simulation = await makeWorld(root, { of: 'metropolis', agents })
  const time = (on: boolean) => {
    simulation.set('journal.interactions', on)
    const { nanoseconds, interactions } = timeEpochs(simulation, tiny ? 1 : 2)
    return nanoseconds / interactions
  }
  for (const on of [false, true, false, true]) time(on)
  const [off, on]: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    // Whoever comes first changes from round to round, so that a trend of the run favours neither.
    if (round % 2 === 0) off.push(time(false))
    on.push(time(true))
    if (round % 2 === 1) off.push(time(false))
  }
  const digest = simulation.digest()
  return [
    row('ring of all interactions on over off', ratios(on, off), '×', digest, { target: 'G.ring' }),
    row(`off, ${sizeText(agents)} agents, per interaction`, off, 'ns', digest),
    row(`on, ${sizeText(agents)} agents, per interaction`, on, 'ns', digest),
  ]
}
