/**
 * Trading on private information against noise: Kyle (1985), "Continuous auctions and insider trading", Econometrica 53,
 * 1315-1335; with several insiders over several auctions Holden and Subrahmanyam (1992), Journal of Finance 47, 247-270.
 *
 * A value v is normal with standard deviation `sigmaV`. Insiders who know it order, each alike, beta (v - p) in an auction;
 * orders of the uninformed are normal, and a market maker who sees their sum alone moves the price by lambda times it,
 * which makes the price the value's expectation.
 *
 * Edges are limits. Without noise (`sigmaU` 0) an order tells everything: lambda is Infinity, nothing is ordered or earned.
 * Without insiders, or with nothing to know (`sigmaV` 0), the price stays: lambda and beta are 0. Negative or NaN arguments
 * give NaN. Nothing throws.
 */

/** One auction. */
export interface KyleAuction {
  /** Price moved by a unit of order flow. */
  readonly lambda: number
  /** Order of each insider by the distance of the value from the price. */
  readonly beta: number
  /** Variance of the value that is left once the price is known. */
  readonly posteriorVariance: number
  /** Expected profit of all insiders together, which is what the uninformed lose. */
  readonly expectedProfit: number
}

const NOTHING_KNOWN = { lambda: 0, beta: 0, expectedProfit: 0 } as const
const UNKNOWN: KyleAuction = {
  lambda: Number.NaN,
  beta: Number.NaN,
  posteriorVariance: Number.NaN,
  expectedProfit: Number.NaN,
}

/**
 * One auction with a number of insiders who all know the value: lambda = sigmaV √M / ((M + 1) sigmaU), beta = sigmaU / (sigmaV
 * √M), posterior variance sigmaV² / (M + 1), profit sigmaU sigmaV √M / (M + 1).
 * @param insiders whole number, >= 0
 */
export function kyleAuction(sigmaV: number, sigmaU: number, insiders = 1): KyleAuction {
  if (!(sigmaV >= 0 && sigmaU >= 0 && insiders >= 0)) return UNKNOWN
  if (sigmaV === 0 || insiders === 0) return { ...NOTHING_KNOWN, posteriorVariance: sigmaV * sigmaV }
  const root = Math.sqrt(insiders)
  return {
    lambda: (sigmaV * root) / ((insiders + 1) * sigmaU),
    beta: sigmaU / (sigmaV * root),
    posteriorVariance: (sigmaV * sigmaV) / (insiders + 1),
    expectedProfit: (sigmaU * sigmaV * root) / (insiders + 1),
  }
}

/** Expected profit of a single insider who orders `slope` (v - p) against a price that moves by `lambda`: slope (1 - lambda slope) sigmaV². */
export function kyleProfitOfSlope(slope: number, lambda: number, sigmaV: number): number {
  return slope * (1 - lambda * slope) * sigmaV * sigmaV
}

/** Expected profit of a single insider in equilibrium who knows that the value is `distance` from the price. */
export function kyleProfitGivenValue(distance: number, sigmaV: number, sigmaU: number): number {
  return sigmaV === 0 ? 0 : (sigmaU * distance * distance) / (2 * sigmaV)
}

/** Auctions one after the other within a time of 1. */
export interface KyleSequence {
  /** By auction: price moved by a unit of order flow. */
  readonly lambda: Float64Array
  /** By auction: trading intensity. An insider orders beta (v - p) / auctions. */
  readonly beta: Float64Array
  /** By auction: variance of the value left after it. */
  readonly variance: Float64Array
  /** Expected profit of all insiders together over all auctions. */
  readonly expectedProfit: number
}

/**
 * Auctions one after the other on one value, each with noise of variance sigmaU² / auctions, by induction from the last one.
 * With one insider lambda tends to sigmaV / sigmaU and the variance falls evenly to 0 as auctions get many.
 *
 * With q = 1 - 2 alpha lambda, alpha being what the squared distance is worth to an insider after the auction, an auction
 * leaves 1 / (M q + 1) of the variance, and q solves ((1 - q) / 2)² (M + 1 / q) = M alpha² Sigma / (sigmaU² dt), whose left side
 * falls in q. The induction starts from a variance of 1 after the last auction and is scaled in the end, since the problem is
 * homogeneous.
 * @param insiders whole number, >= 0
 * @param auctions whole number, >= 1
 */
export function kyleSequence(
  sigmaV: number,
  sigmaU: number,
  insiders: number,
  auctions: number,
): KyleSequence {
  const lambda = new Float64Array(auctions)
  const beta = new Float64Array(auctions)
  const variance = new Float64Array(auctions)
  if (!(sigmaV > 0 && sigmaU > 0 && insiders > 0)) {
    const edge = kyleAuction(sigmaV, sigmaU, insiders)
    lambda.fill(edge.lambda)
    beta.fill(edge.beta)
    variance.fill(edge.posteriorVariance)
    return { lambda, beta, variance, expectedProfit: edge.expectedProfit }
  }
  const step = 1 / auctions
  let left = 1
  let worth = 0
  let constant = 0
  for (let auction = auctions - 1; auction >= 0; auction--) {
    const q = restraint(insiders, (insiders * left * worth * worth) / step)
    const share = insiders * q + 1
    const impact = Math.sqrt((insiders * q * left) / (step * share))
    variance[auction] = left
    lambda[auction] = impact
    beta[auction] = q / (impact * share * step)
    constant += worth * impact * impact * step
    worth = (1 + q) / (2 * impact * share * share)
    left *= share
  }
  // What was done for noise of 1 and a variance of `left` before the first auction, in the units asked for.
  const scale = sigmaV / Math.sqrt(left)
  for (let auction = 0; auction < auctions; auction++) {
    lambda[auction] = ((lambda[auction] as number) * scale) / sigmaU
    beta[auction] = ((beta[auction] as number) * sigmaU) / scale
    variance[auction] = (variance[auction] as number) * scale * scale
  }
  const expectedProfit = insiders * sigmaU * scale * (worth * left + constant)
  return { lambda, beta, variance, expectedProfit }
}

/** The q in (0, 1] of `kyleSequence`, by halving until two doubles are neighbours; 1 where nothing comes after. */
function restraint(insiders: number, wanted: number): number {
  if (wanted === 0) return 1
  let low = 0
  let high = 1
  for (;;) {
    const middle = (low + high) / 2
    if (middle <= low || middle >= high) return high
    const half = (1 - middle) / 2
    if (half * half * (insiders + 1 / middle) > wanted) low = middle
    else high = middle
  }
}
