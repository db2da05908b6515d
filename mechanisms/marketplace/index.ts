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
/** An agent looks at the board every second tick: what it chose last time has come to something by then. */
const VISIT_TICKS = 2
/** Stretches of bounties begin in one place for so many agents, so that some twenty see each in a tick and may bid on it. */
const BOUNTY_SPREAD = 4
/** Of tasks an agent is shown five, and each is shown to two or three in a tick: only one of them gets it. */
const TASKS_SAMPLED = 5
const TASK_SPREAD = 1
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

function fillBoard(world: World): void {
  const { bountiesShown, tasksShown, bountySpread, taskSpread, visitTicks, ownTasks } = world.get(BoardTotals)
  const { listing, settlement, maxBidsPerBounty } = world.parameters(marketplaceParameters)
  const isWhole = listing[0] === LISTS_WHOLE
  bountiesShown[0] = isWhole ? ALL : SHOWN_MAX
  tasksShown[0] = isWhole ? SHOWN_MAX : TASKS_SAMPLED
  bountySpread[0] = isWhole ? 0 : BOUNTY_SPREAD
  taskSpread[0] = isWhole ? 0 : TASK_SPREAD
  visitTicks[0] = isWhole ? 1 : VISIT_TICKS
  ownTasks[0] = settlement[0] === SETTLES_NEVER ? 1 : 0
  // What is the same for every bounty that will ever take a row.
  world.get(Task).difficulty.fill(Difficulty.medium)
  const { bounty } = world.get(Bid)
  for (let bid = 0; bid < bounty.length; bid++) bounty[bid] = Math.floor(bid / maxBidsPerBounty[0])
}
