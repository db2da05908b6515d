/** Votes that go together more often than independent voters' would. */

export interface Vote {
  readonly voter: number
  readonly target: number
  /** Up (1) or down (-1). */
  readonly direction: number
}

/** Two voters and the share of their common targets on which they agree; the lower voter first. */
export type VotingPair = readonly [low: number, high: number, alignment: number]

/**
 * Pairs of voters that agree on at least a share `threshold` of the targets they have in common, sorted. A later vote on a
 * target takes the place of an earlier one.
 * @param commonMin targets that a pair needs in common to be judged
 */
export function coordinatedVoters(votes: readonly Vote[], threshold: number, commonMin = 3): VotingPair[] {
  const ballots = new Map<number, Map<number, number>>()
  for (const { voter, target, direction } of votes) {
    const own = ballots.get(voter) ?? new Map<number, number>()
    ballots.set(voter, own.set(target, direction))
  }
  const voters = [...ballots].sort(([a], [b]) => a - b)
  const pairs: VotingPair[] = []
  for (const [place, [low, ours]] of voters.entries()) {
    for (const [high, theirs] of voters.slice(place + 1)) {
      const { common, equal } = agreement(ours, theirs)
      if (common >= commonMin && equal / common >= threshold) pairs.push([low, high, equal / common])
    }
  }
  return pairs
}

function agreement(ours: ReadonlyMap<number, number>, theirs: ReadonlyMap<number, number>) {
  let common = 0
  let equal = 0
  for (const [target, direction] of ours) {
    const other = theirs.get(target)
    if (other === undefined) continue
    common++
    if (other === direction) equal++
  }
  return { common, equal }
}
