import { display } from '../../engine/config.ts'
import { UserError } from '../../engine/errors.ts'
import {
  clearFisherMarket,
  createFisherMarket,
  type FisherMarket,
  GAP,
  ROUNDS,
  UTILITIES,
} from '../../formulas/fisher.ts'
import { runTatonnement } from '../../formulas/tatonnement.ts'

/** Values above this are refused, since their products leave the range of doubles. */
export const VALUE_MAX = 1e100

/** A market as a person writes it down. */
export interface MarketInput {
  /** One row an agent, one value a good, in [0, 1e100]. */
  readonly values: readonly (readonly number[])[]
  /** Money of each agent, at least 0. */
  readonly budgets: readonly number[]
  /** Units of each good, at least 0. */
  readonly supplies: readonly number[]
}

export interface MarketOptions {
  readonly mechanism?: 'proportional_response' | 'tatonnement'
  readonly utility?: (typeof UTILITIES)[number]
  /** ρ of CES utility, in (0, 0.95]; 0.5 when left out. */
  readonly substitution?: number
  /** Relative duality gap at which proportional response stops, above 0; 1e-4 when left out. */
  readonly tolerance?: number
  /** 5,000 when left out, 50 for `tatonnement`. */
  readonly maxRounds?: number
  /** Step and stop of `tatonnement`; 0.1 and 0.01 when left out. */
  readonly adjustmentRate?: number
  readonly excessTolerance?: number
}

export interface MarketOutcome {
  readonly prices: Float64Array
  /** Units by agent and good, row by row. */
  readonly held: Float64Array
  readonly utilities: Float64Array
  /** Bound of envy of each agent, relative to its utility; all 0 after `tatonnement`, which knows none. */
  readonly envy: Float64Array
  readonly rounds: number
  /** Relative duality gap; 0 after `tatonnement`. */
  readonly gap: number
  /** Whether the stop was reached before rounds ran out. */
  readonly converged: boolean
}

/**
 * Clears one market outside any run, by the code that runs use.
 * @throws UserError for rows of the wrong length, and for numbers that are negative, NaN or infinite
 */
export function clearMarket(input: MarketInput, options: MarketOptions = {}): MarketOutcome {
  const { mechanism = 'proportional_response', utility = 'linear', substitution = 0.5 } = options
  const { tolerance = 1e-4, adjustmentRate = 0.1, excessTolerance = 0.01 } = options
  if (!(substitution > 0 && substitution <= 0.95))
    throw new UserError('substitution', `got ${display(substitution)}, expected a number in (0, 0.95]`)
  if (!(tolerance > 0))
    throw new UserError('tolerance', `got ${display(tolerance)}, expected a number above 0`)
  const market = fillMarket(input)
  const { prices, held, utilities, envy, outcome } = market
  let converged = true
  if (mechanism === 'tatonnement') {
    const rules = { maxRounds: options.maxRounds ?? 50, adjustmentRate, tolerance: excessTolerance }
    converged = runTatonnement(market, rules, new Uint32Array(market.goods))
  } else {
    const maxRounds = options.maxRounds ?? 5000
    clearFisherMarket(market, { utility: UTILITIES.indexOf(utility), substitution, tolerance, maxRounds })
    converged = outcome[GAP] <= tolerance
  }
  return { prices, held, utilities, envy, rounds: outcome[ROUNDS], gap: outcome[GAP], converged }
}

function fillMarket({ values, budgets, supplies }: MarketInput): FisherMarket {
  const goods = supplies.length
  if (values.length !== budgets.length)
    throw new UserError('values', `got ${values.length} rows, expected ${budgets.length}, one a budget`)
  const market = createFisherMarket(values.length, goods)
  values.forEach((row, agent) => {
    if (row.length !== goods)
      throw new UserError(`values, agent ${agent}`, `got ${row.length} values, expected ${goods}, one a good`)
    market.values.set(row, agent * goods)
  })
  market.budgets.set(budgets)
  market.supplies.set(supplies)
  checkMarket(market, 'values')
  return market
}

/**
 * Refuses numbers that no market can have, naming the agent and the good.
 * @param path what the values are called where they come from
 */
export function checkMarket({ agents, goods, values, budgets, supplies }: FisherMarket, path: string): void {
  for (let good = 0; good < goods; good++)
    if (!isAmount(supplies[good])) refuse(`supplies, good ${good}`, supplies[good])
  for (let agent = 0; agent < agents; agent++) {
    if (!isAmount(budgets[agent])) refuse(`budgets, agent ${agent}`, budgets[agent])
    for (let good = 0; good < goods; good++) {
      const value = values[agent * goods + good]
      if (!isAmount(value)) refuse(`${path}, agent ${agent}, good ${good}`, value)
    }
  }
}

/** NaN is none. */
const isAmount = (amount: number): boolean => amount >= 0 && amount <= VALUE_MAX

function refuse(path: string, value: number): never {
  throw new UserError(path, `got ${display(value)}, expected a number in [0, ${VALUE_MAX}]`)
}
