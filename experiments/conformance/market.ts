/** Adapter of the family of market sequences: the market's book on a world of its own, told one thing after another. */

import { Bid, Bounty, Escrow, MARKET_COMPONENTS, Task } from '../../components/board.ts'
import { coreParameters } from '../../components/parameters/index.ts'
import { Stake, Treasury } from '../../components/stake.ts'
import { Standing } from '../../components/standing.ts'
import { Clock } from '../../engine/clock.ts'
import { defaultOf, type ParameterValue, parametersByPath } from '../../engine/config.ts'
import { NOBODY } from '../../engine/journal.ts'
import { World } from '../../engine/world.ts'
import { type Book, bindBook } from '../../mechanisms/marketplace/book.ts'
import {
  DEAL_STATUSES,
  Deal,
  DealStatus,
  MarketCounts,
  MarketTotals,
} from '../../mechanisms/marketplace/columns.ts'
import { fillBoard } from '../../mechanisms/marketplace/index.ts'
import { marketplaceParameters } from '../../mechanisms/marketplace/parameters.ts'
import { valuesOf } from '../parameter-paths.ts'
import type { FamilyRunner } from './family.ts'

const ROWS = 64
const AGENTS = 4
const PURSE = 1000
const COMPONENTS = [
  ...[Clock, Stake, Standing, Treasury, Task, Bounty, Bid, Escrow],
  ...[...MARKET_COMPONENTS, Deal, MarketTotals, MarketCounts],
]

type Config = Readonly<Record<string, ParameterValue>> & { readonly maxBidsPerBounty: number }

function marketWorld(config: Config): World {
  const parameters = parametersByPath([...coreParameters, marketplaceParameters])
  const values = new Map<string, ParameterValue>()
  for (const [path, parameter] of parameters) values.set(path, defaultOf(parameter, 'reference'))
  for (const [path, value] of Object.entries(valuesOf('marketplace', config))) values.set(path, value)
  const deals = { task: ROWS, bounty: ROWS, escrow: ROWS, listing: ROWS, bid: ROWS * config.maxBidsPerBounty }
  const tables = new Map(
    Object.entries({ ...deals, agent: AGENTS, desk: AGENTS, world: 1, 'market-counts': 2 }),
  )
  const world = new World({ seed: '0', rounds: 12, components: COMPONENTS, tables, parameters, values })
  world.clock.agentCount[0] = AGENTS
  world.get(Stake).resources.fill(PURSE)
  fillBoard(world)
  return world
}

interface Operation {
  readonly op: string
  readonly agent?: string
  readonly epoch?: number
  readonly reward?: number
  readonly deadlineEpoch?: number | null
  readonly bounty?: number
  readonly bid?: number
  readonly amount?: number
  readonly escrow?: number
  readonly success?: boolean
  readonly dispute?: number
  readonly workerShare?: number
}

/** Bounties, bids, escrows and disputes in the order in which they came, by row; and what became of bids and escrows. */
class Sequence {
  readonly #world: World
  readonly #book: Book
  readonly #bounties: number[] = []
  readonly #bids: { row: number; status: string }[] = []
  readonly #escrows: { row: number; status: string }[] = []
  readonly #disputes: { row: number; status: string }[] = []
  readonly #totals = { escrowed: 0, released: 0, refunded: 0, rewardPosted: 0 }

