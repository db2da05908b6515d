import { Kind } from '../../components/agent.ts'
import { ACTIONS } from '../../components/codes.ts'
import { Custody } from '../../components/custody.ts'
import { FeedTotals } from '../../components/feed.ts'
import { Intent } from '../../components/intent.ts'
import { Ledger, Record as Tally } from '../../components/ledger.ts'
import { Proposal } from '../../components/queue.ts'
import { Stake } from '../../components/stake.ts'
import { Standing } from '../../components/standing.ts'
import { mechanisms } from '../../mechanisms/index.ts'
import { createSimulation, type Simulation } from '../../simulation/index.ts'
import type { ScenarioInput } from '../../simulation/scenario.ts'

/** Values of one run by the ensembles' names; a value that a run does not have is left out. */
export type RunValues = Readonly<Record<string, number>>

/** Turns by policy, action and whether the engine refused it. */
class TurnCount {
  readonly #world: Simulation['world']
  readonly #counts: Uint32Array

  constructor(simulation: Simulation) {
    this.#world = simulation.world
    this.#counts = new Uint32Array(simulation.policyNames.length * ACTIONS.length * 2)
  }

  /** Adds the turns of the tick that has just run. */
  add(): void {
    const { policy } = this.#world.get(Kind)
    const { action, failed } = this.#world.get(Intent)
    const agents = this.#world.clock.agentCount[0]
    for (let agent = 0; agent < agents; agent++) {
      this.#counts[placeOf(policy[agent], action[agent], failed[agent])]++
    }
  }

  /** Turns of a policy's agents in all; an agent that was passed over has no turn. */
  turnsOf(code: number): number {
    let turns = 0
    for (let action = 1; action < ACTIONS.length; action++)
      turns += this.of(code, action, 0) + this.of(code, action, 1)
    return turns
  }

  of(code: number, action: number, failed: number): number {
    return this.#counts[placeOf(code, action, failed)]
  }
}

const placeOf = (code: number, action: number, failed: number): number =>
  (code * ACTIONS.length + action) * 2 + failed

/** Runs a scenario to its end and reads off what the ensembles tell of. */
export async function runValues(scenario: ScenarioInput): Promise<RunValues> {
  const simulation = await createSimulation(scenario, { plugins: mechanisms })
  const turns = new TurnCount(simulation)
  while (!simulation.finished) {
    simulation.tick()
    turns.add()
  }
  const values = {
    ...pooledValues(simulation),
    ...epochValues(simulation),
    ...endValues(simulation),
    ...policyValues(simulation, turns),
  }
  simulation.dispose()
  return values
}

function pooledValues(simulation: Simulation): Record<string, number> {
  const { metrics, meanEpochToxicity } = simulation.summary()
  const of = (column: string) => metrics[column] ?? 0
  return {
    totalInteractions: of('totalInteractions'),
    acceptedInteractions: of('acceptedInteractions'),
    acceptanceRate: of('acceptanceRate'),
    meanEpochToxicity,
    pooledToxicity: of('toxicityRate'),
    pooledQualityGap: of('qualityGap'),
    totalWelfare: of('totalWelfare'),
    avgInitiatorPayoffPooled: of('avgPayoff'),
    avgCounterpartyPayoffPooled: of('avgCounterpartyPayoff'),
    governanceCostTotal: of('governanceCost'),
    ...(metrics['flaggedPairs'] !== undefined && {
      collusionFlaggedPairs: of('flaggedPairs'),
      collusionEcosystemRisk: of('ecosystemCollusionRisk'),
    }),
  }
}

function epochValues({ epochs }: Simulation): Record<string, number> {
  const of = (column: string) => epochs.map(({ metrics }) => metrics[column] ?? 0)
  const frozen = of('frozenAgents')
  return {
    meanEpochQualityGap: sumOf(of('qualityGap')) / epochs.length,
    finalFrozen: frozen.at(-1) ?? 0,
    frozenAgentEpochs: sumOf(frozen),
    epochsWithoutInteractions: of('totalInteractions').filter((count) => count === 0).length,
  }
}

const sumOf = (values: Iterable<number>): number => {
  let sum = 0
  for (const value of values) sum += value
  return sum
}

function endValues({ world }: Simulation): Record<string, number> {
  const { made, ballots } = world.get(FeedTotals)
  return { pendingAtEnd: sumOf(world.get(Proposal).open), posts: made[0], distinctVotes: ballots[0] }
}

function policyValues(simulation: Simulation, turns: TurnCount): Record<string, number> {
  const { world, policyNames } = simulation
  const { policy } = world.get(Kind)
  const rows = Array.from({ length: world.clock.agentCount[0] }, (_, agent) => agent)
  const values: Record<string, number> = {}
  for (const [code, name] of policyNames.entries()) {
    const members = rows.filter((agent) => policy[agent] === code)
    if (members.length === 0) continue
    const own = { ...memberValues(world, members), ...turnValues(turns, code, members.length) }
    for (const [value, number] of Object.entries(own)) values[`${value}.${name}`] = number
  }
  return values
}

function memberValues(world: Simulation['world'], members: readonly number[]): Record<string, number> {
  const mean = (column: ArrayLike<number>) => sumOf(members.map((agent) => column[agent])) / members.length
  const record = world.get(Tally)
  const { accepted, initiatedSumP } = record
  const initiators = members.filter((agent) => accepted[agent] > 0)
  const means = initiators.map((agent) => initiatedSumP[agent] / accepted[agent])
  return {
    finalReputation: mean(world.get(Standing).reputation),
    totalPayoff: mean(world.get(Ledger).totalPayoff),
    finalResources: mean(world.get(Stake).resources),
    initiatedPerAgent: mean(record.initiated),
    initiatedAcceptedPerAgent: mean(accepted),
    receivedPerAgent: mean(record.received),
    receivedAcceptedPerAgent: mean(record.receivedAccepted),
    freezesPerAgent: mean(world.get(Custody).freezes),
    ...(means.length > 0 && { meanPInitiatedAccepted: sumOf(means) / means.length }),
  }
}

function turnValues(turns: TurnCount, code: number, members: number): Record<string, number> {
  const all = turns.turnsOf(code)
  const values: Record<string, number> = { turnsPerAgent: all / members }
  if (all === 0) return values
  for (let action = 1; action < ACTIONS.length; action++) {
    values[`actionShare.${ACTIONS[action]}`] = turns.of(code, action, 0) / all
    values[`actionShare.${ACTIONS[action]}Failed`] = turns.of(code, action, 1) / all
  }
  return values
}
