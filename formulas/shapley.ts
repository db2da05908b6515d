/** Shapley values (Shapley 1953): what each player adds to a game, averaged over all orders in which players may come. */

import { log } from './elementary.ts'

/** Players up to whom all coalitions are enumerated: 2^15 of them. */
export const SHAPLEY_EXACT_MAX = 15
/** Cells of the table of a weighted majority game at most: 128 MB. */
const MAJORITY_CELLS_MAX = 16_777_216

/**
 * A game in which coalitions grow player by player, each step in O(1). The empty coalition is worth 0; `value[0]` is what
 * the players since `reset` are worth together. The value lies in an array, so that no step puts a number on the heap.
 */
export interface RunningGame {
  readonly players: number
  readonly value: Float64Array
  reset(): void
  add(player: number): void
}

/**
 * phi_i = sum over coalitions S without i of |S|! (n - |S| - 1)! / n! (v(S + i) - v(S)), exactly.
 * @param values v of each coalition, bit i of the index standing for player i; `values[0]` counts as 0
 * @param players n, at least 0; O(n 2^n)
 * @param out receives n values
 * @throws RangeError when `values` has fewer than 2^n entries or `players` is not a whole number in [0, 24]
 */
export function shapleyExact(
  values: ArrayLike<number>,
  players: number,
  out: Float64Array = new Float64Array(players),
): Float64Array {
  if (!(Number.isInteger(players) && players >= 0 && players <= 24))
    throw new RangeError(`Coalitions of 0 to 24 players can be enumerated, got ${players}.`)
  const coalitions = 1 << players
  if (values.length < coalitions)
    throw new RangeError(`A game of ${players} players has ${coalitions} values, got ${values.length}.`)
  const weights = orderWeights(players)
  out.fill(0, 0, players)
  for (let coalition = 0; coalition < coalitions; coalition++) {
    const before = coalition === 0 ? 0 : (values[coalition] as number)
    const weight = weights[bitsOf(coalition)] as number
    for (let player = 0; player < players; player++) {
      if ((coalition & (1 << player)) !== 0) continue
      const after = values[coalition | (1 << player)] as number
      out[player] = (out[player] as number) + weight * (after - before)
    }
  }
  return out
}

/** s! (n - s - 1)! / n! by size s of the coalition that a player joins. */
function orderWeights(players: number): Float64Array {
  const weights = new Float64Array(players + 1)
  if (players === 0) return weights
  weights[0] = 1 / players
  for (let size = 1; size < players; size++)
    weights[size] = ((weights[size - 1] as number) * size) / (players - size)
  return weights
}

function bitsOf(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555)
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333)
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/**
 * The game whose coalitions are worth the mean quality of their members:
 * phi_i = (q_i + (q_i - mean of the others)(H_n - 1)) / n with H_n = 1 + 1/2 + ... + 1/n. In O(n); may be negative; the
 * sum is the mean of all.
 */
export function shapleyMean(
  qualities: ArrayLike<number>,
  out: Float64Array = new Float64Array(qualities.length),
): Float64Array {
  const players = qualities.length
  let harmonic = 0
  let total = 0
  for (let player = 0; player < players; player++) {
    harmonic += 1 / (player + 1)
    total += qualities[player] as number
  }
  for (let player = 0; player < players; player++) {
    const quality = qualities[player] as number
    const others = players === 1 ? 0 : (total - quality) / (players - 1)
    out[player] = (quality + (quality - others) * (harmonic - 1)) / players
  }
  return out
}

/**
 * The Shapley-Shubik index of a weighted majority game, v(S) = 1 when the weights of S reach the quota: how often each
 * player is the one who turns a coalition into a winning one. A dynamic programme over size and weight of random
 * coalitions, in O(n² W) for distinct weights and O(n W) memory, W being the sum of weights. It keeps probabilities, not
 * numbers of coalitions, and takes players out from the side on which errors shrink: exact to about 1e-12.
 * @param weights whole numbers of at least 0
 * @param quota above 0, else nobody turns anything and all values are 0; likewise when all weights do not reach it
 * @throws RangeError on other weights, or when n + 1 times W + 1 exceeds 16,777,216
 */
