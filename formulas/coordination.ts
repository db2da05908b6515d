/** Signs of coordination in votes and in time, over short lists: what an analyst looks at, not what a tick computes. */

export interface Vote {
  readonly voter: number
  readonly target: number
  /** 1 up, -1 down. */
  readonly direction: number
}

export interface CoordinatedVoters {
  readonly low: number
  readonly high: number
  /** Common targets on which both voted the same way, among all common targets. */
  readonly alignment: number
}

/** Common targets below which two voters are not compared. */
const COMMON_TARGETS_MIN = 3

/**
 * Pairs of voters who vote alike: of at least three common targets, a share of at least `threshold` in the same direction.
 * A later vote of the same voter on the same target replaces the earlier. Lower voter first, in order.
 */
export function coordinatedVoters(votes: readonly Vote[], threshold: number): CoordinatedVoters[] {
  const byVoter = new Map<number, Map<number, number>>()
  for (const { voter, target, direction } of votes) {
    const cast = byVoter.get(voter) ?? new Map<number, number>()
    byVoter.set(voter, cast.set(target, direction))
  }
  const voters = [...byVoter].sort(([a], [b]) => a - b)
  return voters.flatMap(([low, ofLow], place) =>
    voters.slice(place + 1).flatMap(([high, ofHigh]) => {
      const common = [...ofLow].filter(([target]) => ofHigh.has(target))
      if (common.length < COMMON_TARGETS_MIN) return []
      const alike = common.filter(([target, direction]) => ofHigh.get(target) === direction)
      const alignment = alike.length / common.length
      return alignment >= threshold ? [{ low, high, alignment }] : []
    }),
  )
}

/**
 * How far events come in bursts: the mean number of an agent's other events within `reach` of one, as a share of all its
 * others, in [0, 1]; 0 for fewer than three events.
 * @param times in any order and unit; `reach` in the same unit, its ends included
 */
export function temporalClustering(times: readonly number[], reach: number): number {
  const count = times.length
  if (count < 3) return 0
  const sorted = [...times].sort((a, b) => a - b)
  let near = 0
  let first = 0
  let end = 0
  for (const time of sorted) {
    while ((sorted[first] as number) < time - reach) first++
    while (end < count && (sorted[end] as number) <= time + reach) end++
    near += end - first
  }
  return (near / count - 1) / (count - 1)
}

/** Mean gap between successive times, and the gaps' population standard deviation over it; 0 where there is none. */
export function gapsBetween(times: readonly number[]): {
  readonly mean: number
  readonly burstiness: number
} {
  const sorted = [...times].sort((a, b) => a - b)
  const gaps = sorted.slice(1).map((time, place) => time - (sorted[place] as number))
  if (gaps.length === 0) return { mean: 0, burstiness: 0 }
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
  const squares = gaps.reduce((sum, gap) => sum + (gap - mean) * (gap - mean), 0)
  return { mean, burstiness: mean === 0 ? 0 : Math.sqrt(squares / gaps.length) / mean }
}
