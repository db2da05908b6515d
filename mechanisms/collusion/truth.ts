import { Allegiance, Kind } from '../../components/agent.ts'
import { AgentType } from '../../components/codes.ts'
import { defineSystem } from '../../engine/schedule.ts'
import type { SystemAccess } from '../../engine/world.ts'
import { FINE_PER_REPUTATION } from '../../formulas/collusion.ts'
import { CollusionTotals, CollusionTruth, HIGH, INTERACTIONS, Pair, Suspicion } from './columns.ts'
import { pairSpaceOf } from './pairs.ts'
import { leverParameters } from './parameters.ts'

/**
 * Holds the analysis against the truth: of the pairs with interactions enough to be judged, those of one ring are guilty, all
 * others innocent. A system of its own, so that what the detector declares shows that it never looks at rings. Reads the analysis, Allegiance, Kind. Writes
 * what metrics report of it.
 */
export const collusionTruthSystem = defineSystem({
  name: 'collusion-truth',
  phase: 'epoch-levers',
  every: 'epoch-start',
  before: ['lever-merge'],
  reads: [Pair, Suspicion, CollusionTotals, Allegiance, Kind],
  writes: [CollusionTruth],
  doc: 'Counts right and wrong suspicions.',
  bind(access) {
    const { analysed } = access.get(CollusionTotals)
    const judge = bindPairTruth(access)
    const countHonest = bindHonest(access)
    return (_first, agents) => {
      judge(analysed[0] === 1)
      countHonest(analysed[0] === 1, agents)
    }
  },
})

function bindPairTruth(access: SystemAccess): (analysed: boolean) => void {
  const { entry, since, judged, flagged, suspicious } = access.get(Pair)
  const { ring } = access.get(Allegiance)
  const truth = access.get(CollusionTruth)
  const { epoch } = access.clock
  const { collusionMinInteractions } = access.parameters(leverParameters)
  const { rows } = pairSpaceOf(access.world)
  const isGuilty = (row: number): boolean => {
    const ringOfLow = ring[entry[4 * row] - 1]
    return ringOfLow !== 0 && ringOfLow === ring[entry[4 * row + HIGH]]
  }
  const count = (row: number, guilty: boolean) => {
    if (guilty) {
      if (suspicious[row] === 1) truth.hits[0]++
      else truth.misses[0]++
    } else if (suspicious[row] === 1) truth.alarms[0]++
    else truth.passes[0]++
  }
  const countNews = (row: number, guilty: boolean) => {
    if (judged[row] === epoch[0] + 1) {
      if (guilty) truth.guiltyEver[0]++
      else truth.innocentEver[0]++
    }
    if (flagged[row] !== epoch[0] + 1) return
    if (!guilty) truth.alarmsEver[0]++
    else {
      truth.hitsEver[0]++
      truth.delay[0] += epoch[0] - since[row]
    }
  }
  return (analysed) => {
    if (!analysed) return
    truth.hits[0] = 0
    truth.misses[0] = 0
    truth.alarms[0] = 0
    truth.passes[0] = 0
    for (let row = 0; row < rows; row++) {
      if (entry[4 * row + INTERACTIONS] < collusionMinInteractions[0]) continue
      const guilty = isGuilty(row)
      count(row, guilty)
      countNews(row, guilty)
    }
  }
}

/** What the fines of this epoch's start cost honest agents, who have done nothing of the kind. */
function bindHonest(access: SystemAccess): (analysed: boolean, agents: number) => void {
  const { risk, fined } = access.get(Suspicion)
  const { type } = access.get(Kind)
  const truth = access.get(CollusionTruth)
  const { collusionScoreThreshold, collusionPenaltyMultiplier } = access.parameters(leverParameters)
  return (analysed, agents) => {
    truth.honestFined[0] = 0
    if (!analysed) return
    const threshold = collusionScoreThreshold[0]
    let ever = 0
    let now = 0
    let taken = 0
    for (let agent = 0; agent < agents; agent++) {
      if (type[agent] !== AgentType.honest || fined[agent] === 0) continue
      ever++
      if (risk[agent] < threshold || risk[agent] === 0) continue
      now++
      taken += FINE_PER_REPUTATION * risk[agent] * collusionPenaltyMultiplier[0]
    }
    truth.honestFined[0] = now
    truth.honestFinedEver[0] = ever
    truth.honestFines[0] += taken
  }
}
