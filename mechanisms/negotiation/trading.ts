import { Kind } from '../../components/agent.ts'
import { AGENT_TYPES } from '../../components/codes.ts'
import { Custody } from '../../components/custody.ts'
import { Record } from '../../components/ledger.ts'
import { CHUNK_ROWS } from '../../engine/block.ts'
import { defineStream } from '../../engine/random.ts'
import { defineSystem } from '../../engine/schedule.ts'
import type { SystemAccess } from '../../engine/world.ts'
import { BOOK_COLUMNS, bindWorldBook } from './access.ts'
import { ROLES, Role, Side } from './codes.ts'
import { Conduct, CrashWatch, CrashWindow, Exchange, News, NewsHead, PriceLevel, Trader } from './columns.ts'
import { bindKeySort } from './key-sort.ts'
import { negotiationParameters, panicParameters, typeParameters } from './parameters.ts'
import { bindRules, Cause, type Signs, STAY_HOME } from './rules.ts'
import { NEWS_KEPT, shapeIn } from './tables.ts'

export const MOMENT_STREAM = defineStream('negotiation-moment')

/** Bits of a sorting key that tell moments apart, and bits that settle ties by a draw. */
const MOMENT_STEPS = 2_097_152
const TIE_STEPS = 2048
/** Prices near the best whose lots make a book look lopsided. */
const NEAR_PRICES = 16

/**
 * Lets agents have their moments, in the order of the market's clock: makers, fundamental traders and snipers when news
 * reaches them, all but snipers at moments of their own too. An agent acts once a tick at most; the held do not act, and what they
 * have in the book is withdrawn. Reads Kind, Custody, Record, News, the crash window. Writes the book, Conduct, NewsHead.
 * Whitepaper §5, §6, §13.
 */
export const negotiationTradingSystem = defineSystem({
  name: 'negotiation-trading',
  phase: 'market',
  every: 'tick',
  reads: [Kind, Custody, Record, News, CrashWatch, CrashWindow],
  writes: [...BOOK_COLUMNS, Conduct, NewsHead],
  doc: 'Lets traders act in the order in which their orders arrive.',
  bind(access) {
    const { reasons } = access.get(Custody)
    const { role, open } = access.get(Trader)
    const agents = access.world.rowsOf('agent')
    const keys = new Uint32Array(agents)
    const actors = new Uint32Array(agents)
    const moments = new Float64Array(agents)
    const causes = new Uint8Array(agents)
    const sort = bindKeySort(keys, agents, actors)
    const { draw, choose } = bindMoments(access, moments, causes)
    const signs = bindSigns(access)
    const act = bindRules(access, signs.seen)
    const release = bindRelease(access)
    const delayOf = bindDelay(access)
    const book = bindWorldBook(access)
    const { tick } = access.clock
    const at = new Float64Array(2)
    return (first, end) => {
      signs.look()
      let count = 0
      for (let agent = first; agent < end; agent++) {
        if ((agent & (CHUNK_ROWS - 1)) === 0) draw(agent, agent + CHUNK_ROWS < end ? agent + CHUNK_ROWS : end)
        if (role[agent] === Role.none) continue
        if (reasons[agent] !== 0) {
          if (open[agent] > 0) book.cancelAll(agent)
          continue
        }
        const tie = choose(agent)
        if (tie < 0) continue
        keys[count] = Math.floor((moments[agent] - tick[0]) * MOMENT_STEPS) * TIE_STEPS + tie
        actors[count++] = agent
      }
      sort(count)
      for (let place = 0; place < count; place++) {
        const agent = actors[place]
        at[0] = moments[agent]
        release(at)
        delayOf(agent, at)
        act(agent, at, causes[agent])
      }
      at[0] = tick[0] + 1
      release(at)
    }
  },
})

/** Puts an agent's delay in ticks beside the moment. */
function bindDelay(access: SystemAccess): (agent: number, at: Float64Array) => void {
  const { latency } = access.get(Trader)
  const { tickMs } = access.parameters(negotiationParameters)
  return (agent, at) => {
    at[1] = latency[agent] / tickMs[0]
  }
}

/** Lets the values follow the news that has come out by a moment. */
function bindRelease(access: SystemAccess): (at: Float64Array) => void {
  const { value: latest, time } = access.get(News)
  const { count, pending } = access.get(NewsHead)
  const { value } = access.get(Exchange)
  return (at) => {
    for (let market = 0; market < pending.length; market++) {
      if (pending[market] === 0) continue
      const row = market * NEWS_KEPT + ((count[market] + NEWS_KEPT - 1) % NEWS_KEPT)
      if (time[row] > at[0]) continue
      value[market] = latest[row]
      pending[market] = 0
    }
  }
}

