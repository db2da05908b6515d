import { Kind } from '../../components/agent.ts'
import { AgentType } from '../../components/codes.ts'
import { Custody } from '../../components/custody.ts'
import { Stake } from '../../components/stake.ts'
import { defineStream, type EntitySource } from '../../engine/random.ts'
import { defineSystem } from '../../engine/schedule.ts'
import { Seat, ShareMarket, ShareTotals } from './columns.ts'
import { insidersParameters } from './parameters.ts'

export const SEAT_STREAM = defineStream('insiders-seat')

/**
 * Seats agents for an epoch, in an order drawn anew: insiders fill one market after the other, the uninformed go round. Who is
 * held or has less than the floor stays out, and so do insiders who do not fill a market. Reads Kind, Custody, Stake. Writes
 * Seat, ShareMarket, ShareTotals. Whitepaper §5: informed are the deceptive and adversarial, uninformed all others.
 */
export const insidersOpeningSystem = defineSystem({
  name: 'insiders-opening',
  phase: 'epoch-levers',
  every: 'epoch-start',
  after: ['lever-merge'],
  reads: [Kind, Custody, Stake],
  writes: [Seat, ShareMarket, ShareTotals],
  doc: 'Seats agents in markets for the epoch.',
  bind(access) {
    const { type } = access.get(Kind)
    const { reasons } = access.get(Custody)
    const { resources } = access.get(Stake)
    const { market, informed, order } = access.get(Seat)
    const { uninformed } = access.get(ShareMarket)
    const totals = access.get(ShareTotals)
    const { insidersPerMarket, purseFloor } = access.parameters(insidersParameters)
    const draws = access.source(SEAT_STREAM)
    const knowing = new Uint32Array(market.length)
    const others = new Uint32Array(market.length)
    return (first, end) => {
      let knows = 0
      let rest = 0
      for (let agent = first; agent < end; agent++) {
        market[agent] = 0
        informed[agent] = 0
        order[agent] = 0
        // NaN stands for no floor, and nothing lies below it.
        if (reasons[agent] !== 0 || resources[agent] < purseFloor[0]) continue
        const isInsider = type[agent] === AgentType.deceptive || type[agent] === AgentType.adversarial
        if (isInsider) knowing[knows++] = agent
        else others[rest++] = agent
      }
      const each = insidersPerMarket[0]
      // A market without anyone uninformed has nobody to hide behind, and nothing would be traded.
      const markets = Math.min(Math.floor(knows / each), rest)
      totals.markets[0] = markets
      totals.insiders[0] = markets * each
      totals.traders[0] = markets === 0 ? 0 : markets * each + rest
      if (markets === 0) return
      draws.begin(0)
      shuffle(knowing, knows, draws)
      shuffle(others, rest, draws)
      for (let place = 0; place < markets * each; place++) {
        market[knowing[place]] = Math.floor(place / each) + 1
        informed[knowing[place]] = 1
      }
      uninformed.fill(0, 0, markets)
      for (let place = 0; place < rest; place++) {
        market[others[place]] = (place % markets) + 1
        uninformed[place % markets]++
      }
    }
  },
})

/** Fisher and Yates: every order of the first `count` rows alike. */
function shuffle(rows: Uint32Array, count: number, draws: EntitySource): void {
  for (let left = count; left > 1; left--) {
    const chosen = Math.floor(draws.next()[0] * left)
    const row = rows[chosen]
    rows[chosen] = rows[left - 1]
    rows[left - 1] = row
  }
}
