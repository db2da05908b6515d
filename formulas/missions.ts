/** Mission economies: objectives, scores, reward rules and free riding. Whitepaper §5, §6. */

import { gini } from './gini.ts'
import type { RunningGame } from './shapley.ts'

/** What an objective may measure; a metric of any other name is 0. Positions are codes. */
export const OBJECTIVE_METRICS = [
  'avg_p',
  'min_p',
  'total_count',
  'acceptance_rate',
  'total_welfare',
] as const
export type ObjectiveMetric = (typeof OBJECTIVE_METRICS)[number]

/** Places in the sums of contributions, to which every metric and reward rule can be put down. */
export const COUNT = 0
export const SUM_P = 1
export const MIN_P = 2
export const ACCEPTED = 3
export const SUMS = 4

/** Sets sums to those of no contribution: the lowest p of nothing is 1, so that any other is lower. */
export function clearSums(sums: Float64Array): void {
  sums[COUNT] = 0
  sums[SUM_P] = 0
  sums[MIN_P] = 1
  sums[ACCEPTED] = 0
}

/** The contributions of each member of a mission, one place a member. */
export interface MemberTallies {
  readonly count: ArrayLike<number>
  readonly sumP: ArrayLike<number>
  readonly minP: ArrayLike<number>
  readonly accepted: ArrayLike<number>
}

/** Adds one member's contributions to sums. */
export function addMember(sums: Float64Array, tallies: MemberTallies, member: number): void {
  sums[COUNT] = (sums[COUNT] as number) + (tallies.count[member] as number)
  sums[SUM_P] = (sums[SUM_P] as number) + (tallies.sumP[member] as number)
  sums[ACCEPTED] = (sums[ACCEPTED] as number) + (tallies.accepted[member] as number)
  const lowest = tallies.minP[member] as number
  if ((tallies.count[member] as number) > 0 && lowest < (sums[MIN_P] as number)) sums[MIN_P] = lowest
}

/** Welfare of contributions, sum of p s⁺ - (1 - p) s⁻, by the run's payoff parameters: whatever became of them. */
export function contributedWelfare(count: number, sumP: number, sPlus: number, sMinus: number): number {
  return sumP * (sPlus + sMinus) - count * sMinus
}

/**
 * What an objective measures, from the sums of all contributions; 0 without any, and for an unknown metric.
 * @param metric position in OBJECTIVE_METRICS, any other number for an unknown one
 */
export function objectiveValue(metric: number, sums: Float64Array, sPlus: number, sMinus: number): number {
  const count = sums[COUNT] as number
  if (count === 0) return 0
  const sumP = sums[SUM_P] as number
  switch (metric) {
    case 0:
      return sumP / count
    case 1:
      return sums[MIN_P] as number
    case 2:
      return count
    case 3:
      return (sums[ACCEPTED] as number) / count
    case 4:
      return contributedWelfare(count, sumP, sPlus, sMinus)
    default:
      return 0
  }
}

/**
 * How far an objective is: 1 when its target is reached, else the part of the target that is there, which is negative for a
 * negative value. A target of 0 or less that is missed counts as nothing, where dividing by it would give any number.
 */
export function objectiveProgress(value: number, target: number): number {
  if (value >= target) return 1
  return target > 0 ? value / Math.max(target, 1e-10) : 0
}

/** Objectives of a mission: parallel arrays, of which the first `length` count. */
export interface Goals {
  readonly length: number
  readonly metric: ArrayLike<number>
  readonly target: ArrayLike<number>
  /** At least 0; one of 0 must be met all the same. */
  readonly weight: ArrayLike<number>
}

/** Places in what `judgeMission` fills in. */
export const SCORE = 0
export const ALL_MET = 1

/**
 * Score of a mission, sum of w × progress / sum of w, 0 when the weights add up to 0; and whether all objectives are met,
 * which holds for none at all. At most 1.
 * @param out receives the score in place SCORE and 1 or 0 in place ALL_MET
 */
export function judgeMission(
  goals: Goals,
  sums: Float64Array,
  sPlus: number,
  sMinus: number,
  out: Float64Array,
): void {
  let score = 0
  let weights = 0
  let met = 1
  for (let place = 0; place < goals.length; place++) {
    const target = goals.target[place] as number
    const weight = goals.weight[place] as number
    const value = objectiveValue(goals.metric[place] as number, sums, sPlus, sMinus)
    if (value < target) met = 0
    score += weight * objectiveProgress(value, target)
    weights += weight
  }
  out[SCORE] = weights > 0 ? score / weights : 0
  out[ALL_MET] = met
}

/** What becomes of a mission; `free` says that a row holds none. Positions are codes. */
export const MISSION_STATUSES = ['free', 'proposed', 'active', 'succeeded', 'failed', 'expired'] as const
export const MissionStatus = {
  free: 0,
  proposed: 1,
  active: 2,
  succeeded: 3,
  failed: 4,
  expired: 5,
} as const

/** Status of a mission after it was judged: one that is over stays what it is. */
export function statusAfter(status: number, allMet: boolean, epoch: number, deadline: number): number {
  if (status !== MissionStatus.proposed && status !== MissionStatus.active) return status
  if (allMet) return MissionStatus.succeeded
  return epoch >= deadline ? MissionStatus.failed : status
}

/**
 * Equal split: all who contributed anything have the same share.
 * @param shares receives a share for each of the first `members`; they add up to 1, or all are 0 when nobody contributed
 */
