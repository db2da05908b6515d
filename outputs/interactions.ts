import { CROSSINGS, INTERACTION_KINDS, STATUSES, Status } from '../components/codes.ts'
import { Crossing } from '../components/crossing.ts'
import { Cost, Finding, Parties, Payoff, Score, Signals, Verdict } from '../components/interaction.ts'
import { Batch, CHUNK_ROWS } from '../engine/block.ts'
import type { World } from '../engine/world.ts'

/** Everything about one interaction of the last tick, codes written out. */
export interface InteractionRecord {
  /** Agent rows. */
  readonly initiator: number
  readonly counterparty: number
  readonly kind: string
  readonly status: string
  /** Accepted, declined or gated: proposals that expired or came to nothing were never completed. */
  readonly completed: boolean
  readonly accepted: boolean
  readonly transfer: number
  readonly progress: number
  readonly engagement: number
  readonly rework: number
  readonly rejections: number
  readonly misuse: number
  readonly proxy: number
  readonly p: number
  /** Ground truth, 1 or -1; null when it was not drawn. */
  readonly truth: number | null
  readonly costInitiator: number
  readonly costCounterparty: number
  readonly tax: number
  readonly audited: boolean
  readonly penalty: number
  readonly payoffInitiator: number
  readonly payoffCounterparty: number
  readonly crossing: string
  readonly spilledHarm: number
}

export interface InteractionRows {
  /** Interactions of the last tick, unanswered proposals included. */
  count(): number
  /** Visits them in row order, which does not depend on threads. */
  each(visit: (interaction: InteractionRecord) => void): void
}

/** The one reader of a world's interaction rows; they hold the last tick until the next one starts. */
export function bindInteractionRows(world: World): InteractionRows {
  const counts = world.get(Batch).count
  const read = bindRecord(world)
  return {
    count: () => counts.reduce((sum, rows) => sum + rows, 0),
    each(visit) {
      counts.forEach((rows, chunk) => {
        const first = chunk * CHUNK_ROWS
        for (let row = first; row < first + rows; row++) visit(read(row))
      })
    },
  }
}

function bindRecord(world: World): (row: number) => InteractionRecord {
  const parties = world.get(Parties)
  const signals = world.get(Signals)
  const score = world.get(Score)
  const { status } = world.get(Verdict)
  const cost = world.get(Cost)
  const finding = world.get(Finding)
  const payoff = world.get(Payoff)
  const crossing = world.get(Crossing)
  const at = (column: ArrayLike<number>, row: number) => column[row] as number
  return (row) => {
    const code = at(status, row)
    const truth = at(score.truth, row)
    return {
      initiator: at(parties.initiator, row),
      counterparty: at(parties.counterparty, row),
      kind: INTERACTION_KINDS[at(parties.kind, row)] ?? '',
      status: STATUSES[code] ?? '',
      completed: code === Status.accepted || code === Status.declined || code === Status.gated,
      accepted: code === Status.accepted,
      transfer: at(parties.transfer, row),
      progress: at(signals.progress, row),
      engagement: at(signals.engagement, row),
      rework: at(signals.rework, row),
      rejections: at(signals.rejections, row),
      misuse: at(signals.misuse, row),
      proxy: at(score.proxy, row),
      p: at(score.p, row),
      truth: truth === 0 ? null : truth,
      costInitiator: at(cost.initiator, row),
      costCounterparty: at(cost.counterparty, row),
      tax: at(cost.tax, row),
      audited: at(finding.audited, row) !== 0,
      penalty: at(finding.penalty, row),
      payoffInitiator: at(payoff.initiator, row),
      payoffCounterparty: at(payoff.counterparty, row),
      crossing: CROSSINGS[at(crossing.outcome, row)] ?? '',
      spilledHarm: at(crossing.harm, row),
    }
  }
}
