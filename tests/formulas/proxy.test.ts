import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countSignal, normaliseWeights, proxyScore, weightedProxy } from '../../formulas/proxy.ts'

const weight = fc.double({ min: -5, max: 5, noNaN: true })
const weights = fc.record({
  taskProgress: weight,
  reworkPenalty: weight,
  verifierPenalty: weight,
  engagementSignal: weight,
})
const count = fc.integer({ min: 0, max: 60 })
const signals = fc.record({
  taskProgressDelta: fc.double({ min: -3, max: 3, noNaN: true }),
  reworkCount: count,
  verifierRejections: count,
  toolMisuseFlags: count,
  engagementDelta: fc.double({ min: -3, max: 3, noNaN: true }),
})

describe('countSignal', () => {
  it('has the published values', () => {
    expect([0, 1, 2, 3].map((n) => countSignal(n, 0.3))).toEqual([1, -0.4, -0.8200000000000001, -0.946])
    expect(countSignal(1, 0.4)).toBeCloseTo(-0.2, 14)
    expect(countSignal(2, 0.4)).toBeCloseTo(-0.68, 14)
    expect(countSignal(1, 0.5)).toBe(0)
  })

  it('lies in [-1, 1] and never rises with the count', () => {
    fc.assert(
      fc.property(count, fc.double({ min: 0, max: 1, noNaN: true }), (n, decay) => {
        const signal = countSignal(n, decay)
        expect(signal).toBeGreaterThanOrEqual(-1)
        expect(signal).toBeLessThanOrEqual(1)
        expect(countSignal(n + 1, decay)).toBeLessThanOrEqual(signal)
      }),
    )
  })

  it('refuses what is not a count and says what came', () => {
    expect(() => countSignal(-1, 0.3)).toThrow(/got -1/)
    expect(() => countSignal(1.5, 0.3)).toThrow(RangeError)
    expect(() => countSignal(Number.NaN, 0.3)).toThrow(RangeError)
    expect(() => countSignal(1, 1.2)).toThrow(/got 1.2/)
  })
})

describe('normaliseWeights', () => {
  it('makes the sizes sum to 1 and keeps signs', () => {
    fc.assert(
      fc.property(weights, (raw) => {
        const normal = normaliseWeights(raw)
        const sizes = Object.values(normal).reduce((sum, each) => sum + Math.abs(each), 0)
        expect(sizes).toBeCloseTo(1, 12)
        if (raw.taskProgress < 0) expect(normal.taskProgress).toBeLessThanOrEqual(0)
      }),
    )
  })

  it('shares equally when all are 0 and refuses infinite ones', () => {
    const none = { taskProgress: 0, reworkPenalty: 0, verifierPenalty: 0, engagementSignal: 0 }
    expect(Object.values(normaliseWeights(none))).toEqual([0.25, 0.25, 0.25, 0.25])
    expect(() => normaliseWeights({ ...none, reworkPenalty: Number.NaN })).toThrow(/NaN/)
  })
})

describe('proxyScore', () => {
  it('stays in [-1, 1] and equals the form for hot loops', () => {
    fc.assert(
      fc.property(signals, weights, (observed, raw) => {
        const made = proxyScore(observed, raw)
        expect(Math.abs(made.score)).toBeLessThanOrEqual(1)
        const { taskProgress, reworkPenalty, verifierPenalty, engagementSignal } = made.normalisedWeights
        const fast = weightedProxy(
          made.progressSignal,
          made.reworkSignal,
          made.verifierSignal,
          made.engagementSignal,
          taskProgress,
          reworkPenalty,
          verifierPenalty,
          engagementSignal,
        )
        expect(fast).toBe(made.score)
      }),
    )
  })

  it('never falls with progress and never rises with a bad count under default weights', () => {
    fc.assert(
      fc.property(signals, (observed) => {
        const { score } = proxyScore(observed)
        const better = { ...observed, taskProgressDelta: observed.taskProgressDelta + 0.1 }
        const worse = { ...observed, toolMisuseFlags: observed.toolMisuseFlags + 1 }
        expect(proxyScore(better).score).toBeGreaterThanOrEqual(score)
        expect(proxyScore(worse).score).toBeLessThanOrEqual(score)
      }),
    )
  })
})
