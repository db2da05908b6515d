import { Status, Violation } from '../components/codes.ts'
import { Cost, Finding, Parties, Score, Verdict } from '../components/interaction.ts'
import { governanceParameters } from '../components/parameters/governance.ts'
import { defineStream } from '../engine/random.ts'
import { defineSystem } from '../engine/schedule.ts'
import { auditPenalty, isAudited, isAuditViolation } from '../formulas/levers.ts'

export const AUDIT_STREAM = defineStream('audit')

/**
 * Looks at a random share of completed interactions, accepted or not, and fines the initiator of a poor one. Reads
 * Parties, Score, Verdict. Writes Cost, Finding. Whitepaper §8, random audit.
 */
export const auditSystem = defineSystem({
  name: 'audit',
  phase: 'audit',
  every: 'interaction',
  spread: 'chunks',
  reads: [Parties, Score, Verdict],
  writes: [Cost, Finding],
  doc: 'Audits interactions at random.',
  bind(access) {
    const { key } = access.get(Parties)
    const { p } = access.get(Score)
    const { status } = access.get(Verdict)
    const { initiator } = access.get(Cost)
    const { audited, violations, penalty } = access.get(Finding)
    const { auditEnabled, auditProbability, auditPenaltyMultiplier, auditThresholdP } =
      access.parameters(governanceParameters)
    const draws = access.source(AUDIT_STREAM)
    return (first, end) => {
      if (auditEnabled[0] === 0) return
      draws.fill(key, first, end)
      for (let row = first; row < end; row++) {
        if (status[row] === Status.void || status[row] === Status.expired) continue
        draws.beginRow(row)
        if (!isAudited(draws.next()[0], auditProbability[0])) continue
        audited[row] = 1
        if (!isAuditViolation(p[row], auditThresholdP[0])) continue
        const fine = auditPenalty(p[row], auditThresholdP[0], auditPenaltyMultiplier[0])
        penalty[row] = fine
        initiator[row] += fine
        violations[row] |= Violation.audit
      }
    }
  },
})
