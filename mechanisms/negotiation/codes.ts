/** Codes of the order book. */

export const Side = { bid: 0, ask: 1 } as const
export const OrderKind = { limit: 0, market: 1, immediate: 2 } as const

/** What a market does: it is open, halted, or collects orders for the call auction by which it reopens. */
export const Phase = { open: 0, halted: 1, call: 2 } as const

/** What becomes of an order that does not rest; one that rests is told by its slot, which is at least 0. */
export const Fate = {
  /** Filled at once. */
  filled: -1,
  /** What could not be filled at once was dropped. */
  dropped: -2,
  /** Refused: something is no whole number or out of range, NaN among it. */
  malformed: -3,
  halted: -4,
  /** Refused: the trader has not the money, or not the goods. */
  uncovered: -5,
  /** Refused: the trader has no place left for an order. */
  full: -6,
  /** Refused: beyond the price band. */
  band: -7,
} as const

/** Most lots of one order. */
export const LOTS_MAX = 1_000_000

/** How traders trade; `none` for agents without an account. */
export const ROLES = ['none', 'maker', 'fundamental', 'momentum', 'sniper', 'spoofer', 'noise'] as const
export const Role = {
  none: 0,
  maker: 1,
  fundamental: 2,
  momentum: 3,
  sniper: 4,
  spoofer: 5,
  noise: 6,
} as const

/** Markets by name: what agents trade in. */
export const MARKETS = ['compute', 'data', 'bandwidth', 'storage'] as const
