import { CustodyReason } from '../../components/codes.ts'
import { Custody } from '../../components/custody.ts'
import { defineMetric } from '../../engine/metric.ts'
import { threatTrend } from '../../formulas/security.ts'
import { Alarm, Infection, SecurityTotals, Sign, Threat } from './columns.ts'
import { securityParameters } from './parameters.ts'

const KINDS = Object.values(Sign)

/** What the detectors found and what was done about it. Reads Custody, Alarm, Threat, SecurityTotals. */
export const securityMetric = defineMetric({
  name: 'security',
  doc: 'Signs of attack, the threat that they make, and quarantine.',
  sums: ['injection', 'exfiltration', 'manipulation', 'laundering', 'contagion', 'charges'],
  columns: {
    injectionSigns: { unit: 'count', doc: 'Interactions that looked like an injection.' },
    exfiltrationSigns: { unit: 'count', doc: 'Interactions that looked like an exfiltration.' },
    manipulationSigns: { unit: 'count', doc: 'Successes of agents that manipulate.' },
    launderingSigns: { unit: 'count', doc: 'Poor deals passed on to someone of far higher trust.' },
    contagionSigns: { unit: 'count', doc: 'Infections in chains that are long and fast.' },
    securityCharges: { unit: 'money', doc: 'Charged to both parties as interactions happened.' },
    securityFines: { unit: 'money', doc: 'Money fined since the start.' },
    securityFlagged: { unit: 'count', doc: 'Agents flagged when the epoch began.' },
    securityQuarantined: { unit: 'count', doc: 'Agents in quarantine at the end.' },
    securityThreat: { unit: 'level', doc: 'Threat to the society over the epoch before; null in the first.' },
    securityTrend: { unit: 'level per epoch', doc: 'Slope of that threat over the last five epochs.' },
  },
  reads: [Custody, Alarm, Threat, SecurityTotals],
  bind(access) {
    const { agentCount } = access.clock
    const { reasons } = access.get(Custody)
    const { signs, charge } = access.get(Alarm)
    const { level, fined } = access.get(Threat)
    const { levels, known } = access.get(SecurityTotals)
    const { flagThreshold } = access.parameters(securityParameters)
    return {
      observe(first, end, sums) {
        for (let row = first; row < end; row++) {
          sums[KINDS.length] = (sums[KINDS.length] as number) + (charge[row] as number)
          const found = signs[row] as number
          if (found === 0) continue
          for (let kind = 0; kind < KINDS.length; kind++) {
            sums[kind] = (sums[kind] as number) + ((found >>> kind) & 1)
          }
        }
      },
      report(sums) {
        let flagged = 0
        let quarantined = 0
        let fines = 0
        for (let agent = 0; agent < (agentCount[0] as number); agent++) {
          fines += fined[agent] as number
          const held = reasons[agent] as number
          if ((held & CustodyReason.departed) !== 0) continue
          if ((level[agent] as number) >= (flagThreshold[0] as number)) flagged++
          if ((held & CustodyReason.quarantine) !== 0) quarantined++
        }
        const past = levels.subarray(levels.length - (known[0] as number))
        return {
          injectionSigns: sums.injection,
          exfiltrationSigns: sums.exfiltration,
          manipulationSigns: sums.manipulation,
          launderingSigns: sums.laundering,
          contagionSigns: sums.contagion,
          securityCharges: sums.charges,
          securityFines: fines,
          securityFlagged: flagged,
          securityQuarantined: quarantined,
          securityThreat: past.at(-1) ?? null,
          securityTrend: threatTrend(past, levels.length).trend,
        }
      },
    }
  },
})

/** How far harm has spread and whether quarantine stopped it. Reads Infection, Threat. */
export const spreadMetric = defineMetric({
  name: 'security-spread',
  doc: 'The infection forest: who passed poor deals on to whom.',
  sums: [],
  columns: {
    infectedAgents: { unit: 'count', doc: 'Agents ever infected, roots included.' },
    infectionRoots: { unit: 'count', doc: 'Trees of infection.' },
    largestSpread: { unit: 'agents', doc: 'Agents in the largest tree.' },
    deepestSpread: { unit: 'steps', doc: 'Steps from a root to its farthest case, over all trees.' },
    spreadVelocity: {
      unit: 'cases per tick',
      doc: 'Cases over the ticks they took, in the largest tree; null when there is none.',
    },
    containment: {
      unit: 'share',
      doc: 'Trees whose root was quarantined and that had no case afterwards; 1 when there is no tree.',
    },
  },
  reads: [Infection, Threat],
  bind(access) {
    const { agentCount } = access.clock
    const { at, size, deepest, last } = access.get(Infection)
    const { quarantined } = access.get(Threat)
    return {
      report() {
        let infected = 0
        let roots = 0
        let contained = 0
        let largest = -1
        let depth = 0
        for (let agent = 0; agent < (agentCount[0] as number); agent++) {
          if (at[agent] === 0) continue
          infected++
          if (size[agent] === 0) continue
          roots++
          if (largest < 0 || (size[agent] as number) > (size[largest] as number)) largest = agent
          if (depth < (deepest[agent] as number)) depth = deepest[agent] as number
          // Quarantine begins before the tick's deals, so a case of the same tick comes after it.
          const held = quarantined[agent] as number
          if (held !== 0 && (last[agent] as number) < held) contained++
        }
        const cases = largest < 0 ? 0 : (size[largest] as number) - 1
        const ticks = largest < 0 ? 0 : (last[largest] as number) - (at[largest] as number) + 1
        return {
          infectedAgents: infected,
          infectionRoots: roots,
          largestSpread: largest < 0 ? 0 : (size[largest] as number),
          deepestSpread: depth,
          spreadVelocity: largest < 0 ? null : cases / ticks,
          containment: roots === 0 ? 1 : contained / roots,
        }
      },
    }
  },
})
