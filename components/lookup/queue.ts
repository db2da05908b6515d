import { NOBODY } from '../../engine/journal.ts'
import { Answer } from '../codes.ts'
import { Custody } from '../custody.ts'
import { Intent, Offer } from '../intent.ts'
import { Parties } from '../interaction.ts'
import { Inbox, Proposal, QueueTotals } from '../queue.ts'
import type { LookupAccess } from './acquaintances.ts'

/** The queue of proposals of sequential turns, and the interaction rows that come out of it in order of decision. */
export interface ProposalQueue {
  /** Queues the proposal that an agent chose; false when there is no room. */
  enqueue(agent: number): boolean
  /** Takes a proposal out with an answer; false when it was not waiting. */
  decide(proposal: number, answer: number): boolean
  /** Takes out what has waited `ticks` or longer. */
  expire(ticks: number): void
  /** Takes out, to be asked, all whose counterparty can answer, oldest first; the rest keeps waiting. */
  askWaiting(): void
  /** Interaction rows written since `open`. */
  readonly written: () => number
  /** Starts a tick: no rows written yet. */
  open(): void
}

export function bindQueue(access: LookupAccess): ProposalQueue {
  const { initiator, counterparty, kind, hostile, transfer, tick: made, open } = access.get(Proposal)
  const totals = access.get(QueueTotals)
  const intent = access.get(Intent)
  const offer = access.get(Offer)
  const parties = access.get(Parties)
  const { reasons } = access.get(Custody)
  const { tick, agentCount } = access.clock
  const agents = access.world.rowsOf('agent')
  let row = 0

  const { link, unlink, clear } = bindChains(access)
  const enqueue = (agent: number): boolean => {
    const proposal = totals.length[0]
    if (proposal === open.length) {
      totals.refused[0]++
      return false
    }
    totals.length[0]++
    initiator[proposal] = agent
    counterparty[proposal] = intent.target[agent]
    kind[proposal] = intent.kind[agent]
    hostile[proposal] = intent.hostile[agent]
    transfer[proposal] = offer.transfer[0]
    made[proposal] = tick[0]
    open[proposal] = 1
    link(proposal)
    return true
  }
  const decide = (proposal: number, answer: number): boolean => {
    if (proposal >= totals.length[0] || open[proposal] === 0 || row === parties.initiator.length) return false
    open[proposal] = 0
    unlink(proposal)
    parties.initiator[row] = initiator[proposal]
    parties.counterparty[row] = counterparty[proposal]
    // An agent's proposal of this tick draws as the agent; one that waited draws as its place in the queue.
    parties.key[row] = made[proposal] === tick[0] ? initiator[proposal] : agents + proposal
    parties.kind[row] = kind[proposal]
    parties.hostile[row] = hostile[proposal]
    parties.transfer[row] = transfer[proposal]
    // Who was frozen since it proposed makes no deal: put to be asked, the proposal is void.
    const isHeld = reasons[initiator[proposal]] !== 0
    parties.answer[row] = isHeld && answer !== Answer.expired ? Answer.toBeAsked : answer
    row++
    return true
  }
  const expire = (ticks: number) => {
    for (let proposal = 0; proposal < totals.length[0]; proposal++) {
      if (open[proposal] === 1 && tick[0] - made[proposal] >= ticks) decide(proposal, Answer.expired)
    }
  }
  const askWaiting = () => {
    for (let proposal = 0; proposal < totals.length[0]; proposal++) {
      const to = counterparty[proposal]
      if (open[proposal] === 0 || to === NOBODY || to >= agentCount[0] || reasons[to] !== 0) continue
      decide(proposal, Answer.toBeAsked)
    }
  }
  const compact = () => {
    let kept = 0
    clear()
    for (let proposal = 0; proposal < totals.length[0]; proposal++) {
      if (open[proposal] === 0) continue
      initiator[kept] = initiator[proposal]
      counterparty[kept] = counterparty[proposal]
      kind[kept] = kind[proposal]
      hostile[kept] = hostile[proposal]
      transfer[kept] = transfer[proposal]
      made[kept] = made[proposal]
      open[kept] = 1
      link(kept)
      kept++
    }
    for (let proposal = kept; proposal < totals.length[0]; proposal++) open[proposal] = 0
    totals.length[0] = kept
  }
  const start = () => {
    row = 0
    compact()
  }
  return { enqueue, decide, expire, askWaiting, written: () => row, open: start }
}

/** The chains of proposals by addressee, so that an agent finds its oldest one without a search. */
function bindChains(access: LookupAccess): Record<'link' | 'unlink', (proposal: number) => void> & {
  clear(): void
} {
  const { counterparty, next } = access.get(Proposal)
  const { head, tail } = access.get(Inbox)
  const { agentCount } = access.clock
  const link = (proposal: number) => {
    const to = counterparty[proposal]
    next[proposal] = 0
    if (to >= agentCount[0]) return
    if (head[to] === 0) head[to] = proposal + 1
    else next[tail[to] - 1] = proposal + 1
    tail[to] = proposal + 1
  }
  const unlink = (proposal: number) => {
    const to = counterparty[proposal]
    if (to >= agentCount[0]) return
    let before = 0
    let at = head[to]
    while (at !== 0 && at !== proposal + 1) {
      before = at
      at = next[at - 1]
    }
    if (at === 0) return
    if (before === 0) head[to] = next[proposal]
    else next[before - 1] = next[proposal]
    if (tail[to] === proposal + 1) tail[to] = before
  }
  const clear = () => {
    head.fill(0)
    tail.fill(0)
  }
  return { link, unlink, clear }
}
