/** How much a buyer gains by misreporting its values in a Fisher market: measured, since no closed form is known. */

import { clearMarket } from '../../mechanisms/auction/market.ts'
import { uniformsOf } from './uniforms.ts'

const MARKETS = 8
/** Factors by which the value of the first good is misreported, below and above 1. */
const REPORTS = [0.1, 0.2, 0.35, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.05, 1.1, 1.25, 1.4, 1.7, 2, 3, 5, 10]

/** Utility of the first buyer, by its own values, when it reports others. */
function utilityOf(
  values: readonly (readonly number[])[],
  reported: readonly number[],
  supplies: readonly number[],
): number {
  const market = { values: [reported, ...values.slice(1)], budgets: values.map(() => 1), supplies }
  const { held } = clearMarket(market, { tolerance: 1e-7, maxRounds: 4000 })
  return (values[0] ?? []).reduce((sum, value, good) => sum + value * (held[good] ?? 0), 0)
}

/**
 * Relative gain of the best misreport found over the truth, mean over markets of so many buyers of equal budgets, two goods
 * and values uniform in [0.1, 1]. At least 0: the truth is one of the reports.
 */
export function bestMisreport(buyers: number): number {
  const draw = uniformsOf('theory-misreport')
  let gains = 0
  for (let market = 0; market < MARKETS; market++) {
    const values = Array.from({ length: buyers }, () => [0.1 + 0.9 * draw(), 0.1 + 0.9 * draw()])
    const supplies = [buyers, buyers]
    const [first = 1, second = 1] = values[0] ?? []
    const honest = utilityOf(values, [first, second], supplies)
    const best = Math.max(
      ...REPORTS.map((factor) => utilityOf(values, [first * factor, second], supplies)),
      honest,
    )
    gains += best / honest - 1
  }
  return gains / MARKETS
}
