import { UserError } from '../../engine/errors.ts'
import { definePlugin } from '../../engine/plugin.ts'
import type { World } from '../../engine/world.ts'
import { kyleSequence } from '../../formulas/kyle.ts'
import { closingSystem, payoutSystem } from '../books.ts'
import { insidersAuctionSystem, ORDER_STREAM, VALUE_STREAM } from './auction.ts'
import { AuctionPlan, Seat, ShareMarket, ShareTally, ShareTotals } from './columns.ts'
import { insidersMetric } from './metrics.ts'
import { insidersOpeningSystem, SEAT_STREAM } from './opening.ts'
import { insidersParameters } from './parameters.ts'

/** Section `insiders`: markets in which deceptive and adversarial agents trade on what they know. The README has the rules. */
export const insidersPlugin = definePlugin('insiders', insidersParameters, (app) => {
  const { plan } = app
  if (plan.value('insiders.enabled') !== true) return
  const each = plan.value('insiders.insiders_per_market') as number
  app
    .needs('core')
    .tables({
      shareMarket: Math.max(1, Math.floor(plan.capacity / (each + 1))),
      sharesAuction: plan.value('insiders.auctions') as number,
      shareTally: 2,
    })
    .components(Seat, ShareMarket, AuctionPlan, ShareTotals, ShareTally)
    .systems(payoutSystem('insiders', Seat))
    .systems(insidersOpeningSystem)
    .systems(insidersAuctionSystem)
    .systems(closingSystem('insiders', ShareTally))
    .metrics(insidersMetric)
    .streams(SEAT_STREAM, VALUE_STREAM, ORDER_STREAM)
    .initialise(fillPlan)
})

/** Works out the auctions of a value once. Throws UserError when an epoch is too short for them. */
function fillPlan(world: World): void {
  const { auctions, insidersPerMarket } = world.parameters(insidersParameters)
  const steps = world.clock.ticksPerEpoch[0]
  if (auctions[0] > steps) {
    throw new UserError('insiders.auctions', `got ${auctions[0]}, but an epoch has ${steps} steps`, {
      hint: 'a value is traded within an epoch: take fewer auctions or longer epochs',
    })
  }
  const sequence = kyleSequence(1, 1, insidersPerMarket[0], auctions[0])
  const { lambda, intensity, variance, profit } = world.get(AuctionPlan)
  for (let auction = 0; auction < auctions[0]; auction++) {
    lambda[auction] = sequence.lambda[auction]
    intensity[auction] = sequence.beta[auction] / auctions[0]
    variance[auction] = sequence.variance[auction]
    profit[auction] = sequence.expectedProfit
  }
}
