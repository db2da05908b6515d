/** Adapters of the governance levers: each runs the systems of the engine over the columns of a small world. */

import { Turn } from '../../components/agent.ts'
import { CustodyReason, Status, Violation } from '../../components/codes.ts'
import { Breaker, Custody, LeverEffect } from '../../components/custody.ts'
import { Cost, Finding, Parties, Score, Verdict } from '../../components/interaction.ts'
import { Stake } from '../../components/stake.ts'
import { Standing } from '../../components/standing.ts'
import { defineSystem, type Kernel } from '../../engine/schedule.ts'
import { ringMean, stakeSlashUnclamped, taxBase } from '../../formulas/levers.ts'
import { AUDIT_STREAM, auditSystem } from '../../systems/audit.ts'
import { BREAKER_WINDOW, circuitBreakerSystem } from '../../systems/circuit-breaker.ts'
import { custodySystem } from '../../systems/custody.ts'
import { decaySystem } from '../../systems/decay.ts'
import { governanceSystem } from '../../systems/governance.ts'
import { leverMergeSystem } from '../../systems/lever-merge.ts'
import { reputationSystem } from '../../systems/reputation.ts'
import { stakingSystem } from '../../systems/staking.ts'
import { thawSystem } from '../../systems/thaw.ts'
import { valuesOf } from '../parameter-paths.ts'
import type { FamilyRunner } from './family.ts'
import { LeverWorld } from './lever-world.ts'

/** Surplus of a good and a bad outcome by which the peer taxes, whatever its payoffs are. */
const TAXED_S_PLUS = 2
const TAXED_S_MINUS = 1

interface ScoredInteraction {
  initiator?: number
  counterparty?: number
  p: number
  tau?: number
  accepted: boolean
}

/** Writes a completed interaction into row 0. */
function fillInteraction(world: LeverWorld, given: ScoredInteraction): void {
  const parties = world.get(Parties)
  parties.initiator[0] = given.initiator ?? 0
  parties.counterparty[0] = given.counterparty ?? 1
  parties.transfer[0] = given.tau ?? 0
  world.get(Score).p[0] = given.p
  world.get(Verdict).status[0] = given.accepted ? Status.accepted : Status.declined
}

interface TaxCase {
  rate: number
  split: number
  interaction: ScoredInteraction
}

function runTax({ rate, split, interaction }: TaxCase): unknown {
  const world = new LeverWorld({
    agents: 2,
    values: valuesOf('governance', { transactionTaxRate: rate, transactionTaxSplit: split }),
  })
  fillInteraction(world, interaction)
  world.bind(governanceSystem)(0, 1)
  const cost = world.get(Cost)
  const applied = rate > 0 && interaction.accepted
  return {
    costA: cost.initiator[0],
    costB: cost.counterparty[0],
    totalTax: cost.tax[0],
    applied,
    taxBase: applied ? taxBase(interaction.p, interaction.tau ?? 0, TAXED_S_PLUS, TAXED_S_MINUS) : 0,
  }
}

interface AuditCase {
  enabled: boolean
  probability: number
  penaltyMultiplier: number
  thresholdP: number
  roll: number
  interaction: ScoredInteraction
}

function runAudit(input: AuditCase): unknown {
  const world = new LeverWorld({
    agents: 2,
    values: valuesOf('governance', {
      auditEnabled: input.enabled,
      auditProbability: input.probability,
      auditPenaltyMultiplier: input.penaltyMultiplier,
      auditThresholdP: input.thresholdP,
    }),
  })
  const { interaction } = input
  fillInteraction(world, interaction)
  world.script(AUDIT_STREAM, [input.roll])
  for (const system of [governanceSystem, auditSystem, reputationSystem]) world.bind(system)(0, 1)
  const { audited, violations } = world.get(Finding)
  const cost = world.get(Cost)
  const settled = interaction.accepted ? interaction.p - 0.5 - cost.initiator[0] : 0
  return {
    drew: world.drawn(AUDIT_STREAM) > 0,
    audited: audited[0] === 1,
    penaltyApplied: (violations[0] & Violation.audit) !== 0,
    costA: cost.initiator[0],
    costB: cost.counterparty[0],
    reputationDeltaInitiator: world.get(Standing).reputation[0] - settled,
  }
}

interface StakingCase {
  enabled: boolean
  minStake: number
  slashRate: number
  resources: number
  agentExists: boolean
}

/** Someone unknown owns no stake at all, which is less than any minimum. */
const NO_STAKE = Number.NEGATIVE_INFINITY

function runStaking(input: StakingCase): unknown {
  const { enabled, agentExists, resources } = input
  const world = new LeverWorld({
    agents: 1,
    values: valuesOf('governance', { stakingEnabled: enabled, minStakeToParticipate: input.minStake }),
  })
  world.get(Stake).resources[0] = agentExists ? resources : NO_STAKE
  world.bind(stakingSystem)(0, 1)
  const slashed = enabled && agentExists
  return {
    canAct: world.get(Turn).mayAct[0] === 1,
    slashDelta: slashed ? stakeSlashUnclamped(resources, input.slashRate) : 0,
    slashed,
  }
}

