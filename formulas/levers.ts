/** Governance levers as formulas: tax, audit, stake, vote weight, reputation decay, breaker. Whitepaper §8. */

/** Parameters of the transaction tax. */
export interface TaxParameters {
  /** Fraction of the base, in [0, 1]; the whitepaper's range ends at 0.5. */
  rate: number
  /** Share of the tax that the initiator pays, in [0, 1]. */
  initiatorShare: number
  /** Surplus of a good and a bad outcome from which the base is made, >= 0. */
  sPlus: number
  sMinus: number
}

/** A tax as levied. `applied` is false when nothing was taxed; then all amounts are 0. */
export interface TaxAssessment {
  applied: boolean
  base: number
  total: number
  initiatorCost: number
  counterpartyCost: number
}

/** What is taxed: the expected surplus where positive, plus the size of the transfer. Never negative. */
export function taxBase(p: number, transfer: number, sPlus: number, sMinus: number): number {
  const surplus = p * sPlus - (1 - p) * sMinus
  return (surplus > 0 ? surplus : 0) + (transfer < 0 ? -transfer : transfer)
}

/** The initiator's part of a tax; `share` in [0, 1]. */
export function initiatorTax(total: number, share: number): number {
  return total * share
}

/** The counterparty's part of a tax; `share` is the initiator's. Both parts sum to the total up to rounding. */
export function counterpartyTax(total: number, share: number): number {
  return total * (1 - share)
}

/** The whole tax on one interaction: none at rate 0 or when it was not accepted. Whitepaper §8. */
export function transactionTax(
  p: number,
  transfer: number,
  accepted: boolean,
  parameters: Readonly<TaxParameters>,
): TaxAssessment {
  if (parameters.rate === 0 || !accepted) {
    return { applied: false, base: 0, total: 0, initiatorCost: 0, counterpartyCost: 0 }
  }
  const base = taxBase(p, transfer, parameters.sPlus, parameters.sMinus)
  const total = parameters.rate * base
  return {
    applied: true,
    base,
    total,
    initiatorCost: initiatorTax(total, parameters.initiatorShare),
    counterpartyCost: counterpartyTax(total, parameters.initiatorShare),
  }
}

/** Whether an interaction is audited: `draw` uniform in [0, 1), strictly below `probability`, so never at 0. */
export function isAudited(draw: number, probability: number): boolean {
  return draw < probability
}

/** Whether an audit finds fault: p strictly below the threshold. */
export function isAuditViolation(p: number, threshold: number): boolean {
  return p < threshold
}

/**
 * Fine for an audited interaction: the shortfall of p below the threshold times the multiplier (>= 0); 0 at or above the
 * threshold. It is both a cost and an immediate loss of reputation to the initiator. Whitepaper §8.
 */
export function auditPenalty(p: number, threshold: number, multiplier: number): number {
  return isAuditViolation(p, threshold) ? (threshold - p) * multiplier : 0
}

/** Whether resources reach the minimum stake (inclusive). */
export function meetsStake(resources: number, minimumStake: number): boolean {
  return resources >= minimumStake
}

/**
 * Change of resources by a slash, `rate` in [0, 1], without a floor: an agent in debt gains. Reference behaviour; the
 * engine slashes by `stakeSlash`.
 */
export function stakeSlashUnclamped(resources: number, rate: number): number {
  return -resources * rate
}

/** Change of resources by a slash, `rate` in [0, 1]: a share of what is owned, 0 for an agent in debt. Never positive. */
export function stakeSlash(resources: number, rate: number): number {
  return resources > 0 ? -resources * rate : 0
}

/** Weight of a vote after `votesCast` (>= 0) in this epoch: 1 / (1 + votesCast / maximumWeight), in (0, 1]. */
export function voteWeight(votesCast: number, maximumWeight: number): number {
  return 1 / (1 + votesCast / maximumWeight)
}

/** Change of reputation by decay, `rate` in [0, 1] the share kept per epoch: towards 0, none at rate 1. */
export function reputationDecayDelta(reputation: number, rate: number): number {
  return rate < 1 ? reputation * (rate - 1) : 0
}

/**
 * Mean of a ring of the latest values, 0 when empty. The ring is cells[offset..offset + capacity), `next` the cell (within
 * the ring) that the next value will take, `count` how many of the latest are held (<= capacity). Values are added oldest
 * first without compensation: comparison with a breaker's threshold is exact, and this is the order it is defined in.
 */
export function ringMean(
  cells: Float64Array,
  offset: number,
  capacity: number,
  next: number,
  count: number,
): number {
  if (count === 0) return 0
  let cell = next - count
  if (cell < 0) cell += capacity
  let sum = 0
  for (let held = 0; held < count; held++) {
    sum += cells[offset + cell] as number
    cell++
    if (cell === capacity) cell = 0
  }
  return sum / count
}