export function equalShares(count: ArrayLike<number>, members: number, shares: Float64Array): void {
  let contributors = 0
  for (let member = 0; member < members; member++) if ((count[member] as number) > 0) contributors++
  for (let member = 0; member < members; member++)
    shares[member] = (count[member] as number) > 0 ? 1 / contributors : 0
}

/**
 * Shares in proportion to amounts, below 0 counted as 0: with sums of p, the quality-proportional rule, which is the Shapley
 * value of the game in which a coalition is worth its sum of p. With Shapley values, nobody pays for having done harm.
 * @param shares as for `equalShares`; may be `amounts` itself
 */
export function proportionalShares(amounts: ArrayLike<number>, members: number, shares: Float64Array): void {
  let total = 0
  for (let member = 0; member < members; member++) total += Math.max(0, amounts[member] as number)
  for (let member = 0; member < members; member++)
    shares[member] = total > 0 ? Math.max(0, amounts[member] as number) / total : 0
}

/**
 * The peer's rule that it calls Shapley values and that is none: a member's part of the number of contributions, and beside it
 * what the mean p of all of them would lose without the member's, if anything. So it pays for volume: one contribution of
 * p = 0.9 and two of p = 0 get 0.487 and 0.513 of the pool, where Shapley values of the sum of p give all to the first.
 * @param tallies what each member gave; `sums` the same of all together
 * @param shares as for `equalShares`
 * @param claims numbers that count, of each member; others than those of `tallies` where claims are not what was given
 * @param claimed what they are divided by
 */
export function leaveOneOutShares(
  { count, sumP }: Pick<MemberTallies, 'count' | 'sumP'>,
  members: number,
  sums: ArrayLike<number>,
  shares: Float64Array,
  claims: ArrayLike<number> = count,
  claimed = sums[COUNT] as number,
): void {
  const total = sums[COUNT] as number
  const mean = total > 0 ? (sums[SUM_P] as number) / total : 0
  for (let member = 0; member < members; member++) {
    const others = total - (count[member] as number)
    const without = others > 0 ? ((sums[SUM_P] as number) - (sumP[member] as number)) / others : 0
    const volume = claimed > 0 ? (claims[member] as number) / claimed : 0
    shares[member] = volume > 0 ? Math.max(0, mean - without) + volume : 0
  }
  proportionalShares(shares, members, shares)
}

/**
 * Free-rider index: Gini coefficient of contributions, those who gave nothing counted as 0. In [0, (n - 1) / n].
 * @param contributions counts or sums of p, at least 0; a participant beyond its end gave nothing
 */
export function freeRiderIndex(participants: number, contributions: ArrayLike<number>): number {
  const all = new Float64Array(Math.max(participants, contributions.length))
  all.set(contributions)
  return gini(all)
}

/** What a coalition's contributions may be worth. Positions are codes. */
export const WORTHS = ['quality', 'mean', 'surplus', 'success', 'score'] as const
export type Worth = (typeof WORTHS)[number]

/** The rules that the worth of a coalition depends on besides its contributions. */
export interface WorthRules {
  readonly goals: Goals
  readonly sPlus: number
  readonly sMinus: number
}

/**
 * The game of a mission: a coalition has its members' contributions and is worth their sum of p (`quality`), their mean p
 * (`mean`), their welfare or 0 if that is negative (`surplus`), 1 if they alone meet all objectives (`success`), or the score
 * that they alone reach, at least 0 (`score`). Without contributions it is worth 0.
 */
export function missionGame(
  worth: Worth,
  tallies: MemberTallies,
  members: number,
  rules: WorthRules,
): RunningGame {
  const sums = new Float64Array(SUMS)
  const value = new Float64Array(1)
  const assess = worthOf(worth, sums, value, rules)
  return {
    players: members,
    value,
    reset() {
      clearSums(sums)
      value[0] = 0
    },
    add(member) {
      addMember(sums, tallies, member)
      if ((sums[COUNT] as number) > 0) assess()
    },
  }
}

function worthOf(worth: Worth, sums: Float64Array, value: Float64Array, rules: WorthRules): () => void {
  const { goals, sPlus, sMinus } = rules
  const judged = new Float64Array(2)
  const judge = () => judgeMission(goals, sums, sPlus, sMinus, judged)
  switch (worth) {
    case 'quality':
      return () => {
        value[0] = sums[SUM_P] as number
      }
    case 'mean':
      return () => {
        value[0] = (sums[SUM_P] as number) / (sums[COUNT] as number)
      }
    case 'surplus':
      return () => {
        const welfare = (sums[SUM_P] as number) * (sPlus + sMinus) - (sums[COUNT] as number) * sMinus
        value[0] = welfare > 0 ? welfare : 0
      }
    case 'success':
      return () => {
        judge()
        value[0] = judged[ALL_MET] as number
      }
    case 'score':
      return () => {
        judge()
        value[0] = (judged[SCORE] as number) > 0 ? (judged[SCORE] as number) : 0
      }
  }
}

/** Values of all coalitions of a game of up to 15 players or so, for `shapleyExact`. */
export function coalitionValues(
  game: RunningGame,
  out: Float64Array = new Float64Array(1 << game.players),
): Float64Array {
  const coalitions = 1 << game.players
  for (let coalition = 0; coalition < coalitions; coalition++) {
    game.reset()
    for (let rest = coalition; rest !== 0; rest &= rest - 1) game.add(31 - Math.clz32(rest & -rest))
    out[coalition] = coalition === 0 ? 0 : (game.value[0] as number)
  }
  return out
}
