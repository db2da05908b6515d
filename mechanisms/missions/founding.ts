import { Kind } from '../../components/agent.ts'
import { AGENT_TYPES } from '../../components/codes.ts'
import type { LookupAccess } from '../../components/lookup/acquaintances.ts'
import { Stake, Treasury } from '../../components/stake.ts'
import { NOBODY } from '../../engine/journal.ts'
import { MIN_P, MissionStatus, SUMS } from '../../formulas/missions.ts'
import {
  Membership,
  MISSION_TABLE,
  Mission,
  MissionCounts,
  MissionGoal,
  MissionTotals,
  OWED,
  PACE,
  PULSE,
  Sponsor,
  WHOLE,
} from './columns.ts'
import {
  effortParameters,
  FROM_TREASURY,
  goalWeightParameters,
  missionParameters,
  targetParameters,
} from './parameters.ts'
import { membershipsOf } from './tables.ts'

export type MissionAccess = LookupAccess & { parameters: LookupAccess['world']['parameters'] }

/** What founding needs to touch. */
export const FOUNDING_COLUMNS = [
  Stake,
  Treasury,
  Mission,
  MissionGoal,
  Membership,
  MissionTotals,
  MissionCounts,
] as const

/** How missions come about. Money goes into escrow at once, and nobody goes into debt for it. */
export interface Founding {
  /**
   * Proposes a mission with the run's objectives, the founder being its first member. Returns its row; NOBODY, and counts
   * it as refused, when the pool is not a finite amount above 0, the deadline is not after this epoch, the sponsor or the
   * founder cannot pay, the founder has no membership left, there are as many missions as there may be, or the run has no
   * objective.
   */
  propose(agent: number, pool: number, deadline: number): number
  /**
   * Joins a mission, which becomes active with its smallest number of members. True as well for an agent that is in it
   * already; false when it is over, full or past its deadline, or the agent has no membership or not the fee.
   */
  join(agent: number, mission: number): boolean
}

export function bindFounding(access: MissionAccess): Founding {
  const { resources } = access.get(Stake)
  const { balance, redistributed } = access.get(Treasury)
  const mission = access.get(Mission)
  const totals = access.get(MissionTotals)
  const { proposed, refused } = access.get(MissionCounts)
  const { joinFee, sponsor } = access.parameters(missionParameters)
  const { epoch } = access.clock
  const rows = access.world.rowsOf(MISSION_TABLE)
  const enter = bindEntry(access)
  const writeGoals = bindGoals(access)

  const canPay = (agent: number, pool: number): boolean => {
    if (!(pool > 0 && pool < Number.POSITIVE_INFINITY)) return false
    if (sponsor[0] === FROM_TREASURY) return balance[0] >= pool && resources[agent] >= joinFee[0]
    return resources[agent] >= pool + joinFee[0]
  }
  const takeRow = (): number => {
    if (totals.free[0] !== 0) {
      const row = totals.free[0] - 1
      totals.free[0] = mission.next[row]
      return row
    }
    return totals.used[0] < rows ? totals.used[0]++ : NOBODY
  }
  const payPool = (agent: number, row: number, pool: number): void => {
    const fromTreasury = sponsor[0] === FROM_TREASURY
    mission.sponsor[row] = fromTreasury ? Sponsor.treasury : Sponsor.founder
    mission.pool[row] = pool
    totals.held[0] += pool
    if (!fromTreasury) {
      resources[agent] -= pool
      return
    }
    balance[0] -= pool
    redistributed[0] += pool
  }
  return {
    propose(agent, pool, deadline) {
      const isOpen = Number.isInteger(deadline) && deadline > epoch[0]
      const row =
        isOpen && canPay(agent, pool) && enter.place(agent, NOBODY) !== NOBODY && writeGoals.some()
          ? takeRow()
          : NOBODY
      if (row === NOBODY) {
        refused[0]++
        return NOBODY
      }
      mission.status[row] = MissionStatus.proposed
      mission.founder[row] = agent
      mission.fee[row] = joinFee[0]
      mission.deadline[row] = deadline
      mission.members[row] = 0
      mission.head[row] = 0
      mission.next[row] = 0
      mission.score[row] = 0
      writeGoals.write(row)
      payPool(agent, row, pool)
      totals.open[0]++
      proposed[0]++
      enter.join(agent, row)
      return row
    },
    join: enter.join,
  }
}

