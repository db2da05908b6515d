import { Kind } from '../../components/agent.ts'
import { AGENT_TYPES } from '../../components/codes.ts'
import { Record } from '../../components/ledger.ts'
import { type DrawSource, defineStream } from '../../engine/random.ts'
import type { SystemAccess } from '../../engine/world.ts'
import { bindWorldBook } from './access.ts'
import { OrderKind, ROLES, Role, Side } from './codes.ts'
import { Conduct, Exchange, Holding, Order, Trader } from './columns.ts'
import { bindKnowledge } from './news.ts'
import { negotiationParameters, tradingParameters, typeParameters } from './parameters.ts'
import { bindWatch } from './surveillance.ts'
import { ordersPerAgentIn, shapeIn } from './tables.ts'

export const RULE_STREAM = defineStream('negotiation-rule')

/** Roles that trade in one market; the others go where a draw takes them. */
export const STAY_HOME: readonly number[] = [Role.maker, Role.fundamental, Role.sniper]

/** Why an agent acts: at a moment of its own, on news, or since it panics. */
export const Cause = { own: 0, news: 1, panic: 2 } as const

/** What traders see of the markets as a tick begins. */
export interface Signs {
  /** Move of the price over the window, as a share; by market. */
  readonly trend: Float64Array
  /** Lots bid less lots asked near the best prices, as a share of both. */
  readonly imbalance: Float64Array
}

/** What an order is, apart from its size: what the rules of all roles share. */
interface Desk {
  readonly draws: DrawSource
  /** Lots of an order of the agent. */
  readonly sizeOf: (agent: number) => number
  /** Quotes a price; one beyond the ladder is brought back to it. */
  readonly quote: (agent: number, market: number, side: number, price: number, lots: number) => void
  /** Trades at once, or in the next call, at the limit or better. */
  readonly hit: (agent: number, market: number, side: number, limit: number, lots: number) => void
  /** Withdraws everything, as surveillance can see. */
  readonly pullAll: (agent: number) => void
  /** Withdraws one order, drawn at random, where no place is free. */
  readonly makeRoom: (agent: number) => void
}

/** What an agent of a role does with its moment. `at` holds the moment and the agent's delay, in ticks. */
type Rule = (agent: number, market: number, at: Float64Array) => void

/** Binds the rules of all roles: `act(agent, at, cause)` lets an agent have its moment. */
export function bindRules(
  access: SystemAccess,
  signs: Signs,
): (agent: number, at: Float64Array, cause: number) => void {
  const { role, market } = access.get(Trader)
  const { markets } = shapeIn(access.world)
  const draws = access.source(RULE_STREAM)
  const homely = Uint8Array.from(ROLES, (_name, code) => (STAY_HOME.includes(code) ? 1 : 0))
  const desk: Desk = { draws, ...bindDesk(access, draws) }
  const flee = bindFlight(access, desk)
  const rules: readonly Rule[] = [
    () => {},
    bindMaker(access, desk, signs),
    bindFundamental(access, desk),
    bindMomentum(access, desk, signs),
    bindSniper(access, desk),
    bindSpoofer(access, desk),
    bindNoise(access, desk),
  ]
  return (agent, at, cause) => {
    draws.begin(agent)
    // News makes quotes stale, and what snipers were after too.
    if (cause !== Cause.own) desk.pullAll(agent)
    const chosen = homely[role[agent]] === 1 ? market[agent] : Math.floor(draws.next()[0] * markets)
    if (cause === Cause.panic) flee(agent, chosen)
    else rules[role[agent]](agent, chosen, at)
  }
}

function bindDesk(access: SystemAccess, draws: DrawSource): Omit<Desk, 'draws'> {
  const { type } = access.get(Kind)
  const { open } = access.get(Trader)
  const { lots: held, side: sides } = access.get(Order)
  const orderLots = typeParameters.map((group) => access.parameters(group).orderLots)
  const { levels } = shapeIn(access.world)
  const book = bindWorldBook(access)
  const watch = bindWatch(access)
  const perAgent = ordersPerAgentIn(access.world)
  const clamp = (price: number) => (price < 1 ? 1 : price < levels ? price : levels - 1)
  const pull = (agent: number, slot: number) => {
    const lots = held[slot]
    if (book.cancel(agent, slot)) watch.pulled(agent, sides[slot], lots)
  }
  return {
    sizeOf: (agent) => orderLots[type[agent] < AGENT_TYPES.length ? type[agent] : 0][0],
    quote(agent, market, side, price, lots) {
      book.place(agent, market, side, clamp(price), lots, OrderKind.limit)
    },
    hit(agent, market, side, limit, lots) {
      watch.traded(agent, side, lots)
      book.place(agent, market, side, clamp(limit), lots, OrderKind.immediate)
    },
    pullAll(agent) {
      const first = agent * perAgent
      for (let slot = first; slot < first + perAgent && open[agent] > 0; slot++) pull(agent, slot)
    },
    makeRoom(agent) {
      if (open[agent] < perAgent) return
      pull(agent, agent * perAgent + Math.floor(draws.next()[0] * perAgent))
    },
  }
}

