import { Status } from '../../components/codes.ts'
import { Parties, Score, Verdict } from '../../components/interaction.ts'
import { CHUNK_ROWS } from '../../engine/block.ts'
import { defineSystem } from '../../engine/schedule.ts'
import type { SystemAccess } from '../../engine/world.ts'
import { ACCEPTED, COUNT, MIN_P, SUM_P, SUMS } from '../../formulas/missions.ts'
import { Contribution, Membership, MissionCounts, OWED, PACE, PULSE, WHOLE, WHOLE_BITS } from './columns.ts'
import { membershipsOf } from './tables.ts'

/**
 * Contributes finished interactions of any outcome to missions: each to one at most, that of its initiator or, when that one
 * gives nothing, that of its counterparty. A member gives its first interaction and then an even part, its effort, so that no
 * draw is needed. O(1) each. Reads Parties, Score, Verdict. Writes Membership, Contribution, MissionCounts. Whitepaper §5, §6.
 */
export const missionsContributingSystem = defineSystem({
  name: 'missions-contributing',
  phase: 'tick-end',
  every: 'interaction',
  reads: [Parties, Score, Verdict],
  writes: [Membership, Contribution, MissionCounts],
  doc: 'Adds interactions to what members contributed to their missions.',
  bind(access) {
    const { p } = access.get(Score)
    const { status } = access.get(Verdict)
    const { tally } = access.get(Membership)
    const { membership } = access.get(Contribution)
    const { contributed } = access.get(MissionCounts)
    const given = new Int32Array(CHUNK_ROWS)
    const collect = membershipsOf(access.world) === 1 ? bindSingle(access, given) : bindSeveral(access, given)
    const worthOne = Float64Array.from(Object.values(Status), (code) => (code === Status.accepted ? 1 : 0))
    return (first, end) => {
      const count = collect(first | 0, end | 0) | 0
      for (let place = 0; place < count; place++) {
        const row = given[place] | 0
        const at = ((membership[row] | 0) - 1) * SUMS
        const quality = p[row]
        tally[at + COUNT]++
        tally[at + SUM_P] += quality
        if (quality < tally[at + MIN_P]) tally[at + MIN_P] = quality
        tally[at + ACCEPTED] += worthOne[status[row]]
      }
      contributed[0] += count
    }
  },
})

/**
 * Says of every interaction of a chunk to which membership it goes and fills `given` with the rows of those that go to any; returns
 * how many. Effort adds up from one interaction to the next, and what has come together to 1 is a contribution; the column
 * of 16 bits keeps what is beyond.
 */
type Collector = (first: number, end: number) => number

/**
 * Of agents with one membership, which then has the agent's row. Who gives is a matter of chance, which no processor can
 * foresee, so there is no branch to foresee: an agent that is in no mission goes at pace 0 and never has a whole together, and
 * a mask of all bits or none stops the counterparty where the initiator gives, and both where nothing was finished.
 */
function bindSingle(access: SystemAccess, given: Int32Array): Collector {
  const { initiator, counterparty } = access.get(Parties)
  const { status } = access.get(Verdict)
  const { pulse } = access.get(Membership)
  const { membership } = access.get(Contribution)
  return (first, end) => {
    let count = 0
    for (let row = first; row < end; row++) {
      // All bits where the interaction was finished, which is every status below that of an expired one.
      const isFinished = (status[row] - Status.expired) >> 31
      const one = initiator[row] | 0
      const oneOwed = (pulse[one * PULSE + OWED] + (pulse[one * PULSE + PACE] & isFinished)) | 0
      pulse[one * PULSE + OWED] = oneOwed
      const oneGives = oneOwed >> WHOLE_BITS
      const other = counterparty[row] | 0
      const mayGive = isFinished & (oneGives - 1)
      const otherOwed = (pulse[other * PULSE + OWED] + (pulse[other * PULSE + PACE] & mayGive)) | 0
      pulse[other * PULSE + OWED] = otherOwed
      const otherGives = otherOwed >> WHOLE_BITS
      membership[row] = ((one + 1) & -oneGives) | ((other + 1) & -otherGives)
      given[count] = row
      count += oneGives | otherGives
    }
    return count
  }
}

/** Of agents with several memberships: the first of them that is due. */
function bindSeveral(access: SystemAccess, given: Int32Array): Collector {
  const { initiator, counterparty } = access.get(Parties)
  const { status } = access.get(Verdict)
  const { pulse } = access.get(Membership)
  const { membership } = access.get(Contribution)
  const each = membershipsOf(access.world)
  const giver = (agent: number): number => {
    const last = (agent + 1) * each
    for (let row = agent * each; row < last; row++) {
      const pace = pulse[row * PULSE + PACE]
      if (pace === 0) continue
      const owed = pulse[row * PULSE + OWED] + pace
      pulse[row * PULSE + OWED] = owed
      if (owed >= WHOLE) return row
    }
    return -1
  }
  return (first, end) => {
    let count = 0
    for (let row = first; row < end; row++) {
      membership[row] = 0
      if (status[row] >= Status.expired) continue
      let by = giver(initiator[row] | 0)
      if (by < 0) by = giver(counterparty[row] | 0)
      if (by < 0) continue
      membership[row] = by + 1
      given[count++] = row
    }
    return count
  }
}
