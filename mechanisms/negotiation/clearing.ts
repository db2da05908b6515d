import { defineStream } from '../../engine/random.ts'
import { defineSystem } from '../../engine/schedule.ts'
import type { SystemAccess } from '../../engine/world.ts'
import { addSample } from '../../formulas/co-moments.ts'
import { CrashSign, forgetPrices, watchPrice, windowVolatility } from '../../formulas/flash-crash.ts'
import { BOOK_COLUMNS, bindWorldBook, crashMemoryOf } from './access.ts'
import { Phase, Side } from './codes.ts'
import { CrashWatch, CrashWindow, Exchange, ExchangeTally, PriceLevel } from './columns.ts'
import { negotiationParameters } from './parameters.ts'
import { shapeIn } from './tables.ts'

export const CALL_STREAM = defineStream('negotiation-call')

const BOTH = negotiationParameters.parameters.crashDirections.choices.indexOf('both')

/**
 * Ends a tick of the markets: calls that are due are held, halted markets collect orders and reopen by a call, the detector
 * sees the price, a crash halts its market, and the quality of the market is sampled. Reads and writes the book, the crash
 * detector. Whitepaper §13.
 */
export const negotiationClearingSystem = defineSystem({
  name: 'negotiation-clearing',
  phase: 'market',
  every: 'tick',
  reads: [],
  writes: [...BOOK_COLUMNS, CrashWatch, CrashWindow],
  doc: 'Holds calls, watches for crashes, halts and reopens markets.',
  bind(access) {
    const { phase, until, batch } = access.get(Exchange)
    const { haltedTicks } = access.get(ExchangeTally)
    const { reopeningTicks, rationing } = access.parameters(negotiationParameters)
    const { markets } = shapeIn(access.world)
    const book = bindWorldBook(access)
    const memory = crashMemoryOf(access)
    const watch = bindWatchPrice(access)
    const sample = bindSample(access)
    const setBand = bindBand(access)
    const draws = access.source(CALL_STREAM)
    const { tick } = access.clock
    return () => {
      const next = tick[0] + 1
      for (let market = 0; market < markets; market++) {
        draws.begin(market)
        if (phase[market] === Phase.open) {
          if (batch[market] > 0 && next % batch[market] === 0) book.clear(market, rationing[0], draws.next())
          sample(market)
          watch(market, next)
        } else {
          haltedTicks[market]++
          if (next >= until[market]) {
            if (phase[market] === Phase.halted) {
              phase[market] = Phase.call
              until[market] = next + reopeningTicks[0]
            } else {
              book.clear(market, rationing[0], draws.next())
              phase[market] = Phase.open
              forgetPrices(memory, market)
              sample(market)
            }
          }
        }
        setBand(market)
      }
    }
  },
})

/** Shows the detector the price of the tick, once there has been a trade, and halts the market of a crash. */
function bindWatchPrice(access: SystemAccess): (market: number, next: number) => void {
  const { last, phase, until, previousPrice } = access.get(Exchange)
  const { volume, traded, crashes, volatility, ticks } = access.get(ExchangeTally)
  const rules = access.parameters(negotiationParameters)
  const memory = crashMemoryOf(access)
  const rule = {
    window: rules.crashWindowTicks[0],
    threshold: 0,
    recovery: 0,
    rises: false,
    volumeFactor: 0,
  }
  return (market, next) => {
    const tradedNow = volume[market] - traded[market]
    traded[market] = volume[market]
    // Until there is a price, nothing can depart from it.
    if (previousPrice[market] === 0) return
    rule.threshold = rules.crashThreshold[0]
    rule.recovery = rules.crashRecovery[0]
    rule.rises = rules.crashDirections[0] === BOTH
    rule.volumeFactor = rules.volumeSpikeFactor[0] > 0 ? rules.volumeSpikeFactor[0] : 0
    const sign = watchPrice(memory, market, last[market], tradedNow, rule)
    volatility[market] += windowVolatility(memory, market, rule.window)
    ticks[market]++
    if (sign !== CrashSign.drop && sign !== CrashSign.rise) return
    crashes[market]++
    if (rules.haltTicks[0] === 0) return
    phase[market] = Phase.halted
    until[market] = next + rules.haltTicks[0]
  }
}

/** Samples what a market costs: quotes, depth, and how prices answer to order flow. */
function bindSample(access: SystemAccess): (market: number) => void {
  const { last, bestBid, bestAsk, batch, previousPrice, priceChange } = access.get(Exchange)
  const tally = access.get(ExchangeTally)
  const { depth: lotsAt } = access.get(PriceLevel)
  const { markets, levels } = shapeIn(access.world)
  const pair = new Float64Array(2)
  const width = tally.impact.length / markets
  return (market) => {
    const bid = bestBid[market]
    const ask = bestAsk[market]
    if (bid > 0 && ask < levels && bid < ask) {
      tally.quoted[market] += ask - bid
      tally.depth[market] +=
        lotsAt[(2 * market + Side.bid) * levels + bid] + lotsAt[(2 * market + Side.ask) * levels + ask]
      tally.quotes[market]++
    }
    if (tally.volume[market] > 0 && previousPrice[market] === 0) previousPrice[market] = last[market]
    else if (previousPrice[market] > 0) {
      const change = last[market] - previousPrice[market]
      pair[0] = priceChange[market]
      pair[1] = change
      addSample(tally.serial, market * width, ++tally.pairs[market], pair)
      // Where all trade at one price nobody's order moves it.
      if (batch[market] === 0) {
        pair[0] = tally.flow[market]
        addSample(tally.impact, market * width, ++tally.changes[market], pair)
      }
      priceChange[market] = change
      previousPrice[market] = last[market]
    }
    tally.flow[market] = 0
  }
}

/** Sets the prices at which one may trade: the whole ladder, or a band around the mean of the window. */
function bindBand(access: SystemAccess): (market: number) => void {
  const { lowest, highest } = access.get(Exchange)
  const { priceBand } = access.parameters(negotiationParameters)
  const { seen } = access.get(CrashWatch)
  const { price } = access.get(CrashWindow)
  const { markets, levels } = shapeIn(access.world)
  const window = price.length / markets
  return (market) => {
    const known = seen[market] < window ? seen[market] : window
    // NaN stands for none.
    if (!(priceBand[0] >= 0) || known === 0) {
      lowest[market] = 1
      highest[market] = levels - 1
      return
    }
    let sum = 0
    for (let place = 0; place < known; place++) sum += price[market * window + place]
    const low = Math.ceil((sum / known) * (1 - priceBand[0]))
    const high = Math.floor((sum / known) * (1 + priceBand[0]))
    lowest[market] = low < 1 ? 1 : low
    highest[market] = high > levels - 1 ? levels - 1 : high
  }
}
