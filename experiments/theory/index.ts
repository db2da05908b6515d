import { auctionChecks } from './auction.ts'
import type { TheoryCheck } from './check.ts'
import { inequalityChecks } from './inequality.ts'

export { agrees, type Measured, type TheoryCheck } from './check.ts'

/** Every check of theory, in the order in which they are shown. */
export const theoryChecks: readonly TheoryCheck[] = [...auctionChecks, ...inequalityChecks]
