import type { ParameterValue } from '../../engine/config.ts'
import type { Plan, TableSize } from '../../engine/plugin.ts'
import type { World } from '../../engine/world.ts'
import type { BookShape } from './book-columns.ts'
import { ROLES } from './codes.ts'
import { Order } from './columns.ts'
import { levelRows, linkRows, wordRows } from './ladder.ts'

/** News that a market remembers: a trader slower than these sees the oldest of them. */
export const NEWS_KEPT = 4
/** Trades that the ring of the latest holds. */
const TRADES_KEPT = 1024
const LEVELS_STEP = 32

/** Size of the book for so many agent rows. */
export function shapeOf(agents: number, value: (path: string) => ParameterValue): BookShape {
  const ordersPerAgent = value('negotiation.orders_per_trader') as number
  const levels = Math.ceil((value('negotiation.price_levels') as number) / LEVELS_STEP) * LEVELS_STEP
  return {
    agents,
    ordersPerAgent,
    slots: agents * ordersPerAgent,
    markets: value('negotiation.markets') as number,
    levels,
  }
}

/** The size of a world's book. */
export const shapeIn = (world: World): BookShape =>
  shapeOf(world.rowsOf('agent'), (path) => world.value(path))

/** Rows of the tables: all fixed by the population, nothing grows while a run goes on. */
export function negotiationTables(plan: Plan): Record<string, TableSize> {
  const shape = shapeOf(plan.capacity, (path) => plan.value(path))
  const live = (each: number) => (world: World) => world.clock.agentCount[0] * each
  return {
    'negotiation-order': { rows: shape.slots, live: live(shape.ordersPerAgent) },
    'negotiation-holding': { rows: shape.agents * shape.markets, live: live(shape.markets) },
    'negotiation-link': linkRows(shape),
    'negotiation-level': levelRows(shape),
    'negotiation-word': wordRows(shape),
    'negotiation-market': shape.markets,
    'negotiation-news': shape.markets * NEWS_KEPT,
    'negotiation-window': shape.markets * (plan.value('negotiation.crash_window_ticks') as number),
    'negotiation-role': shape.markets * ROLES.length,
    'negotiation-trade': TRADES_KEPT,
  }
}

/** Order rows of one agent begin at agent × this. */
export const ordersPerAgentIn = (world: World): number => world.get(Order).lots.length / world.rowsOf('agent')
