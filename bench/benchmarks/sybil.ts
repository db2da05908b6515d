import { Digest } from '../../engine/digest.ts'
import { createDetector, type Detector, type PatternTable } from '../../mechanisms/sybil/detector.ts'
import type { Benchmark } from '../benchmark.ts'
import { overhead } from '../overhead.ts'
import { rowsOf, sizeText } from '../row.ts'

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

const row = rowsOf('sybil')

/** Clusters of alike patterns as the population grows, and what the mechanisms add to the metropolis. */
export const sybil: Benchmark = async (settings) => {
  const { tiny } = settings
  const sizes = tiny ? [500, 1000] : [10_000, 100_000, 1_000_000]
  const rows = sizes.map((agents) => {
    const { figure, digest } = timeDetection(agents, tiny ? 1 : 3)
    return row(`clustering, ${sizeText(agents)} agents`, figure, 'ms', digest)
  })
  const some = tiny ? 500 : 100_000
  const minhash = timeDetection(some, 1, { bands: 16, rows: 4 })
  rows.push(row(`clustering by MinHash, ${sizeText(some)} agents`, minhash.figure, 'ms', minhash.digest))
  rows.push(await overhead(row, settings, 'Sybil detection', { 'sybil.enabled': true }))
  rows.push(await overhead(row, settings, 'identity', { 'identity.enabled': true }))
  return rows
}
