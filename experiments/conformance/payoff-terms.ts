import type { PayoffTerms } from '../../formulas/payoff.ts'

/** The vectors' short names of an interaction's terms; absent ones are 0. */
export interface VectorTerms {
  p: number
  tau?: number
  cA?: number
  cB?: number
  rA?: number
  rB?: number
}

/** An interaction of a vector as the payoff formulas name its terms. */
export function payoffTerms(terms: VectorTerms): PayoffTerms {
  return {
    p: terms.p,
    transfer: terms.tau ?? 0,
    initiatorCost: terms.cA ?? 0,
    counterpartyCost: terms.cB ?? 0,
    initiatorReputationChange: terms.rA ?? 0,
    counterpartyReputationChange: terms.rB ?? 0,
  }
}
