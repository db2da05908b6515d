import type { Plan, TableSize } from '../../engine/plugin.ts'
import type { World } from '../../engine/world.ts'
import { MarketTotals } from './columns.ts'

/** Bounties that may be kept whatever the population. */
const BOUNTIES_MIN = 16_384

/** Bounties that a population may have at once, open or awarded: one for every two agents. One more is refused and counted. */
export const boundOfBounties = (agents: number): number => Math.max(BOUNTIES_MIN, agents >>> 1)

/** Rows of the market's tables: no more than can be posted in the run. */
export function marketTables(plan: Plan): Record<string, TableSize> {
  const { capacity, epochs } = plan
  const perEpoch = plan.value('rate_limits.bounties_per_epoch') as number
  const bids = plan.value('marketplace.max_bids_per_bounty') as number
  const rows = Math.min(boundOfBounties(capacity), Math.max(1, capacity * perEpoch * epochs))
  const used = (world: World) => world.get(MarketTotals).used[0]
  const deals = { rows, live: used }
  return {
    task: deals,
    bounty: deals,
    escrow: deals,
    listing: deals,
    bid: { rows: rows * bids, live: (world) => used(world) * bids },
    desk: { rows: capacity, live: (world) => world.clock.agentCount[0] },
    'market-counts': 2,
  }
}
