import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  brierScore,
  calibrationCurve,
  calibrationError,
  discriminationAuc,
  expectedCalibrationError,
  logLoss,
} from '../../formulas/calibration.ts'

/** Few distinct values, so that ties occur. */
const tied = fc.integer({ min: 0, max: 8 }).map((eighths) => eighths / 8)
const rows = fc.array(fc.tuple(tied, fc.constantFrom(-1, 0, 1)), { minLength: 1, maxLength: 60 })

function aucByPairs(made: [number, number][]): number | null {
  const good = made.filter(([, truth]) => truth > 0)
  const bad = made.filter(([, truth]) => truth < 0)
  if (good.length === 0 || bad.length === 0) return null
  let wins = 0
  for (const [a] of good) for (const [b] of bad) wins += a > b ? 1 : a === b ? 0.5 : 0
  return wins / (good.length * bad.length)
}

describe('calibration', () => {
  it('ranks as all pairs would', () => {
    fc.assert(
      fc.property(rows, (made) => {
        const auc = discriminationAuc(
          made.map(([p]) => p),
          made.map(([, truth]) => truth),
        )
        expect(auc).toEqual(aucByPairs(made))
      }),
    )
  })

  it('is null without known outcomes', () => {
    const p = [0.2, 0.9]
    const unknown = [0, 0]
    expect(calibrationError(p, unknown)).toBeNull()
    expect(brierScore(p, unknown)).toBeNull()
    expect(logLoss(p, unknown)).toBeNull()
    expect(expectedCalibrationError(p, unknown, 10)).toBeNull()
    expect(calibrationCurve(p, unknown, 10)).toEqual([])
    expect(discriminationAuc(p, [1, 1])).toBeNull()
  })

  it('scores a small sample as by hand, leaving unknown rows out', () => {
    const p = [0.8, 0.4, 0.1]
    const truth = [1, -1, 0]
    expect(calibrationError(p, truth)).toBeCloseTo(0.1, 14)
    expect(brierScore(p, truth)).toBeCloseTo((0.04 + 0.16) / 2, 14)
    expect(logLoss(p, truth)).toBeCloseTo(-(Math.log(0.8) + Math.log(0.6)) / 2, 14)
    expect(calibrationCurve(p, truth, 2)).toEqual([
      { meanPredicted: 0.4, fractionPositive: 0, count: 1 },
      { meanPredicted: 0.8, fractionPositive: 1, count: 1 },
    ])
    expect(expectedCalibrationError(p, truth, 2)).toBeCloseTo((0.4 + 0.2) / 2, 14)
  })

  it('stays finite when certain and wrong', () => {
    expect(logLoss([0], [1])).toBeCloseTo(-Math.log(1e-15), 10)
    expect(logLoss([1], [1])).toBeLessThan(1e-14)
  })
})
