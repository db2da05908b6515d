/**
 * Competitive equilibrium of a Fisher market: buyers with budgets share divisible goods at prices at which everything
 * wanted is sold and every budget is spent on the goods that are worth most for their price. Whitepaper §5; with equal
 * budgets it is the competitive equilibrium from equal incomes (Varian 1974), which solves the programme of Eisenberg and Gale
 * (1959), maximise Σ Bᵢ ln uᵢ.
 *
 * Found by proportional response: everybody spends in proportion to what each good gave it (Wu and Zhang 2007; Birnbaum,
 * Devanur and Xiao 2011; Zhang 2011 for CES). Goods are sold out and budgets spent after every round, no step size is
 * needed, and a round costs O(agents × goods).
 */

import { exp, log, pow } from './elementary.ts'

/** How an agent values a bundle x, from its values v: positions in this list. */
export const UTILITIES = ['linear', 'cobb_douglas', 'ces'] as const
export const Utility = { linear: 0, cobbDouglas: 1, ces: 2 } as const

/** A market and room for its outcome. Matrices lie row by row, one row an agent; later rows may lie idle. */
export interface FisherMarket {
  agents: number
  readonly goods: number
  /** v, agents × goods, each at least 0 and finite; only their proportions within a row matter for demand. */
  readonly values: Float64Array
  /** B, money of each agent, at least 0. */
  readonly budgets: Float64Array
  /** s, units of each good, at least 0. */
  readonly supplies: Float64Array
  /** Outcome: units held, agents × goods. */
  readonly held: Float64Array
  /** Outcome: money for a unit; 0 for goods that nobody wants or that there are none of. */
  readonly prices: Float64Array
  /** Outcome: linear Σ v x; Cobb-Douglas Π x^a with a = v / Σ v; CES (Σ (v x)^ρ)^(1/ρ). 0 for who wants nothing. */
  readonly utilities: Float64Array
  /**
   * Outcome: how much more than its utility an agent could have had at most for its budget at these prices, as a share of
   * that utility. An agent envies nobody whose bundle it could pay by more than this, whatever the bundle is.
   */
  readonly envy: Float64Array
  /** Room for `fisherScratch(goods)` numbers. */
  readonly scratch: Float64Array
  /** Outcome: rounds taken and the relative duality gap. */
  readonly outcome: Float64Array
}

export interface FisherRules {
  /** Position in UTILITIES. */
  utility: number
  /** ρ of CES in (0, 0.95]: near 0 shares are fixed as with Cobb-Douglas, near 1 goods replace one another. */
  substitution: number
  /** Relative duality gap at which to stop, above 0. */
  tolerance: number
  maxRounds: number
}

export const ROUNDS = 0
export const GAP = 1

/** Rounds between two looks at the gap: a look costs half a round. */
const LOOK_EVERY = 8
/** Money below this is dropped: products of numbers that leave the normal range take a hundred times as long. */
const DUST = 1e-250

/** Numbers of scratch that a market of so many goods needs. */
export const fisherScratch = (goods: number): number => 3 * goods

/**
 * An empty market, every column of its own.
 * @param agents most agents it may have, @param goods number of goods
 */
export function createFisherMarket(agents: number, goods: number): FisherMarket {
  const vector = (rows: number) => new Float64Array(rows)
  return {
    agents,
    goods,
    values: vector(agents * goods),
    budgets: vector(agents),
    supplies: vector(goods),
    held: vector(agents * goods),
    prices: vector(goods),
    utilities: vector(agents),
    envy: vector(agents),
    scratch: vector(fisherScratch(goods)),
    outcome: vector(2),
  }
}

/**
 * Clears a market: fills `held`, `prices`, `utilities`, `envy` and `outcome`. A look at the gap comes every eighth round, so the
 * gap may fall below the tolerance by up to seven rounds unseen; `outcome` has the gap of what is returned, above the
 * tolerance only when rounds ran out. Σⱼ pⱼ sⱼ is the money of those who want anything on offer; the others keep theirs.
 */
export function clearFisherMarket(market: FisherMarket, rules: FisherRules): void {
  if (rules.utility === Utility.linear) clearLinear(market, rules)
  else if (rules.utility === Utility.ces) clearCes(market, rules)
  else clearCobbDouglas(market)
}

