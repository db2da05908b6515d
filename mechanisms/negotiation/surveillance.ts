import { CustodyReason } from '../../components/codes.ts'
import { Custody, LeverEffect } from '../../components/custody.ts'
import { Stake } from '../../components/stake.ts'
import { defineSystem } from '../../engine/schedule.ts'
import type { SystemAccess } from '../../engine/world.ts'
import { Side } from './codes.ts'
import { Conduct, NegotiationTotals } from './columns.ts'
import { surveillanceParameters } from './parameters.ts'

const COUNT_MAX = 65_535

/**
 * Flags spoofers as an epoch begins: who lately withdrew large orders and traded the other way at once, often
 * enough. A flag costs reputation and money, which goes to the treasury. Reads Custody, Stake. Writes LeverEffect, Conduct,
 * NegotiationTotals. Whitepaper §8, §13.
 */
export const negotiationSurveillanceSystem = defineSystem({
  name: 'negotiation-surveillance',
  phase: 'epoch-levers',
  every: 'epoch-start',
  before: ['lever-merge'],
  reads: [Custody, Stake],
  writes: [LeverEffect, Conduct, NegotiationTotals],
  doc: 'Flags spoofers and asks for their penalties.',
  bind(access) {
    const { reasons } = access.get(Custody)
    const { resources } = access.get(Stake)
    const effect = access.get(LeverEffect)
    const { signs, flags, spoofs } = access.get(Conduct)
    const { fines, fined, flagged, rightly, everFlagged, everRightly } = access.get(NegotiationTotals)
    const rule = access.parameters(surveillanceParameters)
    const { epoch } = access.clock
    return (first, end) => {
      flagged[0] = 0
      rightly[0] = 0
      if (rule.enabled[0] === 0) return
      const forgets = epoch[0] % rule.memoryEpochs[0] === 0
      for (let agent = first; agent < end; agent++) {
        const isFlagged = signs[agent] >= rule.signs[0]
        if (isFlagged || forgets) signs[agent] = 0
        if (!isFlagged || (reasons[agent] & CustodyReason.departed) !== 0) continue
        const isRight = spoofs[agent] > 0
        flagged[0]++
        if (isRight) rightly[0]++
        if (flags[agent] === 0) {
          everFlagged[0]++
          if (isRight) everRightly[0]++
        }
        if (flags[agent] < COUNT_MAX) flags[agent]++
        effect.reputation[agent] -= rule.reputationPenalty[0]
        const owned = resources[agent] > 0 ? resources[agent] : 0
        const fine = rule.fine[0] < owned ? rule.fine[0] : owned
        effect.resources[agent] -= fine
        fines[0] += fine
        fined[0] += fine
      }
    }
  },
})

export interface Watch {
  /** Notes lots that an agent withdrew. */
  pulled(agent: number, side: number, lots: number): void
  /** Notes an order that is to trade at once, and tells it from honest ones. */
  traded(agent: number, side: number, lots: number): void
}

/** Binds what surveillance sees of orders: amounts withdrawn in a tick, and the trades after them. */
export function bindWatch(access: SystemAccess): Watch {
  const { pulledBid, pulledAsk, pulledTick, signs } = access.get(Conduct)
  const { windowTicks, lotsRatio } = access.parameters(surveillanceParameters)
  const { tick } = access.clock
  return {
    pulled(agent, side, lots) {
      if (pulledTick[agent] !== tick[0]) {
        pulledTick[agent] = tick[0]
        pulledBid[agent] = 0
        pulledAsk[agent] = 0
      }
      if (side === Side.bid) pulledBid[agent] += lots
      else pulledAsk[agent] += lots
    },
    traded(agent, side, lots) {
      if (tick[0] - pulledTick[agent] > windowTicks[0]) return
      const pulled = side === Side.bid ? pulledAsk[agent] : pulledBid[agent]
      if (pulled > 0 && pulled >= lotsRatio[0] * lots && signs[agent] < COUNT_MAX) signs[agent]++
    },
  }
}
