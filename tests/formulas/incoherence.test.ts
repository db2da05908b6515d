import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decisionBiasVariance, outcomeBiasVariance, unbiasedVariance } from '../../formulas/bias-variance.ts'
import { majorityAccuracy, mostFrequent } from '../../formulas/ensemble.ts'
import { fitByDescent, fitLogistic, forecast, forecastQuality } from '../../formulas/forecaster.ts'
import {
  decisionIncoherence,
  dualFailure,
  illusionDelta,
  meanIncoherence,
} from '../../formulas/incoherence.ts'
import {
  incoherenceFriction,
  isAstray,
  isCheckpoint,
  labelUncertainty,
} from '../../formulas/incoherence-levers.ts'
import { seededUniform } from '../kit/uniform.ts'

const counts = fc
  .array(fc.nat(20), { minLength: 1, maxLength: 6 })
  .filter((each) => each.some((count) => count > 0))

describe('D, E and I', () => {
  it('keep their order: D at most E with a benchmark, I in [0, 1]', () => {
    fc.assert(
      fc.property(counts, fc.nat(6), (each, benchmark) => {
        const { disagreement, error, incoherence } = decisionIncoherence(each, benchmark)
        expect(disagreement).toBeGreaterThanOrEqual(0)
        expect(disagreement).toBeLessThanOrEqual(error + 1e-15)
        expect(incoherence).toBeGreaterThanOrEqual(0)
        expect(incoherence).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('tell nothing from nothing', () => {
    const nothing = { considered: 0, disagreement: 0, error: 0, incoherence: 0 }
    expect(decisionIncoherence([0, 0], 0)).toEqual(nothing)
    expect(decisionIncoherence([], null)).toEqual(nothing)
    expect(meanIncoherence([])).toEqual({ decisions: 0, disagreement: 0, error: 0, incoherence: 0 })
    expect(illusionDelta([], [])).toEqual({ perceived: 0, distributed: 1, delta: -1 })
    expect(dualFailure([])).toEqual({ harmful: 0, coherentAdversarial: 0, incoherentBenign: 0, ratio: 0 })
  })

  it('rank nothing by I alone', () => {
    expect(decisionIncoherence([99, 1], 0).incoherence).toBeGreaterThan(0.99999)
    expect(decisionIncoherence([99, 1], null).incoherence).toBe(1)
    // Two actions with an error share f above a half give (1 - f) / f.
    expect(decisionIncoherence([30, 70], 0).incoherence).toBeCloseTo(0.3 / 0.7, 7)
    expect(decisionIncoherence([3, 1], 7)).toMatchObject({ error: 1, disagreement: 0.25 })
  })

  it('count the two ways to fail', () => {
    const of = (type: string, incoherence: number, harmful = true) => ({ type, incoherence, harmful })
    const one = [of('adversarial', 0.1), of('deceptive', 0.9), of('honest', 0.2), of('honest', 0.5, false)]
    expect(dualFailure(one)).toMatchObject({ harmful: 3, coherentAdversarial: 1, incoherentBenign: 0 })
    expect(dualFailure(one).ratio).toBe(Number.POSITIVE_INFINITY)
    expect(dualFailure([...one, of('honest', 0.5), of('erratic', 1)]).ratio).toBe(0.5)
  })
})

describe('bias and variance', () => {
  it('add up to the error, of decisions and of outcomes', () => {
    fc.assert(
      fc.property(counts, fc.nat(6), (each, benchmark) => {
        const { error, biasSquared, variance, errorIncoherence } = decisionBiasVariance(each, benchmark)
        expect(biasSquared + variance).toBeCloseTo(error, 12)
        expect(errorIncoherence).toBeGreaterThanOrEqual(0)
        expect(errorIncoherence).toBeLessThanOrEqual(1 + 1e-12)
      }),
    )
    const values = fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(values, fc.double({ min: -9, max: 9, noNaN: true }), (each, target) => {
        const { error } = outcomeBiasVariance(each, target)
        const direct = each.reduce((sum, value) => sum + (value - target) * (value - target), 0) / each.length
        expect(error).toBeCloseTo(direct, 9)
      }),
    )
  })

  it('know the example of one decision, and what a few replays leave out', () => {
    const { error, biasSquared, variance, errorIncoherence } = decisionBiasVariance([6, 4, 0, 7, 3], 3)
    expect([error, biasSquared, variance]).toEqual([
      1.3,
      expect.closeTo(0.575, 12),
      expect.closeTo(0.725, 12),
    ])
    expect(errorIncoherence).toBeCloseTo(0.5577, 4)
    expect(unbiasedVariance(0.5, 5)).toBe(0.625)
    expect(unbiasedVariance(0.5, 1)).toBeNull()
    const none = { error: 0, biasSquared: 0, variance: 0, errorIncoherence: 0 }
    expect(decisionBiasVariance([], 0)).toEqual(none)
    expect(outcomeBiasVariance([], 1)).toEqual(none)
  })
})

describe('ensembles', () => {
  it('gain by more samples above a half, lose below, and stay at a half', () => {
    expect(majorityAccuracy(3, 0.7)).toBeCloseTo(0.784, 12)
    expect(majorityAccuracy(5, 0.7)).toBeCloseTo(0.83692, 12)
    expect(majorityAccuracy(5, 0.4)).toBeCloseTo(0.31744, 12)
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 6 }), fc.double({ min: 0, max: 1, noNaN: true }), (half, q) => {
        const [fewer, more] = [majorityAccuracy(2 * half + 1, q), majorityAccuracy(2 * half + 3, q)]
        if (q >= 0.5) expect(more).toBeGreaterThanOrEqual(fewer - 1e-12)
        else expect(more).toBeLessThanOrEqual(fewer + 1e-12)
        expect(majorityAccuracy(2 * half + 1, 1 - q)).toBeCloseTo(1 - fewer, 9)
        // A tie goes to the first sample, so an even number does as well as the odd one before it.
        expect(majorityAccuracy(2 * half + 2, q)).toBeCloseTo(fewer, 9)
      }),
    )
  })

  it('take the first of the most frequent tokens', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3), { minLength: 1, maxLength: 12 }), (tokens) => {
        const times = (token: number) => tokens.filter((each) => each === token).length
        const most = Math.max(...tokens.map(times))
        expect(mostFrequent(tokens, tokens.length)).toBe(tokens.findIndex((token) => times(token) === most))
      }),
    )
  })
})