function clearLinear(market: FisherMarket, { tolerance, maxRounds }: FisherRules): void {
  startLinear(market)
  let rounds = 0
  let slack = lookLinear(market)
  while (slack > tolerance && rounds < maxRounds) {
    for (let step = 0; step < LOOK_EVERY && rounds < maxRounds; step++) {
      respondLinear(market)
      rounds++
    }
    sweep(market)
    slack = lookLinear(market)
  }
  market.outcome[ROUNDS] = rounds
  toUnits(market)
  finish(market)
}

/** Spends in proportion to what all of a good is worth to each. */
function startLinear({ agents, goods, values, budgets, supplies, held, scratch }: FisherMarket): void {
  scratch.fill(0)
  for (let agent = 0; agent < agents; agent++) {
    const row = agent * goods
    let worth = 0
    for (let good = 0; good < goods; good++) worth += values[row + good] * supplies[good]
    const scale = worth > 0 ? budgets[agent] / worth : 0
    for (let good = 0; good < goods; good++) {
      const spent = values[row + good] * supplies[good] * scale
      held[row + good] = spent
      scratch[good] += spent
    }
  }
}

/** One round over spending in `held` and its totals by good in `scratch`. */
function respondLinear({ agents, goods, values, budgets, supplies, held, scratch }: FisherMarket): void {
  // Units for a unit of money; 0 where nothing is spent, so that nothing is divided by 0.
  for (let good = 0; good < goods; good++) {
    scratch[goods + good] = scratch[good] > 0 ? supplies[good] / scratch[good] : 0
    scratch[good] = 0
  }
  for (let agent = 0; agent < agents; agent++) {
    const row = agent * goods
    let utility = 0
    for (let good = 0; good < goods; good++) {
      const gained = held[row + good] * (values[row + good] * scratch[goods + good])
      held[row + good] = gained
      utility += gained
    }
    const scale = utility > 0 ? budgets[agent] / utility : 0
    for (let good = 0; good < goods; good++) {
      const spent = held[row + good] * scale
      held[row + good] = spent
      scratch[good] += spent
    }
  }
}

/**
 * Σ Bᵢ (rᵢ - 1) / Σ Bᵢ with rᵢ = Bᵢ maxⱼ(vᵢⱼ / pⱼ) / uᵢ: since ln r ≤ r - 1, the duality gap is at most that, and no logarithm is
 * needed.
 */
function lookLinear({ agents, goods, values, budgets, supplies, held, scratch }: FisherMarket): number {
  for (let good = 0; good < goods; good++)
    scratch[goods + good] = scratch[good] > 0 ? supplies[good] / scratch[good] : 0
  let slack = 0
  let money = 0
  for (let agent = 0; agent < agents; agent++) {
    const row = agent * goods
    let utility = 0
    let best = 0
    for (let good = 0; good < goods; good++) {
      const ratio = values[row + good] * scratch[goods + good]
      utility += held[row + good] * ratio
      if (ratio > best) best = ratio
    }
    if (!(utility > 0)) continue
    const budget = budgets[agent]
    slack += budget * ((budget * best) / utility - 1)
    money += budget
  }
  return money > 0 ? slack / money : 0
}

/** Drops dust from `held`; totals lose less than any of their bits. */
function sweep({ agents, goods, held }: FisherMarket): void {
  for (let at = 0; at < agents * goods; at++) if (held[at] < DUST) held[at] = 0
}

/** Turns spending in `held`, with totals in `scratch`, into units at prices. */
function toUnits({ agents, goods, supplies, held, prices, scratch }: FisherMarket): void {
  for (let good = 0; good < goods; good++) {
    prices[good] = supplies[good] > 0 ? scratch[good] / supplies[good] : 0
    scratch[goods + good] = prices[good] > 0 ? 1 / prices[good] : 0
  }
  for (let agent = 0; agent < agents; agent++) {
    const row = agent * goods
    for (let good = 0; good < goods; good++) held[row + good] *= scratch[goods + good]
  }
}

