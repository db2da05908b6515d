import { bindAdjacency } from '../../components/lookup/network.ts'
import { Edge, Neighbours } from '../../components/network.ts'
import type { SystemAccess } from '../../engine/world.ts'
import { falseDiscoveryLimit, NO_DISCOVERY } from '../../formulas/false-discovery.ts'
import { poissonTail } from '../../formulas/tails.ts'
import { HIGH, INTERACTIONS, Pair } from './columns.ts'
import type { PairSpace } from './pairs.ts'
import type { PairSums } from './sums.ts'
import { BY_HIGH, BY_LOW } from './tally.ts'

export const CHANCE_READS = [Neighbours, Edge] as const

/** Whether chance explains how often pairs deal. */
export interface Chance {
  /** Before a pass over the pairs: nobody has done anything. */
  forget(agents: number): void
  /** Takes in what `PairSums.cells` hold of the pair at a row. */
  note(row: number): void
  /**
   * After it: fills `Pair.chance` of those of the first `count` of `judged` rows whose score is at least the threshold, and returns
   * the largest chance that a suspect may have at this false-discovery rate; below 0 when none passes.
   */
  limit(judged: Uint32Array, count: number, agents: number, threshold: number, rate: number): number
}

/**
 * By chance alone two agents deal at a steady rate, a Poisson number of times, of an expectation that their own activity
 * gives: along a network each spreads what it starts evenly over its neighbours; otherwise each turns to others in
 * proportion to how often those are turned to. So the busy are not suspected for being busy. Every pair that may meet is
 * a test, met or not, and Benjamini and Hochberg's step-up keeps the share of pairs that chance made below the rate.
 * Choosing tests by score first is fair: a pair that is left out counts as one that found nothing.
 */
export function bindChance(access: SystemAccess, pairs: PairSpace, sums: PairSums): Chance {
  const { entry, score, chance } = access.get(Pair)
  const adjacency = bindAdjacency(access)
  const candidates = new Float64Array(pairs.rows)
  const { started, asked, total, forget, note } = bindActivity(access, sums)
  const testsOf = (agents: number): number => {
    if (!adjacency) return (agents * (agents - 1)) / 2
    let ends = 0
    for (let agent = 0; agent < agents; agent++) ends += adjacency.degree[agent]
    return ends / 2
  }
  const limit = (judged: Uint32Array, count: number, agents: number, threshold: number, rate: number) => {
    let found = 0
    for (let place = 0; place < count; place++) {
      const row = judged[place]
      if (score[row] < threshold) continue
      const low = entry[4 * row] - 1
      const high = entry[4 * row + HIGH]
      const expected = adjacency
        ? started[low] / Math.max(1, adjacency.degree[low]) +
          started[high] / Math.max(1, adjacency.degree[high])
        : (started[low] * asked[high] + started[high] * asked[low]) / total[0]
      chance[row] = poissonTail(entry[4 * row + INTERACTIONS], expected)
      candidates[found++] = chance[row]
    }
    if (found === 0) return NO_DISCOVERY
    return falseDiscoveryLimit(candidates, found, Math.max(found, testsOf(agents)), rate)
  }
  return { forget, note, limit }
}

/** How busy agents are: by agent, what it started and what it was asked, as far as pairs remember; and how much in all. */
function bindActivity(access: SystemAccess, { cells }: PairSums) {
  const { entry } = access.get(Pair)
  const started = new Uint32Array(access.world.rowsOf('agent'))
  const asked = new Uint32Array(started.length)
  const total = new Float64Array(1)
  const forget = (agents: number) => {
    started.fill(0, 0, agents)
    asked.fill(0, 0, agents)
    total[0] = 0
  }
  const note = (row: number) => {
    const low = entry[4 * row] - 1
    const high = entry[4 * row + HIGH]
    started[low] += cells[BY_LOW]
    started[high] += cells[BY_HIGH]
    asked[high] += cells[BY_LOW]
    asked[low] += cells[BY_HIGH]
    total[0] += cells[BY_LOW] + cells[BY_HIGH]
  }
  return { started, asked, total, forget, note }
}
