import { bindAdjacency } from '../../components/lookup/network.ts'
import { Edge, Neighbours } from '../../components/network.ts'
import type { SystemAccess } from '../../engine/world.ts'
import { falseDiscoveryLimit, NO_DISCOVERY } from '../../formulas/false-discovery.ts'
import { poissonTail } from '../../formulas/tails.ts'
import { BY_HIGH, BY_LOW, Pair } from './columns.ts'
import type { PairSpace } from './pairs.ts'
import type { PairSums } from './sums.ts'

export const CHANCE_READS = [Neighbours, Edge] as const

/** Whether mere chance makes a pair deal as often as it does. */
export interface Chance {
  /** Fills `Pair.chance` of the pairs whose score is at least the threshold. */
  compute(agents: number, threshold: number): void
  /** Largest chance that a suspect may have at this false-discovery rate; below 0 when none passes. */
  limit(agents: number, rate: number): number
}

/**
 * By chance alone two agents deal at a steady rate, a Poisson number of times, of an expectation that their own activity
 * gives: along a network each spreads what it starts evenly over its neighbours; otherwise each turns to others in
 * proportion to how often those are turned to. So the busy are not suspected for being busy. Every pair that may meet is
 * a test, met or not, and Benjamini and Hochberg's step-up keeps the share of pairs that chance made below the rate.
 * Choosing tests by score first is fair: a pair that is left out counts as one that found nothing.
 */
export function bindChance(access: SystemAccess, pairs: PairSpace, sums: PairSums): Chance {
  const { parties, usage, score, chance } = access.get(Pair)
  const adjacency = bindAdjacency(access)
  const started = new Uint32Array(access.world.rowsOf('agent'))
  const asked = new Uint32Array(adjacency ? 0 : started.length)
  const candidates = new Float64Array(pairs.rows)
  const tally = (agents: number): number => {
    started.fill(0, 0, agents)
    asked.fill(0)
    let total = 0
    for (let row = 0; row < pairs.rows; row++) {
      if (usage[2 * row] === 0) continue
      sums.sumUp(row)
      const low = parties[2 * row] - 1
      const high = parties[2 * row + 1]
      started[low] += sums.cells[BY_LOW]
      started[high] += sums.cells[BY_HIGH]
      total += sums.cells[BY_LOW] + sums.cells[BY_HIGH]
      if (adjacency) continue
      asked[high] += sums.cells[BY_LOW]
      asked[low] += sums.cells[BY_HIGH]
    }
    return total
  }
  const compute = (agents: number, threshold: number) => {
    const total = tally(agents)
    for (let row = 0; row < pairs.rows; row++) {
      if (usage[2 * row] === 0 || score[row] < threshold) continue
      const low = parties[2 * row] - 1
      const high = parties[2 * row + 1]
      const expected = adjacency
        ? started[low] / Math.max(1, adjacency.degree[low]) +
          started[high] / Math.max(1, adjacency.degree[high])
        : (started[low] * asked[high] + started[high] * asked[low]) / total
      chance[row] = poissonTail(usage[2 * row], expected)
    }
  }
  const limit = (agents: number, rate: number) => {
    let found = 0
    for (let row = 0; row < pairs.rows; row++) if (chance[row] < 1) candidates[found++] = chance[row]
    if (found === 0) return NO_DISCOVERY
    return falseDiscoveryLimit(candidates, found, Math.max(found, testsOf(agents)), rate)
  }
  const testsOf = (agents: number): number => {
    if (!adjacency) return (agents * (agents - 1)) / 2
    let ends = 0
    for (let agent = 0; agent < agents; agent++) ends += adjacency.degree[agent]
    return ends / 2
  }
  return { compute, limit }
}
