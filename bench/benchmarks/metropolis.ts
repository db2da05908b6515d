import type { Benchmark } from '../benchmark.ts'
import { ratios, rowsOf, sizeText } from '../row.ts'
import { makeWorld, timeEpochs } from '../worlds.ts'
import { openYardsticks } from '../yardstick/both.ts'

const row = rowsOf('metropolis')

/**
 * The metropolis: five policies that choose whether to act, network, memory, staking, tax, audit, breaker, boundary and
 * all metrics. Fewer than half its agents interact in a tick, so the cost is given per agent and tick, with the
 * interactions beside it.
 */
export const metropolis: Benchmark = async ({ tiny, rounds, root }) => {
  const agents = tiny ? 1000 : 100_000
  const simulation = await makeWorld(root, { of: 'metropolis', agents })
  const yardsticks = openYardsticks(root, agents)
  timeEpochs(simulation, tiny ? 1 : 5)
  const [perTick, perInteraction, fused, compiled]: [number[], number[], number[], number[]] = [
    [],
    [],
    [],
    [],
  ]
  const shares: number[] = []
  for (let round = 0; round < rounds; round++) {
    const time = timeEpochs(simulation, tiny ? 1 : 2)
    perTick.push(time.nanoseconds / time.ticks / agents)
    perInteraction.push(time.nanoseconds / time.interactions)
    shares.push(time.interactions / time.ticks / agents)
    fused.push(yardsticks.fused())
    const inC = await yardsticks.compiled()
    if (inC !== undefined) compiled.push(inC)
  }
  const digest = simulation.digest()
  yardsticks.close()
  const name = `${sizeText(agents)} agents`
  return [
    compiled.length > 0
      ? row(`${name}, over C`, ratios(perTick, compiled), '×', digest, { target: 'B' })
      : row.missing(`${name}, over C`, '×', 'no C compiler', 'B'),
    row(`${name}, over one fused loop`, ratios(perTick, fused), '×', digest),
    row('time per agent-tick', perTick, 'ns', digest),
    row('interactions per agent-tick', shares, '', digest),
    row('time per interaction', perInteraction, 'ns', digest),
  ]
}
