/** How much a pair, a group, or a whole society looks like collusion. Whitepaper §8, collusion detection. */

/** Weights of the four signs in a pair's score. */
const FREQUENCY_WEIGHT = 0.25
const CORRELATION_WEIGHT = 0.3
const ACCEPTANCE_WEIGHT = 0.2
const QUALITY_WEIGHT = 0.25
/** Interactions from which a pair's score counts in full. */
const FULL_WEIGHT_INTERACTIONS = 10
/** Members from which a group's score counts in full. */
const FULL_WEIGHT_MEMBERS = 5

/** Resources that an agent loses at an epoch's start for each unit of reputation that it loses. */
export const FINE_PER_REPUTATION = 10

const clipped = (value: number): number => (value < 0 ? 0 : value > 1 ? 1 : value)

/**
 * Standard score of a pair's interactions among all pairs that interacted at all: (n - mean) / sd, with the population's
 * standard deviation; 0 for fewer than two pairs, and where all are alike. The variance is taken over whole numbers, so
 * that it is exactly 0 when they are.
 * @param pairs how many pairs there are
 * @param total sum of their interactions
 * @param squares sum of the squares of their interactions; pairs × squares stays below 2^53
 */
export function frequencyScore(interactions: number, pairs: number, total: number, squares: number): number {
  if (pairs < 2) return 0
  const spread = pairs * squares - total * total
  if (spread <= 0) return 0
  return (pairs * interactions - total) / Math.sqrt(spread)
}

/**
 * Score of a pair in [0, 1]: frequent, of benefits that rise and fall together, accepting whatever comes, of poor quality.
 * @param z standard score of its frequency; counts in full at `frequencyThreshold` (> 0)
 * @param correlation of the two sides' benefits, in [-1, 1]; only a positive one counts
 * @param acceptance accepted interactions among all, in [0, 1]; counts above one half
 * @param meanP mean of the two sides' mean p, in [0, 1]; below one half it counts, where most is accepted
 * @param interactions any outcome; ten give the score its full weight
 */
export function pairScore(
  z: number,
  correlation: number,
  acceptance: number,
  meanP: number,
  interactions: number,
  frequencyThreshold: number,
): number {
  const frequency = z > 0 ? clipped(z / frequencyThreshold) : 0
  const together = correlation > 0 ? correlation : 0
  const accepting = acceptance > 0.5 ? 2 * (acceptance - 0.5) : 0
  const poor = acceptance > 0.5 && meanP < 0.5 ? 2 * (0.5 - meanP) : 0
  const score =
    FREQUENCY_WEIGHT * frequency +
    CORRELATION_WEIGHT * together +
    ACCEPTANCE_WEIGHT * accepting +
    QUALITY_WEIGHT * poor
  return interactions < FULL_WEIGHT_INTERACTIONS ? (score * interactions) / FULL_WEIGHT_INTERACTIONS : score
}

/** Mean of both sides' mean p when each side proposes; a side that never did counts as 0.5. */
export function meanOfSides(countA: number, sumA: number, countB: number, sumB: number): number {
  const meanA = countA === 0 ? 0.5 : sumA / countA
  const meanB = countB === 0 ? 0.5 : sumB / countB
  return (meanA + meanB) / 2
}

/**
 * Score of a group in [0, 1]: how far it keeps to itself and how much better p is among its members than with others.
 * @param internal interactions among members; `external` with exactly one member
 * @param internalP mean p of those, 0.5 when there are none; `externalP` likewise
 */
export function groupScore(
  members: number,
  internal: number,
  external: number,
  internalP: number,
  externalP: number,
): number {
  const whole = internal + external
  const rate = whole === 0 ? 0 : internal / whole
  const bias = rate > 0.5 ? 2 * (rate - 0.5) : 0
  const favour = internalP > externalP ? internalP - externalP : 0
  return (0.4 * bias + 0.6 * favour) * (0.5 + 0.5 * Math.min(1, members / FULL_WEIGHT_MEMBERS))
}

/**
 * Risk of a whole society in [0, 1], from the share of pairs that are suspicious, the share of agents in groups, and the
 * worst group's score. 0 without agents.
 */
export function ecosystemRisk(
  suspiciousPairs: number,
  groupedAgents: number,
  worstGroup: number,
  agents: number,
): number {
  const pairs = (agents * (agents - 1)) / 2
  const pairShare = pairs === 0 ? 0 : suspiciousPairs / pairs
  const agentShare = agents === 0 ? 0 : groupedAgents / agents
  return Math.min(1, 0.3 * pairShare + 0.3 * agentShare + 0.4 * worstGroup)
}

/** What both sides of an interaction pay in real time once both are suspected: `rate` per unit of their mean risk. */
export function realtimeCharge(rate: number, riskA: number, riskB: number): number {
  return (rate * (riskA + riskB)) / 2
}
