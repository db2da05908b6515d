/** Payoffs of one interaction, welfare and break-even probabilities. Whitepaper §2. */

/** Parameters of the payoff. Amounts are in resource units. */
export interface PayoffParameters {
  /** Surplus s+ created by a good outcome, >= 0. */
  sPlus: number
  /** Surplus s- destroyed by a bad outcome, >= 0. */
  sMinus: number
  /** Harm h to others by a bad outcome, >= 0. */
  h: number
  /** The initiator's share of the surplus, in [0, 1]. */
  theta: number
  /** Share of the expected harm that the initiator bears, >= 0; above 1 it pays more than it does. */
  rhoA: number
  /** The same of the counterparty. */
  rhoB: number
  /** Worth of one unit of reputation, any sign. */
  wRep: number
}

/** What of one interaction enters the payoffs. */
export interface PayoffTerms {
  /** Probability of a good outcome, in [0, 1]. */
  p: number
  /** Paid by the initiator to the counterparty, any sign. */
  transfer: number
  initiatorCost: number
  counterpartyCost: number
  initiatorReputationChange: number
  counterpartyReputationChange: number
}

/** One side's payoff: total = surplusShare + transfer - governanceCost - externalityCost + reputationBonus. */
export interface PayoffBreakdown {
  expectedSurplus: number
  expectedHarm: number
  surplusShare: number
  /** Minus what the initiator pays, plus what the counterparty receives. */
  transfer: number
  /** Governance cost, counted positive. */
  governanceCost: number
  /** Internalised harm, counted positive. */
  externalityCost: number
  reputationBonus: number
  total: number
}

export const DEFAULT_PAYOFF_PARAMETERS: Readonly<PayoffParameters> = Object.freeze({
  sPlus: 2,
  sMinus: 1,
  h: 2,
  theta: 0.5,
  rhoA: 0,
  rhoB: 0,
  wRep: 1,
})

/** S = p s+ - (1 - p) s-; between -s- and s+, rising in p. */
export function expectedSurplus(p: number, sPlus: number, sMinus: number): number {
  return p * sPlus - (1 - p) * sMinus
}

/** E = (1 - p) h; between 0 and h, falling in p. */
export function expectedHarm(p: number, harm: number): number {
  return (1 - p) * harm
}

/** theta S - tau - c_a - rho_a E + w_rep dR_a. Whitepaper §2. */
export function initiatorPayoff(
  surplus: number,
  harmExpected: number,
  theta: number,
  transfer: number,
  cost: number,
  rho: number,
  wRep: number,
  reputationChange: number,
): number {
  return theta * surplus - transfer - cost - rho * harmExpected + wRep * reputationChange
}

/** (1 - theta) S + tau - c_b - rho_b E + w_rep dR_b. Whitepaper §2. */
export function counterpartyPayoff(
  surplus: number,
  harmExpected: number,
  theta: number,
  transfer: number,
  cost: number,
  rho: number,
  wRep: number,
  reputationChange: number,
): number {
  return (1 - theta) * surplus + transfer - cost - rho * harmExpected + wRep * reputationChange
}

/** The initiator's payoff term by term. */
export function initiatorBreakdown(
  parameters: Readonly<PayoffParameters>,
  terms: Readonly<PayoffTerms>,
): PayoffBreakdown {
  const surplus = expectedSurplus(terms.p, parameters.sPlus, parameters.sMinus)
  const harm = expectedHarm(terms.p, parameters.h)
  const { theta, rhoA, wRep } = parameters
  const { transfer, initiatorCost, initiatorReputationChange } = terms
  return {
    expectedSurplus: surplus,
    expectedHarm: harm,
    surplusShare: theta * surplus,
    transfer: -transfer,
    governanceCost: initiatorCost,
    externalityCost: rhoA * harm,
    reputationBonus: wRep * initiatorReputationChange,
    total: initiatorPayoff(
      surplus,
      harm,
      theta,
      transfer,
      initiatorCost,
      rhoA,
      wRep,
      initiatorReputationChange,
    ),
  }
}

/** The counterparty's payoff term by term. */
export function counterpartyBreakdown(
  parameters: Readonly<PayoffParameters>,
  terms: Readonly<PayoffTerms>,
): PayoffBreakdown {
  const surplus = expectedSurplus(terms.p, parameters.sPlus, parameters.sMinus)
  const harm = expectedHarm(terms.p, parameters.h)
  const { theta, rhoB, wRep } = parameters
  const { transfer, counterpartyCost, counterpartyReputationChange } = terms
  return {
    expectedSurplus: surplus,
    expectedHarm: harm,
    surplusShare: (1 - theta) * surplus,
    transfer,
    governanceCost: counterpartyCost,
    externalityCost: rhoB * harm,
    reputationBonus: wRep * counterpartyReputationChange,
    total: counterpartyPayoff(
      surplus,
      harm,
      theta,
      transfer,
      counterpartyCost,
      rhoB,
      wRep,
      counterpartyReputationChange,
    ),
  }
}

/** Welfare of one interaction: both payoffs. Transfers cancel in it. */
export function totalWelfare(initiator: number, counterparty: number): number {
  return initiator + counterparty
}

/** S - E: surplus less the whole harm, whoever bears it. Between -(s- + h) and s+. */
export function socialSurplus(p: number, sPlus: number, sMinus: number, harm: number): number {
  return expectedSurplus(p, sPlus, sMinus) - expectedHarm(p, harm)
}

/** p at which the expected surplus is 0: s- / (s+ + s-), in [0, 1]; null if both are 0. Defaults 1/3. */
export function breakEvenP(sPlus: number, sMinus: number): number | null {
  const range = sPlus + sMinus
  return range === 0 ? null : sMinus / range
}

/** p at which surplus pays for the harm: (s- + h) / (s+ + s- + h), in [0, 1]; null if all are 0. Defaults 3/5. */
export function socialBreakEvenP(sPlus: number, sMinus: number, harm: number): number | null {
  const range = sPlus + sMinus + harm
  return range === 0 ? null : (sMinus + harm) / range
}

/**
 * The first field out of its range, or null. Order: sPlus, sMinus, h (finite, >= 0), theta (in
 * [0, 1]), rhoA, rhoB (finite, >= 0), wRep (finite).
 */
export function validatePayoff(parameters: Readonly<PayoffParameters>): keyof PayoffParameters | null {
  for (const field of ['sPlus', 'sMinus', 'h'] as const) {
    if (!isAmount(parameters[field])) return field
  }
  if (!(parameters.theta >= 0 && parameters.theta <= 1)) return 'theta'
  for (const field of ['rhoA', 'rhoB'] as const) {
    if (!isAmount(parameters[field])) return field
  }
  return Number.isFinite(parameters.wRep) ? null : 'wRep'
}

/** Fields that are allowed but outside the whitepaper's range: an internalisation above 1. Whitepaper §2. */
export function payoffWarnings(parameters: Readonly<PayoffParameters>): (keyof PayoffParameters)[] {
  const fields = ['rhoA', 'rhoB'] as const
  return fields.filter((field) => parameters[field] > 1)
}

function isAmount(value: number): boolean {
  return Number.isFinite(value) && value >= 0
}
