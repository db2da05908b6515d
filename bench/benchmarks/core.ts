import type { Benchmark } from '../benchmark.ts'
import { ratios, rowsOf, sizeText } from '../row.ts'
import { makeWorld, timeEpochs } from '../worlds.ts'
import { openYardsticks } from '../yardstick/both.ts'

const row = rowsOf('core')

/**
 * The core systems alone, as near to the yardstick's rules as the model allows: five types, every agent proposes in every
 * tick, tax, audit and breaker on. Rounds of ours and of both yardsticks alternate.
 */
export const core: Benchmark = async ({ tiny, rounds, root }) => {
  const agents = tiny ? 1000 : 100_000
  const simulation = await makeWorld(root, { of: 'core', agents })
  const yardsticks = openYardsticks(root, agents)
  timeEpochs(simulation, tiny ? 1 : 6)
  const [ours, perTick, fused, compiled]: [number[], number[], number[], number[]] = [[], [], [], []]
  let interactions = 0
  for (let round = 0; round < rounds; round++) {
    const time = timeEpochs(simulation, tiny ? 1 : 2)
    interactions = time.interactions / time.ticks / agents
    ours.push(time.nanoseconds / time.interactions)
    perTick.push(time.nanoseconds / time.ticks / agents)
    fused.push(yardsticks.fused())
    const inC = await yardsticks.compiled()
    if (inC !== undefined) compiled.push(inC)
  }
  const digest = simulation.digest()
  const sums = yardsticks.digest()
  yardsticks.close()
  const name = `${sizeText(agents)} agents`
  const hasC = compiled.length > 0
  return [
    hasC
      ? row(`${name}, over C`, ratios(ours, compiled), '×', digest, { target: 'A' })
      : row.missing(`${name}, over C`, '×', 'no C compiler', 'A'),
    row(`${name}, over one fused loop`, ratios(ours, fused), '×', digest),
    row('time per interaction', ours, 'ns', digest),
    row('time per agent-tick', perTick, 'ns', digest),
    row('interactions per agent-tick', interactions, '', digest),
    row('one fused loop, per interaction', fused, 'ns', sums),
    hasC
      ? row('C, per interaction', compiled, 'ns', sums, { note: yardsticks.compiler })
      : row.missing('C, per interaction', 'ns', 'no C compiler'),
  ]
}
