import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { visitEnvy } from '../../formulas/envy.ts'
import {
  clearFisherMarket,
  createFisherMarket,
  fillFairUtilities,
  GAP,
  ROUNDS,
  UTILITIES,
  Utility,
} from '../../formulas/fisher.ts'
import { clearMarket, type MarketInput, type MarketOptions } from '../../mechanisms/auction/market.ts'

const amount = fc.double({ min: 0.01, max: 100, noNaN: true })
const valueOrNone = fc.oneof({ weight: 5, arbitrary: amount }, { weight: 1, arbitrary: fc.constant(0) })

/** Markets of any size up to 8 × 5, with goods nobody wants, goods there are none of and agents who want or own nothing. */
const markets = fc
  .tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 5 }))
  .chain(([agents, goods]) =>
    fc.record({
      values: fc.array(fc.array(valueOrNone, { minLength: goods, maxLength: goods }), {
        minLength: agents,
        maxLength: agents,
      }),
      budgets: fc.array(valueOrNone, { minLength: agents, maxLength: agents }),
      supplies: fc.array(valueOrNone, { minLength: goods, maxLength: goods }),
    }),
  )

const kinds: readonly MarketOptions[] = [
  { utility: 'linear' },
  { utility: 'cobb_douglas' },
  { utility: 'ces', substitution: 0.5 },
  { utility: 'ces', substitution: 0.9 },
  { mechanism: 'tatonnement' },
]

const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0)
const column = (held: Float64Array, goods: number, good: number) =>
  held.filter((_, at) => at % goods === good)
const close = (got: number, expected: number) =>
  Math.abs(got - expected) <= 1e-9 * Math.max(1, Math.abs(expected))

describe('closed forms of linear markets', () => {
  const exact = { tolerance: 1e-12, maxRounds: 20_000 }
  it.each<[MarketInput, number[], number[]]>([
    [{ values: [[1]], budgets: [100], supplies: [10] }, [10], [10]],
    [
      {
        values: [
          [2, 1],
          [2, 1],
        ],
        budgets: [100, 100],
        supplies: [10, 10],
      },
      [40 / 3, 20 / 3],
      [15, 15],
    ],
    [
      {
        values: [
          [2, 1],
          [1, 2],
        ],
        budgets: [100, 100],
        supplies: [10, 10],
      },
      [10, 10],
      [20, 20],
    ],
    [
      {
        values: [
          [1, 1],
          [1, 1],
        ],
        budgets: [100, 50],
        supplies: [4, 6],
      },
      [15, 15],
      [20 / 3, 10 / 3],
    ],
    [
      {
        values: [
          [1, 3],
          [1, 1],
        ],
        budgets: [90, 10],
        supplies: [1, 1],
      },
      [25, 75],
      [3.6, 0.4],
    ],
    [
      {
        values: [
          [3, 1, 1],
          [1, 2, 2],
          [1, 1.5, 4],
        ],
        budgets: [100, 100, 100],
        supplies: [10, 20, 15],
      },
      [10, 5, 20 / 3],
      [30, 40, 60],
    ],
  ])('%j', (market, prices, utilities) => {
    const outcome = clearMarket(market, exact)
    for (const [good, price] of prices.entries()) expect(outcome.prices[good]).toBeCloseTo(price, 6)
    for (const [agent, utility] of utilities.entries())
      expect(outcome.utilities[agent]).toBeCloseTo(utility, 6)
  })

  it('Cobb-Douglas: prices are added-up shares of budgets', () => {
    const market = {
      values: [
        [0.8, 0.2],
        [0.3, 0.7],
      ],
      budgets: [1, 1],
      supplies: [1, 1],
    }
    const { prices, held } = clearMarket(market, { utility: 'cobb_douglas' })
    expect([...prices]).toEqual([1.1, expect.closeTo(0.9, 12)])
    expect([...held.subarray(0, 2)]).toEqual([expect.closeTo(0.8 / 1.1, 12), expect.closeTo(0.2 / 0.9, 12)])
  })

  it('CES: everybody buys what its demand function says at the prices found', () => {
    const values = [
      [1, 2, 3],
      [4, 1, 1],
      [1, 1, 0.1],
      [0.2, 5, 1],
    ]
    const [budgets, supplies] = [
      [10, 20, 5, 40],
      [3, 7, 2],
    ]
    for (const substitution of [0.2, 0.5, 0.9]) {
      const options: MarketOptions = { utility: 'ces', substitution, tolerance: 1e-13 }
      const { prices, held, utilities } = clearMarket({ values, budgets, supplies }, options)
      values.forEach((row, agent) => {
        // Spending on a good is in proportion to (v / p)^(ρ / (1 - ρ)).
        const power = substitution / (1 - substitution)
        const weights = row.map((value, good) => ((value / (prices[good] ?? 1)) as number) ** power)
        weights.forEach((weight, good) => {
          const units = ((budgets[agent] as number) * weight) / sum(weights) / (prices[good] as number)
          expect(held[agent * 3 + good]).toBeCloseTo(units, 5)
        })
        const worth = row.map((value, good) => (value * (held[agent * 3 + good] as number)) ** substitution)
        expect(utilities[agent]).toBeCloseTo(sum(worth) ** (1 / substitution), 8)
      })
    }
  })
})

