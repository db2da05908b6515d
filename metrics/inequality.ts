import { Custody } from '../components/custody.ts'
import { Ledger } from '../components/ledger.ts'
import { scratchOf } from '../components/lookup/scratch.ts'
import { Stake } from '../components/stake.ts'
import { defineMetric } from '../engine/metric.ts'
import { giniOfHoldings } from '../formulas/gini.ts'
import { isDeparted } from './presence.ts'

/** Inequality among agents that have not departed. Reads Custody, Ledger, Stake. */
export const inequality = defineMetric({
  name: 'inequality',
  doc:
    'Gini coefficients over agents at the end, departed ones left out, 0 when nobody owns anything. What is below 0 ' +
    'counts as 0: with negative amounts the coefficient would leave [0, 1], and divide by a total of any sign.',
  sums: [],
  columns: {
    giniPayoff: { unit: 'share', doc: 'Gini coefficient of total payoffs, in [0, 1).' },
    giniResources: { unit: 'share', doc: 'Gini coefficient of resources, in [0, 1).' },
  },
  reads: [Custody, Ledger, Stake],
  bind(access) {
    const { agentCount } = access.clock
    const { reasons } = access.get(Custody)
    const { totalPayoff } = access.get(Ledger)
    const { resources } = access.get(Stake)
    const { numbers: buffer } = scratchOf(access.world)
    const gatherPresent = (values: Float64Array): number => {
      const agents = agentCount[0] as number
      let present = 0
      for (let agent = 0; agent < agents; agent++) {
        if (isDeparted(reasons[agent] as number)) continue
        buffer[present++] = values[agent] as number
      }
      return present
    }
    const giniOf = (values: Float64Array) => {
      const holdings = buffer.subarray(0, gatherPresent(values))
      const gini = giniOfHoldings(holdings)
      holdings.fill(0)
      return gini
    }
    return {
      report: () => ({ giniPayoff: giniOf(totalPayoff), giniResources: giniOf(resources) }),
    }
  },
})