  constructor(config: Config) {
    this.#world = marketWorld(config)
    this.#book = bindBook({
      world: this.#world,
      clock: this.#world.clock,
      get: this.#world.get.bind(this.#world),
      parameters: this.#world.parameters.bind(this.#world),
    })
  }

  run(operation: Operation): unknown {
    const { op, agent = 'a', epoch } = operation
    if (epoch !== undefined) this.#world.clock.epoch[0] = epoch
    const result = this.#carryOut(op, agent.charCodeAt(0) - 'a'.charCodeAt(0), operation)
    const { pending } = this.#world.get(Bid)
    for (const bid of this.#bids) {
      if (bid.status === 'pending' && pending[bid.row] === 0) bid.status = 'rejected'
    }
    return result
  }

  outcome(): unknown {
    const { status, amount } = this.#world.get(Deal)
    const statusOf = (list: readonly { status: string }[]) => list.map((each) => each.status)
    const held = this.#escrows.filter((escrow) => escrow.status === 'held')
    return {
      bountyStatus: this.#bounties.map((row) => DEAL_STATUSES[status[row]]),
      bidStatus: statusOf(this.#bids),
      escrowStatus: statusOf(this.#escrows),
      disputeStatus: statusOf(this.#disputes),
      totals: { ...this.#totals, escrowed: held.reduce((sum, { row }) => sum + amount[row], 0) },
    }
  }

  #carryOut(op: string, agent: number, operation: Operation): unknown {
    switch (op) {
      case 'post':
        return this.#post(agent, operation)
      case 'bid':
        return this.#bid(agent, operation)
      case 'accept':
        return this.#accept(agent, operation)
      case 'withdraw':
      case 'reject':
        return this.#endBid(op, agent, operation)
      case 'settle':
        return this.#settle(operation)
      case 'dispute':
        return this.#dispute(agent, operation)
      case 'resolve':
        return this.#resolve(operation.dispute ?? 0, operation.workerShare ?? 0)
      case 'autoResolve':
        return this.#resolveDue()
      default:
        return this.#expireDue()
    }
  }

  #post(agent: number, { reward = 0, deadlineEpoch }: Operation): string {
    const row = this.#book.post(agent, reward, deadlineEpoch ?? Number.POSITIVE_INFINITY)
    if (row === NOBODY) return 'error'
    this.#totals.rewardPosted += reward
    return `b${this.#bounties.push(row) - 1}`
  }

  #bid(agent: number, { bounty = 0, amount = 0 }: Operation): string | null {
    const row = this.#book.bid(agent, this.#bounties[bounty] ?? ROWS, amount)
    return row === NOBODY ? null : `d${this.#bids.push({ row, status: 'pending' }) - 1}`
  }

  #accept(agent: number, { bounty = 0, bid = 0 }: Operation): unknown {
    const given = this.#bids[bid]
    const row = this.#bounties[bounty] ?? ROWS
    if (given?.status !== 'pending' || this.#world.get(Bid).bounty[given.row] !== row) return null
    if (!this.#book.accept(agent, given.row)) return null
    given.status = 'accepted'
    const escrow = `e${this.#escrows.push({ row, status: 'held' }) - 1}`
    return { escrow, amount: this.#world.get(Deal).amount[row] }
  }

  #endBid(op: 'withdraw' | 'reject', agent: number, { bid = 0 }: Operation): boolean {
    const given = this.#bids[bid]
    if (given?.status !== 'pending' || !this.#book[op](agent, given.row)) return false
    given.status = op === 'withdraw' ? 'withdrawn' : 'rejected'
    return true
  }

  /** What both sides gained and the fee, while something is paid out. */
  #paid(row: number, payOut: () => boolean): { worker: number; poster: number; fee: number } | undefined {
    const { resources } = this.#world.get(Stake)
    const { fees } = this.#world.get(MarketCounts)
    const worker = this.#world.get(Escrow).worker[row]
    const poster = this.#world.get(Bounty).poster[row]
    const before = { worker: resources[worker], poster: resources[poster], fee: fees[0] }
    if (!payOut()) return undefined
    return {
      worker: resources[worker] - before.worker,
      poster: resources[poster] - before.poster,
      fee: fees[0] - before.fee,
    }
  }

  #settle({ escrow = 0, success = false }: Operation): unknown {
    const given = this.#escrows[escrow]
    if (given?.status !== 'held') return {}
    const paid = this.#paid(given.row, () => this.#book.settle(given.row, success))
    if (!paid) return {}
    given.status = success ? 'released' : 'refunded'
    if (!success) {
      this.#totals.refunded += paid.poster
      return { refundedToPoster: paid.poster, fee: paid.fee }
    }
    this.#totals.released += paid.worker
    return { releasedToWorker: paid.worker, refundToPoster: paid.poster, fee: paid.fee }
  }

  #dispute(agent: number, { escrow = 0 }: Operation): string | null {
    const given = this.#escrows[escrow]
    if (!given || !this.#book.dispute(agent, given.row)) return null
    return `p${this.#disputes.push({ row: given.row, status: 'open' }) - 1}`
  }

  #resolve(dispute: number, workerShare: number): unknown {
    const given = this.#disputes[dispute]
    const escrow = this.#escrows.find(({ row }) => row === given?.row)
    if (given?.status !== 'open' || !escrow) return {}
    const paid = this.#paid(given.row, () => this.#book.resolve(given.row, workerShare))
    given.status = 'resolved'
    escrow.status = workerShare >= 0.99 ? 'released' : workerShare <= 0.01 ? 'refunded' : 'partial'
    this.#totals.released += paid?.worker ?? 0
    this.#totals.refunded += paid?.poster ?? 0
    return { ...paid }
  }

  #isDue(row: number): boolean {
    return this.#world.get(Deal).due[row] <= this.#world.clock.epoch[0]
  }

  #resolveDue(): string[] {
    const share = this.#world.value('marketplace.dispute_default_split') as number
    const due = [...this.#disputes.entries()].filter(
      ([, { row, status }]) => status === 'open' && this.#isDue(row),
    )
    for (const [dispute] of due) this.#resolve(dispute, share)
    return due.map(([dispute]) => `p${dispute}`)
  }

  #expireDue(): string[] {
    if (this.#world.value('marketplace.auto_expire_bounties') !== true) return []
    const { status } = this.#world.get(Deal)
    const due = [...this.#bounties.entries()].filter(
      ([, row]) => status[row] === DealStatus.open && this.#isDue(row),
    )
    for (const [, row] of due) this.#book.expire(row)
    return due.map(([bounty]) => `b${bounty}`)
  }
}

interface SequenceCase {
  readonly config: Config
  readonly ops: readonly Operation[]
}

const runSequence: FamilyRunner = ({ config, ops }: SequenceCase) => {
  const sequence = new Sequence(config)
  const results = ops.map((operation) => sequence.run(operation))
  return { results, ...(sequence.outcome() as object) }
}

export const marketFamilies: Readonly<Record<string, FamilyRunner>> = { 'marketplace-sequence': runSequence }
