/** Adapters of the collusion families: they run the mechanism's own systems over a small world. */

import { Status } from '../../components/codes.ts'
import { LeverEffect } from '../../components/custody.ts'
import { Cost, Parties, Score, Verdict } from '../../components/interaction.ts'
import { Batch } from '../../engine/block.ts'
import type { ParameterValue } from '../../engine/config.ts'
import type { Kernel } from '../../engine/schedule.ts'
import { correlationOf } from '../../formulas/co-moments.ts'
import { groupScore } from '../../formulas/collusion.ts'
import { coordinatedVoters, gapsBetween, temporalClustering, type Vote } from '../../formulas/coordination.ts'
import { collusionAnalysisSystem } from '../../mechanisms/collusion/analysis.ts'
import { collusionChargesSystem } from '../../mechanisms/collusion/charges.ts'
import { CollusionTotals, HIGH, INTERACTIONS, Pair, Suspicion } from '../../mechanisms/collusion/columns.ts'
import { collusionComponents, collusionTables } from '../../mechanisms/collusion/index.ts'
import { pairSpaceOf } from '../../mechanisms/collusion/pairs.ts'
import { collusionRecordSystem } from '../../mechanisms/collusion/record.ts'
import { bindSums } from '../../mechanisms/collusion/sums.ts'
import { collusionWindowSystem } from '../../mechanisms/collusion/window.ts'
import { valuesOf } from '../parameter-paths.ts'
import type { FamilyRunner } from './family.ts'
import { LeverWorld } from './lever-world.ts'

interface GivenInteraction {
  initiator: number
  counterparty: number
  p: number
  accepted: boolean
  timeSec: number
  tau?: number
  cA?: number
  cB?: number
}

/** A world of the mechanism in profile reference, with the switch on. */
export function collusionWorld(agents: number, values: Readonly<Record<string, ParameterValue>>): LeverWorld {
  return new LeverWorld({
    agents,
    components: collusionComponents,
    rows: collusionTables(agents, { pairsPerAgent: agents, epochs: 1, benefits: true }),
    values: { ...valuesOf('governance', { collusionDetectionEnabled: true }), ...values },
  })
}

/** Puts an interaction into row 0, costs as given. */
function fill(world: LeverWorld, given: GivenInteraction, rowOf: (agent: number) => number): void {
  const parties = world.get(Parties)
  parties.initiator[0] = rowOf(given.initiator)
  parties.counterparty[0] = rowOf(given.counterparty)
  parties.transfer[0] = given.tau ?? 0
  world.get(Score).p[0] = given.p
  world.get(Verdict).status[0] = given.accepted ? Status.accepted : Status.declined
  world.get(Cost).initiator[0] = given.cA ?? 0
  world.get(Cost).counterparty[0] = given.cB ?? 0
  world.get(Batch).count[0] = 1
}

interface AnalysisCase {
  config: { frequencyThreshold: number; minInteractions: number; scoreThreshold: number }
  /** Null for those that occur. */
  agentCount: number | null
  interactions: GivenInteraction[]
}

function runAnalysis({ config, agentCount, interactions }: AnalysisCase): unknown {
  const occurring = [...new Set(interactions.flatMap((each) => [each.initiator, each.counterparty]))]
  const agents =
    agentCount === null ? occurring.sort((a, b) => a - b) : Array.from({ length: agentCount }, (_, id) => id)
  const world = collusionWorld(agents.length, {
    'governance.collusion_frequency_threshold': config.frequencyThreshold,
    'governance.collusion_min_interactions': config.minInteractions,
    'governance.collusion_score_threshold': config.scoreThreshold,
  })
  const record = world.bind(collusionRecordSystem)
  for (const each of interactions) {
    fill(world, each, (agent) => agents.indexOf(agent))
    record(0, agents.length)
  }
  world.bind(collusionAnalysisSystem)(0, agents.length)
  const totals = world.get(CollusionTotals)
  const { risk } = world.get(Suspicion)
  const pairs = pairsOf(world, agents, config.minInteractions, interactions)
  return {
    ecosystemRisk: totals.ecosystemRisk[0],
    avgPairScore: totals.meanPair[0],
    maxPairScore: totals.worstPair[0],
    flaggedPairs: pairs.filter(({ suspicious }) => suspicious).map(({ agentA, agentB }) => [agentA, agentB]),
    pairs,
    groups: groupsOf(world, agents, interactions),
    agentRisk: Object.fromEntries(agents.map((agent, row) => [agent, risk[row]])),
  }
}

function pairsOf(
  world: LeverWorld,
  agents: readonly number[],
  least: number,
  interactions: readonly GivenInteraction[],
) {
  const { entry, score, suspicious } = world.get(Pair)
  const { rows } = pairSpaceOf(world)
  const { cells, moments, sumUp } = bindSums({ get: world.get.bind(world), world, clock: world.clock })
  const judged = Array.from({ length: rows }, (_, row) => row).filter(
    (row) => entry[4 * row + INTERACTIONS] >= least,
  )
  return judged
    .map((row) => {
      sumUp(row)
      const agentA = agents[entry[4 * row] - 1] as number
      const agentB = agents[entry[4 * row + HIGH]] as number
      const ours = interactions.filter(({ initiator: i, counterparty: c }) => {
        return (i === agentA && c === agentB) || (i === agentB && c === agentA)
      })
      const gaps = gapsBetween(ours.map(({ timeSec }) => timeSec))
      return {
        agentA,
        agentB,
        interactionCount: entry[4 * row + INTERACTIONS],
        mutualAcceptanceRate: cells[2] / entry[4 * row + INTERACTIONS],
        avgBenefitA: moments[0],
        avgBenefitB: moments[1],
        benefitCorrelation: correlationOf(moments, 0),
        avgPWhenAInitiates: cells[0] === 0 ? 0.5 : cells[3] / cells[0],
        avgPWhenBInitiates: cells[1] === 0 ? 0.5 : cells[4] / cells[1],
        avgTimeBetween: gaps.mean,
        burstiness: gaps.burstiness,
        collusionScore: score[row],
        suspicious: suspicious[row] === 1,
      }
    })
    .sort((a, b) => a.agentA - b.agentA || a.agentB - b.agentB)
}