describe('any market', () => {
  it.each(kinds)('hands out what there is and takes what was paid, to 1e-9: %j', (options) => {
    fc.assert(
      fc.property(markets, (market) => {
        const { prices, held } = clearMarket(market, { ...options, maxRounds: 200 })
        const goods = market.supplies.length
        const spent = sum(held.map((units, at) => units * (prices[at % goods] as number)))
        for (let good = 0; good < goods; good++) {
          const supply = market.supplies[good] as number
          const sold = sum(column(held, goods, good))
          expect(sold).toBeLessThanOrEqual(supply * (1 + 1e-9))
          if (options.mechanism !== undefined) continue
          // What has a price is sold out; what has none stays where it is.
          expect(close(sold, (prices[good] as number) > 0 ? supply : 0)).toBe(true)
        }
        expect(held.every((units) => units >= 0)).toBe(true)
        expect(prices.every((price) => price >= 0 && Number.isFinite(price))).toBe(true)
        market.values.forEach((row, agent) => {
          const paid = sum(
            row.map((_, good) => (held[agent * goods + good] as number) * (prices[good] as number)),
          )
          const wants = row.some((value, good) => value > 0 && (market.supplies[good] as number) > 0)
          const budget = market.budgets[agent] as number
          if (options.mechanism !== undefined) expect(paid).toBeLessThanOrEqual(budget * (1 + 1e-9))
          else expect(close(paid, wants ? budget : 0)).toBe(true)
        })
        if (options.mechanism !== undefined) return
        const revenue = sum(prices.map((price, good) => price * (market.supplies[good] as number)))
        expect(close(spent, revenue)).toBe(true)
      }),
      { numRuns: 150 },
    )
  })

  it.each(kinds.slice(0, 4))(
    'in equilibrium gives everybody its fair share, and nobody cause for envy: %j',
    (options) => {
      fc.assert(
        fc.property(markets, (given) => {
          const agents = given.values.length
          const market = createFisherMarket(agents, given.supplies.length)
          for (const [agent, row] of given.values.entries()) market.values.set(row, agent * row.length)
          market.supplies.set(given.supplies)
          market.budgets.fill(10)
          const utility = UTILITIES.indexOf(options.utility ?? 'linear')
          const rules = {
            utility,
            substitution: options.substitution ?? 0.5,
            tolerance: 1e-7,
            maxRounds: 30_000,
          }
          clearFisherMarket(market, rules)
          expect(market.outcome[GAP]).toBeLessThanOrEqual(1e-7)
          const fair = new Float64Array(agents)
          fillFairUtilities(market, rules, fair)
          fair.forEach((share, agent) => {
            const bound = (market.utilities[agent] as number) * (1 + (market.envy[agent] as number))
            expect(bound * (1 + 1e-9)).toBeGreaterThanOrEqual(share)
          })
          if (utility !== Utility.linear) return
          // The certificate holds against every single bundle.
          visitEnvy(market, 1e-9, (envious, _envied, gap) => {
            const bound = (market.envy[envious] as number) * (market.utilities[envious] as number)
            expect(gap).toBeLessThanOrEqual(bound + 1e-9 * Math.max(1, gap))
          })
        }),
        { numRuns: 60 },
      )
    },
  )

  it('with money by another name and agents in another order is the same market', () => {
    fc.assert(
      fc.property(markets, fc.double({ min: 0.01, max: 100, noNaN: true }), (market, scale) => {
        const options = { maxRounds: 64, tolerance: 1e-12 }
        const outcome = clearMarket(market, options)
        const scaled = clearMarket(
          { ...market, budgets: market.budgets.map((money) => money * scale) },
          options,
        )
        const turned = clearMarket(
          {
            values: [...market.values].reverse(),
            budgets: [...market.budgets].reverse(),
            supplies: market.supplies,
          },
          options,
        )
        if (scaled.rounds !== outcome.rounds || turned.rounds !== outcome.rounds) return
        outcome.prices.forEach((price, good) => {
          expect(close((scaled.prices[good] as number) / scale, price)).toBe(true)
          expect(close(turned.prices[good] as number, price)).toBe(true)
        })
        outcome.utilities.forEach((utility, agent) => {
          expect(close(scaled.utilities[agent] as number, utility)).toBe(true)
          expect(close(turned.utilities.at(-1 - agent) as number, utility)).toBe(true)
        })
      }),
      { numRuns: 100 },
    )
  })
})

