import { Bounty, BountyChain, Task, TaskStatus } from '../../components/board.ts'
import { Stake } from '../../components/stake.ts'
import { NOBODY } from '../../engine/journal.ts'
import type { Book } from './book.ts'
import { Deal, DealStatus, MarketCounts, NEVER } from './columns.ts'
import { marketplaceParameters, SETTLES_NEVER } from './parameters.ts'
import type { MarketAccess, Tools } from './tools.ts'

/** How bounties come onto the board and leave it without a taker. */
export function bindOpenings(
  access: MarketAccess,
  { lists, chains, purse, rows, close }: Tools,
): Pick<Book, 'post' | 'expire' | 'takeDown'> {
  const { poster, reward: rewards, open } = access.get(Bounty)
  const { lowest } = access.get(BountyChain)
  const deal = access.get(Deal)
  const task = access.get(Task)
  const { resources } = access.get(Stake)
  const counts = access.get(MarketCounts)
  const { minBountyAmount, bidDeadlineEpochs, settlement } = access.parameters(marketplaceParameters)
  const { epoch } = access.clock
  const place = (row: number, agent: number, reward: number, due: number) => {
    poster[row] = agent
    rewards[row] = reward
    open[row] = 1
    lowest[row] = 0
    deal.status[row] = DealStatus.open
    deal.amount[row] = 0
    deal.due[row] = due
    task.bounty[row] = reward
    task.status[row] = TaskStatus.open
    task.assignee[row] = NOBODY
    chains.bounties.append(agent, row)
    if (epoch[0] >= due) return
    lists.bounties.add(row)
    lists.tasks.add(row)
  }
  return {
    post(agent, reward, deadline) {
      if (!(reward >= minBountyAmount[0]) || resources[agent] < reward) return NOBODY
      const row = rows.take()
      if (row === NOBODY) {
        counts.refused[0]++
        return NOBODY
      }
      const own = deadline < NEVER ? Math.max(0, Math.floor(deadline)) : NEVER
      const latest = settlement[0] === SETTLES_NEVER ? NEVER : epoch[0] + bidDeadlineEpochs[0]
      purse.offer(agent, reward)
      place(row, agent, reward, Math.min(own, latest))
      counts.posted[0]++
      return row
    },
    expire(bounty) {
      if (deal.status[bounty] !== DealStatus.open) return false
      close(bounty)
      lists.tasks.remove(bounty)
      purse.refund(poster[bounty], rewards[bounty])
      if (task.status[bounty] === TaskStatus.open) task.status[bounty] = TaskStatus.done
      deal.status[bounty] = DealStatus.expired
      counts.expired[0]++
      rows.free(bounty)
      return true
    },
    takeDown(bounty) {
      lists.bounties.remove(bounty)
      lists.tasks.remove(bounty)
    },
  }
}
