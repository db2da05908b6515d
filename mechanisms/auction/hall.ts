import { CustodyReason } from '../../components/codes.ts'
import { Custody } from '../../components/custody.ts'
import type { LookupAccess } from '../../components/lookup/acquaintances.ts'
import { type FisherMarket, fisherScratch } from '../../formulas/fisher.ts'
import { AuctionBundle, AuctionGood, AuctionTotals, Bidder } from './columns.ts'
import { auctionParameters } from './parameters.ts'

type Access = LookupAccess & { parameters: LookupAccess['world']['parameters'] }

/** The market as it lies in columns: formulas write their outcome where it stays. */
export function bindMarket(access: LookupAccess): FisherMarket {
  const { value, held } = access.get(AuctionBundle)
  const { supply, price } = access.get(AuctionGood)
  const { tokens, utility, envy } = access.get(Bidder)
  const goods = supply.length
  return {
    agents: 0,
    goods,
    values: value,
    budgets: tokens,
    supplies: supply,
    held,
    prices: price,
    utilities: utility,
    envy,
    scratch: new Float64Array(fisherScratch(goods)),
    outcome: new Float64Array(2),
  }
}

/** Whether an auction is due as this epoch begins. */
export function bindIsDue(access: Access): () => boolean {
  const { epoch } = access.world.clock
  const { everyEpochs } = access.parameters(auctionParameters)
  return () => epoch[0] % everyEpochs[0] === 0
}

/** Whether an agent takes part: held ones do, for they may be released before the next auction; those who left do not. */
export function bindIsPresent(access: LookupAccess): (agent: number) => boolean {
  const { reasons } = access.get(Custody)
  return (agent) => (reasons[agent] & CustodyReason.departed) === 0
}

export const AUCTION_COLUMNS = [Bidder, AuctionBundle, AuctionGood, AuctionTotals] as const
