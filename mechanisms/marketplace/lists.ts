import {
  BoardTotals,
  BountyChain,
  Desk,
  EscrowChain,
  Listing,
  Task,
  TaskChain,
} from '../../components/board.ts'
import type { LookupAccess } from '../../components/lookup/acquaintances.ts'
import { Deal } from './columns.ts'
import { LISTS_WHOLE, marketplaceParameters } from './parameters.ts'

/** Rows that an owner holds, one leading to the next in the order in which they came. */
export interface Chain {
  append(owner: number, row: number): void
  /** Takes a row out; one that is not in the chain is left alone. */
  remove(owner: number, row: number): void
}

/** Chains are short: an agent's allowances and the deadlines bound what it can have under way. */
function bindChain(head: Uint32Array, next: Uint32Array): Chain {
  return {
    append(owner, row) {
      next[row] = 0
      if (head[owner] === 0) {
        head[owner] = row + 1
        return
      }
      let last = head[owner]
      while (next[last - 1] !== 0) last = next[last - 1]
      next[last - 1] = row + 1
    },
    remove(owner, row) {
      let before = 0
      for (let at = head[owner]; at !== 0; at = next[at - 1]) {
        if (at === row + 1) {
          if (before === 0) head[owner] = next[row]
          else next[before - 1] = next[row]
          next[row] = 0
          return
        }
        before = at
      }
    },
  }
}

export interface Chains {
  readonly bounties: Chain
  readonly tasks: Chain
  readonly pays: Chain
  readonly earns: Chain
}

export function bindChains(access: LookupAccess): Chains {
  const desk = access.get(Desk)
  const escrow = access.get(EscrowChain)
  return {
    bounties: bindChain(desk.bounties, access.get(BountyChain).next),
    tasks: bindChain(desk.tasks, access.get(TaskChain).next),
    pays: bindChain(desk.pays, escrow.nextPaid),
    earns: bindChain(desk.earns, escrow.nextEarned),
  }
}

/** Bounties or tasks on the board. */
export interface BoardList {
  add(row: number): void
  /** Takes a row off; one that is not listed is left alone. */
  remove(row: number): void
}

export interface BoardLists {
  readonly bounties: BoardList
  readonly tasks: BoardList
}

type Access = LookupAccess & { parameters: LookupAccess['world']['parameters'] }

/**
 * The two lists of the board. In a list that is sampled the last one takes the place of one that goes; a list that is
 * shown whole keeps its order, bounties as they came and tasks by falling reward, which costs a move of those behind.
 */
export function bindBoardLists(access: Access): BoardLists {
  const { bounty, task } = access.get(Listing)
  const { bounties, tasks } = access.get(BoardTotals)
  const { bountyPlace, taskPlace } = access.get(Deal)
  const { bounty: rewards } = access.get(Task)
  const { listing } = access.parameters(marketplaceParameters)
  if (listing[0] !== LISTS_WHOLE) {
    return { bounties: bindHeap(bounty, bounties, bountyPlace), tasks: bindHeap(task, tasks, taskPlace) }
  }
  return {
    bounties: bindOrdered(bounty, bounties, bountyPlace, () => false),
    tasks: bindOrdered(task, tasks, taskPlace, (row, other) => rewards[row] > rewards[other]),
  }
}

function bindHeap(list: Uint32Array, count: Uint32Array, place: Uint32Array): BoardList {
  return {
    add(row) {
      list[count[0]] = row
      count[0]++
      place[row] = count[0]
    },
    remove(row) {
      if (place[row] === 0) return
      count[0]--
      const last = list[count[0]]
      list[place[row] - 1] = last
      place[last] = place[row]
      place[row] = 0
    },
  }
}

function bindOrdered(
  list: Uint32Array,
  count: Uint32Array,
  place: Uint32Array,
  goesBefore: (row: number, other: number) => boolean,
): BoardList {
  const renumber = (from: number) => {
    for (let at = from; at < count[0]; at++) place[list[at]] = at + 1
  }
  return {
    add(row) {
      let at = count[0]
      while (at > 0 && goesBefore(row, list[at - 1])) at--
      list.copyWithin(at + 1, at, count[0])
      list[at] = row
      count[0]++
      renumber(at)
    },
    remove(row) {
      if (place[row] === 0) return
      const at = place[row] - 1
      list.copyWithin(at, at + 1, count[0])
      count[0]--
      place[row] = 0
      renumber(at)
    },
  }
}
