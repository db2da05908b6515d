import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bootstrapInterval, percentileInterval } from '../../formulas/bootstrap.ts'
import { meanInterval, pairedDifference, shareInterval } from '../../formulas/intervals.ts'
import { normalHalfWidth, studentHalfWidth, studentWithin } from '../../formulas/student.ts'
import { crossing, successFrontier } from '../../formulas/success-frontier.ts'
import { seededUniform as uniform } from '../kit/uniform.ts'

describe('Student’s t', () => {
  // scipy.stats.t.ppf at 0.9, 0.975 and 0.995, SciPy 1.17.1.
  it.each([
    [1, [3.0776835371752544, 12.706204736174694, 63.656741162871526]],
    [2, [1.8856180831641272, 4.302652729749462, 9.924843200918287]],
    [3, [1.637744353696209, 3.1824463052837078, 5.840909309733355]],
    [10, [1.372183641110336, 2.228138851986274, 3.16927267261695]],
    [29, [1.311433647301551, 2.045229642132703, 2.756385903670605]],
    [99, [1.2901614420344854, 1.9842169515864174, 2.626405457280827]],
    [500, [1.2832470207103743, 1.9647198374673676, 2.5856978351419415]],
    [5000, [1.2817209053357184, 1.9604385517065073, 2.5768129665762802]],
  ])('has the quantiles of the tables for %s degrees of freedom', (freedom, quantiles) => {
    ;[0.8, 0.95, 0.99].forEach((probability, index) => {
      expect(studentHalfWidth(probability, freedom)).toBeCloseTo(quantiles[index]!, 8)
    })
  })

  it('becomes the normal distribution', () => {
    expect(normalHalfWidth(0.95)).toBeCloseTo(1.959963984540054, 12)
    expect(studentHalfWidth(0.95, 1e9)).toBeCloseTo(1.959963984540054, 8)
    expect(studentWithin(1, 1)).toBeCloseTo(0.5, 14)
  })
})

/** Probability that |T| exceeds t. */
const tails = (t: number, degrees: number): number => 1 - studentWithin(t, degrees)

describe('Student’s distribution in closed form', () => {
  it('has the tails of Cauchy’s with one degree of freedom', () => {
    for (const t of [0.01, 0.5, 1, 2, 30, 1e4]) {
      expect(tails(t, 1)).toBeCloseTo(1 - (2 / Math.PI) * Math.atan(t), 13)
    }
  })

  it('has the tails 1 - t / sqrt(2 + t²) with two', () => {
    for (const t of [0.01, 0.5, 1, 4, 30]) {
      expect(tails(t, 2)).toBeCloseTo(1 - t / Math.sqrt(2 + t * t), 13)
    }
  })

  it('has the closed forms of three and four', () => {
    for (const t of [0.3, 1, 2.5]) {
      const angle = Math.atan(t / Math.sqrt(3))
      const three = (2 / Math.PI) * (angle + Math.sin(angle) * Math.cos(angle))
      expect(tails(t, 3)).toBeCloseTo(1 - three, 13)
      const wide = Math.atan(t / 2)
      expect(tails(t, 4)).toBeCloseTo(1 - Math.sin(wide) * (1 + Math.cos(wide) ** 2 / 2), 13)
    }
  })

  it('has the closed quantiles, and those of the tables', () => {
    expect(studentHalfWidth(0.95, 1)).toBeCloseTo(Math.tan(0.475 * Math.PI), 11)
    expect(studentHalfWidth(0.95, 2)).toBeCloseTo(Math.sqrt((2 * 0.95 ** 2) / (1 - 0.95 ** 2)), 13)
    const table = { 4: 2.776445, 9: 2.262157, 19: 2.093024, 29: 2.04523 }
    for (const [degrees, t] of Object.entries(table)) {
      expect(studentHalfWidth(0.95, Number(degrees))).toBeCloseTo(t, 5)
    }
    expect(studentHalfWidth(0.95, 1_000_000)).toBeCloseTo(1.959963984540054, 5)
  })

  it('takes quantiles that have the risk as their tails', () => {
    const given = fc.tuple(fc.integer({ min: 1, max: 399 }), fc.double({ min: 0.001, max: 0.5, noNaN: true }))
    fc.assert(
      fc.property(given, ([degrees, risk]) => {
        expect(tails(studentHalfWidth(1 - risk, degrees), degrees)).toBeCloseTo(risk, 11)
      }),
    )
  })

  it('takes quantiles by an expansion where degrees are many', () => {
    const given = fc.tuple(
      fc.integer({ min: 400, max: 20_000 }),
      fc.double({ min: 0.001, max: 0.5, noNaN: true }),
    )
    fc.assert(
      fc.property(given, ([degrees, risk]) => {
        expect(tails(studentHalfWidth(1 - risk, degrees), degrees)).toBeCloseTo(risk, 9)
      }),
    )
  })
})

