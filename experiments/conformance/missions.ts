/** Adapters of the families of mission economies: evaluation, reward rules, free riding, Shapley values. */

import {
  ALL_MET,
  addMember,
  clearSums,
  coalitionValues,
  equalShares,
  freeRiderIndex,
  judgeMission,
  leaveOneOutShares,
  type MemberTallies,
  MISSION_STATUSES,
  MissionStatus,
  missionGame,
  OBJECTIVE_METRICS,
  objectiveValue,
  proportionalShares,
  SCORE,
  SUMS,
  statusAfter,
  type Worth,
} from '../../formulas/missions.ts'
import { shapleyExact } from '../../formulas/shapley.ts'
import type { FamilyRunner } from './family.ts'

/** Surplus and loss that the vectors' welfare counts with. */
const S_PLUS = 2
const S_MINUS = 1

interface VectorInteraction {
  readonly id: string
  readonly p: number
  readonly accepted?: boolean
}

type Claims = Readonly<Record<string, readonly string[]>>

/** What each contributor gave: every interaction once, for whom it was claimed first; claims of unknown ones left out. */
function talliesOf(claims: Claims, interactions: readonly VectorInteraction[]): MemberTallies {
  const known = new Map(interactions.map((interaction) => [interaction.id, interaction]))
  const taken = new Set<string>()
  const given = Object.values(claims).map((ids) =>
    ids.flatMap((id) => {
      const interaction = known.get(id)
      if (!interaction || taken.has(id)) return []
      taken.add(id)
      return [interaction]
    }),
  )
  return {
    count: given.map((list) => list.length),
    sumP: given.map((list) => list.reduce((sum, { p }) => sum + p, 0)),
    minP: given.map((list) => list.reduce((low, { p }) => Math.min(low, p), 1)),
    accepted: given.map((list) => list.filter(({ accepted }) => accepted).length),
  }
}

interface EvaluateCase {
  readonly objectives: readonly { metric: string; target: number; weight: number }[]
  readonly participants: readonly string[]
  readonly contributions: Claims
  readonly interactions: readonly VectorInteraction[]
  readonly currentEpoch: number
  readonly deadlineEpoch?: number
  readonly status?: string
}

const evaluate: FamilyRunner = (given: EvaluateCase) => {
  const { objectives, participants, contributions, interactions, currentEpoch } = given
  const goals = {
    length: objectives.length,
    metric: objectives.map(({ metric }) => (OBJECTIVE_METRICS as readonly string[]).indexOf(metric)),
    target: objectives.map(({ target }) => target),
    weight: objectives.map(({ weight }) => weight),
  }
  const tallies = talliesOf(contributions, interactions)
  const sums = new Float64Array(SUMS)
  clearSums(sums)
  for (let member = 0; member < tallies.count.length; member++) addMember(sums, tallies, member)
  const judged = new Float64Array(2)
  judgeMission(goals, sums, S_PLUS, S_MINUS, judged)
  const before = MissionStatus[(given.status ?? 'active') as keyof typeof MissionStatus]
  const allMet = judged[ALL_MET] === 1
  const deadline = given.deadlineEpoch ?? 10
  return {
    missionScore: judged[SCORE],
    objectives: goals.metric.map((metric, place) => {
      const actualValue = objectiveValue(metric, sums, S_PLUS, S_MINUS)
      return { actualValue, met: actualValue >= (goals.target[place] as number) }
    }),
    allObjectivesMet: allMet,
    totalContributions: sums[0],
    participants: participants.length,
    status: MISSION_STATUSES[statusAfter(before, allMet, currentEpoch, deadline)],
  }
}

interface RewardCase {
  readonly contributions: Claims
  readonly interactions: readonly VectorInteraction[]
  readonly rewardPool: number
  readonly distribution: string
  readonly status?: string
}

/** What was claimed, by contributor: as often as it was, claims of unknown ones left out. */
const claimedP = (claims: Claims, interactions: readonly VectorInteraction[]): number[] => {
  const known = new Map(interactions.map(({ id, p }) => [id, p]))
  return Object.values(claims).map((ids) => sumOf(ids.map((id) => known.get(id) ?? 0)))
}