/**
 * Finds when an agent acts in this tick. Returns -1 when it does not, otherwise a draw that settles ties; the moment goes
 * to `moments`, and its Cause to `causes`. `draw` comes first, and takes the draws of up to a chunk of agents at once.
 */
function bindMoments(
  access: SystemAccess,
  moments: Float64Array,
  causes: Uint8Array,
): { draw: (first: number, end: number) => void; choose: (agent: number) => number } {
  const { type } = access.get(Kind)
  const { role, market, latency } = access.get(Trader)
  const { time } = access.get(News)
  const { count } = access.get(NewsHead)
  const { tickMs, latencyNoiseMs } = access.parameters(negotiationParameters)
  const activities = typeParameters.map((group) => access.parameters(group).activity)
  const { startTick, ticks, probability } = access.parameters(panicParameters)
  const watches = Uint8Array.from(ROLES, (_name, code) => (STAY_HOME.includes(code) ? 1 : 0))
  const { tick } = access.clock
  const draws = access.source(MOMENT_STREAM)
  const rows = Uint32Array.from(role, (_code, row) => row)
  const choose = (agent: number) => {
    const now = tick[0]
    if (watches[role[agent]] === 1) {
      const delay = latency[agent] / tickMs[0]
      const known = count[market[agent]]
      for (let age = 1; age <= NEWS_KEPT && age <= known; age++) {
        const at = time[market[agent] * NEWS_KEPT + ((known - age) % NEWS_KEPT)] + delay
        if (!(at >= now && at < now + 1)) continue
        draws.beginRow(agent)
        const late = at + (draws.next()[0] * latencyNoiseMs[0]) / tickMs[0]
        // Noise puts nobody off until the next tick, which would not know of it.
        moments[agent] = late < now + 1 ? late : at
        causes[agent] = Cause.news
        return Math.floor(draws.next()[0] * TIE_STEPS)
      }
    }
    if (role[agent] === Role.sniper) return -1
    const activity = activities[type[agent] < AGENT_TYPES.length ? type[agent] : 0]
    // NaN stands for no panic, and nothing lies behind it.
    const panics = role[agent] !== Role.maker && now >= startTick[0] && now < startTick[0] + ticks[0]
    draws.beginRow(agent)
    const draw = draws.next()[0]
    if (panics && draw < probability[0]) causes[agent] = Cause.panic
    else if (draw < (panics ? probability[0] + (1 - probability[0]) * activity[0] : activity[0]))
      causes[agent] = Cause.own
    else return -1
    moments[agent] = now + draws.next()[0]
    return Math.floor(draws.next()[0] * TIE_STEPS)
  }
  return { draw: (first, end) => draws.fill(rows, first, end), choose }
}

/** What traders see as a tick begins: the trend of the window, and how lopsided the book is near its best prices. */
function bindSigns(access: SystemAccess): { seen: Signs; look: () => void } {
  const { seen: known } = access.get(CrashWatch)
  const { price } = access.get(CrashWindow)
  const { bestBid, bestAsk, last } = access.get(Exchange)
  const { depth } = access.get(PriceLevel)
  const { markets, levels } = shapeIn(access.world)
  const window = price.length / markets
  const seen = { trend: new Float64Array(markets), imbalance: new Float64Array(markets) }
  const lotsNear = (market: number, side: number) => {
    const row = (2 * market + side) * levels
    let lots = 0
    if (side === Side.bid) {
      for (let at = bestBid[market]; at > bestBid[market] - NEAR_PRICES && at > 0; at--)
        lots += depth[row + at]
    } else {
      for (let at = bestAsk[market]; at < bestAsk[market] + NEAR_PRICES && at < levels; at++)
        lots += depth[row + at]
    }
    return lots
  }
  return {
    seen,
    look() {
      for (let market = 0; market < markets; market++) {
        const oldest = known[market] < window ? 0 : known[market] % window
        const from = known[market] === 0 ? last[market] : price[market * window + oldest]
        seen.trend[market] = from > 0 ? last[market] / from - 1 : 0
        const bids = lotsNear(market, Side.bid)
        const asks = lotsNear(market, Side.ask)
        seen.imbalance[market] = bids + asks > 0 ? (bids - asks) / (bids + asks) : 0
      }
    },
  }
}