describe('intervals of means', () => {
  it('are those of a small sample by hand', () => {
    const found = meanInterval([2, 4, 4, 4, 5, 5, 7, 9])
    expect(found).toMatchObject({ count: 8, mean: 5 })
    expect(found.sd).toBeCloseTo(Math.sqrt(32 / 7), 14)
    expect(found.halfWidth).toBeCloseTo((2.364624251592784 * Math.sqrt(32 / 7)) / Math.sqrt(8), 10)
  })

  it('say nothing where there is nothing to say', () => {
    expect(meanInterval([])).toEqual({ count: 0, mean: null, sd: null, halfWidth: null })
    expect(meanInterval([3])).toEqual({ count: 1, mean: 3, sd: null, halfWidth: null })
  })

  it('cover the true mean as often as they say', () => {
    const draw = uniform(12)
    let covered = 0
    for (let trial = 0; trial < 2000; trial++) {
      const { mean, halfWidth } = meanInterval(Array.from({ length: 10 }, draw))
      if (Math.abs(mean! - 0.5) <= halfWidth!) covered++
    }
    // Standard error of the share: 0.005.
    expect(Math.abs(covered / 2000 - 0.95)).toBeLessThan(0.02)
  })

  it('of differences of pairs have the variance of both less twice their covariance', () => {
    const pairs = fc.array(
      fc.tuple(fc.double({ min: -50, max: 50, noNaN: true }), fc.double({ min: -50, max: 50, noNaN: true })),
      {
        minLength: 3,
        maxLength: 30,
      },
    )
    fc.assert(
      fc.property(pairs, (given) => {
        const [first, second] = [given.map(([a]) => a), given.map(([, b]) => b)]
        const [a, b] = [meanInterval(first), meanInterval(second)]
        const covariance =
          given.reduce((sum, [x, y]) => sum + (x - a.mean!) * (y - b.mean!), 0) / (given.length - 1)
        const found = pairedDifference(first, second)
        expect(found.mean!).toBeCloseTo(a.mean! - b.mean!, 8)
        expect(found.sd! ** 2).toBeCloseTo(a.sd! ** 2 + b.sd! ** 2 - 2 * covariance, 6)
      }),
    )
  })

  it('of differences leave out pairs of which one is missing', () => {
    expect(pairedDifference([1, null, 5, 9], [0, 3, null, 9])).toMatchObject({ count: 2, mean: 0.5 })
    expect(pairedDifference([1, 2, 3], [1, 1])).toMatchObject({ count: 2 })
  })
})

describe('intervals of shares', () => {
  it('are Wilson’s', () => {
    // scipy.stats.binomtest(8, 10).proportion_ci(method='wilson'), SciPy 1.17.1.
    const { share, low, high } = shareInterval(8, 10)
    expect(share).toBe(0.8)
    expect(low).toBeCloseTo(0.4901624715366418, 8)
    expect(high).toBeCloseTo(0.9433178485456248, 8)
  })

  it('end at 0 and 1, and know nothing of no runs', () => {
    expect(shareInterval(0, 20).low).toBe(0)
    expect(shareInterval(20, 20).high).toBe(1)
    expect(shareInterval(0, 0)).toEqual({ count: 0, share: null, low: 0, high: 1 })
  })
})

describe('a bootstrap', () => {
  it('finds the t interval of a mean of many values', () => {
    const draw = uniform(13)
    const values = Array.from({ length: 400 }, draw)
    const { mean, halfWidth } = meanInterval(values)
    const found = bootstrapInterval(
      400,
      (rows) => rows.reduce((sum, row) => sum + values[row]!, 0) / 400,
      draw,
    )!
    expect(found.low).toBeCloseTo(mean! - halfWidth!, 2)
    expect(found.high).toBeCloseTo(mean! + halfWidth!, 2)
  })

  it('keeps infinite values and has nothing to say without any', () => {
    expect(percentileInterval([-Infinity, -Infinity, 1, 2, 3, Infinity], 0.9)).toEqual({
      low: -Infinity,
      high: Infinity,
    })
    expect(percentileInterval([], 0.95)).toBeUndefined()
  })
})

describe('a success frontier', () => {
  it('lies on the line between the last share that holds and the first that does not', () => {
    expect(crossing([0, 1, 2, 3], [1, 0.9, 0.5, 0], 0.7)).toEqual({
      place: expect.closeTo(1.5, 12),
      from: 1,
      to: 2,
    })
    expect(crossing([0, 1, 2], [1, Number.NaN, 0], 0.5)).toEqual({ place: 1, from: 0, to: 2 })
    expect(crossing([0, 1], [0.2, 0.9], 0.5)).toEqual({ place: -Infinity, from: -Infinity, to: 0 })
    expect(crossing([0, 1], [1, 1], 0.5)).toEqual({ place: Infinity, from: 1, to: Infinity })
    expect(crossing([0, 1], [Number.NaN, Number.NaN], 0.5)).toBeUndefined()
  })

  it('is found where runs cease to succeed, with an interval that holds the truth', () => {
    // A run with threshold u succeeds up to u, so the share that succeeds at x is 1 - x.
    const places = Array.from({ length: 41 }, (_, place) => place / 40)
    let held = 0
    for (let trial = 0; trial < 100; trial++) {
      const draw = uniform(100 + trial)
      const thresholds = Array.from({ length: 100 }, draw)
      const successes = places.map((place) => thresholds.map((threshold) => (threshold >= place ? 1 : 0)))
      const found = successFrontier(places, successes, 0.6, draw, { resamples: 200 })!
      // Standard error of the share: 0.049.
      expect(Math.abs(found.place - 0.4)).toBeLessThan(0.2)
      expect(found.high - found.low).toBeLessThan(0.35)
      if (found.low <= 0.4 && found.high >= 0.4) held++
    }
    expect(held).toBeGreaterThanOrEqual(92)
  })

  it('is no narrower than the places looked at, even where all runs agree', () => {
    const agreed = successFrontier(
      [0, 1, 2],
      [
        [1, 1],
        [1, 1],
        [0, 0],
      ],
      0.5,
      uniform(1),
    )
    expect(agreed).toEqual({ place: 1.5, low: 1, high: 2 })
  })

  it('passes over runs that are missing, and has nothing to say of none', () => {
    const found = successFrontier(
      [0, 1],
      [
        [1, 1, null],
        [null, 0, 0],
      ],
      0.5,
      uniform(1),
    )
    expect(found!.place).toBe(0.5)
    expect(successFrontier([0, 1], [[], []], 0.5, uniform(1))).toBeUndefined()
  })
})
