import { Status } from '../../components/codes.ts'
import { Parties, Score, Verdict } from '../../components/interaction.ts'
import { defineSystem } from '../../engine/schedule.ts'
import type { SystemAccess } from '../../engine/world.ts'
import { ACCEPTED, COUNT, MIN_P, SUM_P, SUMS } from '../../formulas/missions.ts'
import { Contribution, Membership, MissionCounts, OWED, PACE, PULSE, WHOLE } from './columns.ts'
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
    const { initiator, counterparty } = access.get(Parties)
    const { p } = access.get(Score)
    const { status } = access.get(Verdict)
    const { tally } = access.get(Membership)
    const { membership } = access.get(Contribution)
    const { contributed } = access.get(MissionCounts)
    const giver = bindGiver(access)
    return (first, end) => {
      let given = 0
      for (let row = first; row < end; row++) {
        membership[row] = 0
        const outcome = status[row]
        if (outcome === Status.void || outcome === Status.expired) continue
        let by = giver(initiator[row] | 0)
        if (by < 0) by = giver(counterparty[row] | 0)
        if (by < 0) continue
        given++
        membership[row] = by + 1
        const at = by * SUMS
        const quality = p[row]
        tally[at + COUNT]++
        tally[at + SUM_P] += quality
        if (quality < tally[at + MIN_P]) tally[at + MIN_P] = quality
        if (outcome === Status.accepted) tally[at + ACCEPTED]++
      }
      contributed[0] += given
    }
  },
})

/**
 * The membership by which an agent contributes its next interaction, or -1: effort adds up from one interaction to the next,
 * and what has come together to 1 is a contribution; the column of 16 bits keeps what is beyond. Of several missions, the first that is due.
 */
function bindGiver(access: SystemAccess): (agent: number) => number {
  const { pulse } = access.get(Membership)
  const each = membershipsOf(access.world)
  if (each === 1) {
    return (agent) => {
      const pace = pulse[agent * PULSE + PACE]
      if (pace === 0) return -1
      const owed = pulse[agent * PULSE + OWED] + pace
      pulse[agent * PULSE + OWED] = owed
      return owed >= WHOLE ? agent : -1
    }
  }
  return (agent) => {
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
}
