import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Digest } from '../engine/digest.ts'
import { mechanisms } from '../mechanisms/index.ts'
import { createDetector, type Detector, type PatternTable } from '../mechanisms/sybil/detector.ts'
import { loadScenario } from '../scenarios/index.ts'
import { createSimulation, vocabulary } from '../simulation/index.ts'
import type { BenchRow } from './benches.ts'

const DEGREE = 10
/** One agent in this many belongs to a swarm of ten. */
const SWARM_EVERY = 20
const SWARM = 10
const TARGETS = 4

/** A generator of whole numbers for the input: xorshift32 (Marsaglia 2003). */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

/** Patterns of about ten counterparties each, one agent in twenty a Sybil that shares four targets with nine others. */
export function swarmPatterns(agents: number): PatternTable {
  const stride = 16
  const table: PatternTable = {
    keys: new Uint32Array(agents * stride),
    counts: new Float32Array(agents * stride),
    initiated: new Float32Array(agents * stride),
    stride,
    keySpace: agents + 1,
    length: new Uint16Array(agents),
  }
  const draw = numbers(20)
  const chosen = new Set<number>()
  for (let agent = 0; agent < agents; agent++) {
    const group = Math.floor(agent / SWARM)
    const isSybil = group % SWARM_EVERY === 0
    chosen.clear()
    for (let target = 0; isSybil && target < TARGETS; target++) {
      chosen.add(1 + ((group * 7919 + target * 104_729) % agents))
    }
    while (chosen.size < (isSybil ? TARGETS + 1 : DEGREE)) chosen.add(1 + draw(agents))
    for (const key of [...chosen].sort((a, b) => a - b)) {
      const row = agent * stride + table.length[agent]++
      table.keys[row] = key
      table.counts[row] = isSybil ? 8 : 1 + draw(8)
      table.initiated[row] = table.counts[row]
    }
  }
  return table
}

const digestOf = (detector: Detector, agents: number): string => {
  const digest = new Digest()
  for (let agent = 0; agent < agents; agent++) digest.word(detector.members[detector.root(agent)])
  return digest.hex()
}

/** Milliseconds of the fastest of some runs of the detector. */
function timeDetection(agents: number, runs: number, banding?: { bands: number; rows: number }) {
  const detector = createDetector(swarmPatterns(agents), agents, banding)
  let best = Number.POSITIVE_INFINITY
  for (let run = 0; run < runs; run++) {
    const start = process.hrtime.bigint()
    detector.run(agents)
    best = Math.min(best, Number(process.hrtime.bigint() - start) / 1e6)
  }
  return { figure: best, digest: digestOf(detector, agents) }
}

const row = (label: string, figure: number, unit: string, digest: string): BenchRow => ({
  bench: 'sybil',
  label,
  value: `${figure.toPrecision(3)} ${unit}`,
  figure,
  digest,
})

/** Clusters of alike patterns as the population grows, and what the whole mechanism adds to an epoch of the metropolis. */
export async function sybil(tiny: boolean): Promise<BenchRow[]> {
  const sizes = tiny ? [500, 1000] : [10_000, 100_000, 1_000_000]
  const rows = sizes.map((agents) => {
    const { figure, digest } = timeDetection(agents, tiny ? 1 : 3)
    return row(`clustering of ${agents} agents`, figure, 'ms', digest)
  })
  const minhash = timeDetection(tiny ? 500 : 100_000, 1, { bands: 16, rows: 4 })
  rows.push(
    row(`clustering of ${tiny ? 500 : 100_000} agents by MinHash`, minhash.figure, 'ms', minhash.digest),
  )
  rows.push(await overhead(tiny))
  return rows
}

/** Epochs of the metropolis with the mechanism over epochs without, in turn; the median of the ratios. */
async function overhead(tiny: boolean): Promise<BenchRow> {
  const name = 'metropolis.yaml'
  const scenario = loadScenario(readFileSync(join(process.cwd(), 'scenarios', name), 'utf8'), {
    name,
    vocabulary: vocabulary(mechanisms),
    overrides: { agents: tiny ? 500 : 100_000 },
  })
  const parameters = { ...scenario.parameters, 'sybil.enabled': true }
  const off = await createSimulation(scenario, { plugins: mechanisms })
  const on = await createSimulation({ ...scenario, parameters }, { plugins: mechanisms })
  const time = (simulation: typeof on) => {
    const start = process.hrtime.bigint()
    simulation.runEpoch()
    return Number(process.hrtime.bigint() - start)
  }
  const ratios: number[] = []
  for (let epoch = 0; epoch < (tiny ? 3 : 12); epoch++) {
    const without = time(off)
    ratios.push(time(on) / without)
  }
  const [median] = ratios
    .slice(2)
    .sort((a, b) => a - b)
    .slice((ratios.length - 2) >> 1)
  return row('metropolis with Sybil detection over without', median ?? Number.NaN, '×', on.digest())
}
