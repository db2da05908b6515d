import { defineComponent, f64, u8, u16, u32 } from '../../engine/columns.ts'
import { NOBODY } from '../../engine/journal.ts'
import { TRUST_BASE } from '../../formulas/identity.ts'

/** Types of credentials: positions in this list, 0 for a free row. */
export const CREDENTIAL_TYPES = ['none', 'reputation_history', 'audit_pass', 'task_completion'] as const
export const CredentialType = { none: 0, reputationHistory: 1, auditPass: 2, taskCompletion: 3 } as const

/** What an agent's audits of an epoch found, as bits. */
export const AuditFinding = { passed: 1, failed: 2 } as const

/** Who an agent is to the registry, and how far its credentials carry. */
export const Identity = defineComponent('Identity', {
  registered: u8({ unit: 'flag', range: [0, 1], sight: 'hidden', doc: 'Entered in the registry.' }),
  principal: u32({
    unit: 'rows',
    sight: 'hidden',
    doc: 'First agent of the principal behind it, as far as is known; NOBODY when it is not.',
    initial: NOBODY,
  }),
  identities: u16({
    unit: 'count',
    sight: 'hidden',
    doc: 'Identities known of the principal that it founded.',
  }),
  personhood: u8({ unit: 'flag', range: [0, 1], sight: 'public', doc: 'Has proved personhood.' }),
  trust: f64({
    unit: 'score',
    range: [0, 1],
    sight: 'public',
    doc: 'Trust from proof of personhood and credentials.',
    initial: TRUST_BASE,
  }),
  valid: u8({ unit: 'count', sight: 'public', doc: 'Credentials that count.' }),
  tasks: u16({ unit: 'count', sight: 'own', doc: 'Good accepted interactions initiated in this epoch.' }),
  audits: u8({ unit: 'bits', sight: 'own', doc: 'What audits of this epoch found, bits of AuditFinding.' }),
  streak: u16({ unit: 'epochs', sight: 'own', doc: 'Epochs in a row that ended with enough reputation.' }),
})

/** Credentials, `identity.credential_slots` rows a holder. */
export const Credential = defineComponent(
  'Credential',
  {
    type: u8({ unit: 'code', sight: 'public', doc: 'Position in CREDENTIAL_TYPES; none for a free row.' }),
    issuer: u8({ unit: 'code', sight: 'public', doc: 'Number of the issuer, from 0.' }),
    subject: u32({ unit: 'rows', sight: 'public', doc: 'Agent that it is about.' }),
    issued: u32({ unit: 'epochs', sight: 'public', doc: 'Epoch in which it was issued.' }),
    expires: u32({
      unit: 'epochs',
      sight: 'public',
      doc: 'First epoch in which it is out of force, 2^32 - 1 for never.',
    }),
    revoked: u8({ unit: 'flag', range: [0, 1], sight: 'public', doc: 'Withdrawn by its issuer.' }),
    bucket: u32({ unit: 'rows', sight: 'hidden', doc: 'Bucket that it waits in, plus 1; 0 for none.' }),
    next: u32({ unit: 'rows', sight: 'hidden', doc: 'Next row in that bucket, plus 1; 0 at its end.' }),
  },
  { table: 'credential' },
)

/** Credentials by the epoch in which they expire, in a ring as long as they are in force: an epoch looks at its own. */
export const ExpiryBucket = defineComponent(
  'ExpiryBucket',
  {
    head: u32({ unit: 'rows', sight: 'hidden', doc: 'First credential of the bucket, plus 1; 0 for none.' }),
  },
  { table: 'expiryBucket' },
)

export const IdentityTotals = defineComponent(
  'IdentityTotals',
  {
    issued: u32({ unit: 'count', sight: 'hidden', doc: 'Credentials issued or renewed.' }),
    expired: u32({ unit: 'count', sight: 'hidden', doc: 'Credentials that expired.' }),
    revoked: u32({ unit: 'count', sight: 'hidden', doc: 'Credentials that were revoked.' }),
    displaced: u32({ unit: 'count', sight: 'hidden', doc: 'Credentials that gave way to new ones.' }),
    overLimit: u32({ unit: 'count', sight: 'hidden', doc: 'Newcomers turned down for too many identities.' }),
    unproven: u32({ unit: 'count', sight: 'hidden', doc: 'Newcomers turned down for lack of proof.' }),
    unpaid: u32({ unit: 'count', sight: 'hidden', doc: 'Newcomers turned down because nobody could pay.' }),
    charged: f64({
      unit: 'money',
      range: [0, Number.POSITIVE_INFINITY],
      sight: 'hidden',
      doc: 'Money charged for identities.',
    }),
  },
  { table: 'world' },
)
