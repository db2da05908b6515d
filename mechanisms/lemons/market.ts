import { Custody, LeverEffect } from '../../components/custody.ts'
import { Record } from '../../components/ledger.ts'
import { Stake } from '../../components/stake.ts'
import { defineStream, type EntitySource } from '../../engine/random.ts'
import { defineSystem } from '../../engine/schedule.ts'
import type { SystemAccess } from '../../engine/world.ts'
import { nextPrice } from '../../formulas/akerlof.ts'
import { LemonsBook, Lot, LotRole } from './columns.ts'
import { lemonsParameters } from './parameters.ts'

export const LOT_STREAM = defineStream('lemons-lot')
export const PAIRING_STREAM = defineStream('lemons-pairing')

const EARNED = lemonsParameters.parameters.quality.choices.indexOf('earned')
const UNKNOWN_QUALITY = 0.5

/**
 * A round of the market as an epoch begins: sellers whose good is worth at most the price offer it, buyers who can pay get one
 * each, drawn, and what the mean on offer is worth to them is the price of the next round. Money goes from buyer to seller with
 * what the levers ask for. Reads Custody, Record, Stake. Writes LeverEffect, Lot, LemonsBook. Akerlof (1970). Whitepaper §4.
 */
export const lemonsMarketSystem = defineSystem({
  name: 'lemons-market',
  phase: 'epoch-levers',
  every: 'epoch-start',
  before: ['lever-merge'],
  reads: [Custody, Record, Stake],
  writes: [LeverEffect, Lot, LemonsBook],
  doc: 'Holds a round of the market for lemons.',
  bind(access) {
    const book = access.get(LemonsBook)
    const { buyerMultiple, qualityFloor, qualityBest } = access.parameters(lemonsParameters)
    const pairing = access.source(PAIRING_STREAM)
    const rows = access.get(Lot).role.length
    const lists = {
      offers: new Uint32Array(rows),
      buyers: new Uint32Array(rows),
      able: new Uint32Array(1),
    }
    const appraise = bindAppraisal(access)
    const list = bindLists(access, lists)
    const trade = bindTrade(access, lists)
    return (first, end) => {
      book.price[0] = book.next[0]
      book.expected[0] = book.expectedNext[0]
      book.rounds[0]++
      appraise(first, end)
      list(first, end)
      pairing.begin(0)
      trade(pairing)
      // Buyers learn what was on offer, not what each has bought.
      if (book.offers[0] > 0) {
        book.next[0] = (buyerMultiple[0] * book.qualityOffered[0]) / book.offers[0]
      }
      const best = Math.max(qualityFloor[0], qualityBest[0])
      book.expectedNext[0] = nextPrice(book.expected[0], buyerMultiple[0], qualityFloor[0], best)
    }
  },
})

/** Gives newcomers a role, and every seller's good its quality. */
function bindAppraisal(access: SystemAccess): (first: number, end: number) => void {
  const { role, luck, quality: worth } = access.get(Lot)
  const { initiated, initiatedSumP, rejectedSumP } = access.get(Record)
  const { quality, qualityFloor, qualityBest, sellerShare } = access.parameters(lemonsParameters)
  const draws = access.source(LOT_STREAM)
  return (first, end) => {
    const range = Math.max(0, qualityBest[0] - qualityFloor[0])
    for (let agent = first; agent < end; agent++) {
      if (role[agent] === LotRole.unknown) {
        draws.begin(agent)
        role[agent] = draws.next()[0] < sellerShare[0] ? LotRole.seller : LotRole.buyer
        luck[agent] = draws.next()[0]
      }
      if (role[agent] !== LotRole.seller) continue
      if (quality[0] !== EARNED) {
        worth[agent] = qualityFloor[0] + range * luck[agent]
        continue
      }
      const sum = initiatedSumP[agent] + rejectedSumP[agent]
      worth[agent] = qualityBest[0] * (initiated[agent] === 0 ? UNKNOWN_QUALITY : sum / initiated[agent])
    }
  }
}

/** Who takes part in a round. */
interface Lists {
  readonly offers: Uint32Array
  readonly buyers: Uint32Array
  /** How many can pay. */
  readonly able: Uint32Array
}

/** Who offers, and who could pay. */
function bindLists(
  access: SystemAccess,
  { offers, buyers, able: canPay }: Lists,
): (first: number, end: number) => void {
  const { role, quality } = access.get(Lot)
  const { reasons } = access.get(Custody)
  const { resources } = access.get(Stake)
  const book = access.get(LemonsBook)
  return (first, end) => {
    const price = book.price[0]
    let sellers = 0
    let offered = 0
    let able = 0
    let sum = 0
    for (let agent = first; agent < end; agent++) {
      if (reasons[agent] !== 0) continue
      if (role[agent] === LotRole.buyer) {
        if (resources[agent] >= price) buyers[able++] = agent
        continue
      }
      sellers++
      if (quality[agent] > price) continue
      offers[offered++] = agent
      sum += quality[agent]
    }
    book.sellers[0] = sellers
    book.offers[0] = offered
    book.qualityOffered[0] = sum
    book.sold[0] = Math.min(offered, able)
    canPay[0] = able
  }
}

/** Pairs buyers and goods, each pairing alike, and pays. */
function bindTrade(access: SystemAccess, { offers, buyers, able }: Lists): (draws: EntitySource) => void {
  const { quality } = access.get(Lot)
  const { resources, reputation } = access.get(LeverEffect)
  const book = access.get(LemonsBook)
  const { buyerMultiple, qualityBest, reviewWeight } = access.parameters(lemonsParameters)
  return (draws) => {
    const price = book.price[0]
    const multiple = buyerMultiple[0]
    const review = multiple === 0 ? 0 : reviewWeight[0] / (multiple * qualityBest[0])
    let sold = 0
    let buyerGain = 0
    let sellerGain = 0
    for (let deal = 0; deal < book.sold[0]; deal++) {
      const seller = takeAny(offers, deal, book.offers[0], draws)
      const buyer = takeAny(buyers, deal, able[0], draws)
      const gain = multiple * quality[seller] - price
      resources[buyer] -= price
      resources[seller] += price
      if (review !== 0) reputation[seller] += review * gain
      sold += quality[seller]
      buyerGain += gain
      sellerGain += price - quality[seller]
    }
    book.qualitySold[0] = sold
    book.buyerGain[0] = buyerGain
    book.sellerGain[0] = sellerGain
  }
}

/** Draws one of rows `from` to `count - 1` and puts it in place `from`: a step of Fisher and Yates. */
function takeAny(rows: Uint32Array, from: number, count: number, draws: EntitySource): number {
  const chosen = from + Math.floor(draws.next()[0] * (count - from))
  const row = rows[chosen]
  rows[chosen] = rows[from]
  rows[from] = row
  return row
}
