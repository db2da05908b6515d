import { Custody } from '../components/custody.ts'
import { Cost, Finding, Verdict } from '../components/interaction.ts'
import { Treasury } from '../components/stake.ts'
import { defineMetric } from '../engine/metric.ts'
import { isFrozen } from './presence.ts'
import { add, COMPLETED_WEIGHTS } from './sums.ts'

/** What safeguards did. Reads Custody, Verdict, Cost, Finding, Treasury. Whitepaper §8. */
export const governance = defineMetric({
  name: 'governance',
  doc: 'Freezes, audits and taxes (§8).',
  sums: ['audited', 'penalties', 'tax'],
  columns: {
    frozenAgents: { unit: 'count', doc: 'Agents that the circuit breaker holds at the end.' },
    auditedInteractions: { unit: 'count', doc: 'Completed interactions that a random audit looked at.' },
    auditPenalties: { unit: 'score', doc: 'Sum of audit penalties.' },
    treasury: { unit: 'money', doc: 'Taxes and slashed stakes in the common purse at the end.' },
    taxCollected: { unit: 'money', doc: 'Sum of taxes on interactions.' },
  },
  reads: [Custody, Verdict, Cost, Finding, Treasury],
  bind(access) {
    const { agentCount } = access.clock
    const { reasons } = access.get(Custody)
    const { status } = access.get(Verdict)
    const { tax } = access.get(Cost)
    const { audited, penalty } = access.get(Finding)
    const { balance } = access.get(Treasury)
    return {
      observe(first, end, sums) {
        let audits = 0
        let penalties = 0
        let taxes = 0
        for (let row = first; row < end; row++) {
          const counted = COMPLETED_WEIGHTS[status[row] as number] as number
          audits += counted * (audited[row] as number)
          penalties += counted * (penalty[row] as number)
          taxes += counted * (tax[row] as number)
        }
        add(sums, 0, audits)
        add(sums, 1, penalties)
        add(sums, 2, taxes)
      },
      report(sums) {
        const agents = agentCount[0] as number
        let frozen = 0
        for (let agent = 0; agent < agents; agent++) if (isFrozen(reasons[agent] as number)) frozen++
        return {
          frozenAgents: frozen,
          auditedInteractions: sums.audited,
          auditPenalties: sums.penalties,
          treasury: balance[0] as number,
          taxCollected: sums.tax,
        }
      },
    }
  },
})
