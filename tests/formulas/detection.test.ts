import { describe, expect, it } from 'vitest'
import { detectionQuality, positivePredictiveValue } from '../../formulas/detection.ts'

describe('detection quality', () => {
  it('follows from the counts', () => {
    const counts = { truePositives: 8, falsePositives: 2, falseNegatives: 4, trueNegatives: 86 }
    const { precision, recall, f1, falseAlarmRate } = detectionQuality(counts)
    expect(precision).toBe(0.8)
    expect(recall).toBeCloseTo(2 / 3, 12)
    expect(f1).toBeCloseTo(16 / 22, 12)
    expect(falseAlarmRate).toBeCloseTo(2 / 88, 12)
  })

  it('has no value where there is nothing to divide by', () => {
    const nothing = { truePositives: 0, falsePositives: 0, falseNegatives: 0, trueNegatives: 5 }
    expect(detectionQuality(nothing)).toEqual({ precision: null, recall: null, f1: null, falseAlarmRate: 0 })
  })

  it('is worth little where guilt is rare', () => {
    // A detector with 99 % recall and 1 % false alarms among 1 guilty in 1,000 is right one time in eleven.
    expect(positivePredictiveValue(0.99, 0.01, 0.001)).toBeCloseTo(0.0902, 4)
    expect(positivePredictiveValue(0, 0, 0.5)).toBeNull()
  })
})
