import { defineStream } from '../../engine/random.ts'
import { defineSystem } from '../../engine/schedule.ts'
import type { SystemAccess } from '../../engine/world.ts'
import { QUOTE_WIDTH, Quote, quoteInto, TERMS_WIDTH, Terms } from '../../formulas/glosten-milgrom.ts'
import { Caller, Dealer, DealerTally, DealerTotals, Tally } from './columns.ts'
import { dealerParameters } from './parameters.ts'

export const CALL_STREAM = defineStream('dealer-call')

/**
 * Callers come to every dealer, one after the other. It quotes, the caller buys, sells or leaves, and it believes the more for
 * it. Callers are drawn so that each is informed with the probability that dealers reckon with. Reads DealerTotals. Writes Caller, Dealer, DealerTally. Glosten and
 * Milgrom (1985). Whitepaper §6.
 */
export const dealerTradingSystem = defineSystem({
  name: 'dealer-trading',
  phase: 'market',
  every: 'tick',
  reads: [DealerTotals],
  writes: [Caller, Dealer, DealerTally],
  doc: 'Lets callers trade at the quotes of dealers.',
  bind(access) {
    const { belief, ask, bid } = access.get(Dealer)
    const { callers, informed, informedShare } = access.get(DealerTotals)
    const { sums } = access.get(DealerTally)
    const rule = access.parameters(dealerParameters)
    const { tickOfEpoch, ticksPerEpoch } = access.clock
    const draws = access.source(CALL_STREAM)
    const terms = new Float64Array(TERMS_WIDTH)
    const quote = new Float64Array(QUOTE_WIDTH)
    const caller: Visitor = { agent: 0, knows: false }
    const pick = bindPick(access, caller)
    const serve = bindService(access, quote, caller)
    const close = bindDayEnd(access)
    return () => {
      terms[Terms.low] = rule.valueLow[0]
      terms[Terms.high] = rule.valueHigh[0]
      terms[Terms.informedShare] = informedShare[0]
      terms[Terms.buyShare] = rule.buyShare[0]
      terms[Terms.benefit] = Number.isNaN(rule.benefit[0]) ? Number.POSITIVE_INFINITY : rule.benefit[0]
      // Where nobody is of a kind that is to come, nobody comes.
      const lacks = informedShare[0] > 0 && informed[0] === 0
      const lacksOthers = informedShare[0] < 1 && informed[0] === callers[0]
      if (callers[0] === 0 || lacks || lacksOthers) return
      for (let dealer = 0; dealer < belief.length; dealer++) {
        draws.begin(dealer)
        for (let call = 0; call < rule.callsPerTick[0]; call++) {
          pick(draws)
          quoteInto(quote, terms, belief, dealer)
          ask[dealer] = quote[Quote.ask]
          bid[dealer] = quote[Quote.bid]
          note(sums, quote, tickOfEpoch[0] === 0 && call === 0)
          serve(dealer, draws)
        }
      }
      if (tickOfEpoch[0] + 1 === ticksPerEpoch[0]) close()
    }
  },
})

/** What was quoted. */
function note(sums: Float64Array, quote: Float64Array, isOpening: boolean): void {
  sums[Tally.calls]++
  if (quote[Quote.askOpen] === 0 || quote[Quote.bidOpen] === 0) {
    sums[Tally.closed]++
    return
  }
  const spread = quote[Quote.ask] - quote[Quote.bid]
  sums[Tally.quoted]++
  sums[Tally.spreadSum] += spread
  if (!isOpening) return
  sums[Tally.openings]++
  sums[Tally.openingSpreadSum] += spread
}

type Draws = ReturnType<SystemAccess['source']>

/** Who comes, and whether it knows. */
interface Visitor {
  agent: number
  knows: boolean
}

/** Who comes: informed with the share's probability, and of that kind each agent alike. Always two draws. */
function bindPick(access: SystemAccess, caller: Visitor): (draws: Draws) => void {
  const { line } = access.get(Caller)
  const { callers, informed, informedShare } = access.get(DealerTotals)
  return (draws) => {
    caller.knows = draws.next()[0] < informedShare[0]
    const first = caller.knows ? 0 : informed[0]
    const count = caller.knows ? informed[0] : callers[0] - informed[0]
    caller.agent = line[first + Math.floor(draws.next()[0] * count)]
  }
}

/** One caller at one dealer. Always two draws, so that no price moves those that follow. */
function bindService(
  access: SystemAccess,
  quote: Float64Array,
  caller: Visitor,
): (dealer: number, draws: Draws) => void {
  const { due } = access.get(Caller)
  const { isHigh, belief, lastPrice, trades, account } = access.get(Dealer)
  const { sums } = access.get(DealerTally)
  const { valueLow, valueHigh, buyShare, size } = access.parameters(dealerParameters)
  return (dealer, draws) => {
    const { agent, knows } = caller
    const taste = draws.next()[0]
    const patience = draws.next()[0]
    const buys = knows ? isHigh[dealer] === 1 : taste < buyShare[0]
    if (knows) sums[Tally.informedCalls]++
    const isOpen = quote[buys ? Quote.askOpen : Quote.bidOpen] === 1
    if (!isOpen || (!knows && patience >= quote[buys ? Quote.buyers : Quote.sellers])) {
      sums[Tally.turnedAway]++
      belief[dealer] = quote[Quote.afterNone]
      return
    }
    const price = quote[buys ? Quote.ask : Quote.bid]
    belief[dealer] = quote[buys ? Quote.afterBuy : Quote.afterSale]
    const value = isHigh[dealer] === 1 ? valueHigh[0] : valueLow[0]
    const gain = (buys ? value - price : price - value) * size[0]
    due[agent] += gain
    account[dealer] -= gain
    sums[knows ? Tally.informedProfit : Tally.uninformedProfit] += gain
    sums[Tally.trades]++
    if (buys) sums[Tally.buys]++
    if (trades[dealer] > 0) {
      const change = price - lastPrice[dealer]
      sums[Tally.changes]++
      sums[Tally.changeSum] += change
      sums[Tally.squaredChanges] += change * change
    }
    lastPrice[dealer] = price
    trades[dealer]++
  }
}

/** How far dealers' beliefs are from the truth when it comes out. */
function bindDayEnd(access: SystemAccess): () => void {
  const { isHigh, belief } = access.get(Dealer)
  const { sums } = access.get(DealerTally)
  return () => {
    for (let dealer = 0; dealer < belief.length; dealer++) {
      sums[Tally.errorSum] += Math.abs(isHigh[dealer] - belief[dealer])
    }
    sums[Tally.days] += belief.length
  }
}
