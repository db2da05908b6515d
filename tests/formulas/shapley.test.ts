import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type RunningGame,
  shapleyExact,
  shapleyMean,
  shapleyPairs,
  shapleySampled,
  shapleyWeightedMajority,
} from '../../formulas/shapley.ts'

/** A game given by the values of its coalitions, player by player. */
function tableGame(values: readonly number[], players: number): RunningGame {
  const value = new Float64Array(1)
  let coalition = 0
  return {
    players,
    value,
    reset() {
      coalition = 0
      value[0] = 0
    },
    add(player) {
      coalition |= 1 << player
      value[0] = values[coalition] as number
    },
  }
}

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0)

const aGame = fc
  .integer({ min: 1, max: 7 })
  .chain((players) =>
    fc
      .array(fc.integer({ min: -50, max: 50 }), { minLength: 1 << players, maxLength: 1 << players })
      .map((values) => ({ players, values: [0, ...values.slice(1)] })),
  )

describe('exact Shapley values', () => {
  it('are efficient, and 0 for whoever adds nothing', () => {
    fc.assert(
      fc.property(aGame, ({ players, values }) => {
        const found = shapleyExact(values, players)
        expect(sum(found)).toBeCloseTo(values[values.length - 1] as number, 9)
        // The same game with a further player who changes no coalition.
        const wider = shapleyExact([...values, ...values], players + 1)
        expect(wider[players]).toBeCloseTo(0, 12)
        for (let player = 0; player < players; player++)
          expect(wider[player]).toBeCloseTo(found[player] as number, 9)
      }),
    )
  })

  it('are additive and symmetric', () => {
    fc.assert(
      fc.property(aGame, fc.integer({ min: -3, max: 3 }), ({ players, values }, factor) => {
        const squares = values.map((_, coalition) => (coalition === 0 ? 0 : (coalition * 7) % 11))
        const both = values.map((value, coalition) => value + factor * (squares[coalition] as number))
        const [a, b, c] = [values, squares, both].map((game) => shapleyExact(game, players))
        for (let player = 0; player < players; player++) {
          const wanted = (a?.[player] as number) + factor * (b?.[player] as number)
          expect(c?.[player]).toBeCloseTo(wanted, 8)
        }
        const bySize = values.map((_, coalition) => coalition.toString(2).replaceAll('0', '').length ** 2)
        const equal = shapleyExact(bySize, players)
        for (const value of equal) expect(value).toBeCloseTo(players, 9)
      }),
    )
  })

  it('refuse games that are too large or too short', () => {
    expect(() => shapleyExact([0, 1], 2)).toThrow(/has 4 values, got 2/)
    expect(() => shapleyExact([], 25)).toThrow(/0 to 24 players/)
    expect(() => shapleyExact([], -1)).toThrow(RangeError)
    expect([...shapleyExact([0], 0)]).toEqual([])
  })
})

describe('the closed form of the mean', () => {
  it('is what all coalitions give', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 8 }),
        (qualities) => {
          const values = Array.from({ length: 1 << qualities.length }, (_, coalition) => {
            const inside = qualities.filter((_quality, player) => (coalition & (1 << player)) !== 0)
            return inside.length === 0 ? 0 : sum(inside) / inside.length
          })
          const [closed, exact] = [shapleyMean(qualities), shapleyExact(values, qualities.length)]
          exact.forEach((value, player) => {
            expect(closed[player]).toBeCloseTo(value, 10)
          })
        },
      ),
    )
  })
})

describe('the dynamic programme of weighted majorities', () => {
  it('is what all coalitions give', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 9 }),
        fc.integer({ min: -1, max: 60 }),
        (weights, quota) => {
          const values = Array.from({ length: 1 << weights.length }, (_, coalition) => {
            const inside = weights.filter((_weight, player) => (coalition & (1 << player)) !== 0)
            return quota > 0 && sum(inside) >= quota ? 1 : 0
          })
          const [found, exact] = [
            shapleyWeightedMajority(weights, quota),
            shapleyExact(values, weights.length),
          ]
          exact.forEach((value, player) => {
            expect(found[player]).toBeCloseTo(value, 11)
          })
        },
      ),
    )
  })

  it('keeps its digits with many players', () => {
    const weights = Array.from({ length: 100 }, (_, player) => 1 + ((player * 7) % 20))
    const total = sum(weights)
    for (const quota of [1, total >> 1, total]) {
      const found = shapleyWeightedMajority(weights, quota)
      expect(sum(found)).toBeCloseTo(1, 11)
      expect(Math.min(...found)).toBeGreaterThan(-1e-12)
    }
    for (const value of shapleyWeightedMajority(weights, total)) expect(value).toBeCloseTo(0.01, 12)
  })

  it('takes whole weights only, and tables that fit', () => {
    expect(() => shapleyWeightedMajority([1.5], 1)).toThrow(RangeError)
    expect(() => shapleyWeightedMajority([-1], 1)).toThrow(RangeError)
    expect(() => shapleyWeightedMajority([9e6, 9e6], 1e7)).toThrow(/too large/)
  })
})

describe('sampled Shapley values', () => {
  it('add up to the worth of all after any number of pairs, and repeat themselves', () => {
    fc.assert(
      fc.property(aGame, fc.integer({ min: 1, max: 20 }), fc.nat(), ({ players, values }, pairs, seed) => {
        const game = tableGame(values, players)
        const found = shapleySampled(game, pairs, seed)
        expect(sum(found.values)).toBeCloseTo(values[values.length - 1] as number, 8)
        expect([...shapleySampled(game, pairs, seed).values]).toEqual([...found.values])
      }),
    )
  })

  it('lie within 4 standard errors of the exact ones', () => {
    for (let players = 2; players <= 8; players++) {
      const values = Array.from({ length: 1 << players }, (_, at) => (at === 0 ? 0 : (at * 2_654_435) % 101))
      const exact = shapleyExact(values, players)
      const found = shapleySampled(tableGame(values, players), 3000, players)
      exact.forEach((value, player) => {
        const error = Math.max(found.standardErrors[player] as number, 1e-12)
        expect(Math.abs((found.values[player] as number) - value) / error).toBeLessThan(4)
      })
    }
  })

  it('are exact by themselves where two orders are all there are', () => {
    const { values, standardErrors } = shapleySampled(tableGame([0, 3, 5, 20], 2), 1, 9)
    expect([...values]).toEqual([9, 11])
    expect([...standardErrors]).toEqual([0, 0])
  })

  it('take the pairs that Hoeffding’s inequality asks for', () => {
    expect(shapleyPairs(1000, 0.01)).toBe(52_984)
    expect(shapleyPairs(10, 0.05)).toBe(1199)
    expect(shapleyPairs(10, 0.05, 0.95, 2)).toBeGreaterThanOrEqual(4 * 1198)
    expect(shapleyPairs(0, 0.05)).toBe(1)
    expect(() => shapleyPairs(10, 0)).toThrow(RangeError)
    expect(() => shapleyPairs(10, 0.1, 1)).toThrow(RangeError)
  })
})