export function shapleyWeightedMajority(
  weights: ArrayLike<number>,
  quota: number,
  out: Float64Array = new Float64Array(weights.length),
): Float64Array {
  out.fill(0, 0, weights.length)
  let total = 0
  let players = 0
  for (let player = 0; player < weights.length; player++) {
    const weight = weights[player] as number
    if (!(Number.isInteger(weight) && weight >= 0))
      throw new RangeError(`Weights of a majority game are whole numbers of at least 0, got ${weight}.`)
    total += weight
    if (weight > 0) players++
  }
  if (!(quota > 0) || quota > total) return out
  if (majorityCells(players, total) > MAJORITY_CELLS_MAX)
    throw new RangeError(`A majority game of ${players} players and weight ${total} is too large.`)
  const table = new Float64Array(majorityCells(players, total))
  fillMajority(table, weights, total)
  const without = new Float64Array(table.length)
  const reach = Math.ceil(quota)
  for (let player = 0; player < weights.length; player++) {
    const weight = weights[player] as number
    if (weight === 0) continue
    const twin = firstOf(weights, weight)
    out[player] =
      twin < player ? (out[twin] as number) : pivots(table, without, players, total, weight, reach)
  }
  return out
}

/** Cells that the dynamic programme of a weighted majority game takes. */
export const majorityCells = (players: number, total: number): number => (players + 1) * (total + 1)

function firstOf(weights: ArrayLike<number>, weight: number): number {
  let place = 0
  while (weights[place] !== weight) place++
  return place
}

/** Cell (k, w): probability that k players, drawn at random, weigh w together. */
function fillMajority(table: Float64Array, weights: ArrayLike<number>, total: number): void {
  const width = total + 1
  table[0] = 1
  let players = 0
  for (let player = 0; player < weights.length; player++) {
    const weight = weights[player] as number
    if (weight === 0) continue
    players++
    for (let size = players; size >= 0; size--) {
      const stays = (players - size) / players
      const joins = size / players
      for (let sum = total; sum >= 0; sum--) {
        const without = stays * (table[size * width + sum] as number)
        const reached = size > 0 && sum >= weight
        const withIt = reached ? joins * (table[(size - 1) * width + sum - weight] as number) : 0
        table[size * width + sum] = without + withIt
      }
    }
  }
}

/** Probability that a player of this weight, coming at a random place, brings the sum to the quota. */
function pivots(
  table: Float64Array,
  without: Float64Array,
  players: number,
  total: number,
  weight: number,
  quota: number,
): number {
  const width = total + 1
  const half = (players - 1) >> 1
  // Small coalitions from the empty one upwards, large ones from the grand one downwards.
  for (let size = 0; size <= half; size++) {
    for (let sum = 0; sum <= total; sum++) {
      const smaller = size > 0 && sum >= weight ? (without[(size - 1) * width + sum - weight] as number) : 0
      const all = players * (table[size * width + sum] as number)
      without[size * width + sum] = (all - size * smaller) / (players - size)
    }
  }
  for (let size = players - 1; size > half; size--) {
    for (let sum = 0; sum <= total; sum++) {
      const above = sum + weight
      const all = above <= total ? players * (table[(size + 1) * width + above] as number) : 0
      const larger =
        above <= total && size + 1 < players ? (without[(size + 1) * width + above] as number) : 0
      without[size * width + sum] = (all - (players - size - 1) * larger) / (size + 1)
    }
  }
  let chance = 0
  for (let size = 0; size < players; size++) {
    for (let sum = Math.max(0, quota - weight); sum < quota; sum++)
      chance += without[size * width + sum] as number
  }
  return chance / players
}

/**
 * Pairs of orders after which, by Hoeffding's inequality (1963), all estimates of `shapleySampled` lie within `error` of
 * the true values with probability `confidence`: r² ln(2 n / delta) / (2 error²), rounded up. A pair counts once, since the
 * two orders of a pair are not independent.
 * @param range length r of the interval in which what a player adds can lie, at least 0
 * @throws RangeError unless error > 0 and confidence lies in (0, 1)
 */
export function shapleyPairs(players: number, error: number, confidence = 0.95, range = 1): number {
  if (!(error > 0 && confidence > 0 && confidence < 1))
    throw new RangeError(
      `A bound needs an error above 0 and a confidence in (0, 1), got ${error}, ${confidence}.`,
    )
  if (players === 0 || range === 0) return 1
  return Math.ceil((range * range * log((2 * players) / (1 - confidence))) / (2 * error * error))
}

