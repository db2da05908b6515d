import type { Benchmark, Settings } from '../benchmark.ts'
import { type EngineSource, RemoteWorld } from '../remote.ts'
import { type BenchRow, ratios, rowsOf, sizeText } from '../row.ts'
import type { TargetName } from '../targets.ts'

const row = rowsOf('threads')
const DIGEST_THREADS = [1, 2, 3, 4, 8]

/** Two threads over one on the metropolis, timed by turns in two processes, and digests at up to eight threads. */
export const threads: Benchmark = async (settings) => {
  const { tiny } = settings
  const engine = await engineWithThreads(settings)
  const digests = engine instanceof Error ? engine : await compareDigests(settings, engine)
  const sizes: readonly [number, number, TargetName][] = tiny
    ? [[2000, 1, 'F.100k']]
    : [
        [100_000, 2, 'F.100k'],
        [1_000_000, 1, 'F.1M'],
      ]
  const rows: BenchRow[] = []
  for (const [agents, epochs, target] of sizes) {
    const label = `two threads over one, ${sizeText(agents)} agents`
    if (engine instanceof Error) rows.push(row.missing(label, '×', engine.message, target))
    else if (digests instanceof Error) rows.push(row.missing(label, '×', digests.message, target))
    else rows.push(...(await speedUp(settings, engine, { agents, epochs, label, target })))
  }
  const label = `digests at ${DIGEST_THREADS.join(', ')} threads`
  rows.push(
    digests instanceof Error
      ? row.missing(label, '', digests.message)
      : row(label, 1, '', digests, { note: 'equal' }),
  )
  return rows
}

/** Threads load a file of their own, which a bundle may not find: then the build in dist/ is asked. */
async function engineWithThreads({ root }: Settings): Promise<EngineSource | Error> {
  const failures: Error[] = []
  for (const engine of ['source', 'dist'] as const) {
    try {
      const world = await RemoteWorld.make(root, { of: 'metropolis', agents: 2048, threads: 2 }, engine)
      await world.run(1)
      world.close()
      return engine
    } catch (thrown) {
      failures.push(thrown as Error)
    }
  }
  return failures[0] ?? new Error('no engine')
}

/** The one digest of all numbers of threads, or what differs. */
async function compareDigests({ root, tiny }: Settings, engine: EngineSource): Promise<string | Error> {
  const found = new Map<number, string>()
  for (const count of DIGEST_THREADS) {
    const world = await RemoteWorld.make(
      root,
      { of: 'metropolis', agents: tiny ? 3000 : 20_000, threads: count },
      engine,
    )
    await world.run(tiny ? 1 : 5)
    found.set(count, await world.digest())
    world.close()
  }
  const [digest = ''] = found.values()
  if (new Set(found.values()).size === 1) return digest
  const listed = [...found].map(([count, text]) => `${count}: ${text}`).join(', ')
  return new Error(`digests differ (${listed})`)
}

interface SpeedUp {
  readonly agents: number
  readonly epochs: number
  readonly label: string
  readonly target: TargetName
}

async function speedUp(settings: Settings, engine: EngineSource, asked: SpeedUp): Promise<BenchRow[]> {
  const { root, rounds, tiny } = settings
  const { agents, epochs, label, target } = asked
  const worlds: RemoteWorld[] = []
  for (const count of [1, 2]) {
    const world = await RemoteWorld.make(root, { of: 'metropolis', agents, threads: count }, engine)
    await world.run(tiny ? 1 : 3)
    worlds.push(world)
  }
  const costs: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    for (const [index, world] of worlds.entries()) {
      const { wallNanoseconds, ticks } = await world.run(epochs)
      costs[index as 0 | 1].push(wallNanoseconds / ticks / agents)
    }
  }
  const [alone, together] = (await Promise.all(worlds.map((world) => world.digest()))) as [string, string]
  for (const world of worlds) world.close()
  if (alone !== together) return [row.missing(label, '×', `digests differ: ${alone}, ${together}`, target)]
  return [
    row(label, ratios(costs[0], costs[1]), '×', alone, { target }),
    row(`one thread, ${sizeText(agents)} agents, per agent-tick`, costs[0], 'ns', alone),
    row(`two threads, ${sizeText(agents)}, per agent-tick`, costs[1], 'ns', together),
  ]
}
