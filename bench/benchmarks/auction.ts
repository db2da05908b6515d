import { Digest } from '../../engine/digest.ts'
import {
  clearFisherMarket,
  createFisherMarket,
  type FisherMarket,
  ROUNDS,
  Utility,
} from '../../formulas/fisher.ts'
import type { Benchmark, Settings } from '../benchmark.ts'
import { now, processorSince } from '../clocks.ts'
import { overhead } from '../overhead.ts'
import { type BenchRow, ratios, rowsOf, sizeText } from '../row.ts'

const row = rowsOf('auction')

const RULES = { utility: Utility.linear, substitution: 0.5, tolerance: 1e-4, maxRounds: 5000 }
const WARM_UP = 2

/** Values and supplies of a market: xorshift32 (Marsaglia 2003). */
function randomMarket(agents: number, goods: number): FisherMarket {
  const market = createFisherMarket(agents, goods)
  let state = 12_345
  const draw = () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 4_294_967_296
  }
  for (let at = 0; at < market.values.length; at++) market.values[at] = draw()
  for (let good = 0; good < goods; good++) market.supplies[good] = agents * (0.5 + draw())
  market.budgets.fill(100)
  return market
}

/** So many rounds of proportional response as anybody would write them down, and no look at how far they have come. */
function plainRounds(
  agents: number,
  goods: number,
  rounds: number,
  values: Float64Array,
  budgets: Float64Array,
  supplies: Float64Array,
  spending: Float64Array,
  totals: Float64Array,
): void {
  const units = new Float64Array(goods)
  totals.fill(0)
  for (let agent = 0; agent < agents; agent++) {
    let worth = 0
    for (let good = 0; good < goods; good++) worth += values[agent * goods + good] * supplies[good]
    for (let good = 0; good < goods; good++) {
      const at = agent * goods + good
      spending[at] = (budgets[agent] * values[at] * supplies[good]) / worth
      totals[good] += spending[at]
    }
  }
  for (let round = 0; round < rounds; round++) {
    for (let good = 0; good < goods; good++) units[good] = supplies[good] / totals[good]
    totals.fill(0)
    for (let agent = 0; agent < agents; agent++) {
      let utility = 0
      for (let good = 0; good < goods; good++) {
        const at = agent * goods + good
        const gained = values[at] * spending[at] * units[good]
        spending[at] = gained
        utility += gained
      }
      const scale = budgets[agent] / utility
      for (let good = 0; good < goods; good++) {
        const at = agent * goods + good
        const spent = spending[at] * scale
        spending[at] = spent
        totals[good] += spent
      }
    }
  }
}

/** A market brought to a gap of 1e-4, with looks at the gap and envy, and the same rounds of the plain loop, by turns. */
function clearing(agents: number, goods: number, { tiny, rounds }: Settings): BenchRow[] {
  const market = randomMarket(agents, goods)
  const [spending, totals] = [new Float64Array(agents * goods), new Float64Array(goods)]
  const [ours, plain, milliseconds]: [number[], number[], number[]] = [[], [], []]
  for (let run = 0; run < (tiny ? 1 : WARM_UP + rounds); run++) {
    const start = now()
    clearFisherMarket(market, RULES)
    const time = processorSince(start)
    const taken = market.outcome[ROUNDS]
    const from = now()
    plainRounds(agents, goods, taken, market.values, market.budgets, market.supplies, spending, totals)
    const plainTime = processorSince(from)
    if (!tiny && run < WARM_UP) continue
    ours.push(time)
    plain.push(plainTime)
    milliseconds.push(time / 1e6)
  }
  const digest = new Digest()
  for (const price of market.prices) digest.word(Math.round(price * 1e6))
  const label = `${sizeText(agents)} agents, ${goods} goods`
  return [
    row(`${label}, over a plain loop`, ratios(ours, plain), '×', digest.hex(), {
      note: `${market.outcome[ROUNDS]} rounds to a gap of 1e-4`,
    }),
    row(label, milliseconds, 'ms', digest.hex()),
  ]
}

/** Equilibria of linear markets over plain loops of the same rounds, and what the auction adds to the metropolis. */
export const auction: Benchmark = async (settings) => {
  const agents = settings.tiny ? 200 : 10_000
  const rows = [...clearing(agents, 8, settings), ...clearing(agents, 32, settings)]
  rows.push(await overhead(row, settings, 'with it', { 'auction.enabled': true }))
  return rows
}
