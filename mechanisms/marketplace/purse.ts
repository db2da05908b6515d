import type { LookupAccess } from '../../components/lookup/acquaintances.ts'
import { taxParameters } from '../../components/parameters/governance.ts'
import { Stake, Treasury } from '../../components/stake.ts'
import { MarketCounts, MarketTotals } from './columns.ts'

/**
 * The money of the market. Every call moves an amount from one account to another, so what agents, bounties, escrows, the
 * treasury and the account of what is lost hold together stays the same.
 */
export interface Purse {
  /** From an agent to the rewards on offer. */
  offer(agent: number, amount: number): void
  /** From the rewards on offer back to an agent. */
  refund(agent: number, amount: number): void
  /** From the rewards on offer into escrow. */
  lock(amount: number): void
  /** From escrow to an agent. */
  release(agent: number, amount: number): void
  /** From escrow to the treasury or, without one, to nobody. */
  takeFee(amount: number): void
  /** From the rewards on offer to nobody. */
  lose(amount: number): void
}

type Access = LookupAccess & { parameters: LookupAccess['world']['parameters'] }

export function bindPurse(access: Access): Purse {
  const { resources } = access.get(Stake)
  const { balance, collected } = access.get(Treasury)
  const { offered, escrowed, lost } = access.get(MarketTotals)
  const { fees, lost: lostSince } = access.get(MarketCounts)
  const { treasury } = access.parameters(taxParameters)
  return {
    offer(agent, amount) {
      resources[agent] -= amount
      offered[0] += amount
    },
    refund(agent, amount) {
      offered[0] -= amount
      resources[agent] += amount
    },
    lock(amount) {
      offered[0] -= amount
      escrowed[0] += amount
    },
    release(agent, amount) {
      escrowed[0] -= amount
      resources[agent] += amount
    },
    takeFee(amount) {
      escrowed[0] -= amount
      fees[0] += amount
      if (treasury[0] === 1) {
        balance[0] += amount
        collected[0] += amount
        return
      }
      lost[0] += amount
      lostSince[0] += amount
    },
    lose(amount) {
      offered[0] -= amount
      lost[0] += amount
      lostSince[0] += amount
    },
  }
}
