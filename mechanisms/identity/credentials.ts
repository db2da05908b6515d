import type { LookupAccess } from '../../components/lookup/acquaintances.ts'
import type { ParameterGroup } from '../../engine/config.ts'
import { NOBODY } from '../../engine/journal.ts'
import type { ParameterViews } from '../../engine/world.ts'
import { isInForce, trustScore } from '../../formulas/identity.ts'
import { Credential, CredentialType, ExpiryBucket, Identity, IdentityTotals } from './columns.ts'
import { identityParameters } from './parameters.ts'

type Access = LookupAccess & {
  parameters<G extends ParameterGroup>(group: G): ParameterViews<G>
}

/** Components that handling credentials writes. */
export const CREDENTIAL_COLUMNS = [Credential, ExpiryBucket, Identity, IdentityTotals] as const

/** The credentials of a world. Epochs are those of the clock. */
export interface Credentials {
  /** Rows of an agent: those from agent × slots on. */
  readonly slots: number
  /**
   * Gives a credential to a holder. One of the same type and issuer is renewed while checks are on. Returns its row.
   * @param type a position in CREDENTIAL_TYPES
   */
  issue(holder: number, subject: number, type: number, issuer: number): number
  /** Withdraws a credential; false when there is none in the row. It counts no more from here on. */
  revoke(row: number): boolean
  /** Whether the credential in a row is in force. */
  holds(row: number): boolean
  /** Credentials of a holder that count, under checks or without. */
  count(holder: number): number
  /** Brings the count and the trust of a holder up to date. */
  assess(holder: number): void
  /** Takes out what expires in this epoch. */
  expire(): void
}

export function bindCredentials(access: Access): Credentials {
  const credential = access.get(Credential)
  const { trust, valid, personhood } = access.get(Identity)
  const totals = access.get(IdentityTotals)
  const { epoch } = access.clock
  const slots = credential.type.length / Math.max(1, access.world.rowsOf('agent'))
  const { enqueue, drain } = bindBuckets(access)
  const { credentialExpiryEpochs, checks } = access.parameters(identityParameters)
  const countsAt = bindCounting(access, slots)
  const rowFor = bindRows(access, slots)
  const holds = (row: number) =>
    credential.type[row] !== CredentialType.none &&
    isInForce(credential.revoked[row] === 1, credential.expires[row], epoch[0])
  const count = (holder: number) => {
    let counted = 0
    for (let row = holder * slots; row < (holder + 1) * slots; row++) {
      if (holds(row) && (checks[0] === 0 || countsAt(holder, row))) counted++
    }
    return counted
  }
  const assess = (holder: number) => {
    valid[holder] = count(holder)
    trust[holder] = trustScore(personhood[holder] === 1, valid[holder])
  }
  return {
    slots,
    holds,
    count,
    assess,
    issue(holder, subject, type, issuer) {
      const row = rowFor(holder, type, issuer)
      credential.type[row] = type
      credential.issuer[row] = issuer
      credential.subject[row] = subject
      credential.issued[row] = epoch[0]
      credential.expires[row] = epoch[0] + credentialExpiryEpochs[0]
      credential.revoked[row] = 0
      totals.issued[0]++
      enqueue(row)
      return row
    },
    revoke(row) {
      if (credential.type[row] === CredentialType.none) return false
      credential.revoked[row] = 1
      totals.revoked[0]++
      return true
    },
    expire: () =>
      drain((row) => {
        if (credential.revoked[row] === 0) totals.expired[0]++
        credential.type[row] = CredentialType.none
        assess(Math.floor(row / slots))
      }),
  }
}

/** Whether a credential in force passes the checks: the first of its type and issuer, and sound in itself. */
function bindCounting(access: Access, slots: number): (holder: number, row: number) => boolean {
  const { type, issuer, subject, issued, expires, revoked } = access.get(Credential)
  const { trustedIssuers } = access.parameters(identityParameters)
  const { epoch } = access.clock
  const isSound = (holder: number, row: number) =>
    type[row] !== CredentialType.none &&
    isInForce(revoked[row] === 1, expires[row], epoch[0]) &&
    issuer[row] < trustedIssuers[0] &&
    subject[row] === holder &&
    issued[row] <= epoch[0]
  return (holder, row) => {
    if (!isSound(holder, row)) return false
    for (let earlier = holder * slots; earlier < row; earlier++) {
      if (type[earlier] === type[row] && issuer[earlier] === issuer[row] && isSound(holder, earlier))
        return false
    }
    return true
  }
}

/** The row for a new credential: of the same type and issuer under checks, else a free one, else what expires soonest. */
function bindRows(access: Access, slots: number): (holder: number, type: number, issuer: number) => number {
  const { type: types, issuer: issuers, expires } = access.get(Credential)
  const { checks } = access.parameters(identityParameters)
  const { displaced } = access.get(IdentityTotals)
  return (holder, type, issuer) => {
    const first = holder * slots
    let free = NOBODY
    let soonest = first
    for (let row = first; row < first + slots; row++) {
      if (checks[0] === 1 && types[row] === type && issuers[row] === issuer) return row
      if (types[row] === CredentialType.none && free === NOBODY) free = row
      if (expires[row] < expires[soonest]) soonest = row
    }
    if (free !== NOBODY) return free
    displaced[0]++
    return soonest
  }
}

interface Buckets {
  /** Puts a credential where its expiry will find it; one that waits somewhere already moves on from there in time. */
  enqueue(row: number): void
  /** Calls for each credential that expires in this epoch. */
  drain(expire: (row: number) => void): void
}

/**
 * A ring of lists by epoch of expiry. A credential that is renewed, or whose row is used anew, stays in the list that it
 * is in: when that comes up, it moves to the right one. So each row is in one list at most, and no list is searched.
 */
function bindBuckets(access: Access): Buckets {
  const { type, expires, bucket, next } = access.get(Credential)
  const { head } = access.get(ExpiryBucket)
  const { epoch } = access.clock
  const enqueue = (row: number) => {
    if (bucket[row] !== 0) return
    const place = expires[row] % head.length
    bucket[row] = place + 1
    next[row] = head[place]
    head[place] = row + 1
  }
  return {
    enqueue,
    drain(expire) {
      const place = epoch[0] % head.length
      let link = head[place]
      head[place] = 0
      while (link !== 0) {
        const row = link - 1
        link = next[row]
        bucket[row] = 0
        next[row] = 0
        if (type[row] === CredentialType.none) continue
        if (expires[row] <= epoch[0]) expire(row)
        else enqueue(row)
      }
    },
  }
}
