import { defineSystem } from '../../engine/schedule.ts'
import { CO_MOMENTS } from '../../formulas/co-moments.ts'
import { BENEFIT_TABLE, CollusionTotals, INTERACTIONS, Pair, PairBenefit, PairHistory } from './columns.ts'
import { pairSpaceOf } from './pairs.ts'
import { leverParameters } from './parameters.ts'
import { startedByBoth, TALLY } from './tally.ts'

/**
 * Makes room for the epoch that begins, once the past has been judged: what leaves the window is forgotten or, where the
 * history is to be cleared after each analysis, all of it. Reads whether there was an analysis. Writes the table of pairs.
 */
export const collusionWindowSystem = defineSystem({
  name: 'collusion-window',
  phase: 'epoch-levers',
  every: 'epoch-start',
  before: ['lever-merge'],
  reads: [CollusionTotals],
  writes: [Pair, PairHistory, PairBenefit],
  doc: 'Forgets what leaves the window of the analysis.',
  bind(access) {
    const { entry } = access.get(Pair)
    const { tally } = access.get(PairHistory)
    const { moments } = access.get(PairBenefit)
    const { analysed } = access.get(CollusionTotals)
    const { collusionClearHistoryOnEpoch } = access.parameters(leverParameters)
    const { epoch } = access.clock
    const pairs = pairSpaceOf(access.world)
    const keepsBenefits = access.world.rowsOf(BENEFIT_TABLE) > 0
    const windowed = access.world.value('collusion.penalty_window') !== null
    const leave = (row: number, history: number) => {
      const at = history * TALLY
      if (tally[at] === 0) return
      entry[4 * row + INTERACTIONS] -= startedByBoth(tally, at)
      for (let place = 0; place < TALLY; place++) tally[at + place] = 0
      if (keepsBenefits) moments.fill(0, history * CO_MOMENTS, (history + 1) * CO_MOMENTS)
    }
    return () => {
      const all = analysed[0] === 1 && collusionClearHistoryOnEpoch[0] === 1
      if (!all && !windowed) return
      const leaving = (epoch[0] % pairs.epochs) * pairs.rows
      const end = pairs.rows * pairs.epochs
      for (let row = 0; row < pairs.rows; row++) {
        if (entry[4 * row + INTERACTIONS] === 0) continue
        if (!all) leave(row, leaving + row)
        else for (let history = row; history < end; history += pairs.rows) leave(row, history)
      }
    }
  },
})
