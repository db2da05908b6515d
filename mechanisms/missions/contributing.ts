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
    const { contributed } = access.get(MissionCounts)
    const given = { row: new Int32Array(CHUNK_ROWS), by: new Int32Array(CHUNK_ROWS) }
    const collect = membershipsOf(access.world) === 1 ? bindSingle(access, given) : bindSeveral(access, given)
    const worthOne = Float64Array.from(Object.values(Status), (code) => (code === Status.accepted ? 1 : 0))
    const { row: rows, by: memberships } = given
    return (first, end) => {
      const count = collect(first | 0, end | 0) | 0
      // In locals, since in a bundle a module's constants are variables, which each look-up would cost.
      const [width, countAt, sumAt, lowestAt, acceptedAt] = [SUMS, COUNT, SUM_P, MIN_P, ACCEPTED]
      for (let place = 0; place < count; place++) {
        const row = rows[place] | 0
        const at = Math.imul(memberships[place] | 0, width)
        const quality = p[row]
        tally[at + countAt]++
        tally[at + sumAt] += quality
        if (quality < tally[at + lowestAt]) tally[at + lowestAt] = quality
        tally[at + acceptedAt] += worthOne[status[row]]
      }
      contributed[0] += count
    }
  },
})

/** Of the interactions of a chunk that were contributed, the row and the membership they went to. */
interface Given {
  readonly row: Int32Array
  readonly by: Int32Array
}

/**
 * Says of every interaction of a chunk to which membership it goes, lists those that go to any, and returns how many these are.
 * Effort adds up from one interaction to the next, and what has come together to 1 is a contribution; the column of 16 bits
 * keeps what is beyond.
 */
type Collector = (first: number, end: number) => number

/**
 * Of agents with one membership, which then has the agent's row. Who gives is a matter of chance, which no processor can
 * foresee, so there is no branch to foresee: an agent that is in no mission goes at pace 0 and never has a whole together, and
 * a mask of all bits or none stops the counterparty where the initiator gives, and both where nothing was finished.
 */
function bindSingle(access: SystemAccess, { row: rows, by }: Given): Collector {
  const { initiator, counterparty } = access.get(Parties)
  const { status } = access.get(Verdict)
  const { pulse } = access.get(Membership)
  const { membership } = access.get(Contribution)
  return (first, end) => {
    const [width, pace, owed, bits, expired] = [PULSE, PACE, OWED, WHOLE_BITS, Status.expired]
    let count = 0
    for (let row = first; row < end; row++) {
      // All bits where the interaction was finished, which is every status below that of an expired one.
      const isFinished = (status[row] - expired) >> 31
      const one = initiator[row] | 0
      const oneAt = Math.imul(one, width)
      const oneOwed = (pulse[oneAt + owed] + (pulse[oneAt + pace] & isFinished)) | 0
      pulse[oneAt + owed] = oneOwed
      const oneGives = oneOwed >> bits
      const other = counterparty[row] | 0
      const otherAt = Math.imul(other, width)
      const mayGive = isFinished & (oneGives - 1)
      const otherOwed = (pulse[otherAt + owed] + (pulse[otherAt + pace] & mayGive)) | 0
      pulse[otherAt + owed] = otherOwed
      const otherGives = otherOwed >> bits
      const place = ((one + 1) & -oneGives) | ((other + 1) & -otherGives)
      membership[row] = place
      rows[count] = row
      by[count] = place - 1
      count += oneGives | otherGives
    }
    return count
  }
}

/** Of agents with several memberships: the first of them that is due. */
function bindSeveral(access: SystemAccess, { row: rows, by }: Given): Collector {
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
      let place = giver(initiator[row] | 0)
      if (place < 0) place = giver(counterparty[row] | 0)
      if (place < 0) continue
      membership[row] = place + 1
      rows[count] = row
      by[count++] = place
    }
    return count
  }
}
