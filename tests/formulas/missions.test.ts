import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  ALL_MET,
  clearSums,
  equalShares,
  freeRiderIndex,
  judgeMission,
  leaveOneOutShares,
  MissionStatus,
  objectiveProgress,
  objectiveValue,
  proportionalShares,
  SCORE,
  SUMS,
  statusAfter,
} from '../../formulas/missions.ts'

const sumsOf = (count: number, sumP: number, minP: number, accepted: number) =>
  Float64Array.of(count, sumP, minP, accepted)

describe('objectives', () => {
  it('are functions of the sums, by the payoff parameters of the run', () => {
    const sums = sumsOf(4, 3, 0.5, 2)
    const values = [0, 1, 2, 3, 4, 9].map((metric) => objectiveValue(metric, sums, 2, 1))
    expect(values).toEqual([0.75, 0.5, 4, 0.5, 5, 0])
    expect(objectiveValue(4, sums, 5, 3)).toBe(12)
    const none = new Float64Array(SUMS)
    clearSums(none)
    expect([0, 1, 2, 3, 4].map((metric) => objectiveValue(metric, none, 2, 1))).toEqual([0, 0, 0, 0, 0])
  })

  it('never divide by a target of 0 or less', () => {
    expect(objectiveProgress(-0.7, 0)).toBe(0)
    expect(objectiveProgress(-5, -2)).toBe(0)
    expect(objectiveProgress(-1, -2)).toBe(1)
    expect(objectiveProgress(-1, 4)).toBe(-0.25)
  })

  it('make a score of at most 1, which is reached where all that weighs is met', () => {
    const anObjective = fc.record({
      metric: fc.integer({ min: 0, max: 4 }),
      target: fc.double({ min: -5, max: 20, noNaN: true }),
      weight: fc.double({ min: 0, max: 3, noNaN: true }),
    })
    fc.assert(
      fc.property(fc.array(anObjective, { maxLength: 5 }), fc.nat(9), (objectives, count) => {
        const goals = {
          length: objectives.length,
          metric: objectives.map(({ metric }) => metric),
          target: objectives.map(({ target }) => target),
          weight: objectives.map(({ weight }) => weight),
        }
        const out = new Float64Array(2)
        judgeMission(goals, sumsOf(count, count * 0.6, count === 0 ? 1 : 0.4, count >> 1), 2, 1, out)
        expect(out[SCORE]).toBeLessThanOrEqual(1 + 1e-12)
        const weighs = objectives.some(({ weight }) => weight > 1e-9)
        if (out[ALL_MET] === 1 && weighs) expect(out[SCORE]).toBeCloseTo(1, 12)
      }),
    )
  })
})

describe('status', () => {
  it('stays once a mission is over, and fails at the deadline', () => {
    const { active, proposed, succeeded, failed, expired } = MissionStatus
    expect(statusAfter(active, true, 9, 5)).toBe(succeeded)
    expect(statusAfter(active, false, 4, 5)).toBe(active)
    expect(statusAfter(proposed, false, 5, 5)).toBe(failed)
    for (const over of [succeeded, failed, expired]) expect(statusAfter(over, true, 1, 5)).toBe(over)
  })
})

describe('shares', () => {
  it('add up to 1, or to 0 where nothing was earned', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -3, max: 9, noNaN: true }), { maxLength: 12 }), (amounts) => {
        const shares = new Float64Array(amounts.length)
        for (const rule of [equalShares, proportionalShares]) {
          rule(amounts, amounts.length, shares)
          const total = shares.reduce((sum, share) => sum + share, 0)
          const earned = amounts.some((amount) => amount > 0)
          expect(total).toBeCloseTo(earned ? 1 : 0, 9)
          expect(shares.every((share) => share >= 0)).toBe(true)
        }
      }),
    )
  })
})

describe('shares by leaving one out', () => {
  const sharesOf = (count: number[], sumP: number[]): number[] => {
    const shares = new Float64Array(count.length)
    const total = (all: number[]) => all.reduce((sum, value) => sum + value, 0)
    leaveOneOutShares({ count, sumP }, count.length, [total(count), total(sumP)], shares)
    return [...shares]
  }

  it('pay for volume, unlike Shapley values', () => {
    const [good, spam] = sharesOf([1, 2], [0.9, 0])
    expect(good).toBeCloseTo(0.4871794871794872, 12)
    expect(spam).toBeCloseTo(0.5128205128205129, 12)
  })

  it('give nothing to those who gave nothing, and everything to who is alone', () => {
    expect(sharesOf([0, 3], [0, 2])).toEqual([0, 1])
    expect(sharesOf([0, 0], [0, 0])).toEqual([0, 0])
    expect(sharesOf([], [])).toEqual([])
  })
})

describe('the free-rider index', () => {
  it('counts those who gave nothing', () => {
    expect(freeRiderIndex(10, [7])).toBeCloseTo(0.9, 12)
    expect(freeRiderIndex(4, [1, 1, 1, 1])).toBe(0)
    expect(freeRiderIndex(3, [])).toBe(0)
    expect(freeRiderIndex(2, [0.9, 0])).toBeCloseTo(0.5, 12)
  })
})
