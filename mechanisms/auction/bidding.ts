import { Kind } from '../../components/agent.ts'
import { Custody } from '../../components/custody.ts'
import { taxParameters } from '../../components/parameters/governance.ts'
import { Stake, Treasury } from '../../components/stake.ts'
import { defineStream } from '../../engine/random.ts'
import { defineSystem } from '../../engine/schedule.ts'
import type { SystemAccess } from '../../engine/world.ts'
import { fillFairUtilities } from '../../formulas/fisher.ts'
import { AUCTION_CELLS, HIGHEST, PRICE, SECOND, secondPrice, WINNER } from '../../formulas/second-price.ts'
import { rowOfType, tabulateByType } from './appraisal.ts'
import { AuctionBundle, AuctionGood, AuctionTotals, Bidder } from './columns.ts'
import { AUCTION_COLUMNS, bindIsDue, bindIsPresent, bindMarket } from './hall.ts'
import { checkMarket } from './market.ts'
import { secondPriceParameters, shadingParameters } from './parameters.ts'

export const ROOM_STREAM = defineStream('auction-rooms')

const LINEAR = { utility: 0, substitution: 0.5 }

/**
 * Second-price auctions: agents are thrown together in rooms, and in each room a lot of each good goes to the highest bidder for
 * the second highest bid. Lots are paid with money, which goes to the treasury. Nobody bids more for a lot than its purse
 * divided by the goods, so that everybody can pay for all it wins. Reads Kind, Custody. Writes Bidder, AuctionBundle,
 * AuctionGood, AuctionTotals, Stake, Treasury. The truthful contrast of whitepaper §5 (Vickrey 1961).
 */
export const auctionBiddingSystem = defineSystem({
  name: 'auction-bidding',
  phase: 'epoch-start',
  every: 'epoch-start',
  after: ['identity-register?'],
  reads: [Kind, Custody],
  writes: [...AUCTION_COLUMNS, Stake, Treasury],
  doc: 'Sells goods in lots to the highest bidders for the second highest bids.',
  bind(access) {
    const market = bindMarket(access)
    const { fair, utility, spent, envy } = access.get(Bidder)
    const { held } = access.get(AuctionBundle)
    const { price, sold } = access.get(AuctionGood)
    const totals = access.get(AuctionTotals)
    const { biddersPerLot } = access.parameters(secondPriceParameters)
    const seat = bindSeats(access)
    const sell = bindRoom(access, seat.order)
    const isDue = bindIsDue(access)
    return (_first, end) => {
      if (!isDue()) return
      market.agents = end
      checkMarket(market, 'AuctionBundle.value')
      fillFairUtilities(market, LINEAR, fair)
      for (const column of [utility, spent, envy, held, price, sold]) column.fill(0)
      const bidders = seat.all(end)
      const rooms = Math.max(1, Math.floor(bidders / biddersPerLot[0]))
      clearTotals(totals)
      totals.lots[0] = bidders > 0 ? rooms * market.goods : 0
      for (let room = 0; room < rooms && bidders > 0; room++) {
        const from = Math.floor((room * bidders) / rooms)
        sell(from, Math.floor(((room + 1) * bidders) / rooms), rooms)
      }
      for (let good = 0; good < market.goods; good++) {
        if (sold[good] > 0) price[good] /= sold[good]
      }
    }
  },
})

function clearTotals(totals: ReturnType<typeof totalsOf>): void {
  totals.held[0]++
  totals.rounds[0] = 1
  totals.gap[0] = 0
  totals.revenue[0] = 0
  totals.truthfulBids[0] = 0
  totals.truthfulSurplus[0] = 0
  totals.shadedBids[0] = 0
  totals.shadedSurplus[0] = 0
  totals.shadingLoss[0] = 0
  totals.shadingGain[0] = Number.NEGATIVE_INFINITY
}

const totalsOf = (access: SystemAccess) => access.get(AuctionTotals)

