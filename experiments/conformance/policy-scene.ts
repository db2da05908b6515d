import { Kind, Usage } from '../../components/agent.ts'
import {
  Bid,
  BoardTotals,
  Bounty,
  BountyChain,
  Desk,
  Escrow,
  EscrowChain,
  Listing,
  Task,
  TaskChain,
  TaskStatus,
} from '../../components/board.ts'
import { AGENT_TYPES, INTERACTION_KINDS } from '../../components/codes.ts'
import { Custody } from '../../components/custody.ts'
import { Ballot, FeedTotals, Post } from '../../components/feed.ts'
import { bindNoteAsked, bindNoteOutcome, type LookupAccess } from '../../components/lookup/acquaintances.ts'
import { Sighting } from '../../components/memory.ts'
import { Inbox, Proposal } from '../../components/queue.ts'
import { Stake } from '../../components/stake.ts'
import { Standing } from '../../components/standing.ts'
import type { Policy } from '../../engine/policy.ts'
import type { World } from '../../engine/world.ts'
import { AdaptiveState, STRATEGIES } from '../../policies/adaptive-learning.ts'
import { AdversarialState } from '../../policies/adversarial.ts'
import { adaptiveAdversary, adversarial } from '../../policies/index.ts'
import { type Bench, buildBench } from './bench-world.ts'

/** Row of the agent whose rules a case tries. */
export const SELF = 0
const DIFFICULTIES = ['trivial', 'easy', 'medium', 'hard', 'expert']
const TASK_STATUS: Readonly<Record<string, number>> = {
  open: TaskStatus.open,
  claimed: TaskStatus.claimed,
  in_progress: TaskStatus.inProgress,
}

export interface OtherAgent {
  readonly id: number
  readonly type: string
  readonly reputation: number
  readonly resources: number
}
export interface WaitingProposal {
  readonly id?: number
  readonly initiator: number
  readonly interactionType: string
  readonly offeredTransfer: number
}
export interface Observation {
  readonly self: { readonly reputation: number; readonly resources: number }
  readonly epoch: number
  readonly canPost: boolean
  readonly canInteract: boolean
  readonly canVote: boolean
  readonly canClaimTask: boolean
  readonly posts: readonly { readonly id: number; readonly author: number; readonly replyCount: number }[]
  readonly pending: readonly WaitingProposal[]
  readonly tasks: readonly {
    readonly id: number
    readonly bounty: number
    readonly difficulty: string
    readonly minReputation: number
  }[]
  readonly activeTasks: readonly { readonly id: number; readonly status: string }[]
  readonly agents: readonly OtherAgent[]
  readonly bounties: readonly { readonly id: number; readonly reward: number }[]
  readonly escrows: readonly number[]
  readonly bids: readonly { readonly bounty: number; readonly bid: number; readonly amount: number }[]
}
export interface PastInteraction {
  readonly initiator: number
  readonly counterparty: number
  readonly p: number
  readonly accepted: boolean
}
export interface Memory {
  readonly interactions?: readonly PastInteraction[]
  readonly votedPosts?: readonly number[]
  readonly trust?: Readonly<Record<string, number>>
  readonly asked?: Readonly<Record<string, number>>
  readonly allies?: readonly number[]
  readonly targets?: readonly number[]
  readonly cooldown?: number
  readonly sinceDetection?: number
  readonly heat?: number
  readonly toxicityThreshold?: number
  readonly performance?: Readonly<Record<string, readonly [number, number, number, number]>>
}

export const NOTHING_SEEN: Observation = {
  self: { reputation: 0, resources: 0 },
  epoch: 0,
  canPost: true,
  canInteract: true,
  canVote: true,
  canClaimTask: false,
  posts: [],
  pending: [],
  tasks: [],
  activeTasks: [],
  agents: [],
  bounties: [],
  escrows: [],
  bids: [],
}

/** A bench in the state that a case describes, and the case's numbers of the rows of its tables. */
export interface Scene extends Bench {
  readonly ids: Readonly<
    Record<'posts' | 'pending' | 'tasks' | 'bounties' | 'bids' | 'escrows', readonly number[]>
  >
}

export const lookup = (world: World): LookupAccess => ({
  get: world.get.bind(world),
  world,
  clock: world.clock,
})

