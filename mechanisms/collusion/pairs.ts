import type { LookupAccess } from '../../components/lookup/acquaintances.ts'
import type { World } from '../../engine/world.ts'
import { CO_MOMENTS } from '../../formulas/co-moments.ts'
import {
  BENEFIT_TABLE,
  COUNTS,
  CollusionTotals,
  HISTORY_TABLE,
  PAIR_TABLE,
  Pair,
  PairBenefit,
  PairHistory,
} from './columns.ts'

/** Places that a pair may take, one after the other from its hash: as many as fit two cache lines. */
export const PROBES = 16
/** Below this many places a world keeps room for twice all its pairs. */
const SMALL_TABLE = 8192
const WORD = 4_294_967_296

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
  /** Rows of history a pair. */
  readonly epochs: number
}

export function pairSpaceOf(world: World): PairSpace {
  const rows = world.rowsOf(PAIR_TABLE)
  return { rows, epochs: rows === 0 ? 1 : world.rowsOf(HISTORY_TABLE) / rows }
}

/** Row of a pair, made when there is none; `low` below `high`. */
export type ClaimPair = (low: number, high: number) => number

/**
 * An open-addressing table that neither grows nor moves anything: a pair lies in one of 16 places from its hash on. When all
 * are taken, the pair of fewest judged interactions gives way, of equals the one that dealt longest ago, then the first: a
 * ring that deals all the time outlasts chance meetings. A pair that gave way starts anew if it comes back; one whose history
 * has run out keeps its place until another needs it.
 */
export function bindClaim(access: LookupAccess): ClaimPair {
  const { parties, usage, since, judged, flagged, suspicious, score, chance } = access.get(Pair)
  const { counts, sumP } = access.get(PairHistory)
  const { moments } = access.get(PairBenefit)
  const { evictions } = access.get(CollusionTotals)
  const { epoch } = access.clock
  const { world } = access
  const { rows, epochs } = pairSpaceOf(world)
  const keepsBenefits = world.rowsOf(BENEFIT_TABLE) > 0
  const starts = rows - PROBES + 1
  const empty = (row: number) => {
    usage[2 * row] = 0
    judged[row] = 0
    flagged[row] = 0
    suspicious[row] = 0
    score[row] = 0
    chance[row] = 1
    const first = row * epochs
    counts.fill(0, first * COUNTS, (first + epochs) * COUNTS)
    sumP.fill(0, first * 2, (first + epochs) * 2)
    if (keepsBenefits) moments.fill(0, first * CO_MOMENTS, (first + epochs) * CO_MOMENTS)
  }
  const weakest = (first: number) => {
    let chosen = first
    for (let row = first + 1; row < first + PROBES; row++) {
      const fewer = usage[2 * row] - usage[2 * chosen]
      if (fewer < 0 || (fewer === 0 && usage[2 * row + 1] < usage[2 * chosen + 1])) chosen = row
    }
    return chosen
  }
  return (low, high) => {
    const first = Math.floor((hashOf(low, high) / WORD) * starts)
    let vacant = -1
    for (let row = first; row < first + PROBES; row++) {
      const taken = parties[2 * row]
      if (taken === low + 1 && parties[2 * row + 1] === high) return row
      if (taken === 0 && vacant < 0) vacant = row
    }
    if (vacant < 0) {
      vacant = weakest(first)
      if (usage[2 * vacant] > 0) evictions[0]++
      empty(vacant)
    }
    parties[2 * vacant] = low + 1
    parties[2 * vacant + 1] = high
    since[vacant] = epoch[0]
    return vacant
  }
}

/** 32 bits of both rows: one mixed in after the other, then the finaliser of MurmurHash3 (Appleby 2011). */
function hashOf(low: number, high: number): number {
  let mixed = Math.imul(low + 1, 0x9e3779b1)
  mixed = Math.imul((mixed ^ (mixed >>> 15)) + high, 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}
