import type { TheoryCheck } from './check.ts'
import { incoherenceChecks } from './incoherence.ts'

export { agrees, type Measured, type TheoryCheck } from './check.ts'

/** Every check of theory, in the order in which they are shown. */
export const theoryChecks: readonly TheoryCheck[] = [...incoherenceChecks]