/**
 * Market makers quote both sides around the value they know, each at a distance of its own, and lean against their
 * inventory. They withdraw while the price moves too far.
 */
function bindMaker(access: SystemAccess, desk: Desk, { trend }: Signs): Rule {
  const { goods, offered } = access.get(Holding)
  const { endowment, priceStep } = access.parameters(negotiationParameters)
  const { halfSpread, quoteDepth, withdrawalMove } = access.parameters(tradingParameters)
  const { markets } = shapeIn(access.world)
  const know = bindKnowledge(access)
  return (agent, market, at) => {
    desk.pullAll(agent)
    if (trend[market] > withdrawalMove[0] || -trend[market] > withdrawalMove[0]) return
    const value = know(market, at)
    const half = halfSpread[0] / priceStep[0]
    const away = Math.round(half * (1 + quoteDepth[0] * desk.draws.next()[0]))
    const holding = agent * markets + market
    const surplus = (goods[holding] + offered[holding]) / (endowment[0] > 0 ? endowment[0] : 1) - 1
    const lean = Math.round(half * (surplus > 1 ? 1 : surplus))
    const lots = desk.sizeOf(agent)
    desk.quote(agent, market, Side.bid, value - away - lean, lots)
    desk.quote(agent, market, Side.ask, value + away - lean, lots)
  }
}

/** Fundamental traders buy below and sell above what they take for the value; otherwise they offer to do so. */
function bindFundamental(access: SystemAccess, desk: Desk): Rule {
  const { bestBid, bestAsk } = access.get(Exchange)
  const { priceStep } = access.parameters(negotiationParameters)
  const { halfSpread, valuationNoise } = access.parameters(tradingParameters)
  const know = bindKnowledge(access)
  return (agent, market, at) => {
    const noise = (2 * desk.draws.next()[0] - 1) * valuationNoise[0]
    const value = know(market, at) + Math.round(noise / priceStep[0])
    const margin = Math.round(halfSpread[0] / priceStep[0])
    const lots = desk.sizeOf(agent)
    desk.makeRoom(agent)
    if (bestAsk[market] <= value - margin) desk.hit(agent, market, Side.bid, value - margin, lots)
    else if (bestBid[market] >= value + margin) desk.hit(agent, market, Side.ask, value + margin, lots)
    else if (desk.draws.next()[0] < 0.5) desk.quote(agent, market, Side.bid, value - margin, lots)
    else desk.quote(agent, market, Side.ask, value + margin, lots)
  }
}

/** A hasty order: beyond the best price by the reach, or beyond the last price where nothing is quoted. */
function bindHaste(
  access: SystemAccess,
  desk: Desk,
): (agent: number, market: number, side: number, lots: number) => void {
  const { bestBid, bestAsk, last } = access.get(Exchange)
  const { priceStep } = access.parameters(negotiationParameters)
  const { reach } = access.parameters(tradingParameters)
  const { levels } = shapeIn(access.world)
  return (agent, market, side, lots) => {
    const steps = Math.round(reach[0] / priceStep[0])
    if (side === Side.bid) {
      const from = bestAsk[market] < levels ? bestAsk[market] : last[market]
      desk.hit(agent, market, side, from + steps, lots)
    } else {
      const from = bestBid[market] > 0 ? bestBid[market] : last[market]
      desk.hit(agent, market, side, from - steps, lots)
    }
  }
}

/**
 * Who panics offers all it has below the best bid, by the reach; where nobody bids any more, a quarter of the reach below
 * the lowest offer, so that those who flee push one another down.
 */
