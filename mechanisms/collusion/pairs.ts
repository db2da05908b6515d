import type { LookupAccess } from '../../components/lookup/acquaintances.ts'
import { CHUNK_ROWS } from '../../engine/block.ts'
import type { World } from '../../engine/world.ts'
import { CO_MOMENTS } from '../../formulas/co-moments.ts'
import {
  BENEFIT_TABLE,
  CollusionTotals,
  HIGH,
  HISTORY_TABLE,
  INTERACTIONS,
  LAST_EPOCH,
  PAIR_TABLE,
  Pair,
  PairBenefit,
  PairHistory,
} from './columns.ts'
import { TALLY } from './tally.ts'

/** Places of a home, one after the other: as many as fit two cache lines. */
export const PROBES = 16
/** Below this many places a world keeps room for twice all its pairs. */
const SMALL_TABLE = 8192
/** Values of 4 and of 8 bytes in a cache line. */
const LINE_OF_WORDS = 16
const LINE_OF_DOUBLES = 8
/** Places that are read in order in about the time of one interaction that finds nothing of its own in the cache. */
const PLACES_PER_MISS = 32
const UNIT = 1 / 4_294_967_296
/** Odd, so that the second home of a pair is another even where both parts are the same. */
const SECOND_HASH = 0x9e3779b1
/**
 * Agents whose pairs lie together: those of a chunk, a power of two. A walk over agents or over the table then meets the same few
 * columns again and again, which a second-level cache holds; scattered over a large world each look would wait for memory.
 */
const NEIGHBOURHOOD = CHUNK_ROWS

/** Rows of the table of pairs for some agents. */
export function pairRows(agents: number, pairsPerAgent: number): number {
  if (agents < 2) return 0
  const all = (agents * (agents - 1)) / 2
  return Math.max(Math.ceil(agents * pairsPerAgent), Math.min(2 * all, SMALL_TABLE)) + PROBES
}

/** Size of a world's table of pairs. */
export interface PairSpace {
  /** Places, taken or free. */
  readonly rows: number
  /** Epochs of which each pair has a row of history of its own. */
  readonly epochs: number
}

export function pairSpaceOf(world: World): PairSpace {
  const rows = world.rowsOf(PAIR_TABLE)
  return { rows, epochs: rows === 0 ? 1 : world.rowsOf(HISTORY_TABLE) / rows }
}

/** Interactions of a chunk whose pairs are looked for: what is known of each, `low` below `high` always. */
export interface PairBatch {
  readonly low: Uint32Array
  readonly high: Uint32Array
  /** First place of the pair's first home. */
  readonly home: Uint32Array
  /** Its row, once it is found. */
  readonly pair: Uint32Array
}

export const pairBatch = (length: number): PairBatch => ({
  low: new Uint32Array(length),
  high: new Uint32Array(length),
  home: new Uint32Array(length),
  pair: new Uint32Array(length),
})

/** The table of pairs. */
export interface Pairs {
  /**
   * Makes ready for the first `count` of a batch, which agents of this chunk started: works out their homes and reads each once.
   * None of these looks waits for another; a search is full of turns that cannot be foreseen and would wait for each by itself.
   */
  approach(chunk: number, count: number): void
  /** Row of a pair of the batch that has been approached, or -1 when it has none. */
  find(place: number): number
  /** Row for a pair that has none, which another pair may have to give up. */
  claim(place: number): number
}

/**
 * An open-addressing table that neither grows nor moves anything: a pair lies in one of the 16 places of its home in the part
 * of the table of one of the two or, when those were taken, of its home in the part of the other. Places are never given back,
 * so a free one says that its home was never full. When both homes are full,
 * the pair of fewest judged interactions gives way, of equals the one that dealt longest ago, then the first: a ring that
 * deals all the time outlasts chance meetings. A pair that gave way starts anew if it comes back; one whose history has run
 * out keeps its place until another needs it.
 */
