import { defineComponent, f64, u8, u32 } from '../../engine/columns.ts'
import { TALLY } from './tally.ts'

/** Tables of the mechanism. A pair's history has one row for each epoch of the window, or one for all of them. */
export const PAIR_TABLE = 'collusionPair'
export const HISTORY_TABLE = 'collusionHistory'
export const BENEFIT_TABLE = 'collusionBenefit'

/** Places in a row of `Pair.entry`, the first being the lower agent plus 1; together they are one look at memory. */
export const HIGH = 1
export const INTERACTIONS = 2
export const LAST_EPOCH = 3

/** Pairs of agents that have dealt with one another: an open-addressing table, found by a hash of both rows. */
export const Pair = defineComponent(
  'CollusionPair',
  {
    entry: u32({
      unit: 'rows',
      sight: 'hidden',
      width: 4,
      doc: 'Lower agent row plus 1 (0 for a free place), higher agent row, interactions that are judged, epoch of the last one.',
    }),
    since: u32({ unit: 'epochs', sight: 'hidden', doc: 'Epoch in which the pair took its place.' }),
    judged: u32({
      unit: 'epochs',
      sight: 'hidden',
      doc: 'Epoch at whose start it first had interactions enough to be judged, plus 1; 0 for never.',
    }),
    flagged: u32({
      unit: 'epochs',
      sight: 'hidden',
      doc: 'Epoch at whose start it was first suspicious, plus 1; 0 for never.',
    }),
    suspicious: u8({
      unit: 'flag',
      range: [0, 1],
      sight: 'hidden',
      doc: 'Suspicious by the latest analysis.',
    }),
    score: f64({
      unit: 'score',
      range: [0, 1],
      sight: 'hidden',
      doc: 'Score by the latest analysis; 0 with too few interactions.',
    }),
    chance: f64({
      unit: 'probability',
      range: [0, 1],
      sight: 'hidden',
      initial: 1,
      doc: 'Probability that mere chance brings as many interactions; 1 where it was not asked.',
    }),
  },
  { table: PAIR_TABLE },
)

/**
 * What pairs did, epoch by epoch of the window: row (epoch modulo epochs of the window) × pairs + pair, so that what a tick
 * writes lies together.
 */
export const PairHistory = defineComponent(
  'CollusionHistory',
  {
    tally: f64({
      unit: 'count',
      sight: 'hidden',
      width: TALLY,
      doc: 'Interactions that the lower agent started, plus 2^16 times those of the higher one, plus 2^32 times the accepted ones; sums of p of the first and of the second.',
    }),
  },
  { table: HISTORY_TABLE },
)

/** Running co-moments of both sides' benefits, where costs count as benefits: along the same rows, otherwise none. */
export const PairBenefit = defineComponent(
  'CollusionBenefit',
  {
    moments: f64({
      unit: 'money',
      sight: 'hidden',
      width: 5,
      doc: 'Mean of the lower and the higher agent’s benefit, their squared deviations, and the product of both.',
    }),
  },
  { table: BENEFIT_TABLE },
)

/** Where an agent stands by the latest analysis. */
export const Suspicion = defineComponent('CollusionSuspicion', {
  risk: f64({
    unit: 'score',
    range: [0, 1],
    sight: 'hidden',
    doc: 'Highest score of its pairs and of its group.',
  }),
  group: u32({
    unit: 'code',
    sight: 'hidden',
    doc: 'Number of its group from 1, by lowest member; 0 for none.',
  }),
  fined: f64({ unit: 'money', sight: 'own', doc: 'Money taken at starts of epochs since the beginning.' }),
})

/** The latest analysis in numbers. */
export const CollusionTotals = defineComponent(
  'CollusionTotals',
  {
    analysed: u8({
      unit: 'flag',
      range: [0, 1],
      sight: 'hidden',
      doc: 'There was an analysis at this epoch’s start.',
    }),
    pairs: u32({ unit: 'count', sight: 'hidden', doc: 'Pairs with interactions enough to be judged.' }),
    suspiciousPairs: u32({ unit: 'count', sight: 'hidden', doc: 'Suspicious pairs.' }),
    spared: u32({
      unit: 'count',
      sight: 'hidden',
      doc: 'Pairs of a suspicious score that chance may have made.',
    }),
    groups: u32({ unit: 'count', sight: 'hidden', doc: 'Groups whose score reaches the threshold.' }),
    groupedAgents: u32({ unit: 'count', sight: 'hidden', doc: 'Agents in those groups.' }),
    penalisedAgents: u32({ unit: 'count', sight: 'hidden', doc: 'Agents fined at this epoch’s start.' }),
    evictions: u32({
      unit: 'count',
      sight: 'hidden',
      doc: 'Pairs that gave way to another since the start.',
    }),
    worstPair: f64({ unit: 'score', sight: 'hidden', doc: 'Highest score of a pair.' }),
    meanPair: f64({ unit: 'score', sight: 'hidden', doc: 'Mean score of the judged pairs.' }),
    worstGroup: f64({ unit: 'score', sight: 'hidden', doc: 'Highest score of a group.' }),
    ecosystemRisk: f64({ unit: 'score', sight: 'hidden', doc: 'Risk of the whole society.' }),
    fines: f64({
      unit: 'money',
      sight: 'hidden',
      doc: 'Money taken at starts of epochs since the beginning.',
    }),
  },
  { table: 'world' },
)

/** The latest analysis against the truth, which the detector never sees. */
export const CollusionTruth = defineComponent(
  'CollusionTruth',
  {
    hits: u32({ unit: 'count', sight: 'hidden', doc: 'Pairs of a ring that are suspicious.' }),
    misses: u32({ unit: 'count', sight: 'hidden', doc: 'Pairs of a ring that are not.' }),
    alarms: u32({ unit: 'count', sight: 'hidden', doc: 'Other pairs that are suspicious.' }),
    passes: u32({ unit: 'count', sight: 'hidden', doc: 'Other pairs that are not.' }),
    guiltyEver: u32({
      unit: 'count',
      sight: 'hidden',
      doc: 'Pairs of a ring ever judged.',
    }),
    innocentEver: u32({ unit: 'count', sight: 'hidden', doc: 'Other pairs ever judged.' }),
    hitsEver: u32({ unit: 'count', sight: 'hidden', doc: 'Of the former, those that have been suspicious.' }),
    alarmsEver: u32({ unit: 'count', sight: 'hidden', doc: 'Of the latter, those that have been.' }),
    delay: f64({
      unit: 'epochs',
      sight: 'hidden',
      doc: 'Sum of epochs from first dealing to first suspicion, of rings.',
    }),
    honestFined: u32({ unit: 'count', sight: 'hidden', doc: 'Honest agents fined at this epoch’s start.' }),
    honestFinedEver: u32({ unit: 'count', sight: 'hidden', doc: 'Honest agents ever fined.' }),
    honestFines: f64({ unit: 'money', sight: 'hidden', doc: 'Money taken from them at starts of epochs.' }),
  },
  { table: 'world' },
)