/** The peer's own rule: without a contributor means without all that it claims, whoever else claims it too. */
function shareByLeavingOut(claims: Claims, interactions: readonly VectorInteraction[], shares: Float64Array) {
  const lists = Object.values(claims)
  const distinct = new Set(lists.flat())
  const own = lists.map((ids) => [...new Set(ids)])
  const known = new Map(interactions.map(({ id, p }) => [id, p]))
  const all = [...distinct].filter((id) => known.has(id))
  const sumOfP = (ids: readonly string[]) => sumOf(ids.map((id) => known.get(id) ?? 0))
  leaveOneOutShares(
    { count: own.map((ids) => ids.filter((id) => known.has(id)).length), sumP: own.map(sumOfP) },
    lists.length,
    [all.length, sumOfP(all)],
    shares,
    lists.map((ids) => ids.length),
    distinct.size,
  )
}

/** Rules of the vectors, which share out among those with a claim of any kind equally, and by known ones proportionally. */
const rewards: FamilyRunner = ({ contributions, interactions, rewardPool, ...rest }: RewardCase) => {
  const names = Object.keys(contributions)
  const shares = new Float64Array(names.length)
  const claims = Object.values(contributions).map((ids) => ids.length)
  if (rest.distribution === 'equal') equalShares(claims, names.length, shares)
  else if (rest.distribution === 'shapley') shareByLeavingOut(contributions, interactions, shares)
  else proportionalShares(claimedP(contributions, interactions), names.length, shares)
  const isOver = (rest.status ?? 'succeeded') === 'succeeded'
  const paid = names.flatMap((name, place) => {
    const share = isOver ? (shares[place] as number) : 0
    return share > 0 ? [[name, rewardPool * share] as const] : []
  })
  return { rewards: Object.fromEntries(paid), total: paid.reduce((sum, [, amount]) => sum + amount, 0) }
}

const freeRiders: FamilyRunner = (input: { nParticipants: number; contributionCounts: number[] }) => ({
  freeRiderIndex: freeRiderIndex(input.nParticipants, input.contributionCounts),
})

const sumOf = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, value) => sum + value, 0)

const shapley: FamilyRunner = ({ v, n }: { v: number[]; n: number }) => {
  const values = shapleyExact(v, n)
  return { shapley: [...values], sum: sumOf(values) }
}

interface MissionCase {
  readonly kind: 'sumP' | 'meanP' | 'metTarget' | 'surplus'
  readonly target: number
  readonly rewardPool: number
  readonly contributions: readonly (readonly number[])[]
}

const WORTH_OF: Readonly<Record<MissionCase['kind'], Worth>> = {
  sumP: 'quality',
  meanP: 'mean',
  metTarget: 'success',
  surplus: 'surplus',
}

/**
 * The vectors' threshold is on the sum of p, which is the welfare of a run whose bad outcomes cost nothing. Their sums are of
 * numbers such as 0.05, so a target is reached from a hair below it on.
 */
const missionShapley: FamilyRunner = ({ kind, target, rewardPool, contributions }: MissionCase) => {
  const tallies = {
    count: contributions.map((list) => list.length),
    sumP: contributions.map(sumOf),
    minP: contributions.map((list) => Math.min(1, ...list)),
    accepted: contributions.map((list) => list.length),
  }
  const isThreshold = kind === 'metTarget'
  const goals = {
    length: 1,
    metric: [OBJECTIVE_METRICS.indexOf('total_welfare')],
    target: [target - 1e-9],
    weight: [1],
  }
  const rules = { goals, sPlus: isThreshold ? 1 : S_PLUS, sMinus: isThreshold ? 0 : S_MINUS }
  const game = missionGame(WORTH_OF[kind], tallies, contributions.length, rules)
  const worths = coalitionValues(game)
  const values = [...shapleyExact(worths, game.players)]
  const grandValue = worths[worths.length - 1] as number
  const rewardOf = (value: number) => (grandValue === 0 ? 0 : (rewardPool * value) / grandValue)
  return { shapley: values, grandValue, rewards: values.map(rewardOf) }
}

export const missionFamilies: Readonly<Record<string, FamilyRunner>> = {
  'mission-evaluate': evaluate,
  'mission-rewards': rewards,
  'mission-free-rider': freeRiders,
  'theory-shapley': shapley,
  'theory-mission-shapley': missionShapley,
}
