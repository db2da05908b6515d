import { Allegiance, Kind, Turn, Usage } from '../components/agent.ts'
import { Bid, Bounty, Escrow, Task } from '../components/board.ts'
import { Border, Boundary, Crossing } from '../components/crossing.ts'
import { Breaker, Custody, LeverEffect } from '../components/custody.ts'
import { Ballot, FeedTotals, Post } from '../components/feed.ts'
import { Intent, Offer } from '../components/intent.ts'
import { Cost, Finding, Parties, Payoff, Score, Signals, Verdict } from '../components/interaction.ts'
import { Ledger, Record } from '../components/ledger.ts'
import { Members, MetricChunkSums, MetricSums } from '../components/members.ts'
import { Acquaintance, Dealing, DealingPlace, MemoryTotals, Sighting } from '../components/memory.ts'
import { coreParameters } from '../components/parameters/index.ts'
import { Inbox, Proposal, QueueTotals, TurnOrder } from '../components/queue.ts'
import { Roster, RosterTotals } from '../components/roster.ts'
import { Collection, Stake, Treasury } from '../components/stake.ts'
import { Standing } from '../components/standing.ts'
import { Batch } from '../engine/block.ts'
import { Clock } from '../engine/clock.ts'
import { Journal, JournalHead } from '../engine/journal.ts'
import { definePlugin, type Plugin } from '../engine/plugin.ts'
import type { System } from '../engine/schedule.ts'
import { coreMetrics } from '../metrics/index.ts'
import { SERIES_STREAM } from '../metrics/series.ts'
import { corePolicies } from '../policies/index.ts'
import { acceptanceSystem, CONSENT_STREAM } from '../systems/acceptance.ts'
import { AUDIT_STREAM, auditSystem } from '../systems/audit.ts'
import { boundarySystem, CROSSING_STREAM, threatSystem } from '../systems/boundary.ts'
import { circuitBreakerSystem } from '../systems/circuit-breaker.ts'
import { custodySystem } from '../systems/custody.ts'
import { decaySystem } from '../systems/decay.ts'
import { feedSystem } from '../systems/feed.ts'
import { governanceSystem } from '../systems/governance.ts'
import { groundTruthSystem, TRUTH_STREAM } from '../systems/ground-truth.ts'
import { learningSystem } from '../systems/learning.ts'
import { leverMergeSystem } from '../systems/lever-merge.ts'
import { memorySystem } from '../systems/memory.ts'
import { payoffSystem } from '../systems/payoff.ts'
import { PROPOSAL_STREAM, proposalSystem } from '../systems/proposal.ts'
import { redistributionSystem } from '../systems/redistribution.ts'
import { renewalSystem } from '../systems/renewal.ts'
import { reputationSystem } from '../systems/reputation.ts'
import { rosterSystem } from '../systems/roster.ts'
import { SIGNAL_STREAM, scoringSystem } from '../systems/scoring.ts'
import { settlementSystem } from '../systems/settlement.ts'
import { stakingSystem } from '../systems/staking.ts'
import { thawSystem } from '../systems/thaw.ts'
import { fadingSystem, tiesSystem } from '../systems/ties.ts'
import { treasurySystem } from '../systems/treasury.ts'
import { ORDER_STREAM, TURN_STREAM, turnSystem } from '../systems/turns.ts'
import { fillNetwork, NETWORK_STREAM, networkComponents, networkTables, startingNetwork } from './network.ts'
import { TRAIT_STREAM } from './population.ts'
import { coreTables } from './tables.ts'

/**
 * The page of order: the core is a plugin like any other, and its systems run in this order, first to last. A mechanism
 * attaches its own with `after` and `before`.
 */
export const core: Plugin = definePlugin('core', coreParameters, (app) => {
  const sequential = app.plan.value('turns') === 'sequential'
  const network = startingNetwork(app.plan)
  const systems = [
    renewalSystem,
    decaySystem,
    thawSystem,
    leverMergeSystem,
    stakingSystem,
    rosterSystem,
    sequential ? turnSystem : proposalSystem,
    scoringSystem,
    acceptanceSystem,
    groundTruthSystem,
    governanceSystem,
    auditSystem,
    circuitBreakerSystem,
    payoffSystem,
    ...(sequential ? [] : [feedSystem]),
    settlementSystem,
    treasurySystem,
    reputationSystem,
    custodySystem,
    memorySystem,
    learningSystem,
    tiesSystem,
    boundarySystem,
    threatSystem,
    redistributionSystem,
    fadingSystem,
  ]
  app
    .tables({ ...coreTables(app.plan, network !== undefined), ...networkTables(network) })
    .components(Clock, Batch, Journal, JournalHead, Members, MetricSums, MetricChunkSums)
    .components(
      Kind,
      Allegiance,
      Turn,
      Usage,
      Standing,
      Stake,
      Treasury,
      Collection,
      Ledger,
      Record,
      Custody,
      Breaker,
      LeverEffect,
    )
    .components(Intent, Offer, Roster, RosterTotals)
    .components(Acquaintance, Dealing, DealingPlace, MemoryTotals, Sighting)
    .components(Parties, Signals, Score, Verdict, Cost, Finding, Payoff, Crossing, Border, Boundary)
    .components(Proposal, Inbox, QueueTotals, TurnOrder, Post, Ballot, FeedTotals, Task, Bounty, Bid, Escrow)
    .components(...networkComponents)
    .policies(...corePolicies)
    .systems(...(sequential ? onOneThread(systems) : systems))
    .metrics(...coreMetrics)
    .streams(PROPOSAL_STREAM, TURN_STREAM, ORDER_STREAM, SIGNAL_STREAM, CONSENT_STREAM, TRUTH_STREAM)
    .streams(AUDIT_STREAM, CROSSING_STREAM, NETWORK_STREAM, TRAIT_STREAM, SERIES_STREAM)
    .initialise((world) => fillNetwork(world, network))
})

/** Turns one after the other put interactions in the order of decision: chunks then say nothing about their agents. */
const onOneThread = (systems: readonly System[]): System[] =>
  systems.map((system) => ({ ...system, spread: undefined }))
