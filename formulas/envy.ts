/** Envy among the holders of bundles: the pairwise definition, for small markets and for checks of the certificate. */

import type { FisherMarket } from './fisher.ts'

/**
 * Calls `visit` for every pair of which the first agent could pay for the second one's bundle at the market's prices and would
 * value it more than its own by more than the tolerance, ascending. Values are linear. O(agents² × goods): the column
 * `envy` of a market bounds the same in O(agents × goods).
 * @param tolerance money that an agent may lack, and utility that it may miss, without envy
 */
export function visitEnvy(
  { agents, goods, values, budgets, prices, held }: FisherMarket,
  tolerance: number,
  visit: (envious: number, envied: number, gap: number) => void,
): void {
  const worth = (agent: number, holder: number) => {
    let sum = 0
    for (let good = 0; good < goods; good++) {
      // A good that is not bid on, NaN, is worth nothing.
      const value = values[agent * goods + good]
      if (value > 0 || value < 0) sum += value * held[holder * goods + good]
    }
    return sum
  }
  const cost = (holder: number) => {
    let sum = 0
    for (let good = 0; good < goods; good++) sum += prices[good] * held[holder * goods + good]
    return sum
  }
  for (let agent = 0; agent < agents; agent++) {
    const own = worth(agent, agent)
    for (let other = 0; other < agents; other++) {
      if (other === agent || cost(other) > budgets[agent] + tolerance) continue
      const gap = worth(agent, other) - own
      if (gap > tolerance) visit(agent, other, gap)
    }
  }
}