interface Entry extends Pick<Founding, 'join'> {
  /** A free membership of the agent, the one that it has in the mission, or NOBODY. */
  place(agent: number, mission: number): number
}

function bindEntry(access: MissionAccess): Entry {
  const { resources } = access.get(Stake)
  const mission = access.get(Mission)
  const membership = access.get(Membership)
  const totals = access.get(MissionTotals)
  const { joined } = access.get(MissionCounts)
  const { minParticipants, maxParticipants } = access.parameters(missionParameters)
  const { epoch } = access.clock
  const each = membershipsOf(access.world)
  const effortOf = bindEffort(access)

  const place = (agent: number, wanted: number): number => {
    let free = NOBODY
    for (let row = (agent + 1) * each - 1; row >= agent * each; row--) {
      if (membership.mission[row] === 0) free = row
      else if (membership.mission[row] === wanted + 1) return row
    }
    return free
  }
  const fill = (row: number, agent: number, wanted: number): void => {
    membership.mission[row] = wanted + 1
    membership.next[row] = mission.head[wanted]
    membership.effort[row] = effortOf(agent)
    membership.pulse[row * PULSE + PACE] = 0
    // The first interaction is always given, be it as a token.
    membership.pulse[row * PULSE + OWED] = WHOLE - 1
    membership.tally.fill(0, row * SUMS, (row + 1) * SUMS)
    membership.tally[row * SUMS + MIN_P] = 1
    mission.head[wanted] = row + 1
    mission.members[wanted]++
    totals.members[0]++
    joined[0]++
  }
  const start = (row: number): void => {
    membership.pulse[row * PULSE + PACE] = Math.round(membership.effort[row] * (WHOLE - 1))
  }
  const setOut = (wanted: number): void => {
    mission.status[wanted] = MissionStatus.active
    for (let at = mission.head[wanted]; at !== 0; at = membership.next[at - 1]) start(at - 1)
  }
  return {
    place,
    join(agent, wanted) {
      const isOpen =
        mission.status[wanted] === MissionStatus.proposed || mission.status[wanted] === MissionStatus.active
      if (!isOpen || epoch[0] >= mission.deadline[wanted]) return false
      const row = place(agent, wanted)
      if (row === NOBODY) return false
      if (membership.mission[row] !== 0) return true
      if (mission.members[wanted] >= maxParticipants[0] || resources[agent] < mission.fee[wanted])
        return false
      resources[agent] -= mission.fee[wanted]
      totals.held[0] += mission.fee[wanted]
      fill(row, agent, wanted)
      if (mission.status[wanted] === MissionStatus.active) start(row)
      else if (mission.members[wanted] >= minParticipants[0]) setOut(wanted)
      return true
    },
  }
}

/** Share of its interactions that an agent contributes, by its type. */
function bindEffort(access: MissionAccess): (agent: number) => number {
  const { type } = access.get(Kind)
  const efforts = byTypeOf(access.parameters(effortParameters))
  return (agent) => efforts[Math.min(type[agent], AGENT_TYPES.length)][0]
}

/** Views of parameters by type, in the order of codes; the last is for types of plugins. */
export const byTypeOf = (
  views: Readonly<Record<(typeof AGENT_TYPES)[number] | 'other', Float64Array>>,
): Float64Array[] => [...AGENT_TYPES.map((name) => views[name]), views.other]

interface GoalWriter {
  /** Whether the run has an objective. */
  some(): boolean
  write(mission: number): void
}

/** Objectives of the run, in the order of OBJECTIVE_METRICS; those that are none are NaN. */
function bindGoals(access: MissionAccess): GoalWriter {
  const targets = access.parameters(targetParameters)
  const weights = access.parameters(goalWeightParameters)
  const { length, metric, target, weight } = access.get(MissionGoal)
  const names = ['avgP', 'minP', 'totalCount', 'acceptanceRate', 'totalWelfare'] as const
  const wanted = names.map((name) => targets[name])
  const weighed = names.map((name) => weights[name])
  const isAsked = (code: number) => !Number.isNaN(wanted[code][0])
  return {
    some: () => wanted.some((_, code) => isAsked(code)),
    write(mission) {
      let place = mission * names.length
      for (let code = 0; code < names.length; code++) {
        if (!isAsked(code)) continue
        metric[place] = code
        target[place] = wanted[code][0]
        weight[place] = weighed[code][0]
        place++
      }
      length[mission] = place - mission * names.length
    },
  }
}
