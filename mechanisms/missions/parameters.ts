import { choice, defineParameters, flag, number } from '../../engine/config.ts'
import { WORTHS } from '../../formulas/missions.ts'

const EPOCHS_MAX = 1_000_000
const positive = [0, Number.POSITIVE_INFINITY] as const
const share = { unit: 'share', range: [0, 1] } as const
const probability = { unit: 'probability', range: [0, 1] } as const

export const REWARD_RULES = ['equal', 'proportional', 'shapley', 'leave_one_out'] as const

export const missionParameters = defineParameters('missions', {
  enabled: flag({
    default: false,
    live: false,
    doc: 'Whether agents propose missions and join them (§5, §6).',
  }),
  minParticipants: number({
    unit: 'agents',
    range: [1, 1000],
    integer: true,
    default: 2,
    doc: 'Members from which a mission is active; one that never has as many expires.',
  }),
  maxParticipants: number({
    unit: 'agents',
    range: [1, 1000],
    integer: true,
    default: 20,
    live: false,
    doc: 'Members that a mission has at most.',
  }),
  maxActiveMissions: number({
    unit: 'count',
    range: [1, 1_000_000],
    integer: true,
    default: null,
    reference: 5,
    live: false,
    doc: 'Missions that are proposed or active at once; null for one for every twenty agents there is room for, at least 5.',
  }),
  memberships: number({
    unit: 'count',
    range: [1, 8],
    integer: true,
    default: 1,
    live: false,
    doc: 'Missions that an agent is in at most.',
  }),
  durationEpochs: number({
    unit: 'epochs',
    range: [1, EPOCHS_MAX],
    integer: true,
    default: 3,
    doc: 'Epochs from its proposal to a mission’s deadline.',
  }),
  judged: choice(['deadline', 'early'], {
    default: 'deadline',
    reference: 'early',
    doc: 'When a mission is judged: at its deadline; or at every start of an epoch, so that one that has met its objectives ends, be it after a single good contribution.',
  }),
  rewardPool: number({
    unit: 'money',
    range: positive,
    aboveLow: true,
    default: 20,
    doc: 'Money that the sponsor sets aside for a mission.',
  }),
  sponsor: choice(['founder', 'treasury'], {
    default: 'founder',
    doc: 'Who pays the pool: the agent that proposes, or the treasury out of what it has collected.',
  }),
  joinFee: number({
    unit: 'money',
    range: positive,
    default: 1,
    reference: 0,
    doc: 'Money that each member sets aside as it joins: part of the rewards on success, given back otherwise.',
  }),
  rewardDistribution: choice(REWARD_RULES, {
    default: 'proportional',
    doc: 'How pool and fees are divided: equally among those who contributed, by their sums of p, by Shapley values, or by leave_one_out, the peer’s rule that it calls Shapley and that pays for volume.',
  }),
  shapleyWorth: choice(WORTHS, {
    default: 'success',
    doc: 'What a coalition’s contributions are worth in the game of Shapley rewards: their sum of p, mean p, welfare, 1 if they meet all objectives alone, or the score they reach alone.',
  }),
  shapleyError: number({
    unit: 'share',
    range: [0.005, 1],
    default: 0.05,
    doc: 'Error of sampled Shapley values, as a share of the interval in which what a member adds can lie, kept with probability 0.95.',
  }),
  effortCost: number({
    unit: 'money',
    range: positive,
    default: 0.05,
    doc: 'What a contribution is felt to cost, which counts when an agent asks whether a mission was worth it; nobody is paid it.',
  }),
  learningRate: number({
    ...share,
    default: 0.3,
    doc: 'Part of the way that the propensity to join goes towards 1 after a mission that was worth it, towards 0 after one that was not.',
  }),
  joinFloor: number({
    ...probability,
    default: 0.02,
    doc: 'Propensity to join below which learning does not go, so that nobody gives up for good.',
  }),
  freeRiderEffort: number({
    ...share,
    default: 0.25,
    doc: 'A member that means to contribute less than this share of its interactions is counted as a free rider.',
  }),
  reputationGain: number({
    unit: 'score',
    range: positive,
    default: 1,
    doc: 'Reputation that a whole pool is worth: members gain it by their shares.',
  }),
  reputationLoss: number({
    unit: 'score',
    range: positive,
    default: 0.2,
    doc: 'Reputation that the founder of a failed mission loses, times what is missing from a score of 1.',
  }),
})

const target = (
  standard: number | null,
  reference: number | null,
  range: readonly [number, number],
  what: string,
) =>
  number({
    unit: 'score',
    range,
    default: standard,
    reference,
    doc: `Target of missions for ${what}; null for no such objective.`,
  })

const whole = [0, 1] as const

/** Objectives of the missions that agents propose from now on, by the metrics’ names. */
export const targetParameters = defineParameters('missions.targets', {
  avgP: target(null, 0.5, whole, 'the mean p of contributions'),
  minP: target(null, null, whole, 'the lowest p'),
  totalCount: target(20, null, [0, 1e9], 'the number of contributions'),
  acceptanceRate: target(null, null, whole, 'the share of accepted contributions'),
  totalWelfare: target(null, null, [0, 1e12], 'the welfare of contributions by the run’s payoff parameters'),
})

const weight = (what: string) =>
  number({ unit: 'weight', range: [0, 1000], default: 1, doc: `Weight of ${what} in a mission’s score.` })

export const goalWeightParameters = defineParameters('missions.weights', {
  avgP: weight('mean p'),
  minP: weight('the lowest p'),
  totalCount: weight('the number of contributions'),
  acceptanceRate: weight('the share of accepted contributions'),
  totalWelfare: weight('welfare'),
})

type ByType = readonly [number, number, number, number, number]

const byType = (path: string, standard: ByType, sentence: (type: string) => string) => {
  const of = (type: string, value: number) => number({ ...probability, default: value, doc: sentence(type) })
  return defineParameters(path, {
    honest: of('honest', standard[0]),
    opportunistic: of('opportunistic', standard[1]),
    deceptive: of('deceptive', standard[2]),
    adversarial: of('adversarial', standard[3]),
    other: of('other', standard[4]),
  })
}

/** Per type: who starts missions, who joins them, and who then works for them. */
export const foundParameters = byType(
  'missions.found',
  [0.05, 0.02, 0.02, 0.02, 0.02],
  (type) => `Probability that an agent of type ${type} proposes a mission as an epoch begins.`,
)
export const joinParameters = byType(
  'missions.join',
  [0.3, 0.6, 0.5, 0.4, 0.3],
  (type) =>
    `Probability that one of type ${type} joins a mission as an epoch begins, before it has learned anything; at 0 it never does.`,
)
export const effortParameters = byType(
  'missions.effort',
  [0.8, 0.05, 0.4, 0.2, 0.5],
  (type) => `Share of its interactions that a member of type ${type} contributes; a low one is riding free.`,
)

export const missionParameterGroups = [
  missionParameters,
  targetParameters,
  goalWeightParameters,
  foundParameters,
  joinParameters,
  effortParameters,
]

/** Positions of choices, by what they mean. */
export const EQUAL = REWARD_RULES.indexOf('equal')
export const PROPORTIONAL = REWARD_RULES.indexOf('proportional')
export const LEAVE_ONE_OUT = REWARD_RULES.indexOf('leave_one_out')
export const JUDGED_EARLY = missionParameters.parameters.judged.choices.indexOf('early')
export const FROM_TREASURY = missionParameters.parameters.sponsor.choices.indexOf('treasury')
