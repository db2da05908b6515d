import { Bounty, Escrow, Task, TaskStatus } from '../../components/board.ts'
import type { Book } from './book.ts'
import { Deal, DealStatus, MarketCounts, NEVER } from './columns.ts'
import { marketplaceParameters, SETTLES_NEVER } from './parameters.ts'
import type { MarketAccess, Tools } from './tools.ts'

export type Award = (bounty: number, worker: number, amount: number) => void

/** Escrows: what makes one, and what ends it. */
export function bindAwards(
  access: MarketAccess,
  { chains, purse, rows, close }: Tools,
): Pick<Book, 'settle' | 'dispute' | 'resolve'> & { readonly award: Award } {
  const { poster, reward } = access.get(Bounty)
  const escrow = access.get(Escrow)
  const deal = access.get(Deal)
  const counts = access.get(MarketCounts)
  const parameters = access.parameters(marketplaceParameters)
  const { settlement, escrowFeeRate, disputeResolutionEpochs, workDeadlineEpochs } = parameters
  const { epoch } = access.clock
  const finish = bindFinish(access, { chains, rows })
  return {
    award(bounty, worker, amount) {
      close(bounty)
      deal.status[bounty] = DealStatus.awarded
      deal.amount[bounty] = amount
      deal.due[bounty] =
        settlement[0] === SETTLES_NEVER ? NEVER : Math.min(NEVER, epoch[0] + workDeadlineEpochs[0])
      purse.lock(amount)
      escrow.poster[bounty] = poster[bounty]
      escrow.worker[bounty] = worker
      escrow.held[bounty] = 1
      chains.pays.append(poster[bounty], bounty)
      chains.earns.append(worker, bounty)
      counts.awarded[0]++
    },
    settle(bounty, accepted) {
      if (deal.status[bounty] !== DealStatus.awarded) return false
      const fee = deal.amount[bounty] * escrowFeeRate[0]
      const pay = deal.amount[bounty] - fee
      const rest = reward[bounty] - deal.amount[bounty]
      purse.takeFee(fee)
      purse.release(accepted ? escrow.worker[bounty] : poster[bounty], pay)
      // Nobody gave the poster of failed work back what it had offered beyond the bid, in the runs that `never` repeats.
      if (accepted || settlement[0] !== SETTLES_NEVER) purse.refund(poster[bounty], rest)
      else purse.lose(rest)
      if (accepted) {
        counts.completed[0]++
        counts.paid[0] += pay
      } else counts.failed[0]++
      finish(bounty, accepted ? DealStatus.completed : DealStatus.failed)
      return true
    },
    dispute(agent, bounty) {
      if (deal.status[bounty] !== DealStatus.awarded) return false
      if (escrow.poster[bounty] !== agent && escrow.worker[bounty] !== agent) return false
      deal.status[bounty] = DealStatus.disputed
      deal.due[bounty] = Math.min(NEVER, epoch[0] + disputeResolutionEpochs[0])
      escrow.held[bounty] = 0
      counts.disputes[0]++
      return true
    },
    resolve(bounty, workerShare) {
      if (deal.status[bounty] !== DealStatus.disputed) return false
      const fee = deal.amount[bounty] * escrowFeeRate[0]
      const divided = deal.amount[bounty] - fee
      const pay = divided * workerShare
      const rest = reward[bounty] - deal.amount[bounty]
      purse.takeFee(fee)
      purse.release(escrow.worker[bounty], pay)
      purse.release(poster[bounty], divided - pay)
      if (settlement[0] !== SETTLES_NEVER) purse.refund(poster[bounty], rest)
      else purse.lose(rest)
      counts.paid[0] += pay
      counts.resolved[0]++
      finish(bounty, workerShare > 0.5 ? DealStatus.completed : DealStatus.failed)
      return true
    },
  }
}

/** Clears an escrow that has been paid out, with the task if it is still somebody's. */
function bindFinish(
  access: MarketAccess,
  { chains, rows }: Pick<Tools, 'chains' | 'rows'>,
): (bounty: number, outcome: number) => void {
  const { poster } = access.get(Bounty)
  const { worker, held } = access.get(Escrow)
  const { status, amount } = access.get(Deal)
  const task = access.get(Task)
  const { settlement } = access.parameters(marketplaceParameters)
  return (bounty, outcome) => {
    status[bounty] = outcome
    amount[bounty] = 0
    held[bounty] = 0
    chains.pays.remove(poster[bounty], bounty)
    chains.earns.remove(worker[bounty], bounty)
    if (settlement[0] === SETTLES_NEVER) return
    chains.tasks.remove(task.assignee[bounty], bounty)
    task.status[bounty] = TaskStatus.done
    rows.free(bounty)
  }
}
