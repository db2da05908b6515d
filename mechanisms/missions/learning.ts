import { Kind } from '../../components/agent.ts'
import { AGENT_TYPES } from '../../components/codes.ts'
import { giniInPlace } from '../../formulas/gini.ts'
import { COUNT } from '../../formulas/missions.ts'
import { Membership, Mission, MissionCounts, MissionWill } from './columns.ts'
import { byTypeOf, type MissionAccess } from './founding.ts'
import { joinParameters, missionParameters } from './parameters.ts'
import type { Roster } from './roster.ts'
import { membershipsOf } from './tables.ts'

/** How likely an agent is to join a mission. */
export function bindWill(access: MissionAccess): (agent: number) => number {
  const { type } = access.get(Kind)
  const { join } = access.get(MissionWill)
  const { joinFloor } = access.parameters(missionParameters)
  const standards = byTypeOf(access.parameters(joinParameters))
  return (agent) => {
    const standard = standards[Math.min(type[agent], AGENT_TYPES.length)][0]
    if (standard === 0 || join[agent] < 0) return standard
    return Math.max(joinFloor[0], join[agent])
  }
}

/**
 * What members of the mission that the roster has taken together make of it: their propensity to join goes a part of the way
 * to 1 if what they gained was more than what their contributions felt like, to 0 if it was less (linear operator model,
 * Bush and Mosteller 1955). Also counts, of missions with contributions, who rode free and what both kinds gained.
 * @param gains by member, reward less fee
 */
export function bindLearning(
  access: MissionAccess,
  roster: Roster,
  gains: Float64Array,
): (mission: number) => void {
  const { score } = access.get(Mission)
  const counts = access.get(MissionCounts)
  const { effort } = access.get(Membership)
  const { effortCost, freeRiderEffort } = access.parameters(missionParameters)
  const each = membershipsOf(access.world)
  const move = bindMove(access)
  const scratch = new Float64Array(roster.count.length)
  const indexOf = (contributions: Float64Array): number => {
    const all = scratch.subarray(0, roster.length)
    all.set(contributions.subarray(0, roster.length))
    return giniInPlace(all)
  }
  return (mission) => {
    if (roster.sums[COUNT] === 0) return
    for (let member = 0; member < roster.length; member++) {
      const worth = gains[member] - effortCost[0] * roster.count[member]
      if (worth !== 0) move(Math.floor(roster.membership[member] / each), worth > 0 ? 1 : 0)
      if (effort[roster.membership[member]] < freeRiderEffort[0]) {
        counts.riders[0]++
        counts.riderGain[0] += gains[member]
      } else {
        counts.workers[0]++
        counts.workerGain[0] += gains[member]
      }
    }
    counts.judged[0]++
    counts.score[0] += score[mission]
    counts.countGini[0] += indexOf(roster.count)
    counts.qualityGini[0] += indexOf(roster.sumP)
  }
}

function bindMove(access: MissionAccess): (agent: number, towards: number) => void {
  const { join } = access.get(MissionWill)
  const { learningRate } = access.parameters(missionParameters)
  const will = bindWill(access)
  return (agent, towards) => {
    const before = will(agent)
    join[agent] = before + learningRate[0] * (towards - before)
  }
}
