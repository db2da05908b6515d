/** Adapters of what agents may do and what is kept of them: statistics, allowances, order of turns. */

import { Action, Status } from '../../components/codes.ts'
import { Intent } from '../../components/intent.ts'
import { Parties, Score, Verdict } from '../../components/interaction.ts'
import { Record as Tally } from '../../components/ledger.ts'
import { withinAllowance } from '../../components/lookup/allowance.ts'
import { rateLimitParameters } from '../../components/parameters/society.ts'
import { TurnOrder } from '../../components/queue.ts'
import { Standing } from '../../components/standing.ts'
import type { Kernel } from '../../engine/schedule.ts'
import { feedSystem } from '../../systems/feed.ts'
import { proposalSystem } from '../../systems/proposal.ts'
import { renewalSystem } from '../../systems/renewal.ts'
import { reputationSystem } from '../../systems/reputation.ts'
import { stakingSystem } from '../../systems/staking.ts'
import { bindOrder, turnSystem } from '../../systems/turns.ts'
import { valuesOf } from '../parameter-paths.ts'
import type { FamilyRunner } from './family.ts'
import { LeverWorld } from './lever-world.ts'

/** What an average reads before there is anything to average. */
const NEUTRAL = 0.5

/** The agent of a case, and somebody for it to deal with. */
const SELF = 0
const OTHER = 1

interface StatisticsCase {
  ops: { kind: 'initiated' | 'received'; accepted: boolean; p: number }[]
}

function runAgentStats({ ops }: StatisticsCase): unknown {
  const world = new LeverWorld({ agents: 2 })
  const settle = world.bind(reputationSystem)
  const { initiator, counterparty } = world.get(Parties)
  const record = world.get(Tally)
  const steps = ops.map(({ kind, accepted, p }) => {
    initiator[0] = kind === 'initiated' ? SELF : OTHER
    counterparty[0] = kind === 'initiated' ? OTHER : SELF
    world.get(Score).p[0] = p
    world.get(Verdict).status[0] = accepted ? Status.accepted : Status.declined
    settle(0, 1)
    const [initiated, received] = [record.initiated[SELF], record.received[SELF]]
    const sumP = record.initiatedSumP[SELF] + record.rejectedSumP[SELF]
    return {
      initiated,
      received,
      accepted: record.accepted[SELF],
      rejected: record.declined[SELF] + record.gated[SELF],
      averagePInitiated: initiated === 0 ? NEUTRAL : sumP / initiated,
      averagePReceived: received === 0 ? NEUTRAL : record.receivedSumP[SELF] / received,
      acceptanceRate: initiated === 0 ? 0 : record.accepted[SELF] / initiated,
    }
  })
  return { steps }
}

type Operation = 'post' | 'vote' | 'interact' | 'claimTask' | 'bounty' | 'bid' | 'endStep' | 'endEpoch'
type Limit = keyof typeof rateLimitParameters.parameters

const POST_ROWS = 64

/**
 * Posts, votes and proposals run through the systems that carry them out. Tasks, bounties and bids have no system of the
 * core: they count here by the rule that the others share.
 */
function runRateLimits(input: { limits: Record<Limit, number> | null; ops: Operation[] }): unknown {
  let chosen: number = Action.noop
  const world = new LeverWorld(
    {
      agents: 2,
      rows: { post: POST_ROWS, ballot: 2 * POST_ROWS },
      values: { 'feed.enabled': true },
    },
    {
      act: (agent) => {
        action[agent] = chosen
        target[agent] = chosen === Action.proposeInteraction ? OTHER : FIRST_POST
      },
    },
  )
  const { action, failed, target, direction } = world.get(Intent)
  const act = world.bind(proposalSystem)
  const useFeed = world.bind(feedSystem)
  const openTick = world.bind(stakingSystem)
  const openEpoch = world.bind(renewalSystem)
  direction.fill(1)
  postOnce(world, useFeed)
  for (const [path, limit] of Object.entries(valuesOf('rate_limits', input.limits ?? {}))) {
    world.setValue(path, limit)
  }
  const attempt = (what: number) => {
    chosen = what
    failed[SELF] = 0
    act(SELF, SELF + 1)
    useFeed(SELF, SELF + 1)
    return failed[SELF] === 0
  }
  const market = new Market(world)
  openTick(0, 2)
  const allowed = input.ops.map((op) => {
    switch (op) {
      case 'post':
        return attempt(Action.post)
      case 'vote':
        return attempt(Action.vote)
      case 'interact':
        return attempt(Action.proposeInteraction)
      case 'endEpoch':
        openEpoch(0, 2)
        openTick(0, 2)
        market.clear()
        return true
      case 'endStep':
        openTick(0, 2)
        return true
      default:
        return market.attempt(op)
    }
  })
  return { allowed }
}

const FIRST_POST = 0

/** Somebody else's post, made while the limits are the usual ones, so that there is something to vote on. */
function postOnce(world: LeverWorld, useFeed: Kernel): void {
  world.get(Intent).action[OTHER] = Action.post
  useFeed(OTHER, OTHER + 1)
}

class Market {
  readonly #limits: Readonly<Record<'claimTask' | 'bounty' | 'bid', Float64Array>>
  readonly #used = { claimTask: 0, bounty: 0, bid: 0 }

  constructor(world: LeverWorld) {
    const { tasksPerEpoch, bountiesPerEpoch, bidsPerEpoch } = world.parameters(rateLimitParameters)
    this.#limits = { claimTask: tasksPerEpoch, bounty: bountiesPerEpoch, bid: bidsPerEpoch }
  }

  attempt(what: 'claimTask' | 'bounty' | 'bid'): boolean {
    if (!withinAllowance(this.#used[what], this.#limits[what][0])) return false
    this.#used[what]++
    return true
  }

  clear(): void {
    Object.assign(this.#used, { claimTask: 0, bounty: 0, bid: 0 })
  }
}

interface ScheduleCase {
  mode: string
  reputations: number[]
}

function runSchedule({ mode, reputations }: ScheduleCase): unknown {
  const agents = reputations.length
  const world = new LeverWorld({ agents, rows: { inbox: agents }, values: { 'schedule.mode': mode } })
  world.get(Standing).reputation.set(reputations)
  bindOrder(world.access(turnSystem))(agents)
  return { order: [...world.get(TurnOrder).agent] }
}

export const societyFamilies: Record<string, FamilyRunner> = {
  agentStats: runAgentStats,
  rateLimits: runRateLimits,
  schedule: runSchedule,
}
