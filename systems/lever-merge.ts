import { EventCode } from '../components/codes.ts'
import { Custody, LeverEffect } from '../components/custody.ts'
import { Stake } from '../components/stake.ts'
import { Standing } from '../components/standing.ts'
import { bindNote, Journal, JournalHead, NOBODY } from '../engine/journal.ts'
import { defineSystem } from '../engine/schedule.ts'

/**
 * Applies once what the levers of the epoch's start asked for: freezes, then releases (so a release wins over a freeze
 * for the same reason), reputation, resources. Reads LeverEffect. Writes Custody, Standing, Stake. Whitepaper §8.
 */
export const leverMergeSystem = defineSystem({
  name: 'lever-merge',
  phase: 'epoch-levers',
  every: 'epoch-start',
  reads: [LeverEffect],
  writes: [LeverEffect, Custody, Standing, Stake, Journal, JournalHead],
  doc: 'Applies the merged effects of the levers and clears them.',
  bind(access) {
    const { reputation: reputationChange, resources: resourceChange, freeze, thaw } = access.get(LeverEffect)
    const { reasons, freezes } = access.get(Custody)
    const { reputation } = access.get(Standing)
    const { resources } = access.get(Stake)
    const note = bindNote(access.world)
    return (first, end) => {
      for (let agent = first; agent < end; agent++) {
        reputation[agent] += reputationChange[agent]
        resources[agent] += resourceChange[agent]
        reputationChange[agent] = 0
        resourceChange[agent] = 0
        if ((freeze[agent] | thaw[agent]) === 0) continue
        const before = reasons[agent]
        const after = (before | freeze[agent]) & ~thaw[agent]
        freeze[agent] = 0
        thaw[agent] = 0
        reasons[agent] = after
        if (before === 0 && after !== 0) {
          freezes[agent]++
          note(EventCode.agentFrozen, agent, NOBODY, after)
        }
        if (before !== 0 && after === 0) note(EventCode.agentUnfrozen, agent, NOBODY, before)
      }
    }
  },
})
