import { Kind, Turn, Usage } from '../components/agent.ts'
import { Action, Answer } from '../components/codes.ts'
import { Intent, Offer } from '../components/intent.ts'
import { Parties } from '../components/interaction.ts'
import { withinAllowance } from '../components/lookup/allowance.ts'
import { handledActions } from '../components/lookup/handlers.ts'
import { bindMeeting } from '../components/lookup/network.ts'
import { Edge, Neighbours } from '../components/network.ts'
import { rateLimitParameters } from '../components/parameters/society.ts'
import { Batch, CHUNK_ROWS } from '../engine/block.ts'
import { defineStream } from '../engine/random.ts'
import { defineSystem } from '../engine/schedule.ts'

export const PROPOSAL_STREAM = defineStream('proposal')

/**
 * Simultaneous turns: every agent that may act chooses from the state at the start of the tick, and each proposal
 * becomes an interaction row of its chunk. Reads Turn, Kind and what policies see. Writes Intent, Parties, Batch, Usage.
 * Whitepaper §7 (types).
 */
export const proposalSystem = defineSystem({
  name: 'proposal',
  phase: 'proposal',
  every: 'agent',
  spread: 'chunks',
  calls: 'act',
  reads: [Turn, Kind, Neighbours, Edge],
  writes: [Intent, Offer, Parties, Batch, Usage],
  doc: 'Lets every agent choose and packs the proposals at the front of its chunk.',
  bind(access) {
    const { mayAct } = access.get(Turn)
    const { policy } = access.get(Kind)
    const { action, failed, target, kind, hostile } = access.get(Intent)
    const { transfer: offered } = access.get(Offer)
    const parties = access.get(Parties)
    const {
      initiator,
      counterparty,
      key,
      kind: interactionKind,
      hostile: isHostile,
      answer,
      transfer,
    } = parties
    const { count } = access.get(Batch)
    const { interactions } = access.get(Usage)
    const { interactionsPerStep } = access.parameters(rateLimitParameters)
    const mayMeet = bindMeeting(access)
    const handled = handledActions(access)
    const draws = access.source(PROPOSAL_STREAM)
    const acts = access.registry.rules.map((rules) => rules.act)
    const { cursor } = access
    const agents = new Uint32Array(CHUNK_ROWS)
    return (first, end) => {
      let row = first
      for (let agent = first; agent < end; agent++) agents[agent - first] = agent
      draws.fill(agents, 0, end - first)
      for (let agent = first; agent < end; agent++) {
        if (mayAct[agent] === 0) continue
        cursor.agent = agent
        draws.beginRow(agent - first)
        offered[0] = 0
        acts[policy[agent]](agent, draws)
        if (action[agent] !== Action.proposeInteraction) {
          // Posts, votes and what plugins take are carried out later in the tick; nothing carries out the rest.
          if (action[agent] > Action.proposeInteraction && handled[action[agent]] === 0) failed[agent] = 1
          continue
        }
        const allowed = withinAllowance(interactions[agent], interactionsPerStep[0])
        if (!allowed || !mayMeet(agent, target[agent])) {
          failed[agent] = 1
          continue
        }
        interactions[agent]++
        initiator[row] = agent
        counterparty[row] = target[agent]
        key[row] = agent
        interactionKind[row] = kind[agent]
        isHostile[row] = hostile[agent]
        answer[row] = Answer.toBeAsked
        transfer[row] = offered[0]
        row++
      }
      cursor.agent = -1
      count[first / CHUNK_ROWS] = row - first
    }
  },
})