function bindFlight(access: SystemAccess, desk: Desk): (agent: number, market: number) => void {
  const { bestBid, bestAsk, last } = access.get(Exchange)
  const { goods } = access.get(Holding)
  const { priceStep } = access.parameters(negotiationParameters)
  const { reach } = access.parameters(tradingParameters)
  const { markets, levels } = shapeIn(access.world)
  return (agent, market) => {
    const steps = reach[0] / priceStep[0]
    const lowest = bestAsk[market] < levels ? bestAsk[market] : last[market]
    const price = bestBid[market] > 0 ? bestBid[market] - steps : lowest - steps / 4
    desk.quote(agent, market, Side.ask, Math.round(price), goods[agent * markets + market])
  }
}

/** Momentum traders follow the trend, and take a lopsided book for one. */
function bindMomentum(access: SystemAccess, desk: Desk, { trend, imbalance }: Signs): Rule {
  const { momentumThreshold, imbalanceWeight } = access.parameters(tradingParameters)
  const haste = bindHaste(access, desk)
  return (agent, market) => {
    const signal = trend[market] + imbalanceWeight[0] * imbalance[market]
    if (signal >= momentumThreshold[0]) haste(agent, market, Side.bid, desk.sizeOf(agent))
    else if (-signal >= momentumThreshold[0]) haste(agent, market, Side.ask, desk.sizeOf(agent))
  }
}

/** Snipers meet quotes that the news has made stale, up to the new value. */
function bindSniper(access: SystemAccess, desk: Desk): Rule {
  const { bestBid, bestAsk } = access.get(Exchange)
  const know = bindKnowledge(access)
  return (agent, market, at) => {
    const value = know(market, at)
    if (bestAsk[market] < value) desk.hit(agent, market, Side.bid, value, desk.sizeOf(agent))
    else if (bestBid[market] > value) desk.hit(agent, market, Side.ask, value, desk.sizeOf(agent))
  }
}

/**
 * Spoofers place an order behind the best price to be withdrawn at their next moment, when they trade the other way. How
 * often they do follows their quality: with probability 1 - p̄, the mean p of their accepted interactions (whitepaper §1);
 * otherwise they trade as noise traders do.
 */
function bindSpoofer(access: SystemAccess, desk: Desk): Rule {
  const { bestBid, bestAsk } = access.get(Exchange)
  const { open, cash } = access.get(Trader)
  const { goods } = access.get(Holding)
  const { spoofs } = access.get(Conduct)
  const { side: sides, lots: held, market: where } = access.get(Order)
  const { accepted, initiatedSumP } = access.get(Record)
  const { spoofLots, halfSpread } = access.parameters(tradingParameters)
  const { priceStep } = access.parameters(negotiationParameters)
  const { markets, levels } = shapeIn(access.world)
  const haste = bindHaste(access, desk)
  const perAgent = ordersPerAgentIn(access.world)
  return (agent, market) => {
    if (open[agent] > 0) {
      let slot = agent * perAgent
      while (held[slot] === 0) slot++
      const other = 1 - sides[slot]
      const spoofed = where[slot]
      desk.pullAll(agent)
      haste(agent, spoofed, other, desk.sizeOf(agent))
      return
    }
    const side = desk.draws.next()[0] < 0.5 ? Side.bid : Side.ask
    const meanP = accepted[agent] === 0 ? 0.5 : initiatedSumP[agent] / accepted[agent]
    const isQuoted = bestBid[market] > 0 && bestAsk[market] < levels
    if (!isQuoted || desk.draws.next()[0] < meanP) {
      haste(agent, market, side, desk.sizeOf(agent))
      return
    }
    const behind = Math.round(halfSpread[0] / priceStep[0])
    const price = side === Side.bid ? bestBid[market] - behind : bestAsk[market] + behind
    const most = side === Side.bid ? Math.floor(cash[agent] / price) : goods[agent * markets + market]
    const lots = most < spoofLots[0] ? most : spoofLots[0]
    if (!(lots > 0)) return
    desk.quote(agent, market, side, price, lots)
    if (open[agent] > 0) spoofs[agent]++
  }
}

/** Noise traders buy or sell at once, for reasons of their own. */
function bindNoise(access: SystemAccess, desk: Desk): Rule {
  const haste = bindHaste(access, desk)
  return (agent, market) =>
    haste(agent, market, desk.draws.next()[0] < 0.5 ? Side.bid : Side.ask, desk.sizeOf(agent))
}
