import type { Benchmark, Settings } from '../benchmark.ts'
import { RemoteWorld } from '../remote.ts'
import { type BenchRow, ratios, rowsOf, sizeText } from '../row.ts'
import type { EpochTime, WorldRequest } from '../worlds.ts'
import { digestOfSums } from '../yardstick/both.ts'
import { compileYardstick } from '../yardstick/compiled.ts'
import { YARDSTICK_SEED } from '../yardstick/rules.ts'

const row = rowsOf('scale')

/** Agents and ticks of a round, so that rounds of small worlds are long enough to be timed. */
const TICKS_PER_ROUND = { 1000: 200, 10000: 50, 100000: 20, 1000000: 10 } as const

interface Size {
  readonly agents: number
  /** Epochs of ten ticks. */
  readonly epochs: number
}

const sizesOf = (tiny: boolean): readonly Size[] =>
  tiny
    ? [
        { agents: 200, epochs: 1 },
        { agents: 1000, epochs: 1 },
      ]
    : Object.entries(TICKS_PER_ROUND).map(([agents, ticks]) => ({
        agents: Number(agents),
        epochs: ticks / 10,
      }))

/** Cost per agent and tick as the population grows; a linear engine keeps it level. Worlds have a process each. */
export const scale: Benchmark = async (settings) => {
  const sizes = sizesOf(settings.tiny)
  const [last, before] = [sizes.at(-1), sizes.at(-2)] as [Size, Size]
  const compared = await compare(settings, last, before)
  const curves: BenchRow[] = []
  for (const of of ['metropolis', 'core'] as const) {
    for (const size of sizes) curves.push(await measure(settings, of, size))
  }
  return [compared, ...curves, ...(await measureC(settings, sizes))]
}

async function warm(settings: Settings, request: WorldRequest, { epochs }: Size): Promise<RemoteWorld> {
  const world = await RemoteWorld.make(settings.root, request)
  await world.run(settings.tiny ? 1 : Math.max(3, epochs))
  return world
}

const perAgentTick = ({ nanoseconds, ticks }: EpochTime, agents: number) => nanoseconds / ticks / agents

/** The two largest worlds, alive at once and timed by turns. */
async function compare(settings: Settings, large: Size, small: Size): Promise<BenchRow> {
  const worlds = await Promise.all(
    [large, small].map((size) => warm(settings, { of: 'metropolis', agents: size.agents }, size)),
  )
  const [above, below] = worlds as [RemoteWorld, RemoteWorld]
  const [largeCosts, smallCosts]: [number[], number[]] = [[], []]
  for (let round = 0; round < settings.rounds; round++) {
    largeCosts.push(perAgentTick(await above.run(large.epochs), large.agents))
    smallCosts.push(perAgentTick(await below.run(small.epochs), small.agents))
  }
  const digest = await above.digest()
  for (const world of worlds) world.close()
  const label = `metropolis, ${sizeText(large.agents)} agents over ${sizeText(small.agents)}`
  return row(label, ratios(largeCosts, smallCosts), '×', digest, { target: 'C' })
}

async function measure(settings: Settings, of: WorldRequest['of'], size: Size): Promise<BenchRow> {
  const world = await warm(settings, { of, agents: size.agents }, size)
  const costs: number[] = []
  for (let round = 0; round < settings.rounds; round++) {
    costs.push(perAgentTick(await world.run(size.epochs), size.agents))
  }
  const digest = await world.digest()
  world.close()
  const point = { curve: of, agents: size.agents }
  return row(`${of}, ${sizeText(size.agents)} agents, per agent-tick`, costs, 'ns', digest, { point })
}

async function measureC({ root, rounds }: Settings, sizes: readonly Size[]): Promise<BenchRow[]> {
  const program = compileYardstick(root)
  const rows: BenchRow[] = []
  for (const { agents, epochs } of sizes) {
    const label = `C, ${sizeText(agents)} agents, per agent-tick`
    if (program === undefined) {
      rows.push(row.missing(label, 'ns', 'no C compiler'))
      continue
    }
    const costs: number[] = []
    let digest = ''
    for (let round = 0; round < rounds; round++) {
      const ticks = 10 * epochs
      const time = await program.run(agents, ticks, ticks, YARDSTICK_SEED)
      costs.push(time.nanoseconds / ticks / agents)
      digest = digestOfSums(time.sums)
    }
    rows.push(row(label, costs, 'ns', digest, { point: { curve: 'C', agents } }))
  }
  program?.remove()
  return rows
}
