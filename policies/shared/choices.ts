import { Quote } from '../../components/board.ts'
import { Action } from '../../components/codes.ts'
import { Intent, Offer } from '../../components/intent.ts'
import { modelParameters } from '../../components/parameters/model.ts'
import type { PolicyAccess } from '../../engine/policy.ts'
import { boundOnce } from '../../engine/sharing.ts'

/** Components that a choice is written to. */
export const CHOICE_COLUMNS = [Intent, Offer, Quote] as const

/** Writes what an agent does with its turn: one of these, once a turn. */
export interface Choices {
  noop(agent: number): void
  post(agent: number): void
  /** Votes on a post row, up (1) or down (-1). */
  vote(agent: number, post: number, direction: number): void
  /**
   * Proposes an interaction.
   * @param kind position in INTERACTION_KINDS
   * @param hostile 1 when it belongs to an attack or exploitation
   * @param transfer money that it means to pay; attached where `transfers` is `intended`
   */
  propose(agent: number, partner: number, kind: number, hostile: number, transfer: number): void
  /** Answers a waiting proposal, by its row. */
  answer(agent: number, proposal: number, accepts: boolean): void
  claimTask(agent: number, task: number): void
  submitOutput(agent: number, task: number): void
  /** Offers a bounty; `deadline` is its last epoch, infinite for none. */
  postBounty(agent: number, reward: number, deadline: number): void
  placeBid(agent: number, bounty: number, amount: number): void
  acceptBid(agent: number, bid: number): void
  fileDispute(agent: number, escrow: number): void
}

const INTENDED = modelParameters.parameters.transfers.choices.indexOf('intended')

export const bindChoices = boundOnce(CHOICE_COLUMNS, (access: PolicyAccess): Choices => {
  const { action, failed, target, kind, hostile, direction } = access.get(Intent)
  const offer = access.get(Offer)
  // With a market a choice may be carried out only after others have chosen; without one nobody reads it.
  const quote = access.world.rowsOf('desk') > 0 ? access.get(Quote) : undefined
  const { transfers } = access.parameters(modelParameters)
  const choose = (agent: number, chosen: number, about: number) => {
    action[agent] = chosen
    target[agent] = about
    failed[agent] = 0
    kind[agent] = 0
    hostile[agent] = 0
    direction[agent] = 0
  }
  return {
    noop: (agent) => choose(agent, Action.noop, 0),
    post: (agent) => choose(agent, Action.post, 0),
    vote(agent, post, upOrDown) {
      choose(agent, Action.vote, post)
      direction[agent] = upOrDown
    },
    propose(agent, partner, proposed, isHostile, transfer) {
      choose(agent, Action.proposeInteraction, partner)
      kind[agent] = proposed
      hostile[agent] = isHostile
      offer.transfer[0] = transfers[0] === INTENDED ? transfer : 0
    },
    answer(agent, proposal, accepts) {
      choose(agent, accepts ? Action.acceptInteraction : Action.rejectInteraction, proposal)
    },
    claimTask: (agent, task) => choose(agent, Action.claimTask, task),
    submitOutput: (agent, task) => choose(agent, Action.submitOutput, task),
    postBounty(agent, reward, deadline) {
      choose(agent, Action.postBounty, 0)
      offer.amount[0] = reward
      offer.deadline[0] = deadline
      if (!quote) return
      quote.amount[agent] = reward
      quote.deadline[agent] = deadline
    },
    placeBid(agent, bounty, amount) {
      choose(agent, Action.placeBid, bounty)
      offer.amount[0] = amount
      if (quote) quote.amount[agent] = amount
    },
    acceptBid: (agent, bid) => choose(agent, Action.acceptBid, bid),
    fileDispute: (agent, escrow) => choose(agent, Action.fileDispute, escrow),
  }
})