export function setScene(policy: Policy, seen: Observation, memory: Memory): Scene {
  const tasks = [...(seen.canClaimTask ? seen.tasks : []), ...seen.activeTasks]
  const ownBounties = [...new Set(seen.bids.map(({ bounty }) => bounty))]
  const agents = 1 + Math.max(...agentsNamed(seen, memory))
  const words = policy.whenVisible === undefined ? 0 : Math.ceil(agents / 32)
  const bench = buildBench({
    policy,
    agents,
    profile: 'reference',
    rows: {
      post: seen.posts.length,
      ballot: seen.posts.length * agents,
      proposal: seen.pending.length,
      task: tasks.length,
      bounty: seen.bounties.length + ownBounties.length,
      bid: seen.bids.length,
      escrow: seen.escrows.length,
      listing: Math.max(tasks.length, seen.bounties.length),
      desk: isMarket(seen) ? agents : 0,
      sighting: words,
    },
  })
  const { world } = bench
  world.clock.epoch[0] = seen.epoch
  world.get(Standing).reputation[SELF] = seen.self.reputation
  world.get(Stake).resources[SELF] = seen.self.resources
  placeOthers(world, seen.agents)
  useUpAllowances(world, seen)
  fillFeed(world, seen, memory.votedPosts ?? [])
  fillQueue(world, seen.pending)
  fillTasks(world, tasks)
  fillMarket(world, seen, ownBounties)
  remember(world, policy, memory)
  return {
    ...bench,
    ids: {
      posts: seen.posts.map(({ id }) => id),
      pending: seen.pending.map(({ id }, row) => id ?? row),
      tasks: tasks.map(({ id }) => id),
      bounties: [...seen.bounties.map(({ id }) => id), ...ownBounties],
      bids: seen.bids.map(({ bid }) => bid),
      escrows: seen.escrows,
    },
  }
}

/** Rules about work fire where there is any, and where an agent may try without. */
const isMarket = ({ tasks, activeTasks, bounties, bids, escrows }: Observation): boolean =>
  [tasks, activeTasks, bounties, bids, escrows].some((list) => list.length > 0)

function agentsNamed(seen: Observation, memory: Memory): number[] {
  return [
    SELF,
    ...seen.agents.map(({ id }) => id),
    ...seen.posts.map(({ author }) => author),
    ...seen.pending.map(({ initiator }) => initiator),
    ...(memory.interactions ?? []).flatMap(({ initiator, counterparty }) => [initiator, counterparty]),
    ...Object.keys({ ...memory.trust, ...memory.asked }).map(Number),
    ...(memory.allies ?? []),
    ...(memory.targets ?? []),
  ]
}

/** Agents that the case does not list are held, so that nobody sees them. */
function placeOthers(world: World, others: readonly OtherAgent[]): void {
  const { reasons } = world.get(Custody)
  reasons.fill(1)
  reasons[SELF] = 0
  for (const { id, type, reputation, resources } of others) {
    reasons[id] = 0
    world.get(Kind).type[id] = AGENT_TYPES.indexOf(type as (typeof AGENT_TYPES)[number])
    world.get(Standing).reputation[id] = reputation
    world.get(Stake).resources[id] = resources
  }
}

function useUpAllowances(world: World, { canPost, canVote, canInteract }: Observation): void {
  const usage = world.get(Usage)
  if (!canPost) usage.posts[SELF] = Number(world.value('rate_limits.posts_per_epoch'))
  if (!canVote) usage.votes[SELF] = Number(world.value('rate_limits.votes_per_epoch'))
  if (!canInteract) usage.interactions[SELF] = Number(world.value('rate_limits.interactions_per_step'))
}

function fillFeed(world: World, { posts }: Observation, voted: readonly number[]): void {
  const post = world.get(Post)
  const ballot = world.get(Ballot)
  for (const [row, { id, author, replyCount }] of posts.entries()) {
    post.author[row] = author
    post.replies[row] = replyCount
    post.sequence[row] = row
    post.rank[posts.length - 1 - row] = row
    if (!voted.includes(id)) continue
    const place = row * world.rowsOf('agent') + SELF
    ballot.direction[place] = 1
    ballot.stamp[place] = row + 1
  }
  world.get(FeedTotals).kept[0] = posts.length
}

export const kindOf = (name: string): number => (INTERACTION_KINDS as readonly string[]).indexOf(name)

function fillQueue(world: World, pending: readonly WaitingProposal[]): void {
  const proposal = world.get(Proposal)
  const { head, tail } = world.get(Inbox)
  for (const [row, { initiator, interactionType, offeredTransfer }] of pending.entries()) {
    proposal.initiator[row] = initiator
    proposal.counterparty[row] = SELF
    proposal.kind[row] = kindOf(interactionType)
    proposal.transfer[row] = offeredTransfer
    proposal.open[row] = 1
    proposal.next[row] = row + 1 < pending.length ? row + 2 : 0
    head[SELF] = 1
    tail[SELF] = row + 1
  }
}

type TaskInCase = Partial<Observation['tasks'][number]> & { readonly status?: string }

function fillTasks(world: World, tasks: readonly TaskInCase[]): void {
  const task = world.get(Task)
  for (const [row, { bounty, difficulty, minReputation, status }] of tasks.entries()) {
    task.bounty[row] = bounty ?? 0
    task.difficulty[row] = DIFFICULTIES.indexOf(difficulty ?? 'trivial')
    task.minReputation[row] = minReputation ?? 0
    task.status[row] = TASK_STATUS[status ?? 'open'] ?? 0
    task.assignee[row] = SELF
  }
  const open = tasks.flatMap(({ status = 'open' }, row) => (status === 'open' ? [row] : []))
  const own = tasks.flatMap(({ status = 'open' }, row) => (status === 'open' ? [] : [row]))
  if (tasks.length === 0) return
  world.get(Listing).task.set(open)
  const { tasks: listed, tasksShown, ownTasks } = world.get(BoardTotals)
  listed[0] = open.length
  tasksShown[0] = open.length
  ownTasks[0] = 1
  world.get(Desk).tasks[SELF] = chain(world.get(TaskChain).next, own)
}