/** What `shapleySampled` fills in, by player. */
export interface ShapleyEstimate {
  readonly values: Float64Array
  /** Of the values, from how pairs of orders differ. */
  readonly standardErrors: Float64Array
}

export const shapleyEstimate = (players: number): ShapleyEstimate => ({
  values: new Float64Array(players),
  standardErrors: new Float64Array(players),
})

const WARM_UP_WORDS = 15
/** 2^-32, which makes a share of a 32-bit word. */
const UNIT = 1 / 4_294_967_296

/**
 * Shapley values by sampled orders (Castro, Gómez and Tejada 2009) in antithetic pairs: each order is also gone through
 * from its end, so that who came early once comes late once. Every order adds up to v(N), and so do the values. In
 * O(pairs n) steps of the game. Orders come from the generator sfc32 (Doty-Humphrey) started at `seed`; equal seeds give
 * equal values to the last bit.
 * @param pairs whole number of at least 1; `shapleyPairs` says how many an error takes
 * @param out first `game.players` entries of both arrays are written
 */
export function shapleySampled(
  game: RunningGame,
  pairs: number,
  seed: number,
  out: ShapleyEstimate = shapleyEstimate(game.players),
  scratch: SampleScratch = sampleScratch(game.players),
): ShapleyEstimate {
  const { players } = game
  const { values, standardErrors: squares } = out
  const { order, added, generator } = scratch
  values.fill(0, 0, players)
  squares.fill(0, 0, players)
  for (let player = 0; player < players; player++) order[player] = player
  startGenerator(generator, seed)
  for (let pair = 0; pair < pairs; pair++) {
    shuffle(order, players, generator)
    walkForth(game, order, added)
    walkBack(game, order, added, values, squares)
  }
  for (let player = 0; player < players; player++) {
    const mean = (values[player] as number) / pairs
    const spread = (squares[player] as number) / pairs - mean * mean
    values[player] = mean
    squares[player] = pairs < 2 || spread <= 0 ? 0 : Math.sqrt(spread / (pairs - 1))
  }
  return out
}

/** Arrays that sampling needs, so that whoever samples often makes them once. */
export interface SampleScratch {
  readonly order: Uint32Array
  readonly added: Float64Array
  readonly generator: Uint32Array
}

export const sampleScratch = (players: number): SampleScratch => ({
  order: new Uint32Array(players),
  added: new Float64Array(players),
  generator: new Uint32Array(4),
})

function walkForth(game: RunningGame, order: Uint32Array, added: Float64Array): void {
  const { players, value } = game
  let before = 0
  game.reset()
  for (let place = 0; place < players; place++) {
    const player = order[place] as number
    game.add(player)
    const after = value[0] as number
    added[player] = after - before
    before = after
  }
}

function walkBack(
  game: RunningGame,
  order: Uint32Array,
  added: Float64Array,
  sums: Float64Array,
  squares: Float64Array,
): void {
  const { players, value } = game
  let before = 0
  game.reset()
  for (let place = players - 1; place >= 0; place--) {
    const player = order[place] as number
    game.add(player)
    const after = value[0] as number
    const mean = (after - before + (added[player] as number)) / 2
    sums[player] = (sums[player] as number) + mean
    squares[player] = (squares[player] as number) + mean * mean
    before = after
  }
}

function startGenerator(state: Uint32Array, seed: number): void {
  state[0] = 0x9e3779b9
  state[1] = 0x243f6a88
  state[2] = seed
  state[3] = 1
  // A shuffle draws a word for each place but one, and the generator wants about twelve before its words are good.
  shuffle(new Uint32Array(WARM_UP_WORDS + 1), WARM_UP_WORDS + 1, state)
}

/** Fisher-Yates; a place is chosen with a bias of less than n / 2^32. */
function shuffle(order: Uint32Array, players: number, state: Uint32Array): void {
  let a = (state[0] as number) | 0
  let b = (state[1] as number) | 0
  let c = (state[2] as number) | 0
  let d = (state[3] as number) | 0
  for (let last = players - 1; last > 0; last--) {
    const out = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + out) | 0
    const chosen = ((out >>> 0) * UNIT * (last + 1)) | 0
    const kept = order[last] as number
    order[last] = order[chosen] as number
    order[chosen] = kept
  }
  state[0] = a
  state[1] = b
  state[2] = c
  state[3] = d
}
