import { Parties, Score, Verdict } from '../../components/interaction.ts'
import { Batch, CHUNK_ROWS } from '../../engine/block.ts'
import { Digest } from '../../engine/digest.ts'
import { missionGame } from '../../formulas/missions.ts'
import { shapleyPairs, shapleySampled } from '../../formulas/shapley.ts'
import { Membership } from '../../mechanisms/missions/columns.ts'
import type { Simulation } from '../../simulation/index.ts'
import type { Benchmark, Settings } from '../benchmark.ts'
import { now, processorSince } from '../clocks.ts'
import { overhead } from '../overhead.ts'
import { type BenchRow, ratios, rowsOf, sizeText } from '../row.ts'
import { makeWorld } from '../worlds.ts'

const row = rowsOf('missions')
const ON = { 'missions.enabled': true }
const ACCEPTED = 1
const OVER = 4

/** The same sums kept by hand: who gives is looked up by agent, and sums lie side by side in plain arrays. */
function plainLoop({ world }: Simulation): () => number {
  const { initiator, counterparty } = world.get(Parties)
  const { status } = world.get(Verdict)
  const { p } = world.get(Score)
  const { count } = world.get(Batch)
  const rows = world.rowsOf('mission-membership')
  const { pulse } = world.get(Membership)
  const pace = Float32Array.from({ length: rows }, (_, place) => (pulse[place * 2] as number) / 65_535)
  const owed = new Float32Array(rows)
  const sumP = new Float64Array(rows)
  const minP = new Float64Array(rows).fill(1)
  const given = new Uint32Array(rows)
  const accepted = new Uint32Array(rows)
  const give = (agent: number): boolean => {
    if (pace[agent] === 0) return false
    const sum = (owed[agent] as number) + (pace[agent] as number)
    owed[agent] = sum < 1 ? sum : sum - 1
    return sum >= 1
  }
  return () => {
    let interactions = 0
    for (let chunk = 0; chunk < count.length; chunk++) {
      const end = chunk * CHUNK_ROWS + (count[chunk] as number)
      for (let at = chunk * CHUNK_ROWS; at < end; at++) {
        interactions++
        const outcome = status[at] as number
        if (outcome >= OVER) continue
        const first = initiator[at] as number
        const second = counterparty[at] as number
        const by = give(first) ? first : give(second) ? second : -1
        if (by < 0) continue
        given[by]++
        if (outcome === ACCEPTED) accepted[by]++
        sumP[by] += p[at] as number
        if ((p[at] as number) < (minP[by] as number)) minP[by] = p[at] as number
      }
    }
    return interactions
  }
}

/** Nanoseconds that an interaction costs, and the same over a plain loop, by turns. */
async function timeContributions({ root, tiny, rounds }: Settings, agents: number): Promise<BenchRow[]> {
  const simulation = await makeWorld(root, { of: 'metropolis', agents, parameters: ON })
  for (let epoch = 0; epoch < 2; epoch++) simulation.runEpoch()
  simulation.tick()
  const loop = plainLoop(simulation)
  const repeats = tiny ? 1 : 4_000_000 / agents
  const timed = (run: () => void): number => {
    const start = now()
    for (let repeat = 0; repeat < repeats; repeat++) run()
    return processorSince(start) / repeats
  }
  const ours = () => simulation.runSystem('missions-contributing')
  const interactions = Math.max(1, loop())
  for (const warm of [ours, loop]) timed(warm)
  const [mine, plain]: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    mine.push(timed(ours) / interactions)
    plain.push(timed(loop) / interactions)
  }
  const digest = simulation.digest()
  simulation.dispose()
  return [
    row(`contributions, ${sizeText(agents)} agents, an interaction`, mine, 'ns', digest),
    row(`the same over a plain loop, ${sizeText(agents)} agents`, ratios(mine, plain), '×', digest),
  ]
}

/** Milliseconds that Shapley values of many contributors take to a stated error. */
function timeShapley({ tiny, rounds }: Settings): BenchRow {
  const [players, error] = tiny ? [20, 0.2] : [1000, 0.01]
  const qualities = Float64Array.from({ length: players }, (_, player) => ((player * 37) % players) / players)
  const ones = new Float64Array(players).fill(1)
  const tallies = { count: ones, sumP: qualities, minP: qualities, accepted: ones }
  const rules = { goals: { length: 0, metric: [], target: [], weight: [] }, sPlus: 2, sMinus: 1 }
  const game = missionGame('mean', tallies, players, rules)
  const pairs = shapleyPairs(players, error)
  const digest = new Digest()
  const times = Array.from({ length: Math.min(rounds, 3) }, (_, round) => {
    const start = now()
    const { values } = shapleySampled(game, pairs, round + 1)
    const taken = processorSince(start) / 1e6
    for (const value of values) digest.word(Math.round(value * 1e9))
    return taken
  })
  return row(`Shapley of ${sizeText(players)} to ${error}`, times, 'ms', digest.hex())
}

/** What missions add to the metropolis, to an interaction, and what their dearest reward rule takes. */
export const missions: Benchmark = async (settings) => [
  ...(await timeContributions(settings, settings.tiny ? 500 : 10_000)),
  timeShapley(settings),
  await overhead(row, settings, 'missions', ON),
]
