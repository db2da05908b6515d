import { CustodyReason } from '../../components/codes.ts'
import { Custody } from '../../components/custody.ts'
import { defineMetric } from '../../engine/metric.ts'
import { Identity, IdentityTotals } from './columns.ts'

const total = (doc: string) => ({
  unit: 'count',
  doc: `${doc} since the start: a running total, in every epoch too.`,
})

/** How far identities are trusted, and what the registry turned down. Reads Identity, IdentityTotals, Custody. */
export const identityMetric = defineMetric({
  name: 'identity',
  doc: 'Trust, credentials and the registry of identities.',
  sums: [],
  columns: {
    meanTrust: { unit: 'score', doc: 'Mean trust in agents that have not departed; null without any.' },
    validCredentials: { unit: 'count', doc: 'Credentials that count.' },
    personhoodShare: {
      unit: 'share',
      doc: 'Agents that have proved personhood, among all that have not departed.',
    },
    credentialsIssued: total('Credentials issued or renewed'),
    credentialsExpired: total('Credentials that expired'),
    credentialsRevoked: total('Credentials that were revoked'),
    credentialsDisplaced: total('Credentials that gave way to new ones'),
    identitiesRefused: total('Newcomers that the registry turned down'),
    identityCostCharged: {
      unit: 'money',
      doc: 'Money charged for identities since the start: a running total, in every epoch too.',
    },
  },
  reads: [Identity, IdentityTotals, Custody],
  bind(access) {
    const { trust, valid, personhood } = access.get(Identity)
    const { reasons } = access.get(Custody)
    const totals = access.get(IdentityTotals)
    const { agentCount } = access.clock
    return {
      report() {
        let present = 0
        let trusted = 0
        let credentials = 0
        let proven = 0
        for (let agent = 0; agent < agentCount[0]; agent++) {
          if ((reasons[agent] & CustodyReason.departed) !== 0) continue
          present++
          trusted += trust[agent]
          credentials += valid[agent]
          proven += personhood[agent]
        }
        return {
          meanTrust: present === 0 ? null : trusted / present,
          validCredentials: credentials,
          personhoodShare: present === 0 ? null : proven / present,
          credentialsIssued: totals.issued[0],
          credentialsExpired: totals.expired[0],
          credentialsRevoked: totals.revoked[0],
          credentialsDisplaced: totals.displaced[0],
          identitiesRefused: totals.overLimit[0] + totals.unproven[0] + totals.unpaid[0],
          identityCostCharged: totals.charged[0],
        }
      },
    }
  },
})