/** Links rows one after the other; the first one, plus 1, or 0 for none. */
function chain(next: Uint32Array, rows: readonly number[]): number {
  for (const [place, row] of rows.entries()) next[row] = (rows[place + 1] ?? -1) + 1
  return (rows[0] ?? -1) + 1
}

function fillMarket(world: World, { bounties, bids, escrows }: Observation, own: readonly number[]): void {
  const bounty = world.get(Bounty)
  for (const [row, { reward }] of bounties.entries()) {
    bounty.poster[row] = SELF + 1
    bounty.reward[row] = reward
    bounty.open[row] = 1
  }
  for (const row of own.keys()) {
    bounty.poster[bounties.length + row] = SELF
    bounty.open[bounties.length + row] = 1
  }
  const bid = world.get(Bid)
  for (const [row, { bounty: about, amount }] of bids.entries()) {
    bid.bounty[row] = bounties.length + own.indexOf(about)
    bid.amount[row] = amount
    bid.pending[row] = 1
  }
  const escrow = world.get(Escrow)
  for (const row of escrows.keys()) {
    escrow.poster[row] = SELF
    escrow.held[row] = 1
  }
  if (world.rowsOf('desk') > 0) fillBoard(world, bounties.length, own.length)
}

/** Puts bounties of others, which come first, on the board, and leads the agent to its own and to its escrows. */
function fillBoard(world: World, offered: number, own: number): void {
  const { bounties, bountiesShown } = world.get(BoardTotals)
  const desk = world.get(Desk)
  const { next, lowest } = world.get(BountyChain)
  const { bounty, amount } = world.get(Bid)
  const rowsFrom = (first: number, count: number) =>
    Array.from({ length: count }, (_, place) => first + place)
  bounties[0] = offered
  bountiesShown[0] = offered
  world.get(Listing).bounty.set(rowsFrom(0, offered))
  desk.bounties[SELF] = chain(next, rowsFrom(offered, own))
  for (const [bid, about] of bounty.entries()) {
    if (lowest[about] === 0 || amount[bid] < amount[lowest[about] - 1]) lowest[about] = bid + 1
  }
  const { nextPaid } = world.get(EscrowChain)
  desk.pays[SELF] = chain(nextPaid, rowsFrom(0, world.rowsOf('escrow')))
}

function remember(world: World, policy: Policy, memory: Memory): void {
  if (policy.remembers) replay(world, memory)
  if (policy === adversarial) {
    world.get(AdversarialState).cooldown[SELF] = memory.cooldown ?? 0
    fillSightings(world, memory)
  }
  if (policy === adaptiveAdversary) {
    rememberStrategies(world, memory)
    fillSightings(world, memory)
  }
}

function replay(world: World, { interactions = [], trust = {}, asked = {} }: Memory): void {
  const note = bindNoteOutcome(lookup(world))
  for (const { initiator, counterparty, accepted, p } of interactions) {
    note(SELF, initiator === SELF ? counterparty : initiator, accepted, p)
  }
  // A deceptive agent's trust is 0.5 and 0.1 for each accepted interaction, so it tells their number.
  for (const [partner, built] of Object.entries(trust)) {
    const times = built === 1 ? 6 : Math.round((built - 0.5) * 10)
    for (let n = 0; n < times; n++) note(SELF, Number(partner), true, 0.5)
  }
  const noteAsked = bindNoteAsked(lookup(world))
  for (const [partner, times] of Object.entries(asked)) {
    for (let n = 0; n < times; n++) noteAsked(SELF, Number(partner))
  }
}

function rememberStrategies(world: World, memory: Memory): void {
  const state = world.get(AdaptiveState)
  state.sinceDetection[SELF] = memory.sinceDetection ?? 0
  state.heat[SELF] = memory.heat ?? 0
  state.cooldown[SELF] = memory.cooldown ?? 0
  state.toxicityEstimate[SELF] = memory.toxicityThreshold ?? 0.7
  for (const [name, [attempts, successes, detected, payoff]] of Object.entries(memory.performance ?? {})) {
    const strategy = (STRATEGIES as readonly string[]).indexOf(name)
    state.attempts[strategy] = attempts
    state.successes[strategy] = successes
    state.detected[strategy] = detected
    state.payoff[strategy] = payoff
  }
}

function fillSightings(world: World, { targets = [], allies = [] }: Memory): void {
  const sighting = world.get(Sighting)
  for (const other of targets) sighting.targets[other >>> 5] |= 1 << (other & 31)
  for (const other of allies) sighting.allies[other >>> 5] |= 1 << (other & 31)
}
