import type { SystemAccess } from '../../engine/world.ts'
import { ecosystemRisk, groupScore } from '../../formulas/collusion.ts'
import { find, reset, unite } from '../../formulas/union-find.ts'
import { CollusionTotals, HIGH, INTERACTIONS, Pair, Suspicion } from './columns.ts'
import type { PairSpace } from './pairs.ts'
import { leverParameters } from './parameters.ts'
import { type PairSums, SUM_P_HIGH, SUM_P_LOW } from './sums.ts'
import { BY_HIGH, BY_LOW } from './tally.ts'

/** Running sums of a group: interactions among members and with others, and their sums of p. */
const INTERNAL = 0
const EXTERNAL = 1
const INTERNAL_P = 2
const EXTERNAL_P = 3
const WIDTH = 4

const meanOf = (sum: number, count: number): number => (count === 0 ? 0.5 : sum / count)

/**
 * Agents that suspicious pairs join are a group; one whose score reaches the threshold is kept and raises the risk of its
 * members. Groups are numbered by their lowest member. Everything takes one pass over agents and two over pairs.
 */
export function bindGroups(access: SystemAccess, pairs: PairSpace, sums: PairSums): (agents: number) => void {
  const { group } = access.get(Suspicion)
  const totals = access.get(CollusionTotals)
  const number = bindNumbering(access, pairs)
  const add = bindAddition(access, pairs, sums)
  const keep = bindKeeping(access)
  const capacity = access.world.rowsOf('agent')
  const tallies = new Float64Array((capacity >> 1) * WIDTH)
  const members = new Uint32Array(capacity >> 1)
  return (agents) => {
    group.fill(0, 0, agents)
    totals.groups[0] = 0
    totals.groupedAgents[0] = 0
    totals.worstGroup[0] = 0
    const count = totals.suspiciousPairs[0] === 0 ? 0 : number(agents, members)
    if (count > 0) {
      add(tallies, count)
      keep(agents, tallies, members, count)
    }
    totals.ecosystemRisk[0] = ecosystemRisk(
      totals.suspiciousPairs[0],
      totals.groupedAgents[0],
      totals.worstGroup[0],
      agents,
    )
  }
}

/** Numbers the groups in `Suspicion.group` and counts their members; returns how many there are. */
function bindNumbering(
  access: SystemAccess,
  pairs: PairSpace,
): (agents: number, members: Uint32Array) => number {
  const { entry, suspicious } = access.get(Pair)
  const { group } = access.get(Suspicion)
  const capacity = access.world.rowsOf('agent')
  const parent = new Uint32Array(capacity)
  const size = new Uint32Array(capacity)
  return (agents, members) => {
    reset(parent, agents)
    size.fill(1, 0, agents)
    for (let row = 0; row < pairs.rows; row++) {
      if (suspicious[row] === 1) unite(parent, size, entry[4 * row] - 1, entry[4 * row + HIGH])
    }
    let count = 0
    for (let agent = 0; agent < agents; agent++) {
      const root = find(parent, agent)
      if (size[root] === 1) continue
      // The number of a group waits at its root, which may be a later row than its lowest member.
      if (group[root] === 0) {
        group[root] = ++count
        members[count - 1] = size[root]
      }
      group[agent] = group[root]
    }
    return count
  }
}

/** Sums up what members of groups did among themselves and with others. */
function bindAddition(
  access: SystemAccess,
  pairs: PairSpace,
  sums: PairSums,
): (tallies: Float64Array, count: number) => void {
  const { entry } = access.get(Pair)
  const { group } = access.get(Suspicion)
  const { cells } = sums
  const addTo = (tallies: Float64Array, number: number, place: number) => {
    const at = (number - 1) * WIDTH + place
    tallies[at] += cells[BY_LOW] + cells[BY_HIGH]
    tallies[at + INTERNAL_P] += cells[SUM_P_LOW] + cells[SUM_P_HIGH]
  }
  return (tallies, count) => {
    tallies.fill(0, 0, count * WIDTH)
    for (let row = 0; row < pairs.rows; row++) {
      if (entry[4 * row + INTERACTIONS] === 0) continue
      const low = group[entry[4 * row] - 1]
      const high = group[entry[4 * row + HIGH]]
      if ((low | high) === 0) continue
      sums.sumUp(row)
      if (low === high) {
        addTo(tallies, low, INTERNAL)
        continue
      }
      if (low !== 0) addTo(tallies, low, EXTERNAL)
      if (high !== 0) addTo(tallies, high, EXTERNAL)
    }
  }
}

/** Keeps the groups whose score reaches the threshold, numbered anew without gaps. */
function bindKeeping(
  access: SystemAccess,
): (agents: number, tallies: Float64Array, members: Uint32Array, count: number) => void {
  const { risk, group } = access.get(Suspicion)
  const totals = access.get(CollusionTotals)
  const { collusionScoreThreshold } = access.parameters(leverParameters)
  const capacity = access.world.rowsOf('agent') >> 1
  const scores = new Float64Array(capacity)
  const numbers = new Uint32Array(capacity)
  return (agents, tallies, members, count) => {
    let kept = 0
    for (let place = 0; place < count; place++) {
      const at = place * WIDTH
      const internal = tallies[at + INTERNAL]
      const external = tallies[at + EXTERNAL]
      scores[place] = groupScore(
        members[place],
        internal,
        external,
        meanOf(tallies[at + INTERNAL_P], internal),
        meanOf(tallies[at + EXTERNAL_P], external),
      )
      numbers[place] = 0
      if (scores[place] < collusionScoreThreshold[0]) continue
      numbers[place] = ++kept
      totals.groupedAgents[0] += members[place]
      if (scores[place] > totals.worstGroup[0]) totals.worstGroup[0] = scores[place]
    }
    totals.groups[0] = kept
    for (let agent = 0; agent < agents; agent++) {
      if (group[agent] === 0) continue
      const place = group[agent] - 1
      group[agent] = numbers[place]
      if (numbers[place] !== 0 && scores[place] > risk[agent]) risk[agent] = scores[place]
    }
  }
}