/** Members by group; the analysis keeps scores of groups only as far as they bear on risk. */
function groupsOf(world: LeverWorld, agents: readonly number[], interactions: readonly GivenInteraction[]) {
  const { group } = world.get(Suspicion)
  const { groups } = world.get(CollusionTotals)
  return Array.from({ length: groups[0] }, (_, place) => {
    const members = agents.filter((_agent, row) => group[row] === place + 1)
    const within = ({ initiator, counterparty }: GivenInteraction) =>
      Number(members.includes(initiator)) + Number(members.includes(counterparty))
    const inside = interactions.filter((each) => within(each) === 2)
    const outside = interactions.filter((each) => within(each) === 1)
    const meanP = (some: readonly GivenInteraction[]) =>
      some.length === 0 ? 0.5 : some.reduce((sum, { p }) => sum + p, 0) / some.length
    const [avgInternalP, avgExternalP] = [meanP(inside), meanP(outside)]
    const internalRate = inside.length / (inside.length + outside.length)
    return {
      members,
      internalRate,
      externalRate: 1 - internalRate,
      avgInternalP,
      avgExternalP,
      collusionScore: groupScore(members.length, inside.length, outside.length, avgInternalP, avgExternalP),
    }
  })
}

interface LeverCase {
  config: {
    enabled: boolean
    scoreThreshold: number
    penaltyMultiplier: number
    realtimePenalty: boolean
    realtimeRate: number
    clearHistoryOnEpoch: boolean
    minInteractions: number
    frequencyThreshold: number
  }
  agentCount: number
  epochs: { interactions: GivenInteraction[] }[]
}

const NOTHING = { reputationDeltas: {}, resourceDeltas: {}, ran: false }

function runLever({ config, agentCount, epochs }: LeverCase): unknown {
  const { enabled, ...levers } = config
  if (!enabled) {
    // Off, the mechanism is no part of a world at all.
    return {
      epochs: epochs.map(({ interactions }) => ({ ...NOTHING, costs: interactions.map(() => [0, 0]) })),
    }
  }
  const named = Object.entries(levers).map(
    ([name, value]) => [`collusion${name[0]?.toUpperCase()}${name.slice(1)}`, value] as const,
  )
  const world = collusionWorld(agentCount, valuesOf('governance', Object.fromEntries(named)))
  const bound = [
    collusionAnalysisSystem,
    collusionWindowSystem,
    collusionChargesSystem,
    collusionRecordSystem,
  ]
  const [analyse, forget, charge, record] = bound.map((system) => world.bind(system)) as [
    Kernel,
    Kernel,
    Kernel,
    Kernel,
  ]
  const effect = world.get(LeverEffect)
  const cost = world.get(Cost)
  const asked = (column: Float64Array) =>
    Object.fromEntries([...column.entries()].filter(([, value]) => value !== 0))
  return {
    epochs: epochs.map(({ interactions }, epoch) => {
      world.clock.epoch[0] = epoch
      effect.reputation.fill(0)
      effect.resources.fill(0)
      analyse(0, agentCount)
      forget(0, agentCount)
      const costs = interactions.map((each) => {
        fill(world, { ...each, cA: 0, cB: 0 }, (agent) => agent)
        charge(0, 1)
        const charged = [cost.initiator[0], cost.counterparty[0]]
        // What is recorded are the interaction's costs as the case has them.
        fill(world, each, (agent) => agent)
        record(0, agentCount)
        return charged
      })
      return {
        reputationDeltas: asked(effect.reputation),
        resourceDeltas: asked(effect.resources),
        ran: world.get(CollusionTotals).analysed[0] === 1,
        costs,
      }
    }),
  }
}

function runVotes({ threshold, votes }: { threshold: number; votes: Vote[] }): unknown {
  return {
    pairs: coordinatedVoters(votes, threshold).map(({ low, high, alignment }) => [low, high, alignment]),
  }
}

interface ClusteringCase {
  windowSeconds: number
  interactions: { initiator: number; counterparty: number; timeSec: number }[]
}

function runClustering({ windowSeconds, interactions }: ClusteringCase): unknown {
  const agents = new Set(interactions.flatMap(({ initiator, counterparty }) => [initiator, counterparty]))
  const timesOf = (agent: number) =>
    interactions
      .filter(({ initiator, counterparty }) => initiator === agent || counterparty === agent)
      .map(({ timeSec }) => timeSec)
  return {
    scores: Object.fromEntries(
      [...agents].map((agent) => [agent, temporalClustering(timesOf(agent), windowSeconds)]),
    ),
  }
}

export const collusionFamilies: Record<string, FamilyRunner> = {
  collusion: runAnalysis,
  collusionLever: runLever,
  voteCoordination: runVotes,
  temporalClustering: runClustering,
}
