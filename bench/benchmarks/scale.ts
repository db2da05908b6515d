import type { Benchmark, Settings } from '../benchmark.ts'
import { RemoteWorld } from '../remote.ts'
import { type BenchRow, ratios, rowsOf, sizeText } from '../row.ts'
import type { WorldRequest } from '../worlds.ts'
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
  const smaller = sizes.slice(0, -2)
  const [small, large] = sizes.slice(-2) as [Size, Size]
  const rows: BenchRow[] = []
  for (const of of ['metropolis', 'core'] as const) {
    const points: BenchRow[] = []
    for (const size of smaller) {
      const [measured] = (await measureByTurns(settings, of, [size])) as [Measured]
      points.push(pointOf(of, measured))
    }
    const [below, above] = (await measureByTurns(settings, of, [small, large])) as [Measured, Measured]
    const label = `${of}, ${sizeText(large.agents)} agents over ${sizeText(small.agents)}`
    const target = of === 'metropolis' ? { target: 'C' as const } : {}
    rows.push(row(label, ratios(above.costs, below.costs), '×', above.digest, target))
    rows.push(...points, ...[below, above].map((measured) => pointOf(of, measured)))
  }
  return [...rows, ...(await measureC(settings, sizes))]
}

interface Measured {
  readonly agents: number
  /** Nanoseconds per agent and tick, by round. */
  readonly costs: readonly number[]
  readonly digest: string
}

function pointOf(of: WorldRequest['of'], { agents, costs, digest }: Measured): BenchRow {
  const point = { curve: of, agents }
  return row(`${of}, ${sizeText(agents)} agents, per agent-tick`, costs, 'ns', digest, { point })
}

/** Worlds of some sizes, alive at once, in a process each and timed by turns. */
async function measureByTurns(
  { root, tiny, rounds }: Settings,
  of: WorldRequest['of'],
  sizes: readonly Size[],
): Promise<Measured[]> {
  const worlds: RemoteWorld[] = []
  for (const { agents, epochs } of sizes) {
    const world = await RemoteWorld.make(root, { of, agents })
    await world.run(tiny ? 1 : Math.max(3, 2 * epochs))
    worlds.push(world)
  }
  const costs: number[][] = sizes.map(() => [])
  for (let round = 0; round < rounds; round++) {
    for (const [index, { agents, epochs }] of sizes.entries()) {
      const { nanoseconds, ticks } = await (worlds[index] as RemoteWorld).run(epochs)
      costs[index]?.push(nanoseconds / ticks / agents)
    }
  }
  const digests = await Promise.all(worlds.map((world) => world.digest()))
  for (const world of worlds) world.close()
  return sizes.map(({ agents }, index) => ({
    agents,
    costs: costs[index] ?? [],
    digest: digests[index] ?? '',
  }))
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