describe('odd markets', () => {
  it('leave goods that nobody wants free, goods that there are none of unsold, and the poor with nothing', () => {
    const { prices, held, utilities, gap } = clearMarket({
      values: [
        [1, 0, 5, 0],
        [2, 0, 9, 0],
        [1, 0, 1, 0],
        [0, 0, 7, 0],
      ],
      budgets: [10, 10, 0, 10],
      supplies: [4, 5, 0, 0],
    })
    expect([...prices]).toEqual([5, 0, 0, 0])
    expect([...column(held, 4, 0)]).toEqual([2, 2, 0, 0])
    expect(sum(held)).toBe(4)
    expect([...utilities]).toEqual([2, 4, 0, 0])
    expect(gap).toBe(0)
  })

  it('without agents, goods or money are empty', () => {
    expect(clearMarket({ values: [], budgets: [], supplies: [3] }).prices).toEqual(Float64Array.of(0))
    expect(clearMarket({ values: [[], []], budgets: [1, 1], supplies: [] }).utilities).toEqual(
      Float64Array.of(0, 0),
    )
    for (const options of kinds) {
      const poor = clearMarket({ values: [[1, 1]], budgets: [0], supplies: [1, 1] }, options)
      expect([sum(poor.held), sum(poor.utilities)]).toEqual([0, 0])
    }
  })

  it('are refused by name', () => {
    const market = {
      values: [
        [1, 1],
        [1, 1],
      ],
      budgets: [1, 1],
      supplies: [1, 1],
    }
    const refused: [MarketInput, RegExp][] = [
      [
        {
          ...market,
          values: [
            [1, 1],
            [1, Number.NaN],
          ],
        },
        /values, agent 1, good 1: got NaN, expected a number/,
      ],
      [
        {
          ...market,
          values: [
            [-2, 1],
            [1, 1],
          ],
        },
        /values, agent 0, good 0: got -2/,
      ],
      [
        {
          ...market,
          values: [
            [1, 1],
            [1, Infinity],
          ],
        },
        /agent 1, good 1: got Infinity/,
      ],
      [{ ...market, values: [[1, 1], [1]] }, /agent 1: got 1 values, expected 2/],
      [{ ...market, values: [[1, 1]] }, /got 1 rows, expected 2/],
      [{ ...market, budgets: [1, -1] }, /budgets, agent 1: got -1/],
      [{ ...market, supplies: [Number.NaN, 1] }, /supplies, good 0: got NaN/],
    ]
    for (const [input, message] of refused) expect(() => clearMarket(input)).toThrow(message)
    expect(() => clearMarket(market, { substitution: 1 })).toThrow(/substitution: got 1, expected/)
    expect(() => clearMarket(market, { tolerance: 0 })).toThrow(/tolerance: got 0/)
  })

  it('stop when rounds run out, and say so', () => {
    const market = {
      values: [
        [1, 1.001],
        [1.001, 1],
      ],
      budgets: [1, 3],
      supplies: [1, 1],
    }
    const short = clearMarket(market, { tolerance: 1e-12, maxRounds: 5 })
    expect([short.rounds, short.converged, short.gap > 1e-12]).toEqual([5, false, true])
    expect(clearMarket(market, { tolerance: 1e-12, maxRounds: 100_000 }).converged).toBe(true)
  })

  it('of values that lie far apart stay finite, and fast', () => {
    const market = createFisherMarket(50, 4)
    market.values.forEach((_, at) => {
      market.values[at] = 10 ** ((at * 7) % 61) / 1e30
    })
    market.budgets.fill(1)
    market.supplies.fill(1e6)
    clearFisherMarket(market, {
      utility: Utility.linear,
      substitution: 0.5,
      tolerance: 1e-15,
      maxRounds: 4000,
    })
    expect(market.held.every(Number.isFinite)).toBe(true)
    expect(sum(market.prices) * 1e6).toBeCloseTo(50, 9)
    expect(market.outcome[ROUNDS]).toBeLessThanOrEqual(4000)
  })
})

describe('price adjustment of the peer', () => {
  it('never settles where two want the same, and leaves them with less than the equilibrium does', () => {
    const market = {
      values: [
        [2, 1],
        [2, 1],
      ],
      budgets: [100, 100],
      supplies: [10, 10],
    }
    const adjusted = clearMarket(market, { mechanism: 'tatonnement', maxRounds: 2000 })
    expect(adjusted.converged).toBe(false)
    expect(adjusted.utilities[0]).toBeLessThan(11)
    expect(clearMarket(market, { tolerance: 1e-10 }).utilities[0]).toBeCloseTo(15, 6)
  })
})
