import { auctionChecks } from './auction.ts'
import type { TheoryCheck } from './check.ts'
import { dealerChecks, lemonsChecks } from './dealers.ts'
import { identityChecks } from './identities.ts'
import { incoherenceChecks } from './incoherence.ts'
import { inequalityChecks } from './inequality.ts'
import { insiderChecks } from './insiders.ts'
import { missionChecks } from './missions.ts'
import { negotiationChecks } from './negotiation.ts'
import { outbreakChecks } from './outbreaks.ts'
import { oversightChecks } from './oversight.ts'

export { agrees, type Measured, type TheoryCheck } from './check.ts'

/** Every check of theory, in the order in which they are shown. */
export const theoryChecks: readonly TheoryCheck[] = [
  ...auctionChecks,
  ...inequalityChecks,
  ...identityChecks,
  ...oversightChecks,
  ...insiderChecks,
  ...dealerChecks,
  ...lemonsChecks,
  ...outbreakChecks,
  ...missionChecks,
  ...negotiationChecks,
  ...incoherenceChecks,
]
