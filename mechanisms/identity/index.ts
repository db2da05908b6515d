import { definePlugin } from '../../engine/plugin.ts'
import { Credential, ExpiryBucket, Identity, IdentityTotals } from './columns.ts'
import { ISSUER_STREAM, identityEvidenceSystem, identityExpirySystem, identityIssueSystem } from './issue.ts'
import { identityMetric } from './metrics.ts'
import { identityParameters } from './parameters.ts'
import {
  FOUNDING_STREAM,
  identityArrivalSystem,
  identityRegisterSystem,
  REGISTRY_STREAM,
} from './registry.ts'

/** Identities: a registry of newcomers, verifiable credentials and trust that follows from them. Whitepaper §15. */
export const identityPlugin = definePlugin('identity', identityParameters, (app) => {
  const { plan } = app
  if (plan.value('identity.enabled') !== true) return
  const slots = plan.value('identity.credential_slots') as number
  const life = plan.value('identity.credential_expiry_epochs') as number
  app
    .needs('core')
    .tables({
      credential: { rows: plan.capacity * slots, live: ({ clock }) => clock.agentCount[0] * slots },
      expiryBucket: life + 1,
    })
    .components(Identity, Credential, ExpiryBucket, IdentityTotals)
    .systems(identityRegisterSystem, identityExpirySystem)
    .systems(identityEvidenceSystem)
    .systems(identityIssueSystem)
    .systems(identityArrivalSystem)
    .metrics(identityMetric)
    .streams(REGISTRY_STREAM, FOUNDING_STREAM, ISSUER_STREAM)
})
