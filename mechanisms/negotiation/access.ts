import type { LookupAccess } from '../../components/lookup/acquaintances.ts'
import { boundOnce } from '../../engine/sharing.ts'
import type { CrashMemory } from '../../formulas/flash-crash.ts'
import { type Book, bindBook } from './book.ts'
import type { BookColumns } from './book-columns.ts'
import {
  CrashWatch,
  CrashWindow,
  Exchange,
  ExchangeTally,
  Holding,
  NegotiationTotals,
  Order,
  OrderLink,
  PriceBits,
  PriceLevel,
  RoleEdge,
  Trade,
  Trader,
} from './columns.ts'
import { shapeIn } from './tables.ts'

/** Everything that the book moves. */
export const BOOK_COLUMNS = [
  Trader,
  Holding,
  Order,
  OrderLink,
  PriceLevel,
  PriceBits,
  Exchange,
  ExchangeTally,
  RoleEdge,
  Trade,
  NegotiationTotals,
] as const

/** The columns of a world's book, as the book takes them. */
export function bookColumnsOf(access: LookupAccess): BookColumns {
  const { buyer, seller, price: tapePrice, lots: tapeLots, market: tapeMarket, resting } = access.get(Trade)
  const { trades: written } = access.get(NegotiationTotals)
  return {
    ...access.get(Trader),
    ...access.get(Exchange),
    ...access.get(ExchangeTally),
    ...access.get(Holding),
    ...access.get(OrderLink),
    ...access.get(PriceLevel),
    ...access.get(PriceBits),
    ...access.get(Order),
    roleEdge: access.get(RoleEdge).edge,
    tape: { written, buyer, seller, tapePrice, tapeLots, tapeMarket, resting },
  }
}

/** The book of a world, bound once. Whoever binds it declares BOOK_COLUMNS as written. */
export const bindWorldBook = boundOnce(
  BOOK_COLUMNS,
  (access: LookupAccess): Book => bindBook(bookColumnsOf(access), shapeIn(access.world)),
)

/** The memory of the crash detector. */
export function crashMemoryOf(access: LookupAccess): CrashMemory {
  return { ...access.get(CrashWatch), ...access.get(CrashWindow) }
}
