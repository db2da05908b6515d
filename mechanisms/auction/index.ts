import { definePlugin, type Signal } from '../../engine/plugin.ts'
import type { System } from '../../engine/schedule.ts'
import { auctionAppraisalSystem, VALUE_STREAM } from './appraisal.ts'
import { auctionBiddingSystem, ROOM_STREAM } from './bidding.ts'
import { auctionClearingSystem } from './clearing.ts'
import { AuctionBundle, AuctionGood, AuctionTotals, Bidder, Equipment } from './columns.ts'
import { auctionDeliverySystem } from './delivery.ts'
import { auctionMetric, biddingMetric } from './metrics.ts'
import { auctionSections } from './parameters.ts'
import { auctionRationSystem, auctionToolsSystem, auctionUseSystem } from './use.ts'

let lastSignal: Signal = { name: 'equipment', component: Equipment, field: 'tooling', weight: 0 }

/** The signal of a weight: the same object as before for the same weight, by which later worlds are known to be of one shape. */
function equipmentSignal(weight: number): Signal {
  if (lastSignal.weight !== weight) lastSignal = { ...lastSignal, weight }
  return lastSignal
}

/** Auctions of resources from equal endowments: compute and tools for the time until the next one. Whitepaper §5. */
export const auctionPlugin = definePlugin('auction', auctionSections, (app) => {
  const { plan } = app
  if (plan.value('auction.enabled') !== true) return
  const goods = plan.value('auction.goods') as number
  const toolWeight = plan.value('auction.tool_weight') as number
  const inLots = plan.value('auction.mechanism') === 'second_price'
  // With turns one after the other a chunk's interactions belong to agents of any chunk.
  const placed = (system: System) =>
    plan.value('turns') === 'sequential' ? { ...system, spread: undefined } : system
  app
    .needs('core')
    .tables({
      auctionGood: goods,
      auctionBundle: { rows: plan.capacity * goods, live: ({ clock }) => clock.agentCount[0] * goods },
    })
    .components(Bidder, AuctionBundle, AuctionGood, AuctionTotals)
    .systems(
      auctionAppraisalSystem,
      inLots ? auctionBiddingSystem : auctionClearingSystem,
      auctionDeliverySystem,
    )
    .systems(placed(auctionRationSystem))
    .systems(placed(auctionUseSystem))
    .metrics(auctionMetric, ...(inLots ? [biddingMetric] : []))
    .streams(VALUE_STREAM, ROOM_STREAM)
  if (toolWeight === 0 || goods === 1) return
  app.components(Equipment).systems(placed(auctionToolsSystem)).signals(equipmentSignal(toolWeight))
})
