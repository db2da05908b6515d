/** Every component of the core, and the codes that their columns hold. */
export { Allegiance, Kind, Turn, Usage } from './agent.ts'
export {
  Bid,
  BoardTotals,
  Bounty,
  BountyChain,
  Desk,
  Difficulty,
  Escrow,
  EscrowChain,
  Listing,
  Quote,
  Task,
  TaskChain,
  TaskStatus,
} from './board.ts'
export * from './codes.ts'
export { Border, Boundary, Crossing } from './crossing.ts'
export { Breaker, Custody, LeverEffect } from './custody.ts'
export { Ballot, FeedTotals, Post } from './feed.ts'
export { Intent, Offer } from './intent.ts'
export { Cost, Finding, Parties, Payoff, Score, Signals, Verdict } from './interaction.ts'
export { Ledger, Record } from './ledger.ts'
export { Members, MetricChunkSums, MetricSums } from './members.ts'
export { Acquaintance, Dealing, DealingPlace, MemoryTotals, Sighting } from './memory.ts'
export { Edge, EdgeOverflow, EdgeOverflowSlot, EdgeWeight, Neighbours, NetworkTotals } from './network.ts'
export { Inbox, Proposal, QueueTotals, TurnOrder } from './queue.ts'
export { Roster, RosterTotals } from './roster.ts'
export { Origin, SpawnRequest, SpawnTotals } from './spawning.ts'
export { Collection, Stake, Treasury } from './stake.ts'
export { Standing } from './standing.ts'
