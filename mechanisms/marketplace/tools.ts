import { Bid, Bounty, BountyChain, Task, TaskStatus } from '../../components/board.ts'
import type { LookupAccess } from '../../components/lookup/acquaintances.ts'
import { NOBODY } from '../../engine/journal.ts'
import { Deal, DealStatus, MarketTotals } from './columns.ts'
import { type BoardLists, bindBoardLists, bindChains, type Chains } from './lists.ts'
import { marketplaceParameters, SETTLES_NEVER } from './parameters.ts'
import { bindPurse, type Purse } from './purse.ts'
import { boundOfBounties } from './tables.ts'

export type MarketAccess = LookupAccess & { parameters: LookupAccess['world']['parameters'] }

/** What the parts of the book share, bound once. */
export interface Tools {
  readonly lists: BoardLists
  readonly chains: Chains
  readonly purse: Purse
  readonly rows: Rows
  /** Takes an open bounty out of what it stands in besides the list of tasks: its pending bids are refused. */
  readonly close: (bounty: number) => void
  /** Gives an open task to an agent. */
  readonly assign: (agent: number, task: number) => void
}

export function bindTools(access: MarketAccess): Tools {
  const shared = {
    lists: bindBoardLists(access),
    chains: bindChains(access),
    purse: bindPurse(access),
    rows: bindRows(access),
  }
  return { ...shared, close: bindClosing(access, shared), assign: bindAssignment(access, shared) }
}

type Lists = Pick<Tools, 'lists' | 'chains'>

export interface Rows {
  /** A row for a bounty, or NOBODY when there is none left. */
  take(): number
  free(bounty: number): void
}

/** Rows: the lowest one never used, or the one that was freed last. Where escrows are never settled, none is freed. */
function bindRows(access: MarketAccess): Rows {
  const { used, free } = access.get(MarketTotals)
  const { status } = access.get(Deal)
  const { status: taskStatus } = access.get(Task)
  const { next } = access.get(BountyChain)
  const { settlement } = access.parameters(marketplaceParameters)
  const { agentCount } = access.clock
  return {
    take() {
      if (free[0] !== 0) {
        const row = free[0] - 1
        free[0] = next[row]
        return row
      }
      if (used[0] >= Math.min(status.length, boundOfBounties(agentCount[0]))) return NOBODY
      used[0]++
      return used[0] - 1
    },
    free(bounty) {
      if (settlement[0] === SETTLES_NEVER) return
      status[bounty] = DealStatus.free
      taskStatus[bounty] = TaskStatus.free
      next[bounty] = free[0]
      free[0] = bounty + 1
    },
  }
}

function bindClosing(access: MarketAccess, { lists, chains }: Lists): Tools['close'] {
  const { poster, open } = access.get(Bounty)
  const { lowest } = access.get(BountyChain)
  const { pending } = access.get(Bid)
  const { maxBidsPerBounty } = access.parameters(marketplaceParameters)
  return (bounty) => {
    lists.bounties.remove(bounty)
    chains.bounties.remove(poster[bounty], bounty)
    if (lowest[bounty] !== 0) {
      const first = bounty * maxBidsPerBounty[0]
      for (let bid = first; bid < first + maxBidsPerBounty[0]; bid++) pending[bid] = 0
    }
    lowest[bounty] = 0
    open[bounty] = 0
  }
}

/** Work starts at once, except where it never does. */
function bindAssignment(access: MarketAccess, { lists, chains }: Lists): Tools['assign'] {
  const { status, assignee } = access.get(Task)
  const { settlement } = access.parameters(marketplaceParameters)
  return (agent, task) => {
    lists.tasks.remove(task)
    status[task] = settlement[0] === SETTLES_NEVER ? TaskStatus.claimed : TaskStatus.inProgress
    assignee[task] = agent
    chains.tasks.append(agent, task)
  }
}
