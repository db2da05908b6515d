import { Status } from '../../components/codes.ts'
import { Cost, Parties, Score, Verdict } from '../../components/interaction.ts'
import { Batch, CHUNK_ROWS } from '../../engine/block.ts'
import { defineSystem } from '../../engine/schedule.ts'
import type { SystemAccess } from '../../engine/world.ts'
import { addSample, CO_MOMENTS } from '../../formulas/co-moments.ts'
import {
  BENEFIT_TABLE,
  CollusionTotals,
  INTERACTIONS,
  LAST_EPOCH,
  Pair,
  PairBenefit,
  PairHistory,
} from './columns.ts'
import { bindPairs, type PairBatch, pairBatch, pairSpaceOf } from './pairs.ts'
import { ADDED, COUNT_MAX, SUM_P, startedBy, startedByBoth, TALLY } from './tally.ts'

/**
 * Adds every completed interaction of the tick, of any outcome, to its pair's history: O(1) each. It comes last in a tick,
 * once all costs are known, and runs in one piece, since which pair gives way depends on the order in which they come.
 * Reads Parties, Score, Verdict, Cost. Writes the table of pairs. Whitepaper §8, collusion detection.
 */
export const collusionRecordSystem = defineSystem({
  name: 'collusion-record',
  phase: 'tick-end',
  every: 'tick',
  reads: [Batch, Parties, Score, Verdict, Cost],
  writes: [Pair, PairHistory, PairBenefit, CollusionTotals],
  doc: 'Adds the tick’s interactions to the histories of their pairs.',
  bind(access) {
    const { count } = access.get(Batch)
    const batch = pairBatch(CHUNK_ROWS)
    const rows = new Uint32Array(CHUNK_ROWS)
    const gather = bindGathering(access, batch, rows)
    const pairs = bindPairs(access, batch)
    const write = bindWriting(access, batch, rows)
    return () => {
      for (let chunk = 0; chunk < count.length; chunk++) {
        const first = chunk * CHUNK_ROWS
        const found = gather(first, first + count[chunk])
        pairs.approach(chunk, found)
        let written = 0
        for (let place = 0; place < found; place++) {
          let pair = pairs.find(place)
          if (pair < 0) {
            // A newcomer may take the place of a pair that waits to be written.
            write(written, place)
            written = place
            pair = pairs.claim(place)
          }
          batch.pair[place] = pair
        }
        write(written, found)
      }
    }
  },
})

/**
 * Puts the pairs of completed interactions into a batch and says how many there are.
 * @param rows by place in the batch twice the interaction's row, plus 1 where the higher agent started it
 */
function bindGathering(
  access: SystemAccess,
  { low, high }: PairBatch,
  rows: Uint32Array,
): (first: number, end: number) => number {
  const { initiator, counterparty } = access.get(Parties)
  const { status } = access.get(Verdict)
  return (first, end) => {
    let found = 0
    for (let row = first; row < end; row++) {
      if (status[row] === Status.void || status[row] === Status.expired) continue
      const proposer = initiator[row] | 0
      const responder = counterparty[row] | 0
      // All bits where the proposer is the lower one: who is, cannot be foreseen, and a branch would be taken wrongly half the time.
      const isLower = (proposer - responder) >> 31
      const apart = (proposer ^ responder) & isLower
      low[found] = responder ^ apart
      high[found] = proposer ^ apart
      rows[found] = 2 * row + 1 + isLower
      found++
    }
    return found
  }
}

/**
 * Adds interactions to the histories of their pairs: first all were looked up, then all are written, a chunk at a time, so that
 * looks at memory overlap instead of waiting for one another.
 */
function bindWriting(
  access: SystemAccess,
  { pair: pairs }: PairBatch,
  rows: Uint32Array,
): (from: number, to: number) => void {
  const { p } = access.get(Score)
  const { status } = access.get(Verdict)
  const { entry } = access.get(Pair)
  const { tally } = access.get(PairHistory)
  const { epoch } = access.clock
  const space = pairSpaceOf(access.world)
  const noteBenefits = bindBenefits(access)
  return (from, to) => {
    const first = (epoch[0] % space.epochs) * space.rows
    for (let place = from; place < to; place++) {
      const row = rows[place] >>> 1
      const side = rows[place] & 1
      const pair = pairs[place]
      const at = (first + pair) * TALLY
      entry[4 * pair + LAST_EPOCH] = epoch[0]
      if (startedBy(side, tally, at) === COUNT_MAX) continue
      entry[4 * pair + INTERACTIONS]++
      tally[at] += ADDED[status[row] === Status.accepted ? side + 2 : side]
      tally[at + SUM_P + side] += p[row]
      noteBenefits?.(row, first + pair)
    }
  }
}

/** Takes both sides' benefits into a row of history: the transfer less the costs. Undefined where costs do not count. */
function bindBenefits(access: SystemAccess): ((row: number, history: number) => void) | undefined {
  if (access.world.rowsOf(BENEFIT_TABLE) === 0) return undefined
  const { initiator, counterparty, transfer } = access.get(Parties)
  const cost = access.get(Cost)
  const { tally } = access.get(PairHistory)
  const { moments } = access.get(PairBenefit)
  const sample = new Float64Array(2)
  return (row, history) => {
    const side = initiator[row] < counterparty[row] ? 0 : 1
    sample[side] = -transfer[row] - cost.initiator[row]
    sample[1 - side] = transfer[row] - cost.counterparty[row]
    addSample(moments, history * CO_MOMENTS, startedByBoth(tally, history * TALLY), sample)
  }
}