/** Utilities, envy and the gap of a linear market, from `held` and `prices`. */
function finish(market: FisherMarket): void {
  const { agents, goods, values, budgets, held, prices, utilities, envy, outcome } = market
  let gap = 0
  let money = 0
  for (let agent = 0; agent < agents; agent++) {
    const row = agent * goods
    let utility = 0
    let best = 0
    for (let good = 0; good < goods; good++) {
      const value = values[row + good]
      utility += value * held[row + good]
      if (prices[good] > 0 && value / prices[good] > best) best = value / prices[good]
    }
    utilities[agent] = utility
    const ratio = utility > 0 ? (budgets[agent] * best) / utility : 1
    envy[agent] = ratio > 1 ? ratio - 1 : 0
    if (!(utility > 0)) continue
    gap += budgets[agent] * log(ratio)
    money += budgets[agent]
  }
  outcome[GAP] = money > 0 && gap > 0 ? gap / money : 0
}

/** Shares of the budget are fixed: p = Σ Bᵢ aᵢ / s at once. Goods that there are none of do not count. */
function clearCobbDouglas(market: FisherMarket): void {
  const { agents, goods, values, budgets, supplies, held, utilities, envy, scratch, outcome } = market
  scratch.fill(0)
  for (let agent = 0; agent < agents; agent++) {
    const row = agent * goods
    let total = 0
    for (let good = 0; good < goods; good++) if (supplies[good] > 0) total += values[row + good]
    const scale = total > 0 ? budgets[agent] / total : 0
    for (let good = 0; good < goods; good++) {
      const spent = supplies[good] > 0 ? values[row + good] * scale : 0
      held[row + good] = spent
      scratch[good] += spent
    }
  }
  toUnits(market)
  for (let agent = 0; agent < agents; agent++) {
    const row = agent * goods
    let total = 0
    let logarithm = 0
    for (let good = 0; good < goods; good++) {
      const weight = supplies[good] > 0 ? values[row + good] : 0
      if (weight === 0) continue
      total += weight
      logarithm += weight * log(held[row + good])
    }
    utilities[agent] = total > 0 && budgets[agent] > 0 ? exp(logarithm / total) : 0
    envy[agent] = 0
  }
  outcome[ROUNDS] = 1
  outcome[GAP] = 0
}

/**
 * With r = ρ / (1 - ρ), spending that starts in proportion to vʳ stays in proportion to vʳ qⱼ, where q ← (q / p)^ρ: proportional
 * response needs powers of the goods alone. `held` holds vʳ until the end; scratch holds totals, q and the next q.
 */
function clearCes(market: FisherMarket, rules: FisherRules): void {
  const { goods, supplies, scratch } = market
  const { substitution, tolerance, maxRounds } = rules
  startCes(market, substitution / (1 - substitution))
  for (let good = 0; good < goods; good++) scratch[goods + good] = supplies[good] > 0 ? 1 : 0
  let rounds = 0
  let slack = Number.POSITIVE_INFINITY
  while (slack > tolerance && rounds < maxRounds) {
    for (let step = 0; step < LOOK_EVERY && rounds < maxRounds; step++) {
      if (rounds > 0) scratch.copyWithin(goods, 2 * goods, 3 * goods)
      respondCes(market, substitution)
      rounds++
    }
    slack = lookCes(market, substitution)
  }
  market.outcome[ROUNDS] = rounds
  market.outcome[GAP] = slack > 0 ? slack : 0
  toBundlesCes(market)
}

/** vʳ relative to the best of its row, so that it stays within the range of doubles. */
function startCes({ agents, goods, values, supplies, held }: FisherMarket, power: number): void {
  for (let agent = 0; agent < agents; agent++) {
    const row = agent * goods
    let best = 0
    for (let good = 0; good < goods; good++)
      if (supplies[good] > 0 && values[row + good] > best) best = values[row + good]
    for (let good = 0; good < goods; good++) {
      const isWanted = supplies[good] > 0 && values[row + good] > 0
      held[row + good] = isWanted ? pow(values[row + good] / best, power) : 0
    }
  }
}

