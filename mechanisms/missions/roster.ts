import {
  ACCEPTED,
  addMember,
  COUNT,
  clearSums,
  type Goals,
  type MemberTallies,
  MIN_P,
  SUM_P,
  SUMS,
} from '../../formulas/missions.ts'
import { Membership, Mission, MissionGoal, OBJECTIVES_MAX } from './columns.ts'
import type { MissionAccess } from './founding.ts'

/** The members of one mission and what they contributed, taken together for judging it. The next one overwrites it. */
export interface Roster extends MemberTallies {
  /** Members. */
  length: number
  /** By member, the row of its membership. */
  readonly membership: Uint32Array
  readonly count: Float64Array
  readonly sumP: Float64Array
  readonly minP: Float64Array
  readonly accepted: Float64Array
  /** Sums over all members. */
  readonly sums: Float64Array
  /** The mission's objectives. */
  readonly goals: MutableGoals
  /** Takes a mission together. */
  read(mission: number): void
}

type MutableGoals = { length: number } & {
  readonly [Key in 'metric' | 'target' | 'weight']: Float64Array
} & Goals

/** @param membersMax members that a mission can have */
export function bindRoster(access: MissionAccess, membersMax: number): Roster {
  const { head } = access.get(Mission)
  const { next, tally } = access.get(Membership)
  const goal = access.get(MissionGoal)
  const column = () => new Float64Array(membersMax)
  const goals = {
    length: 0,
    metric: new Float64Array(OBJECTIVES_MAX),
    target: new Float64Array(OBJECTIVES_MAX),
    weight: new Float64Array(OBJECTIVES_MAX),
  }
  const readGoals = (mission: number): void => {
    goals.length = goal.length[mission]
    for (let place = 0; place < goals.length; place++) {
      goals.metric[place] = goal.metric[mission * OBJECTIVES_MAX + place]
      goals.target[place] = goal.target[mission * OBJECTIVES_MAX + place]
      goals.weight[place] = goal.weight[mission * OBJECTIVES_MAX + place]
    }
  }
  const roster: Roster = {
    length: 0,
    membership: new Uint32Array(membersMax),
    count: column(),
    sumP: column(),
    minP: column(),
    accepted: column(),
    sums: new Float64Array(SUMS),
    goals,
    read(mission) {
      roster.length = 0
      clearSums(roster.sums)
      for (let at = head[mission]; at !== 0; at = next[at - 1]) {
        const member = roster.length++
        const row = at - 1
        roster.membership[member] = row
        roster.count[member] = tally[row * SUMS + COUNT]
        roster.accepted[member] = tally[row * SUMS + ACCEPTED]
        roster.sumP[member] = tally[row * SUMS + SUM_P]
        roster.minP[member] = tally[row * SUMS + MIN_P]
        addMember(roster.sums, roster, member)
      }
      readGoals(mission)
    },
  }
  return roster
}
