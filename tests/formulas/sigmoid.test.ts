import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  inverseSigmoid,
  SigmoidInverseError,
  sigmoid,
  sigmoidBounds,
  sigmoidDerivative,
  sigmoidRows,
  uncertaintyBand,
} from '../../formulas/sigmoid.ts'

const score = fc.double({ min: -3, max: 3, noNaN: true })
const steepness = fc.double({ min: 0.05, max: 8, noNaN: true })
const offset = fc.double({ min: -1, max: 1, noNaN: true })

function codeOf(compute: () => unknown): string | null {
  try {
    compute()
    return null
  } catch (error) {
    return error instanceof SigmoidInverseError && error instanceof RangeError ? error.code : 'other'
  }
}

describe('sigmoid', () => {
  it('lies in [0, 1], rises with the score, is 0.5 at the offset and symmetric about it', () => {
    fc.assert(
      fc.property(score, steepness, offset, (x, k, b) => {
        const p = sigmoid(x, k, b)
        expect(p).toBeGreaterThanOrEqual(0)
        expect(p).toBeLessThanOrEqual(1)
        expect(sigmoid(x + 0.01, k, b)).toBeGreaterThanOrEqual(p)
        expect(sigmoid(b, k, b)).toBe(0.5)
        expect(sigmoid(x, k, 0) + sigmoid(-x, k, 0)).toBeCloseTo(1, 14)
      }),
    )
  })

  it('clips the distance from the offset and survives any steepness', () => {
    expect(sigmoid(50, 2, 0)).toBe(sigmoid(10, 2, 0))
    expect(sigmoid(-50, 2, 1)).toBe(sigmoid(-9, 2, 1))
    expect(sigmoid(-1, 1e6, 0)).toBe(0)
    expect(sigmoid(1, 1e6, 0)).toBe(1)
    expect(sigmoid(0.3, 0, 0)).toBe(0.5)
    expect(sigmoid(Number.NaN, 2, 0)).toBeNaN()
  })

  it('has the derivative of its difference quotient', () => {
    fc.assert(
      fc.property(score, steepness, offset, (x, k, b) => {
        const h = 1e-5
        const quotient = (sigmoid(x + h, k, b) - sigmoid(x - h, k, b)) / (2 * h)
        expect(sigmoidDerivative(x, k, b)).toBeCloseTo(quotient, 6)
      }),
    )
  })
})

describe('inverseSigmoid', () => {
  it('undoes the sigmoid', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 0.999, noNaN: true }), steepness, offset, (p, k, b) => {
        const x = inverseSigmoid(p, k, b)
        fc.pre(Math.abs(x - b) <= 10)
        expect(sigmoid(x, k, b)).toBeCloseTo(p, 12)
      }),
    )
  })

  it('names why there is none, p first', () => {
    expect(codeOf(() => inverseSigmoid(0, 0, 0))).toBe('range')
    expect(codeOf(() => inverseSigmoid(1, 2, 0))).toBe('range')
    expect(codeOf(() => inverseSigmoid(Number.NaN, 2, 0))).toBe('range')
    expect(codeOf(() => inverseSigmoid(0.5, 0, 0))).toBe('zeroK')
    expect(codeOf(() => uncertaintyBand(0.5, 2, 0))).toBe('range')
    expect(codeOf(() => uncertaintyBand(0.2, 2, 0))).toBeNull()
  })
})

it('bounds p at the ends of the score and brackets the uncertain scores', () => {
  expect(sigmoidBounds(2, 0).low).toBeCloseTo(0.11920292202211755, 15)
  expect(sigmoidBounds(2, 0).high).toBeCloseTo(0.8807970779778823, 15)
  const band = uncertaintyBand(0.2, 2, 0.1)
  expect(sigmoid(band.low, 2, 0.1)).toBeCloseTo(0.3, 14)
  expect(sigmoid(band.high, 2, 0.1)).toBeCloseTo(0.7, 14)
})

describe('sigmoid of rows', () => {
  it('has the same bits as sigmoid of each, wherever they are written', () => {
    const steepness = fc.double({ min: -50, max: 50, noNaN: true })
    const scores = fc.array(fc.double({ min: -30, max: 30, noNaN: true }), { minLength: 1 })
    fc.assert(
      fc.property(scores, steepness, score, fc.nat({ max: 5 }), (values, k, offset, at) => {
        const into = new Float64Array(at + values.length)
        const cells = [Float64Array.of(k), Float64Array.of(offset)] as const
        sigmoidRows(Float64Array.from(values), 0, values.length, ...cells, into, at)
        expect([...into.subarray(at)]).toEqual(values.map((value) => sigmoid(value, k, offset)))
      }),
    )
  })
})
