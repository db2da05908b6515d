import { Status } from '../../components/codes.ts'
import { Cost, Parties, Score, Verdict } from '../../components/interaction.ts'
import { Batch, CHUNK_ROWS } from '../../engine/block.ts'
import { defineSystem } from '../../engine/schedule.ts'
import type { SystemAccess } from '../../engine/world.ts'
import { addSample, CO_MOMENTS } from '../../formulas/co-moments.ts'
import {
  ACCEPTED,
  BENEFIT_TABLE,
  BY_HIGH,
  BY_LOW,
  COUNT_MAX,
  COUNTS,
  CollusionTotals,
  Pair,
  PairBenefit,
  PairHistory,
} from './columns.ts'
import { bindClaim, pairSpaceOf } from './pairs.ts'

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
    const { initiator, counterparty } = access.get(Parties)
    const { p } = access.get(Score)
    const { status } = access.get(Verdict)
    const { usage } = access.get(Pair)
    const { counts, sumP } = access.get(PairHistory)
    const { epoch } = access.clock
    const pairs = pairSpaceOf(access.world)
    const claim = bindClaim(access)
    const noteBenefits = bindBenefits(access)
    const place = (row: number): number => {
      const a = initiator[row]
      const b = counterparty[row]
      return a < b ? claim(a, b) : claim(b, a)
    }
    return () => {
      const slot = epoch[0] % pairs.epochs
      for (let chunk = 0; chunk < count.length; chunk++) {
        const first = chunk * CHUNK_ROWS
        for (let row = first; row < first + count[chunk]; row++) {
          if (status[row] === Status.void || status[row] === Status.expired) continue
          const pair = place(row)
          const side = initiator[row] < counterparty[row] ? BY_LOW : BY_HIGH
          const history = pair * pairs.epochs + slot
          const cell = history * COUNTS
          usage[2 * pair + 1] = epoch[0]
          if (counts[cell + side] === COUNT_MAX) continue
          usage[2 * pair]++
          counts[cell + side]++
          sumP[2 * history + side] += p[row]
          if (status[row] === Status.accepted) counts[cell + ACCEPTED]++
          noteBenefits?.(row, history)
        }
      }
    }
  },
})

/** Takes both sides' benefits into a row of history: the transfer less the costs. Undefined where costs do not count. */
function bindBenefits(access: SystemAccess): ((row: number, history: number) => void) | undefined {
  if (access.world.rowsOf(BENEFIT_TABLE) === 0) return undefined
  const { initiator, counterparty, transfer } = access.get(Parties)
  const cost = access.get(Cost)
  const { counts } = access.get(PairHistory)
  const { moments } = access.get(PairBenefit)
  const sample = new Float64Array(2)
  return (row, history) => {
    const side = initiator[row] < counterparty[row] ? 0 : 1
    sample[side] = -transfer[row] - cost.initiator[row]
    sample[1 - side] = transfer[row] - cost.counterparty[row]
    const cell = history * COUNTS
    addSample(moments, history * CO_MOMENTS, counts[cell + BY_LOW] + counts[cell + BY_HIGH], sample)
  }
}
