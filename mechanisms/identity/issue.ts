import { CustodyReason, Status, Violation } from '../../components/codes.ts'
import { Custody } from '../../components/custody.ts'
import { Finding, Parties, Score, Verdict } from '../../components/interaction.ts'
import { Standing } from '../../components/standing.ts'
import { defineStream } from '../../engine/random.ts'
import { defineSystem } from '../../engine/schedule.ts'
import type { SystemAccess } from '../../engine/world.ts'
import { AuditFinding, Credential, CredentialType, Identity } from './columns.ts'
import { bindCredentials, CREDENTIAL_COLUMNS } from './credentials.ts'
import { identityParameters } from './parameters.ts'

export const ISSUER_STREAM = defineStream('identity-issuer')

const TALLY_MAX = 65_535

/** Notes what credentials are given for. Reads Parties, Score, Verdict, Finding. Writes Identity. Whitepaper §15. */
export const identityEvidenceSystem = defineSystem({
  name: 'identity-evidence',
  phase: 'memory',
  every: 'interaction',
  reads: [Parties, Score, Verdict, Finding],
  writes: [Identity],
  doc: 'Counts good interactions and what audits found, for those who initiated.',
  bind(access) {
    const { initiator } = access.get(Parties)
    const { p } = access.get(Score)
    const { status } = access.get(Verdict)
    const { audited, violations } = access.get(Finding)
    const { tasks, audits } = access.get(Identity)
    const { qualityMin } = access.parameters(identityParameters)
    return (first, end) => {
      const least = qualityMin[0]
      for (let row = first; row < end; row++) {
        if (status[row] === Status.void || status[row] === Status.expired) continue
        const agent = initiator[row]
        if (status[row] === Status.accepted && p[row] >= least && tasks[agent] < TALLY_MAX) tasks[agent]++
        if (audited[row] === 0) continue
        const failed = (violations[row] & Violation.audit) !== 0
        audits[agent] |= failed ? AuditFinding.failed : AuditFinding.passed
      }
    }
  },
})

/**
 * Issues what an epoch has earned: a task_completion for enough good work, an audit_pass for passing every audit of the
 * epoch, a reputation_history for reputation kept up. An audit failed revokes audit passes. Reads Standing, Custody.
 * Writes Credential, ExpiryBucket, Identity, IdentityTotals. Whitepaper §15.
 */
export const identityIssueSystem = defineSystem({
  name: 'identity-issue',
  phase: 'epoch-end',
  every: 'epoch-end',
  reads: [Standing, Custody],
  writes: [...CREDENTIAL_COLUMNS],
  doc: 'Issues credentials for what agents did in the epoch.',
  bind(access) {
    const { reputation } = access.get(Standing)
    const { reasons } = access.get(Custody)
    const { tasks, audits, streak } = access.get(Identity)
    const { tasksMin, historyEpochs, historyReputationMin, issuers } = access.parameters(identityParameters)
    const draws = access.source(ISSUER_STREAM)
    const { issue, assess } = bindCredentials(access)
    const revokePasses = bindRevoking(access)
    const give = (agent: number, type: number): void => {
      issue(agent, agent, type, Math.floor(draws.next()[0] * issuers[0]))
    }
    return (first, end) => {
      for (let agent = first; agent < end; agent++) {
        if ((reasons[agent] & CustodyReason.departed) !== 0) continue
        const found = audits[agent]
        const works = tasks[agent] >= tasksMin[0]
        if (reputation[agent] < historyReputationMin[0]) streak[agent] = 0
        else if (streak[agent] < TALLY_MAX) streak[agent]++
        const keepsUp = streak[agent] > 0 && streak[agent] % historyEpochs[0] === 0
        tasks[agent] = 0
        audits[agent] = 0
        if (found === 0 && !works && !keepsUp) continue
        draws.begin(agent)
        if ((found & AuditFinding.failed) !== 0) revokePasses(agent)
        else if (found !== 0) give(agent, CredentialType.auditPass)
        if (works) give(agent, CredentialType.taskCompletion)
        if (keepsUp) give(agent, CredentialType.reputationHistory)
        assess(agent)
      }
    }
  },
})

function bindRevoking(access: SystemAccess): (agent: number) => void {
  const { type } = access.get(Credential)
  const { slots, holds, revoke } = bindCredentials(access)
  return (agent) => {
    for (let row = agent * slots; row < (agent + 1) * slots; row++) {
      if (type[row] === CredentialType.auditPass && holds(row)) revoke(row)
    }
  }
}

/**
 * Takes out the credentials that expire with the epoch that begins. Writes Credential, ExpiryBucket, Identity,
 * IdentityTotals.
 */
export const identityExpirySystem = defineSystem({
  name: 'identity-expiry',
  phase: 'epoch-start',
  every: 'epoch-start',
  reads: [],
  writes: [...CREDENTIAL_COLUMNS],
  doc: 'Lets credentials expire.',
  bind(access) {
    const { expire } = bindCredentials(access)
    return () => expire()
  },
})
