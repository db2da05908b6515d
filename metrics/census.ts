import { Kind } from '../components/agent.ts'
import { Custody } from '../components/custody.ts'
import { Ledger, Record as Tally } from '../components/ledger.ts'
import { Stake } from '../components/stake.ts'
import { Standing } from '../components/standing.ts'
import type { World } from '../engine/world.ts'
import { isDeparted, isFrozen } from './presence.ts'

/** The agents of one policy, departed ones left out. Tallies run since the start. */
export interface CensusEntry {
  readonly agents: number
  readonly meanReputation: number
  readonly meanTotalPayoff: number
  readonly meanResources: number
  /** Agents that the circuit breaker holds. */
  readonly frozen: number
  /** Mean p of the accepted interactions that they initiated; null when there are none. */
  readonly meanInitiatedP: number | null
  /** Interactions completed as initiator, any outcome. */
  readonly initiated: number
  /** Those of them that were accepted. */
  readonly accepted: number
  /** Interactions completed as counterparty, any outcome. */
  readonly received: number
}

/** Counts the agents of each policy; a policy with no agent present is left out. */
export type TakeCensus = () => Record<string, CensusEntry>

/** Places of one policy's totals. */
const AGENTS = 0
const REPUTATION = 1
const PAYOFF = 2
const RESOURCES = 3
const FROZEN = 4
const INITIATED_P = 5
const INITIATED = 6
const ACCEPTED = 7
const RECEIVED = 8
const WIDTH = 9

/**
 * Binds the census of a world: one pass over its agents a call.
 * @param policies all policies of the world, in any order: `Kind.policy` counts them sorted by name
 */
export function bindCensus(world: World, policies: readonly { readonly name: string }[]): TakeCensus {
  const names = policies.map(({ name }) => name).sort((a, b) => (a < b ? -1 : 1))
  const totals = new Float64Array(names.length * WIDTH)
  const addAgents = bindAddition(world, totals)
  return () => {
    totals.fill(0)
    addAgents()
    const census: Record<string, CensusEntry> = {}
    for (const [code, name] of names.entries()) {
      const entry = totals.subarray(code * WIDTH, (code + 1) * WIDTH)
      if (entry[AGENTS] !== 0) census[name] = entryOf(entry)
    }
    return census
  }
}

function bindAddition(world: World, totals: Float64Array): () => void {
  const { agentCount } = world.clock
  const { policy } = world.get(Kind)
  const { reasons } = world.get(Custody)
  const { reputation } = world.get(Standing)
  const { totalPayoff } = world.get(Ledger)
  const { resources } = world.get(Stake)
  const { initiated, accepted, received, initiatedSumP } = world.get(Tally)
  const raise = (place: number, value: number): void => {
    totals[place] = (totals[place] as number) + value
  }
  return () => {
    const agents = agentCount[0] as number
    for (let agent = 0; agent < agents; agent++) {
      const held = reasons[agent] as number
      if (isDeparted(held)) continue
      const first = (policy[agent] as number) * WIDTH
      raise(first + AGENTS, 1)
      raise(first + REPUTATION, reputation[agent] as number)
      raise(first + PAYOFF, totalPayoff[agent] as number)
      raise(first + RESOURCES, resources[agent] as number)
      raise(first + FROZEN, isFrozen(held) ? 1 : 0)
      raise(first + INITIATED_P, initiatedSumP[agent] as number)
      raise(first + INITIATED, initiated[agent] as number)
      raise(first + ACCEPTED, accepted[agent] as number)
      raise(first + RECEIVED, received[agent] as number)
    }
  }
}

function entryOf(totals: Float64Array): CensusEntry {
  const agents = totals[AGENTS] as number
  const accepted = totals[ACCEPTED] as number
  return {
    agents,
    meanReputation: (totals[REPUTATION] as number) / agents,
    meanTotalPayoff: (totals[PAYOFF] as number) / agents,
    meanResources: (totals[RESOURCES] as number) / agents,
    frozen: totals[FROZEN] as number,
    meanInitiatedP: accepted === 0 ? null : (totals[INITIATED_P] as number) / accepted,
    initiated: totals[INITIATED] as number,
    accepted,
    received: totals[RECEIVED] as number,
  }
}
