import { Bid, BoardTotals, Difficulty, MARKET_COMPONENTS, Task } from '../../components/board.ts'
import { definePlugin } from '../../engine/plugin.ts'
import type { World } from '../../engine/world.ts'
import { marketActions } from './actions.ts'
import { Deal, MarketCounts, MarketTotals } from './columns.ts'
import { marketClosingSystem, marketOpeningSystem } from './epoch.ts'
import { marketSystem, QUEUE_STREAM } from './market.ts'
import { marketMetric } from './metrics.ts'
import { LISTS_WHOLE, marketplaceParameters, SETTLES_NEVER } from './parameters.ts'
import { WORK_STREAM } from './review.ts'
import { marketTables } from './tables.ts'

/** Bounties that an agent is shown where lists are sampled, and tasks where they are shown whole. */
const SHOWN_MAX = 10
/** Tasks that it is shown where lists are sampled. */
const TASKS_SAMPLED = 5
const ALL = 0xffffffff

/** Section `marketplace`: a market of bounties, bids, tasks, escrows and disputes. The README has the rules. */
export const marketplace = definePlugin('marketplace', marketplaceParameters, (app) => {
  if (app.plan.value('marketplace.enabled') !== true) return
  app
    .needs('core')
    .tables(marketTables(app.plan))
    .components(...MARKET_COMPONENTS, Deal, MarketTotals, MarketCounts)
    .systems(marketOpeningSystem)
    .systems(marketClosingSystem)
    .actions(marketActions)
    .metrics(marketMetric)
    .streams(WORK_STREAM, QUEUE_STREAM)
    .initialise(fillBoard)
  if (app.plan.value('turns') === 'simultaneous') app.systems({ ...marketSystem, after: ['feed'] })
})

/** Says how much of the board agents are shown, and fills in what is the same for all bounties. */
export function fillBoard(world: World): void {
  const { bountiesShown, tasksShown, sampled, ownTasks } = world.get(BoardTotals)
  const { listing, settlement, maxBidsPerBounty } = world.parameters(marketplaceParameters)
  const isWhole = listing[0] === LISTS_WHOLE
  bountiesShown[0] = isWhole ? ALL : SHOWN_MAX
  tasksShown[0] = isWhole ? SHOWN_MAX : TASKS_SAMPLED
  sampled[0] = isWhole ? 0 : 1
  ownTasks[0] = settlement[0] === SETTLES_NEVER ? 1 : 0
  // What is the same for every bounty that will ever take a row.
  world.get(Task).difficulty.fill(Difficulty.medium)
  const { bounty } = world.get(Bid)
  for (let bid = 0; bid < bounty.length; bid++) bounty[bid] = Math.floor(bid / maxBidsPerBounty[0])
}
