import { Kind } from '../../components/agent.ts'
import { AgentType } from '../../components/codes.ts'
import { Custody } from '../../components/custody.ts'
import { UserError } from '../../engine/errors.ts'
import { defineStream } from '../../engine/random.ts'
import { defineSystem } from '../../engine/schedule.ts'
import { Caller, Dealer, DealerTotals } from './columns.ts'
import { dealerParameters } from './parameters.ts'

export const GOOD_STREAM = defineStream('dealer-good')

/**
 * Begins a day of trading: who is free may call, every dealer gets a good whose value is drawn, and starts from the prior. Reads
 * Kind, Custody. Writes Caller, Dealer, DealerTotals. Whitepaper §5: informed are the deceptive and adversarial.
 */
export const dealerOpeningSystem = defineSystem({
  name: 'dealer-opening',
  phase: 'epoch-levers',
  every: 'epoch-start',
  after: ['lever-merge'],
  reads: [Kind, Custody],
  writes: [Caller, Dealer, DealerTotals],
  doc: 'Says who may call dealers, and draws what their goods are worth.',
  bind(access) {
    const { type } = access.get(Kind)
    const { reasons } = access.get(Custody)
    const { line } = access.get(Caller)
    const { isHigh, belief, trades, lastPrice } = access.get(Dealer)
    const totals = access.get(DealerTotals)
    const { prior, informedShare, valueLow, valueHigh } = access.parameters(dealerParameters)
    const draws = access.source(GOOD_STREAM)
    return (first, end) => {
      checkValues(valueLow[0], valueHigh[0])
      let callers = 0
      for (let agent = first; agent < end; agent++) {
        if (reasons[agent] === 0 && isInformed(type[agent])) line[callers++] = agent
      }
      const informed = callers
      for (let agent = first; agent < end; agent++) {
        if (reasons[agent] === 0 && !isInformed(type[agent])) line[callers++] = agent
      }
      totals.informed[0] = informed
      totals.callers[0] = callers
      const present = callers === 0 ? 0 : informed / callers
      totals.informedShare[0] = Number.isNaN(informedShare[0]) ? present : informedShare[0]
      for (let dealer = 0; dealer < belief.length; dealer++) {
        draws.begin(dealer)
        isHigh[dealer] = draws.next()[0] < prior[0] ? 1 : 0
        belief[dealer] = prior[0]
        trades[dealer] = 0
        lastPrice[dealer] = 0
      }
    }
  },
})

const isInformed = (type: number): boolean => type === AgentType.deceptive || type === AgentType.adversarial

/** Refuses a lower value above the higher one, which levers may bring about while a run goes on. */
export function checkValues(low: number, high: number): void {
  if (low <= high) return
  throw new UserError('dealer.value_low', `got ${low}, expected at most dealer.value_high, ${high}`)
}