describe('levers', () => {
  it('know uncertainty, friction and checkpoints', () => {
    expect([0, 0.25, 0.5, 0.75, 1].map(labelUncertainty)).toEqual([0, 0.5, 1, 0.5, 0])
    expect(incoherenceFriction(0.05, 0.5, -3)).toBeCloseTo(0.2, 12)
    expect(Array.from({ length: 8 }, (_, tick) => isCheckpoint(1, 8, tick))).toEqual([
      false,
      ...Array(7).fill(true),
    ])
    expect(isCheckpoint(10, 9, 5)).toBe(false)
    expect([isAstray(1, 0), isAstray(2, 0), isAstray(5, 1), isAstray(6, 1)]).toEqual([
      false,
      true,
      false,
      true,
    ])
  })
})

describe('the forecaster', () => {
  const uniform = seededUniform(7)
  /** Features of very different scales, and labels whose log-odds they give. */
  const rows = Array.from({ length: 4000 }, () => [uniform(), 1000 * uniform(), 3])
  const odds = (row: readonly number[]) => -2 + 3 * (row[0] as number) + 0.002 * (row[1] as number)
  const labels = rows.map((row) => Number(uniform() < 1 / (1 + Math.exp(-odds(row)))))

  it('finds the weights that made the labels, whatever their scale', () => {
    const model = fitLogistic(rows, labels)
    // Standard errors at 4,000 rows: about 0.12, 0.00012 and 0.1.
    expect(Math.abs((model.weights[0] as number) - 3)).toBeLessThan(0.5)
    expect(Math.abs((model.weights[1] as number) - 0.002)).toBeLessThan(0.0005)
    expect(model.weights[2]).toBe(0)
    expect(Math.abs(model.bias + 2)).toBeLessThan(0.4)
    expect(model.iterations).toBeLessThan(12)
  })

  it('does better than descent on raw features, which counts throw far off', () => {
    const quality = (model: ReturnType<typeof fitLogistic>) =>
      forecastQuality(
        rows.map((row) => forecast(model, row)),
        labels,
      )
    const [newton, descent] = [quality(fitLogistic(rows, labels)), quality(fitByDescent(rows, labels))]
    expect(newton.brier).toBeLessThan(descent.brier - 0.1)
    expect(newton.calibrationError).toBeLessThan(0.05)
    expect(newton.auc).toBeGreaterThan(0.7)
  })

  it('is solved where its gradient vanishes', () => {
    const ridge = 1e-9
    const { bias, weights } = fitLogistic(rows.slice(0, 200), labels.slice(0, 200), ridge)
    const excess = rows
      .slice(0, 200)
      .map((row, at) => forecast({ bias, weights, iterations: 0 }, row) - (labels[at] as number))
    expect(Math.abs(excess.reduce((sum, each) => sum + each, 0))).toBeLessThan(1e-6)
    const slope = excess.reduce((sum, each, at) => sum + each * (rows[at]?.[0] as number), 0)
    expect(Math.abs(slope)).toBeLessThan(1e-5)
  })

  it('stays finite where one feature tells all', () => {
    const clear = Array.from({ length: 20 }, (_, at) => [at])
    const { weights, bias } = fitLogistic(
      clear,
      clear.map(([at]) => Number((at as number) >= 10)),
    )
    expect(Number.isFinite(bias) && Number.isFinite(weights[0] as number)).toBe(true)
    expect(weights[0]).toBeGreaterThan(0)
  })

  it('is judged by ranks, tenths and squares', () => {
    expect(forecastQuality([], [])).toEqual({ auc: 0.5, brier: 0, calibrationError: 0 })
    expect(forecastQuality([0.2, 0.9], [1, 1]).auc).toBe(0.5)
    expect(forecastQuality([0, 1], [0, 1])).toEqual({ auc: 1, brier: 0, calibrationError: 0 })
    const { auc, brier, calibrationError } = forecastQuality([0.5, 0.5, 0.5, 0.5], [1, 0, 1, 0])
    expect([auc, brier, calibrationError]).toEqual([0.5, 0.25, 0])
  })
})
