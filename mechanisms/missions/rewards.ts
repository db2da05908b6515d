import { payoffParameters } from '../../components/parameters/model.ts'
import { defineStream } from '../../engine/random.ts'
import type { SystemAccess } from '../../engine/world.ts'
import {
  coalitionValues,
  contributedWelfare,
  equalShares,
  leaveOneOutShares,
  missionGame,
  OBJECTIVE_METRICS,
  proportionalShares,
  WORTHS,
} from '../../formulas/missions.ts'
import {
  majorityCells,
  type RunningGame,
  SHAPLEY_EXACT_MAX,
  sampleScratch,
  shapleyEstimate,
  shapleyExact,
  shapleyMean,
  shapleyPairs,
  shapleySampled,
  shapleyWeightedMajority,
} from '../../formulas/shapley.ts'
import { EQUAL, LEAVE_ONE_OUT, missionParameters, PROPORTIONAL } from './parameters.ts'
import type { Roster } from './roster.ts'

export const ORDER_STREAM = defineStream('mission-orders')

const TOTAL_COUNT = OBJECTIVE_METRICS.indexOf('total_count')
const SUCCESS = WORTHS.indexOf('success')
/** Cells, times members, up to which a threshold game is worked out by the dynamic programme. */
const PROGRAMME_MAX = 1 << 20
/** Two to the number of bits of a seed. */
const SEEDS = 4_294_967_296

type RewardAccess = Pick<SystemAccess, 'parameters' | 'source'>

/**
 * Divides the rewards of the mission that the roster has taken together: what it returns fills in a share for each member.
 * Shares add up to 1, or are all 0 when nobody has earned any. Nobody pays: negative Shapley values count as 0.
 */
export function bindRewards(
  access: RewardAccess,
  roster: Roster,
  shares: Float64Array,
): (mission: number) => void {
  const { rewardDistribution } = access.parameters(missionParameters)
  const values = bindShapley(access, roster)
  return (mission) => {
    const members = roster.length
    if (rewardDistribution[0] === EQUAL) equalShares(roster.count, members, shares)
    else if (rewardDistribution[0] === PROPORTIONAL) proportionalShares(roster.sumP, members, shares)
    else if (rewardDistribution[0] === LEAVE_ONE_OUT) leaveOneOutShares(roster, members, roster.sums, shares)
    else proportionalShares(values(mission), members, shares)
  }
}

/**
 * Shapley values of the game of a mission, by the cheapest way that is right: a closed form, the dynamic programme for a
 * threshold of counts, all coalitions up to 15 members, sampled orders beyond.
 */
function bindShapley(access: RewardAccess, roster: Roster): (mission: number) => Float64Array {
  const { shapleyWorth, shapleyError } = access.parameters(missionParameters)
  const { sPlus, sMinus } = access.parameters(payoffParameters)
  const draws = access.source(ORDER_STREAM)
  const membersMax = roster.count.length
  const estimate = shapleyEstimate(membersMax)
  const scratch = sampleScratch(membersMax)
  const table = new Float64Array(1 << Math.min(membersMax, SHAPLEY_EXACT_MAX))
  const closed = bindClosedForms(access, roster, estimate.values)
  const gameOf = (): RunningGame =>
    missionGame(WORTHS[shapleyWorth[0]], roster, roster.length, {
      goals: roster.goals,
      sPlus: sPlus[0],
      sMinus: sMinus[0],
    })
  return (mission) => {
    const { values } = estimate
    if (closed()) return values
    const game = gameOf()
    if (roster.length <= SHAPLEY_EXACT_MAX) {
      shapleyExact(coalitionValues(game, table), roster.length, values)
      return values
    }
    draws.begin(mission)
    const seed = Math.floor(draws.next()[0] * SEEDS)
    const pairs = shapleyPairs(roster.length, shapleyError[0])
    shapleySampled(game, pairs, seed, estimate, scratch)
    return values
  }
}

/** Fills in the values where there is a closed form or the dynamic programme; false where there is neither. */
function bindClosedForms(access: RewardAccess, roster: Roster, values: Float64Array): () => boolean {
  const { shapleyWorth } = access.parameters(missionParameters)
  const { sPlus, sMinus } = access.parameters(payoffParameters)
  const isThreshold = (): boolean =>
    roster.goals.length === 1 &&
    roster.goals.metric[0] === TOTAL_COUNT &&
    roster.length * majorityCells(roster.length, roster.sums[0]) <= PROGRAMME_MAX
  return () => {
    const members = roster.length
    switch (WORTHS[shapleyWorth[0]]) {
      case 'quality':
        for (let member = 0; member < members; member++) values[member] = roster.sumP[member]
        return true
      case 'mean':
        return equalCounts(roster, values)
      case 'surplus':
        for (let member = 0; member < members; member++) {
          values[member] = contributedWelfare(roster.count[member], roster.sumP[member], sPlus[0], sMinus[0])
          if (values[member] < 0) return false
        }
        return true
      default:
        if (shapleyWorth[0] !== SUCCESS || !isThreshold()) return false
        shapleyWeightedMajority(roster.count.subarray(0, members), roster.goals.target[0], values)
        return true
    }
  }
}

/** The closed form of the mean, where all who contributed gave equally many; those who gave nothing add nothing. */
function equalCounts(roster: Roster, values: Float64Array): boolean {
  const { length, count, sumP } = roster
  let given = 0
  let contributors = 0
  for (let member = 0; member < length; member++) {
    if (count[member] === 0) continue
    if (given !== 0 && count[member] !== given) return false
    given = count[member]
    contributors++
  }
  const means = new Float64Array(contributors)
  let place = 0
  for (let member = 0; member < length; member++)
    if (count[member] > 0) means[place++] = sumP[member] / count[member]
  const found = shapleyMean(means)
  place = 0
  for (let member = 0; member < length; member++) values[member] = count[member] > 0 ? found[place++] : 0
  return true
}
