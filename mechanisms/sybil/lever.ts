import { CustodyReason, Status } from '../../components/codes.ts'
import { Custody, LeverEffect } from '../../components/custody.ts'
import { Cost, Parties, Verdict } from '../../components/interaction.ts'
import { defineSystem } from '../../engine/schedule.ts'
import { SybilSuspicion } from './columns.ts'
import { sybilParameters } from './parameters.ts'

const REPUTATION_LOST = 0.1
const MONEY_LOST = 1

/**
 * Flagged agents lose reputation and money as an epoch begins, and those of a large cluster may not act while they are
 * in it. Reads SybilSuspicion, Custody. Writes LeverEffect. Whitepaper §15.
 */
export const sybilLeverSystem = defineSystem({
  name: 'sybil-lever',
  phase: 'epoch-levers',
  every: 'epoch-start',
  before: ['lever-merge'],
  reads: [SybilSuspicion, Custody],
  writes: [LeverEffect],
  doc: 'Asks for penalties and blocks of agents that were flagged as Sybils.',
  bind(access) {
    const { clusterSize } = access.get(SybilSuspicion)
    const { reasons } = access.get(Custody)
    const { reputation, resources, freeze, thaw } = access.get(LeverEffect)
    const { penaltyMultiplier, maxClusterSize } = access.parameters(sybilParameters)
    return (first, end) => {
      const factor = penaltyMultiplier[0]
      const most = maxClusterSize[0]
      for (let agent = first; agent < end; agent++) {
        if (clusterSize[agent] > 0) {
          reputation[agent] -= REPUTATION_LOST * factor
          resources[agent] -= MONEY_LOST * factor
        }
        if (clusterSize[agent] > most) freeze[agent] |= CustodyReason.sybil
        else if ((reasons[agent] & CustodyReason.sybil) !== 0) thaw[agent] |= CustodyReason.sybil
      }
    }
  },
})

/**
 * Two flagged agents that interact pay for it, where `sybil.realtime_penalty` says so. Reads Parties, Verdict,
 * SybilSuspicion. Writes Cost. Whitepaper §15.
 */
export const sybilCostSystem = defineSystem({
  name: 'sybil-cost',
  phase: 'sybil',
  every: 'interaction',
  reads: [Parties, Verdict, SybilSuspicion],
  writes: [Cost],
  doc: 'Charges interactions between two flagged agents.',
  bind(access) {
    const parties = access.get(Parties)
    const { status } = access.get(Verdict)
    const { clusterSize } = access.get(SybilSuspicion)
    const { initiator, counterparty } = access.get(Cost)
    const { realtimePenalty, realtimeRate } = access.parameters(sybilParameters)
    return (first, end) => {
      if (realtimePenalty[0] === 0) return
      const rate = realtimeRate[0]
      for (let row = first; row < end; row++) {
        if (status[row] === Status.void || status[row] === Status.expired) continue
        if (clusterSize[parties.initiator[row]] === 0 || clusterSize[parties.counterparty[row]] === 0)
          continue
        initiator[row] += rate
        counterparty[row] += rate
      }
    }
  },
})
