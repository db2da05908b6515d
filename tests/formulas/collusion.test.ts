import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  ecosystemRisk,
  frequencyScore,
  groupScore,
  meanOfSides,
  pairScore,
  realtimeCharge,
} from '../../formulas/collusion.ts'
import { coordinatedVoters, gapsBetween, temporalClustering } from '../../formulas/coordination.ts'

const unit = fc.double({ min: 0, max: 1, noNaN: true })

describe('the score of a pair', () => {
  it('adds up four signs', () => {
    expect(pairScore(2, 1, 1, 0, 10, 2)).toBe(1)
    expect(pairScore(1, 0, 0, 1, 10, 2)).toBeCloseTo(0.125, 12)
    expect(pairScore(0, 0.5, 0, 1, 10, 2)).toBeCloseTo(0.15, 12)
    expect(pairScore(0, 0, 0.75, 1, 10, 2)).toBeCloseTo(0.1, 12)
    expect(pairScore(0, 0, 0.75, 0.25, 10, 2)).toBeCloseTo(0.1 + 0.125, 12)
  })

  it('takes poor quality for a sign only where most is accepted, and negative signs for none', () => {
    expect(pairScore(-5, -1, 0.5, 0, 10, 2)).toBe(0)
  })

  it('grows with evidence up to ten interactions', () => {
    expect(pairScore(2, 1, 1, 0, 5, 2)).toBe(0.5)
    expect(pairScore(2, 1, 1, 0, 1000, 2)).toBe(1)
  })

  it('lies in [0, 1] and does not fall as a sign grows', () => {
    const z = fc.double({ min: -5, max: 10, noNaN: true })
    const correlation = fc.double({ min: -1, max: 1, noNaN: true })
    fc.assert(
      fc.property(z, correlation, unit, unit, fc.integer({ min: 1, max: 40 }), (a, b, c, d, n) => {
        const score = pairScore(a, b, c, d, n, 2)
        expect(score).toBeGreaterThanOrEqual(0)
        expect(score).toBeLessThanOrEqual(1 + 1e-12)
        expect(pairScore(a + 1, b, c, d, n, 2)).toBeGreaterThanOrEqual(score)
        expect(pairScore(a, b, c, d / 2, n, 2)).toBeGreaterThanOrEqual(score)
      }),
    )
  })
})

describe('frequency', () => {
  it('is a standard score over all pairs', () => {
    // 1, 2 and 6 interactions: mean 3, population variance 14 / 3.
    expect(frequencyScore(6, 3, 9, 41)).toBeCloseTo(3 / Math.sqrt(14 / 3), 12)
  })
  it('is nothing where there is nothing to compare', () => {
    expect(frequencyScore(5, 1, 5, 25)).toBe(0)
    expect(frequencyScore(7, 3, 21, 147)).toBe(0)
  })
})

it('takes a side that never proposed for middling', () => {
  expect(meanOfSides(2, 0.6, 0, 0)).toBeCloseTo(0.4, 12)
  expect(meanOfSides(2, 0.6, 1, 0.9)).toBeCloseTo(0.6, 12)
})

describe('the score of a group', () => {
  it('is that of a clique which keeps to itself', () => {
    expect(groupScore(5, 10, 0, 0.9, 0.5)).toBeCloseTo(0.4 + 0.24, 12)
    expect(groupScore(2, 10, 0, 0.9, 0.5)).toBeCloseTo(0.64 * 0.7, 12)
  })
  it('is nothing for one that deals outside and is no better inside', () => {
    expect(groupScore(5, 5, 5, 0.4, 0.5)).toBe(0)
    expect(groupScore(5, 0, 0, 0.5, 0.5)).toBe(0)
  })
})

it('weighs suspicious pairs, grouped agents and the worst group', () => {
  expect(ecosystemRisk(1, 2, 0.5, 4)).toBeCloseTo(0.3 / 6 + 0.15 + 0.2, 12)
  expect(ecosystemRisk(0, 0, 0, 0)).toBe(0)
  expect(ecosystemRisk(1, 2, 1, 2)).toBe(1)
})

it('charges by the mean risk of both', () => {
  expect(realtimeCharge(0.2, 0.5, 0.7)).toBeCloseTo(0.12, 12)
})

describe('coordination', () => {
  const vote = (voter: number, target: number, direction: number) => ({ voter, target, direction })

  it('compares voters by common targets', () => {
    const votes = [0, 1, 2, 3].flatMap((target) => [
      vote(7, target, 1),
      vote(3, target, target === 3 ? -1 : 1),
    ])
    expect(coordinatedVoters(votes, 0.75)).toEqual([{ low: 3, high: 7, alignment: 0.75 }])
    expect(coordinatedVoters(votes, 0.8)).toEqual([])
    expect(coordinatedVoters(votes.slice(0, 4), 0)).toEqual([])
  })

  it('lets a later vote replace an earlier one', () => {
    const votes = [0, 1, 2].flatMap((target) => [vote(0, target, 1), vote(1, target, -1), vote(1, target, 1)])
    expect(coordinatedVoters(votes, 1)).toHaveLength(1)
  })

  it('tells bursts from steady times', () => {
    expect(temporalClustering([0, 1, 2], 5)).toBe(1)
    expect(temporalClustering([0, 100, 200], 5)).toBe(0)
    expect(temporalClustering([0, 1], 5)).toBe(0)
    expect(temporalClustering([0, 5, 100], 5)).toBeCloseTo(2 / 3 / 2, 12)
  })

  it('measures gaps', () => {
    expect(gapsBetween([10, 0, 20])).toEqual({ mean: 10, burstiness: 0 })
    expect(gapsBetween([0, 0, 20]).burstiness).toBe(1)
    expect(gapsBetween([4])).toEqual({ mean: 0, burstiness: 0 })
  })
})