function runReputationDecay(input: { decayRate: number; reputations: number[] }): unknown {
  const agents = input.reputations.length
  const world = new LeverWorld({
    agents,
    values: valuesOf('governance', { reputationDecayRate: input.decayRate }),
  })
  const { reputation } = world.get(Standing)
  reputation.set(input.reputations)
  world.bind(decaySystem)(0, agents)
  const deltas = [...world.get(LeverEffect).reputation]
  world.bind(leverMergeSystem)(0, agents)
  return { deltas, affected: deltas.filter((delta) => delta !== 0).length, after: [...reputation] }
}

interface BreakerCase {
  config: {
    enabled: boolean
    thresholdToxicity: number
    thresholdViolations: number
    durationEpochs: number
  }
  events: ({ epochStart: number } | (ScoredInteraction & { initiator: number }))[]
}

const BREAKER_AGENTS = 8

function runCircuitBreaker({ config, events }: BreakerCase): unknown {
  const world = new LeverWorld({
    agents: BREAKER_AGENTS,
    values: valuesOf('governance', {
      circuitBreakerEnabled: config.enabled,
      freezeThresholdToxicity: config.thresholdToxicity,
      freezeThresholdViolations: config.thresholdViolations,
      freezeDurationEpochs: config.durationEpochs,
    }),
  })
  const atEpochStart = [thawSystem, leverMergeSystem].map((system) => world.bind(system))
  const atInteraction = [governanceSystem, circuitBreakerSystem, custodySystem].map((each) =>
    world.bind(each),
  )
  const run = (kernels: readonly Kernel[], end: number) => {
    for (const kernel of kernels) kernel(0, end)
  }
  const breaker = world.get(Breaker)
  const steps = events.map((event) => {
    if ('epochStart' in event) {
      const before = heldAgents(world)
      world.clock.epoch[0] = event.epochStart
      run(atEpochStart, BREAKER_AGENTS)
      const frozenNow = heldAgents(world)
      return { unfrozen: before.filter((agent) => !frozenNow.includes(agent)), frozenNow }
    }
    const { initiator } = event
    fillInteraction(world, { ...event, counterparty: BREAKER_AGENTS - 1 })
    run(atInteraction, 1)
    return {
      triggered: (world.get(Finding).violations[0] & Violation.freeze) !== 0,
      avgToxicity: ringMean(
        breaker.window,
        initiator * BREAKER_WINDOW,
        BREAKER_WINDOW,
        breaker.head[initiator],
        breaker.length[initiator],
      ),
      violations: breaker.violations[initiator],
      freezeUntil: breaker.freezeUntil[initiator],
      frozenNow: heldAgents(world),
    }
  })
  return { steps }
}

const rowsWhere = (column: ArrayLike<number>): number[] =>
  Array.from(column, (_, row) => row).filter((row) => column[row] !== 0)

/** Agents that anything holds, ascending. */
export const heldAgents = (world: LeverWorld): number[] => rowsWhere(world.get(Custody).reasons)

interface Effect {
  costA: number
  costB: number
  freeze: number[]
  unfreeze: number[]
  reputationDeltas: Record<string, number>
  resourceDeltas: Record<string, number>
}

/** A lever that asks for one effect, by the columns that levers write. */
const leverOf = (effect: Effect) =>
  defineSystem({
    name: 'lever',
    phase: 'epoch-levers',
    every: 'epoch-start',
    reads: [],
    writes: [LeverEffect, Cost],
    doc: 'Asks for the effect of a case.',
    bind(access) {
      const { reputation, resources, freeze, thaw } = access.get(LeverEffect)
      const { initiator, counterparty } = access.get(Cost)
      return () => {
        initiator[0] += effect.costA
        counterparty[0] += effect.costB
        for (const agent of effect.freeze) freeze[agent] |= CustodyReason.breaker
        for (const agent of effect.unfreeze) thaw[agent] |= CustodyReason.breaker
        for (const [agent, delta] of Object.entries(effect.reputationDeltas))
          reputation[Number(agent)] += delta
        for (const [agent, delta] of Object.entries(effect.resourceDeltas)) resources[Number(agent)] += delta
      }
    },
  })

const MERGE_AGENTS = 4

function runEffectMerge(input: { effects: Effect[]; frozenBefore: number[] }): unknown {
  const world = new LeverWorld({ agents: MERGE_AGENTS })
  const { reasons } = world.get(Custody)
  for (const agent of input.frozenBefore) reasons[agent] = CustodyReason.breaker
  for (const effect of input.effects) world.bind(leverOf(effect))(0, MERGE_AGENTS)
  const cost = world.get(Cost)
  const merged = world.get(LeverEffect)
  const asked = (column: Float64Array) =>
    Object.fromEntries(rowsWhere(column).map((agent) => [agent, column[agent]]))
  const before = {
    costA: cost.initiator[0],
    costB: cost.counterparty[0],
    freeze: rowsWhere(merged.freeze),
    unfreeze: rowsWhere(merged.thaw),
    reputationDeltas: asked(merged.reputation),
    resourceDeltas: asked(merged.resources),
  }
  world.bind(leverMergeSystem)(0, MERGE_AGENTS)
  return {
    ...before,
    frozenAfter: heldAgents(world),
    reputationAfter: [...world.get(Standing).reputation],
    resourcesAfter: [...world.get(Stake).resources],
  }
}

export const leverFamilies: Record<string, FamilyRunner> = {
  tax: runTax,
  audit: runAudit,
  staking: runStaking,
  reputationDecay: runReputationDecay,
  circuitBreaker: runCircuitBreaker,
  effectMerge: runEffectMerge,
}
