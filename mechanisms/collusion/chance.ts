import { bindAdjacency } from '../../components/lookup/network.ts'
import { Edge, Neighbours } from '../../components/network.ts'
import type { SystemAccess } from '../../engine/world.ts'
import { falseDiscoveryLimit, NO_DISCOVERY } from '../../formulas/false-discovery.ts'
import { poissonTail } from '../../formulas/tails.ts'
import { BY_HIGH, BY_LOW, HIGH, INTERACTIONS, Pair } from './columns.ts'
import type { PairSpace } from './pairs.ts'
import type { PairSums } from './sums.ts'

export const CHANCE_READS = [Neighbours, Edge] as const

/**
 * Fills `Pair.chance` of the pairs whose score is at least the threshold, and returns the largest chance that a suspect may
 * have at this false-discovery rate; below 0 when none passes.
 */
export type LimitChance = (agents: number, threshold: number, rate: number) => number

/**
 * By chance alone two agents deal at a steady rate, a Poisson number of times, of an expectation that their own activity
 * gives: along a network each spreads what it starts evenly over its neighbours; otherwise each turns to others in
 * proportion to how often those are turned to. So the busy are not suspected for being busy. Every pair that may meet is
 * a test, met or not, and Benjamini and Hochberg's step-up keeps the share of pairs that chance made below the rate.
 * Choosing tests by score first is fair: a pair that is left out counts as one that found nothing.
 */
export function bindChance(access: SystemAccess, pairs: PairSpace, sums: PairSums): LimitChance {
  const { entry, score, chance } = access.get(Pair)
  const adjacency = bindAdjacency(access)
  const candidates = new Float64Array(pairs.rows)
  const activity = bindActivity(access, pairs, sums)
  const { started, asked } = activity
  const testsOf = (agents: number): number => {
    if (!adjacency) return (agents * (agents - 1)) / 2
    let ends = 0
    for (let agent = 0; agent < agents; agent++) ends += adjacency.degree[agent]
    return ends / 2
  }
  return (agents, threshold, rate) => {
    const total = activity.take(agents)
    let found = 0
    for (let row = 0; row < pairs.rows; row++) {
      if (entry[4 * row + INTERACTIONS] === 0 || score[row] < threshold) continue
      const low = entry[4 * row] - 1
      const high = entry[4 * row + HIGH]
      const expected = adjacency
        ? started[low] / Math.max(1, adjacency.degree[low]) +
          started[high] / Math.max(1, adjacency.degree[high])
        : (started[low] * asked[high] + started[high] * asked[low]) / total
      chance[row] = poissonTail(entry[4 * row + INTERACTIONS], expected)
      candidates[found++] = chance[row]
    }
    if (found === 0) return NO_DISCOVERY
    return falseDiscoveryLimit(candidates, found, Math.max(found, testsOf(agents)), rate)
  }
}

/** How busy agents are: by agent, what it started and what it was asked, as far as pairs remember. */
function bindActivity(access: SystemAccess, pairs: PairSpace, { cells, sumUp }: PairSums) {
  const { entry } = access.get(Pair)
  const started = new Uint32Array(access.world.rowsOf('agent'))
  const asked = new Uint32Array(started.length)
  /** Returns how much there was in all. */
  const take = (agents: number): number => {
    started.fill(0, 0, agents)
    asked.fill(0, 0, agents)
    let total = 0
    for (let row = 0; row < pairs.rows; row++) {
      if (entry[4 * row + INTERACTIONS] === 0) continue
      sumUp(row)
      const low = entry[4 * row] - 1
      const high = entry[4 * row + HIGH]
      started[low] += cells[BY_LOW]
      started[high] += cells[BY_HIGH]
      asked[high] += cells[BY_LOW]
      asked[low] += cells[BY_HIGH]
      total += cells[BY_LOW] + cells[BY_HIGH]
    }
    return total
  }
  return { started, asked, take }
}
