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
  INTERACTIONS,
  LAST_EPOCH,
  Pair,
  PairBenefit,
  PairHistory,
} from './columns.ts'
import { bindPairs, pairSpaceOf } from './pairs.ts'

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
    const { status } = access.get(Verdict)
    const pairs = bindPairs(access)
    const pending = new Uint32Array(2 * CHUNK_ROWS)
    const write = bindWriting(access, pending)
    return () => {
      for (let chunk = 0; chunk < count.length; chunk++) {
        const first = chunk * CHUNK_ROWS
        let waiting = 0
        for (let row = first; row < first + count[chunk]; row++) {
          if (status[row] === Status.void || status[row] === Status.expired) continue
          // Whole numbers of 31 bits: others would cross the call as objects on the heap.
          const proposer = initiator[row] | 0
          const responder = counterparty[row] | 0
          const low = proposer < responder ? proposer : responder
          const high = proposer < responder ? responder : proposer
          let pair = pairs.find(low, high)
          if (pair < 0) {
            // A newcomer may take the place of a pair that waits to be written.
            write(waiting)
            waiting = 0
            pair = pairs.claim(low, high)
          }
          pending[2 * waiting] = row
          pending[2 * waiting + 1] = pair
          waiting++
        }
        write(waiting)
      }
    }
  },
})

/**
 * Adds interactions to the histories of their pairs: first all were looked up, then all are written, a chunk at a time, so that
 * looks at memory overlap instead of waiting for one another.
 * @param pending by interaction its row and its pair's
 */
function bindWriting(access: SystemAccess, pending: Uint32Array): (waiting: number) => void {
  const { initiator, counterparty } = access.get(Parties)
  const { p } = access.get(Score)
  const { status } = access.get(Verdict)
  const { entry } = access.get(Pair)
  const { counts, sumP } = access.get(PairHistory)
  const { epoch } = access.clock
  const { rows, epochs } = pairSpaceOf(access.world)
  const noteBenefits = bindBenefits(access)
  return (waiting) => {
    const first = (epoch[0] % epochs) * rows
    for (let place = 0; place < waiting; place++) {
      const row = pending[2 * place]
      const pair = pending[2 * place + 1]
      const side = initiator[row] < counterparty[row] ? BY_LOW : BY_HIGH
      const history = first + pair
      const cell = history * COUNTS
      entry[4 * pair + LAST_EPOCH] = epoch[0]
      if (counts[cell + side] === COUNT_MAX) continue
      entry[4 * pair + INTERACTIONS]++
      counts[cell + side]++
      if (status[row] === Status.accepted) counts[cell + ACCEPTED]++
      sumP[2 * history + side] += p[row]
      noteBenefits?.(row, history)
    }
  }
}

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
