import { Kind } from '../../components/agent.ts'
import { LeverEffect } from '../../components/custody.ts'
import { payoffParameters } from '../../components/parameters/model.ts'
import type { SystemAccess } from '../../engine/world.ts'
import { ALL_MET, COUNT, judgeMission, MissionStatus, SCORE, statusAfter } from '../../formulas/missions.ts'
import {
  Membership,
  Mission,
  MissionCounts,
  MissionGoal,
  MissionTotals,
  MissionWill,
  PACE,
  PULSE,
  Sponsor,
} from './columns.ts'
import type { MissionAccess } from './founding.ts'
import { bindLearning } from './learning.ts'
import { missionParameters } from './parameters.ts'
import { bindRewards } from './rewards.ts'
import { bindRoster, type Roster } from './roster.ts'
import { membershipsOf } from './tables.ts'

/** What settling writes; it reads types of agents besides. */
export const SETTLING_COLUMNS = [
  LeverEffect,
  Mission,
  Membership,
  MissionWill,
  MissionTotals,
  MissionCounts,
] as const
export const SETTLING_READS = [Kind, MissionGoal] as const

/** How missions end. What agents get is asked for in `LeverEffect` and is theirs once the levers' effects are merged. */
export interface Settling {
  /**
   * Judges an active mission: it succeeds when it has contributions and meets all objectives, and fails when it does not by
   * its deadline, which gives all money back. Returns its status; nothing changes for one that is over or not yet active.
   */
  evaluate(mission: number): number
  /** Ends a mission that never had members enough by its deadline, and gives all money back. */
  expire(mission: number): boolean
  /** Pays the rewards of a mission that has succeeded, once: its row is free from then on. */
  distribute(mission: number): boolean
}

type Access = MissionAccess & Pick<SystemAccess, 'source'>

export function bindSettling(access: Access): Settling {
  const { status, deadline, score } = access.get(Mission)
  const counts = access.get(MissionCounts)
  const { maxParticipants } = access.parameters(missionParameters)
  const { sPlus, sMinus } = access.parameters(payoffParameters)
  const { epoch } = access.clock
  const roster = bindRoster(access, maxParticipants[0])
  const shares = new Float64Array(maxParticipants[0])
  const divide = bindRewards(access, roster, shares)
  const close = bindClosing(access, roster, shares)
  const judged = new Float64Array(2)
  return {
    evaluate(mission) {
      if (status[mission] !== MissionStatus.active) return status[mission]
      roster.read(mission)
      judgeMission(roster.goals, roster.sums, sPlus[0], sMinus[0], judged)
      score[mission] = judged[SCORE]
      const isMet = judged[ALL_MET] === 1 && roster.sums[COUNT] > 0
      const after = statusAfter(status[mission], isMet, epoch[0], deadline[mission])
      status[mission] = after
      if (after === MissionStatus.failed) {
        counts.failed[0]++
        close(mission, false)
      }
      if (after === MissionStatus.succeeded) stopWork(access, roster)
      return after
    },
    expire(mission) {
      if (status[mission] !== MissionStatus.proposed || epoch[0] < deadline[mission]) return false
      counts.expired[0]++
      roster.read(mission)
      close(mission, false)
      return true
    },
    distribute(mission) {
      if (status[mission] !== MissionStatus.succeeded) return false
      counts.succeeded[0]++
      roster.read(mission)
      divide(mission)
      const isRewarded = shares.subarray(0, roster.length).some((share) => share > 0)
      if (!isRewarded) counts.unrewarded[0]++
      close(mission, isRewarded)
      return true
    },
  }
}

/** A mission that has been judged takes no more contributions. */
function stopWork(access: MissionAccess, roster: Roster): void {
  const { pulse } = access.get(Membership)
  for (let member = 0; member < roster.length; member++) pulse[roster.membership[member] * PULSE + PACE] = 0
}

/**
 * Ends the mission that the roster has taken together: pays its members by their shares or gives everyone back what is
 * theirs, tells them whether it was worth it, and frees its rows.
 */
function bindClosing(
  access: MissionAccess,
  roster: Roster,
  shares: Float64Array,
): (mission: number, pays: boolean) => void {
  const { pool, fee } = access.get(Mission)
  const { membership } = roster
  const { resources } = access.get(LeverEffect)
  const { earned } = access.get(MissionWill)
  const { held } = access.get(MissionTotals)
  const { paid, refunded } = access.get(MissionCounts)
  const { reputationGain } = access.parameters(missionParameters)
  const { reputation } = access.get(LeverEffect)
  const gains = new Float64Array(shares.length)
  const each = membershipsOf(access.world)
  const learn = bindLearning(access, roster, gains)
  const giveBack = bindSponsorship(access)
  const release = bindRelease(access, roster)
  return (mission, pays) => {
    const prize = pool[mission] + fee[mission] * roster.length
    for (let member = 0; member < roster.length; member++) {
      const agent = Math.floor(membership[member] / each)
      const reward = pays ? prize * shares[member] : 0
      const amount = pays ? reward : fee[mission]
      gains[member] = pays ? reward - fee[mission] : 0
      held[0] -= amount
      resources[agent] += amount
      if (!pays) {
        refunded[0] += amount
        continue
      }
      paid[0] += amount
      earned[agent] += amount
      reputation[agent] += reputationGain[0] * shares[member]
    }
    if (!pays) giveBack(mission)
    learn(mission)
    release(mission)
  }
}

/** Gives a pool back to who paid it; a founder that failed loses reputation. */
function bindSponsorship(access: MissionAccess): (mission: number) => void {
  const { status, pool, sponsor, founder, score } = access.get(Mission)
  const { resources, reputation } = access.get(LeverEffect)
  const { held, returning } = access.get(MissionTotals)
  const { refunded } = access.get(MissionCounts)
  const { reputationLoss } = access.parameters(missionParameters)
  return (mission) => {
    held[0] -= pool[mission]
    refunded[0] += pool[mission]
    if (sponsor[mission] === Sponsor.treasury) returning[0] += pool[mission]
    else resources[founder[mission]] += pool[mission]
    if (status[mission] !== MissionStatus.failed) return
    reputation[founder[mission]] -= reputationLoss[0] * (1 - Math.max(0, score[mission]))
  }
}

function bindRelease(access: MissionAccess, roster: Roster): (mission: number) => void {
  const mission = access.get(Mission)
  const { mission: inMission, pulse } = access.get(Membership)
  const totals = access.get(MissionTotals)
  return (row) => {
    for (let member = 0; member < roster.length; member++) {
      inMission[roster.membership[member]] = 0
      pulse[roster.membership[member] * PULSE + PACE] = 0
    }
    totals.members[0] -= roster.length
    totals.open[0]--
    mission.status[row] = MissionStatus.free
    mission.pool[row] = 0
    mission.members[row] = 0
    mission.head[row] = 0
    mission.next[row] = totals.free[0]
    totals.free[0] = row + 1
  }
}
