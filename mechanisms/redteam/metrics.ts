import { defineMetric } from '../../engine/metric.ts'
import { Trace } from './columns.ts'

/** What attackers have done since the start. Reads Trace. */
export const attackMetric = defineMetric({
  name: 'redteam',
  doc: 'Attacks since the start: running totals, in every epoch too.',
  sums: [],
  columns: {
    attacks: { unit: 'count', doc: 'Proposals that were hostile or asked for money, and were completed.' },
    effectiveAttacks: { unit: 'count', doc: 'Of these, accepted.' },
    caughtAttacks: {
      unit: 'count',
      doc: 'Of these, those at which an audit or the breaker found a violation.',
    },
    attackHarm: { unit: 'harm', doc: 'Expected harm of accepted ones to others than attackers.' },
  },
  reads: [Trace],
  bind(access) {
    const { infiltrated, attacks, effective, caught, harm } = access.get(Trace)
    const { agentCount } = access.clock
    return {
      report() {
        const row = { attacks: 0, effectiveAttacks: 0, caughtAttacks: 0, attackHarm: 0 }
        for (let agent = 0; agent < agentCount[0]; agent++) {
          if (infiltrated[agent] === 0) continue
          row.attacks += attacks[agent]
          row.effectiveAttacks += effective[agent]
          row.caughtAttacks += caught[agent]
          row.attackHarm += harm[agent]
        }
        return row
      },
    }
  },
})