/** Totals of spending at q, and the next q. */
function respondCes(
  { agents, goods, budgets, supplies, held, scratch }: FisherMarket,
  substitution: number,
): void {
  for (let good = 0; good < goods; good++) scratch[good] = 0
  for (let agent = 0; agent < agents; agent++) {
    const row = agent * goods
    let sum = 0
    for (let good = 0; good < goods; good++) sum += held[row + good] * scratch[goods + good]
    const scale = sum > 0 ? budgets[agent] / sum : 0
    for (let good = 0; good < goods; good++) scratch[good] += held[row + good] * scratch[goods + good] * scale
  }
  for (let good = 0; good < goods; good++) {
    const units = scratch[good] > 0 ? supplies[good] / scratch[good] : 0
    scratch[2 * goods + good] = units > 0 ? pow(scratch[goods + good] * units, substitution) : 0
  }
}

/**
 * The relative duality gap at the prices of the round, and with it utilities and envy. With D = Σ vʳ q, D' the same at the
 * next q and E = Σ vʳ p^-r, u = (B / D) D'^(1/ρ) and the best that B buys is B E^(1/r), both for values relative to the
 * best of the row.
 */
function lookCes(market: FisherMarket, substitution: number): number {
  const { agents, goods, values, budgets, supplies, held, utilities, envy, scratch, prices } = market
  const power = substitution / (1 - substitution)
  for (let good = 0; good < goods; good++) {
    const price = supplies[good] > 0 ? scratch[good] / supplies[good] : 0
    // Prices wait here as p^-r until the look is over.
    prices[good] = price > 0 ? pow(price, -power) : 0
  }
  let gap = 0
  let money = 0
  for (let agent = 0; agent < agents; agent++) {
    const row = agent * goods
    const budget = budgets[agent]
    let now = 0
    let next = 0
    let ideal = 0
    let best = 0
    for (let good = 0; good < goods; good++) {
      const weight = held[row + good]
      now += weight * scratch[goods + good]
      next += weight * scratch[2 * goods + good]
      ideal += weight * prices[good]
      if (supplies[good] > 0 && values[row + good] > best) best = values[row + good]
    }
    utilities[agent] = 0
    envy[agent] = 0
    if (!(budget > 0 && now > 0)) continue
    const reached = log(next) / substitution - log(now)
    const missed = log(ideal) / power - reached
    utilities[agent] = best * budget * exp(reached)
    envy[agent] = missed > 0 ? exp(missed) - 1 : 0
    gap += budget * missed
    money += budget
  }
  for (let good = 0; good < goods; good++)
    prices[good] = supplies[good] > 0 ? scratch[good] / supplies[good] : 0
  return money > 0 ? gap / money : 0
}

/** Units bought at the prices of the last round. */
function toBundlesCes({ agents, goods, budgets, held, prices, scratch }: FisherMarket): void {
  for (let agent = 0; agent < agents; agent++) {
    const row = agent * goods
    let sum = 0
    for (let good = 0; good < goods; good++) sum += held[row + good] * scratch[goods + good]
    const scale = sum > 0 ? budgets[agent] / sum : 0
    for (let good = 0; good < goods; good++) {
      const spent = held[row + good] * scratch[goods + good] * scale
      held[row + good] = prices[good] > 0 ? spent / prices[good] : 0
    }
  }
}

/**
 * What each agent would have of its budget's share of every good: the least that an equilibrium gives it, by which an
 * outcome is called proportional.
 * @param result one number an agent, 0 for who wants nothing or has no budget
 */
export function fillFairUtilities(
  { agents, goods, values, budgets, supplies }: FisherMarket,
  { utility, substitution }: Pick<FisherRules, 'utility' | 'substitution'>,
  result: Float64Array,
): void {
  let money = 0
  for (let agent = 0; agent < agents; agent++) money += budgets[agent]
  for (let agent = 0; agent < agents; agent++) {
    const row = agent * goods
    let total = 0
    let sum = 0
    for (let good = 0; good < goods; good++) {
      const value = supplies[good] > 0 ? values[row + good] : 0
      if (value === 0) continue
      total += value
      if (utility === Utility.linear) sum += value * supplies[good]
      else if (utility === Utility.ces) sum += pow(value * supplies[good], substitution)
      else sum += value * log(supplies[good])
    }
    // All three are homogeneous: a share of everything is worth that share of what everything is worth.
    let all = sum
    if (utility === Utility.ces) all = pow(sum, 1 / substitution)
    if (utility === Utility.cobbDouglas) all = exp(sum / total)
    result[agent] = total > 0 && money > 0 ? (all * budgets[agent]) / money : 0
  }
}