export function bindPairs(access: LookupAccess, batch: PairBatch): Pairs {
  const { entry } = access.get(Pair)
  const { evictions } = access.get(CollusionTotals)
  const { world } = access
  const { rows } = pairSpaceOf(world)
  const agents = world.rowsOf('agent')
  const starts = rows - PROBES + 1
  const perAgent = starts / agents
  const settle = bindSettling(access)
  const approached = new Uint32Array(1)
  const sweep = bindSweep(access, perAgent)
  /** First place of a pair's home in the part of `owner`. */
  const homeOf = (owner: number, hash: number): number => {
    const first = owner & -NEIGHBOURHOOD
    const around = agents - first < NEIGHBOURHOOD ? agents - first : NEIGHBOURHOOD
    return ((first + (hash >>> 0) * UNIT * around) * perAgent) | 0
  }
  const weakerOf = (one: number, other: number): number => {
    const fewer = entry[4 * other + INTERACTIONS] - entry[4 * one + INTERACTIONS]
    return fewer < 0 || (fewer === 0 && entry[4 * other + LAST_EPOCH] < entry[4 * one + LAST_EPOCH])
      ? other
      : one
  }
  const evict = (first: number, second: number): number => {
    let chosen = first
    for (let row = first + 1; row < first + PROBES; row++) chosen = weakerOf(chosen, row)
    for (let row = second; row < second + PROBES; row++) chosen = weakerOf(chosen, row)
    if (entry[4 * chosen + INTERACTIONS] > 0) evictions[0]++
    return chosen
  }
  const approach = (chunk: number, count: number) => {
    sweep(chunk, count)
    let seen = 0
    for (let place = 0; place < count; place++) {
      const low = batch.low[place]
      const high = batch.high[place]
      const start = homeOf(ownerOf(low, high), hashOf(low, high))
      batch.home[place] = start
      seen |= entry[4 * start]
    }
    approached[0] = seen
  }
  const secondHome = (low: number, high: number): number =>
    homeOf(low ^ high ^ ownerOf(low, high), Math.imul(hashOf(low, high), SECOND_HASH))
  /** Row of the pair in a home; -1 when the home has a free place, so that the pair is nowhere; -2 when it is full of others. */
  const look = (first: number, low: number, high: number): number => {
    for (let row = first; row < first + PROBES; row++) {
      const taken = entry[4 * row]
      if (taken === low + 1 && entry[4 * row + HIGH] === high) return row
      if (taken === 0) return -1
    }
    return -2
  }
  const find = (place: number): number => {
    const low = batch.low[place]
    const high = batch.high[place]
    const row = look(batch.home[place], low, high)
    return row === -2 ? Math.max(-1, look(secondHome(low, high), low, high)) : row
  }
  const vacancy = (first: number): number => {
    for (let row = first; row < first + PROBES; row++) if (entry[4 * row] === 0) return row
    return -1
  }
  const claim = (place: number): number => {
    const low = batch.low[place]
    const high = batch.high[place]
    const first = batch.home[place]
    const second = secondHome(low, high)
    let row = vacancy(first)
    if (row < 0) row = vacancy(second)
    if (row < 0) row = evict(first, second)
    return settle(row, low, high)
  }
  return { approach, find, claim }
}

/**
 * Reads the part of the table where pairs of a chunk's agents lie, from its first line to its last, when the chunk has so many
 * interactions that they touch a good part of it anyway. Memory brings lines ahead of a reader that goes in order, so each
 * costs a fraction of one that is asked for out of order, and a second-level cache holds them until they are used (decision 0013).
 */
function bindSweep(access: LookupAccess, perAgent: number): (chunk: number, count: number) => void {
  const { entry } = access.get(Pair)
  const { tally } = access.get(PairHistory)
  const { epoch } = access.clock
  const { rows, epochs } = pairSpaceOf(access.world)
  const swept = new Float64Array(1)
  return (chunk, count) => {
    const first = (chunk * NEIGHBOURHOOD * perAgent) | 0
    const end = Math.min(rows, ((chunk + 1) * NEIGHBOURHOOD * perAgent) | 0)
    if (count * PLACES_PER_MISS < end - first) return
    let sum = 0
    for (let at = 4 * first; at < 4 * end; at += LINE_OF_WORDS) sum += entry[at]
    const history = (epoch[0] % epochs) * rows
    const last = (history + end) * TALLY
    for (let at = (history + first) * TALLY; at < last; at += LINE_OF_DOUBLES) sum += tally[at]
    // Kept, so that the reading is not taken for idle.
    swept[0] = sum
  }
}

/** Gives a place to a pair that has no history, whoever had it before. */
function bindSettling(access: LookupAccess): (row: number, low: number, high: number) => number {
  const { entry, since, judged, flagged, suspicious, score, chance } = access.get(Pair)
  const { tally } = access.get(PairHistory)
  const { moments } = access.get(PairBenefit)
  const { epoch } = access.clock
  const { rows, epochs } = pairSpaceOf(access.world)
  const keepsBenefits = access.world.rowsOf(BENEFIT_TABLE) > 0
  return (row, low, high) => {
    entry[4 * row] = low + 1
    entry[4 * row + HIGH] = high
    entry[4 * row + INTERACTIONS] = 0
    since[row] = epoch[0]
    judged[row] = 0
    flagged[row] = 0
    suspicious[row] = 0
    score[row] = 0
    chance[row] = 1
    for (let history = row; history < rows * epochs; history += rows) {
      for (let place = 0; place < TALLY; place++) tally[history * TALLY + place] = 0
      if (keepsBenefits) moments.fill(0, history * CO_MOMENTS, (history + 1) * CO_MOMENTS)
    }
    return row
  }
}

/** The agent in whose part of the table a pair looks first: each of the two for half of all pairs. */
const ownerOf = (low: number, high: number): number => low ^ ((low ^ high) & -((low ^ high) & 1))

/** 32 bits of both rows: one mixed in after the other, then the finaliser of MurmurHash3 (Appleby 2011). */
function hashOf(low: number, high: number): number {
  let mixed = Math.imul(low + 1, 0x9e3779b1)
  mixed = Math.imul((mixed ^ (mixed >>> 15)) + high, 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}
