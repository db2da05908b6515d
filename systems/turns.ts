import { Kind, Turn, Usage } from '../components/agent.ts'
import { Action, Answer } from '../components/codes.ts'
import { Custody } from '../components/custody.ts'
import { Ballot, BallotWeight, FeedTotals, Post, PostScore } from '../components/feed.ts'
import { Intent, Offer } from '../components/intent.ts'
import { Parties } from '../components/interaction.ts'
import { withinAllowance } from '../components/lookup/allowance.ts'
import { bindFeedAction } from '../components/lookup/feed.ts'
import { bindHandlers } from '../components/lookup/handlers.ts'
import { bindMeeting } from '../components/lookup/network.ts'
import { bindQueue } from '../components/lookup/queue.ts'
import { Edge, Neighbours } from '../components/network.ts'
import {
  proposalParameters,
  rateLimitParameters,
  scheduleParameters,
} from '../components/parameters/society.ts'
import { Inbox, Proposal, QueueTotals, TurnOrder } from '../components/queue.ts'
import { Standing } from '../components/standing.ts'
import { Batch, CHUNK_ROWS } from '../engine/block.ts'
import { defineStream } from '../engine/random.ts'
import { defineSystem } from '../engine/schedule.ts'
import type { SystemAccess } from '../engine/world.ts'

export const TURN_STREAM = defineStream('turn')
export const ORDER_STREAM = defineStream('order')

const MODES = scheduleParameters.parameters.mode.choices
const RANDOM = MODES.indexOf('random')
const PRIORITY = MODES.indexOf('priority')

/**
 * Sequential turns: in the schedule's order each agent that may act answers its oldest waiting proposal or acts, and sees
 * posts, votes and proposals made earlier in the tick; what is still waiting afterwards is asked. Later systems are the
 * same whole-array passes as under simultaneous turns, in order of decision. Writes Intent, Parties, Batch, the queue,
 * the feed.
 */
export const turnSystem = defineSystem({
  name: 'turns',
  phase: 'proposal',
  every: 'tick',
  calls: 'act',
  handsOn: true,
  reads: [Turn, Kind, Custody, Standing, Neighbours, Edge],
  writes: [
    Intent,
    Offer,
    Parties,
    Batch,
    Usage,
    Proposal,
    Inbox,
    QueueTotals,
    TurnOrder,
    Post,
    Ballot,
    FeedTotals,
    PostScore,
    BallotWeight,
  ],
  doc: 'Gives each agent its turn, one after the other.',
  bind(access) {
    const { mayAct } = access.get(Turn)
    const { policy } = access.get(Kind)
    const { failed } = access.get(Intent)
    const { transfer } = access.get(Offer)
    const { successes } = access.get(QueueTotals)
    const { agent: turnOf } = access.get(TurnOrder)
    const { maxActionsPerStep } = access.parameters(scheduleParameters)
    const { expireAfter } = access.parameters(proposalParameters)
    const queue = bindQueue(access)
    const setOrder = bindOrder(access)
    const carryOut = bindAction(access, queue)
    const setBatches = bindBatches(access)
    const draws = access.source(TURN_STREAM)
    const { rules } = access.registry
    const { cursor } = access
    return (_first, agents) => {
      const cap = Number.isNaN(maxActionsPerStep[0]) ? Number.POSITIVE_INFINITY : maxActionsPerStep[0]
      queue.open()
      if (!Number.isNaN(expireAfter[0])) queue.expire(expireAfter[0])
      setOrder(agents)
      successes[0] = 0
      for (let place = 0; place < agents && successes[0] < cap; place++) {
        const agent = turnOf[place]
        if (mayAct[agent] === 0) continue
        cursor.agent = agent
        draws.begin(agent)
        transfer[0] = 0
        rules[policy[agent]].act(agent, draws)
        if (carryOut(agent)) successes[0]++
        else failed[agent] = 1
      }
      cursor.agent = -1
      queue.askWaiting()
      setBatches(queue.written())
    }
  },
})

/** Writes the order of a tick's turns. */
export function bindOrder(access: SystemAccess): (agents: number) => void {
  const { agent: turnOf } = access.get(TurnOrder)
  const { reputation } = access.get(Standing)
  const { mode } = access.parameters(scheduleParameters)
  const draws = access.source(ORDER_STREAM)
  const byReputation = (a: number, b: number) => reputation[b] - reputation[a] || a - b
  return (agents) => {
    for (let agent = 0; agent < agents; agent++) turnOf[agent] = agent
    if (mode[0] === PRIORITY) turnOf.subarray(0, agents).sort(byReputation)
    if (mode[0] !== RANDOM) return
    draws.begin(0)
    for (let last = agents - 1; last > 0; last--) {
      const other = Math.floor(draws.next()[0] * (last + 1))
      const moved = turnOf[last]
      turnOf[last] = turnOf[other]
      turnOf[other] = moved
    }
  }
}

/** Carries out what an agent chose; false when the engine refuses it. */
function bindAction(access: SystemAccess, queue: ReturnType<typeof bindQueue>): (agent: number) => boolean {
  const { action, target } = access.get(Intent)
  const { interactions } = access.get(Usage)
  const { interactionsPerStep } = access.parameters(rateLimitParameters)
  const mayMeet = bindMeeting(access)
  const useFeed = bindFeedAction(access)
  const handOn = bindHandlers(access)
  const propose = (agent: number) => {
    if (!withinAllowance(interactions[agent], interactionsPerStep[0])) return false
    if (!mayMeet(agent, target[agent])) return false
    if (!queue.enqueue(agent)) return false
    interactions[agent]++
    return true
  }
  return (agent) => {
    switch (action[agent]) {
      case Action.noop:
        return true
      case Action.post:
      case Action.vote:
        return useFeed(agent)
      case Action.proposeInteraction:
        return propose(agent)
      case Action.acceptInteraction:
        return queue.decide(target[agent], Answer.accepted)
      case Action.rejectInteraction:
        return queue.decide(target[agent], Answer.rejected)
      default:
        return handOn[action[agent]](agent)
    }
  }
}

function bindBatches(access: SystemAccess): (rows: number) => void {
  const { count } = access.get(Batch)
  return (rows) => {
    for (let chunk = 0; chunk < count.length; chunk++) {
      count[chunk] = Math.max(0, Math.min(CHUNK_ROWS, rows - chunk * CHUNK_ROWS))
    }
  }
}
