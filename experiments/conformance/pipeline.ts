/** Adapter of the family that runs whole interactions and epochs through the engine's schedule. */

import { Kind } from '../../components/agent.ts'
import { AgentType, Answer } from '../../components/codes.ts'
import { Cost, Parties, Payoff, Score } from '../../components/interaction.ts'
import { Ledger } from '../../components/ledger.ts'
import { Stake } from '../../components/stake.ts'
import { Standing } from '../../components/standing.ts'
import { Batch } from '../../engine/block.ts'
import type { ParameterValue } from '../../engine/config.ts'
import type { System } from '../../engine/schedule.ts'
import { Runner } from '../../engine/tick.ts'
import { collusionAnalysisSystem } from '../../mechanisms/collusion/analysis.ts'
import { collusionChargesSystem } from '../../mechanisms/collusion/charges.ts'
import { collusionComponents, collusionTables } from '../../mechanisms/collusion/index.ts'
import { collusionRecordSystem } from '../../mechanisms/collusion/record.ts'
import { collusionWindowSystem } from '../../mechanisms/collusion/window.ts'
import { flow } from '../../metrics/flow.ts'
import { qualityGap } from '../../metrics/quality-gap.ts'
import { toxicity } from '../../metrics/toxicity.ts'
import { welfare } from '../../metrics/welfare.ts'
import { Collector, countSums } from '../../simulation/collect.ts'
import { acceptanceSystem } from '../../systems/acceptance.ts'
import { AUDIT_STREAM, auditSystem } from '../../systems/audit.ts'
import { circuitBreakerSystem } from '../../systems/circuit-breaker.ts'
import { custodySystem } from '../../systems/custody.ts'
import { decaySystem } from '../../systems/decay.ts'
import { governanceSystem } from '../../systems/governance.ts'
import { leverMergeSystem } from '../../systems/lever-merge.ts'
import { payoffSystem } from '../../systems/payoff.ts'
import { reputationSystem } from '../../systems/reputation.ts'
import { SIGNAL_STREAM, scoringSystem } from '../../systems/scoring.ts'
import { settlementSystem } from '../../systems/settlement.ts'
import { thawSystem } from '../../systems/thaw.ts'
import { treasurySystem } from '../../systems/treasury.ts'
import { valuesOf } from '../parameter-paths.ts'
import type { FamilyRunner } from './family.ts'
import { LeverWorld } from './lever-world.ts'
import { heldAgents } from './levers.ts'

interface InteractionEvent {
  kind: 'interaction'
  initiator: number
  counterparty: number
  accepted: boolean
  tau: number
  draws: number[]
  auditRoll: number
}

interface PipelineCase {
  payoff: Record<string, ParameterValue>
  governance: Record<string, ParameterValue> | null
  agents: { id: number; type: keyof typeof AgentType; reputation: number; resources: number }[]
  events: (InteractionEvent | { kind: 'epochStart' } | { kind: 'epochEnd' })[]
}

const SYSTEMS: readonly System[] = [
  decaySystem,
  thawSystem,
  leverMergeSystem,
  scoringSystem,
  acceptanceSystem,
  governanceSystem,
  auditSystem,
  circuitBreakerSystem,
  payoffSystem,
  settlementSystem,
  treasurySystem,
  reputationSystem,
  custodySystem,
]

const METRICS = [flow, toxicity, qualityGap, welfare]

/** The same with the mechanism's systems in their places. */
const WITH_COLLUSION: readonly System[] = [
  decaySystem,
  thawSystem,
  collusionAnalysisSystem,
  collusionWindowSystem,
  leverMergeSystem,
  scoringSystem,
  acceptanceSystem,
  governanceSystem,
  auditSystem,
  circuitBreakerSystem,
  collusionChargesSystem,
  payoffSystem,
  settlementSystem,
  treasurySystem,
  reputationSystem,
  custodySystem,
  collusionRecordSystem,
]

function runPipeline(input: PipelineCase): unknown {
  const agents = input.agents.length
  const colludes = input.governance?.['collusionDetectionEnabled'] === true
  const sums = countSums(METRICS, () => null)
  const sizes = { pairsPerAgent: agents, epochs: 1, benefits: true }
  const world = new LeverWorld({
    agents,
    components: colludes ? collusionComponents : [],
    rows: { metric: sums, metricChunk: sums, ...(colludes && collusionTables(agents, sizes)) },
    values: { ...valuesOf('payoff', input.payoff), ...valuesOf('governance', input.governance ?? {}) },
  })
  const { type } = world.get(Kind)
  input.agents.forEach((agent, row) => {
    type[row] = AgentType[agent.type]
    world.get(Standing).reputation[row] = agent.reputation
    world.get(Stake).resources[row] = agent.resources
  })
  const systems = colludes ? WITH_COLLUSION : SYSTEMS
  const chain = systems.map((system, at) => ({ ...system, plugin: 'core', link: systems[at - 1]?.name }))
  const collector = new Collector(world, METRICS)
  const runner = new Runner(world, chain, world.registry, collector.observers)
  const events = input.events.map((event) => {
    if (event.kind === 'interaction') return interact(world, runner, collector, event)
    if (event.kind === 'epochEnd') return endEpoch(world, collector)
    runner.run('epoch-start')
    return stateOf(world)
  })
  return { events, final: stateOf(world) }
}

const stateOf = (world: LeverWorld) => ({
  reputation: [...world.get(Standing).reputation],
  resources: [...world.get(Stake).resources],
  totalPayoff: [...world.get(Ledger).totalPayoff],
  frozen: heldAgents(world),
})

/** One interaction as a tick of its own, answered already. */
function interact(world: LeverWorld, runner: Runner, collector: Collector, event: InteractionEvent): unknown {
  const parties = world.get(Parties)
  parties.initiator[0] = event.initiator
  parties.counterparty[0] = event.counterparty
  parties.transfer[0] = event.tau
  parties.answer[0] = event.accepted ? Answer.accepted : Answer.rejected
  world.get(Batch).count[0] = 1
  world.script(SIGNAL_STREAM, event.draws)
  world.script(AUDIT_STREAM, [event.auditRoll])
  runner.run('tick')
  collector.gather()
  world.clock.tick[0]++
  const score = world.get(Score)
  const cost = world.get(Cost)
  const payoff = world.get(Payoff)
  const frozen = heldAgents(world)
  return {
    vHat: score.proxy[0],
    p: score.p[0],
    cA: cost.initiator[0],
    cB: cost.counterparty[0],
    payoffInitiator: payoff.initiator[0],
    payoffCounterparty: payoff.counterparty[0],
    initiatorReputation: world.get(Standing).reputation[event.initiator],
    ...(frozen.length > 0 && { frozen }),
  }
}

function endEpoch(world: LeverWorld, collector: Collector): unknown {
  const row = collector.epoch()
  collector.closeEpoch()
  world.clock.epoch[0]++
  return {
    totalInteractions: row['totalInteractions'],
    accepted: row['acceptedInteractions'],
    toxicityRate: row['toxicityRate'],
    qualityGap: row['qualityGap'],
    avgPayoff: row['avgPayoff'],
    totalWelfare: row['totalWelfare'],
  }
}

export const pipelineFamilies: Record<string, FamilyRunner> = { pipeline: runPipeline }