/** Puts those present in random order. */
function bindSeats(access: SystemAccess): { order: Uint32Array; all: (agents: number) => number } {
  const order = new Uint32Array(access.world.rowsOf('agent'))
  const isPresent = bindIsPresent(access)
  const draws = access.source(ROOM_STREAM)
  return {
    order,
    all(agents) {
      let seated = 0
      for (let agent = 0; agent < agents; agent++) if (isPresent(agent)) order[seated++] = agent
      draws.begin(0)
      for (let last = seated - 1; last > 0; last--) {
        const other = Math.floor(draws.next()[0] * (last + 1))
        const moved = order[last]
        order[last] = order[other]
        order[other] = moved
      }
      return seated
    },
  }
}

/** Sells one lot of each good to those seated at `first` to `end - 1`. */
function bindRoom(
  access: SystemAccess,
  order: Uint32Array,
): (first: number, end: number, rooms: number) => void {
  const { type } = access.get(Kind)
  const { resources } = access.get(Stake)
  const { value, held } = access.get(AuctionBundle)
  const { supply, price, sold } = access.get(AuctionGood)
  const { utility, spent } = access.get(Bidder)
  const { revenue } = access.get(AuctionTotals)
  const { lotWorth, reserve } = access.parameters(secondPriceParameters)
  const shading = tabulateByType(access, shadingParameters)
  const [worths, truths, bids, limits] = Array.from({ length: 4 }, () => new Float64Array(order.length))
  const outcome = new Float64Array(AUCTION_CELLS)
  const collect = bindCollection(access)
  const judge = bindJudge(access, { worths, truths, bids }, outcome)
  const goods = supply.length
  return (first, end, rooms) => {
    for (let place = first; place < end; place++) {
      const purse = resources[order[place]]
      limits[place] = purse > 0 ? purse / goods : 0
    }
    for (let good = 0; good < goods; good++) {
      for (let place = first; place < end; place++) {
        const agent = order[place]
        const worth = value[agent * goods + good] * lotWorth[0]
        const asked = worth * (1 - shading[rowOfType(type[agent])])
        worths[place] = worth
        truths[place] = worth < limits[place] ? worth : limits[place]
        bids[place] = asked < limits[place] ? asked : limits[place]
      }
      secondPrice(bids, first, end, reserve[0], outcome)
      judge(first, end, reserve[0])
      if (outcome[WINNER] < 0) continue
      const winner = order[outcome[WINNER]]
      const units = supply[good] / rooms
      resources[winner] -= outcome[PRICE]
      spent[winner] += outcome[PRICE]
      revenue[0] += outcome[PRICE]
      price[good] += outcome[PRICE]
      sold[good] += units
      held[winner * goods + good] += units
      utility[winner] += value[winner * goods + good] * units
      collect(outcome)
    }
  }
}

/** What lots bring goes to the treasury or, without one, to nobody. */
function bindCollection(access: SystemAccess): (outcome: Float64Array) => void {
  const { balance, collected } = access.get(Treasury)
  const { lost } = access.get(AuctionTotals)
  const { treasury } = access.parameters(taxParameters)
  return (outcome) => {
    if (treasury[0] === 0) {
      lost[0] += outcome[PRICE]
      return
    }
    balance[0] += outcome[PRICE]
    collected[0] += outcome[PRICE]
  }
}

interface Room {
  readonly worths: Float64Array
  readonly truths: Float64Array
  readonly bids: Float64Array
}

/** Holds what each bid brought against what the truth would have brought, everyone else's bids being as they were. */
function bindJudge(
  access: SystemAccess,
  { worths, truths, bids }: Room,
  outcome: Float64Array,
): (first: number, end: number, reserve: number) => void {
  const totals = access.get(AuctionTotals)
  return (first, end, reserve) => {
    let top = first
    while (top < end && bids[top] < outcome[HIGHEST]) top++
    for (let place = first; place < end; place++) {
      const surplus = place === outcome[WINNER] ? worths[place] - outcome[PRICE] : 0
      if (bids[place] === truths[place]) {
        totals.truthfulBids[0]++
        totals.truthfulSurplus[0] += surplus
        continue
      }
      const rival = place === top ? outcome[SECOND] : outcome[HIGHEST]
      const threshold = rival > reserve ? rival : reserve
      const honest = truths[place] > threshold ? worths[place] - threshold : 0
      totals.shadedBids[0]++
      totals.shadedSurplus[0] += surplus
      totals.shadingLoss[0] += honest - surplus
      if (surplus - honest > totals.shadingGain[0]) totals.shadingGain[0] = surplus - honest
    }
  }
}
