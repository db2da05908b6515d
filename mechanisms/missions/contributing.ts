import { Status } from '../../components/codes.ts'
import { Parties, Score, Verdict } from '../../components/interaction.ts'
import { defineSystem } from '../../engine/schedule.ts'
import type { SystemAccess } from '../../engine/world.ts'
import {
  ACCEPTED,
  COUNTS,
  Contribution,
  GIVEN,
  Membership,
  MIN_P,
  MissionCounts,
  OWED,
  PACE,
  SUM_P,
  WORK,
} from './columns.ts'
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
    const { work, counts } = access.get(Membership)
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
        counts[by * COUNTS + GIVEN]++
        if (outcome === Status.accepted) counts[by * COUNTS + ACCEPTED]++
        work[by * WORK + SUM_P] += p[row]
        if (p[row] < work[by * WORK + MIN_P]) work[by * WORK + MIN_P] = p[row]
      }
      contributed[0] += given
    }
  },
})

/**
 * The membership by which an agent contributes its next interaction, or -1: effort adds up from one interaction to the next,
 * and what has come together to 1 is a contribution. Of several missions, the first that is due.
 */
function bindGiver(access: SystemAccess): (agent: number) => number {
  const { work } = access.get(Membership)
  const each = membershipsOf(access.world)
  return (agent) => {
    const last = (agent + 1) * each
    for (let row = agent * each; row < last; row++) {
      const at = row * WORK
      const pace = work[at + PACE]
      if (pace === 0) continue
      const owed = work[at + OWED] + pace
      if (owed < 1) {
        work[at + OWED] = owed
        continue
      }
      work[at + OWED] = owed - 1
      return row
    }
    return -1
  }
}
