import { Bounty, Task, TaskStatus } from '../../components/board.ts'
import { Standing } from '../../components/standing.ts'
import type { Award } from './awards.ts'
import type { Book } from './book.ts'
import { Deal, DealStatus, MarketCounts } from './columns.ts'
import { marketplaceParameters, SETTLES_NEVER } from './parameters.ts'
import type { MarketAccess, Tools } from './tools.ts'

/** Claims and work. */
export function bindClaims(
  access: MarketAccess,
  { chains, assign }: Tools,
  award: Award,
): Pick<Book, 'claim' | 'submit'> {
  const { status, assignee, minReputation } = access.get(Task)
  const { poster, reward } = access.get(Bounty)
  const { reputation } = access.get(Standing)
  const deal = access.get(Deal)
  const counts = access.get(MarketCounts)
  const { settlement } = access.parameters(marketplaceParameters)
  const { epoch } = access.clock
  return {
    claim(agent, task) {
      if (status[task] !== TaskStatus.open || epoch[0] >= deal.due[task]) return false
      if (minReputation[task] > reputation[agent]) return false
      if (settlement[0] !== SETTLES_NEVER) {
        if (poster[task] === agent || deal.status[task] !== DealStatus.open) return false
        award(task, agent, reward[task])
      }
      assign(agent, task)
      counts.claimed[0]++
      return true
    },
    submit(agent, task) {
      const isActive = status[task] === TaskStatus.claimed || status[task] === TaskStatus.inProgress
      if (!isActive || assignee[task] !== agent) return false
      chains.tasks.remove(agent, task)
      status[task] = TaskStatus.done
      counts.submitted[0]++
      return true
    },
  }
}
