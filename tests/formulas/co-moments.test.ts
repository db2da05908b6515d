import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addSample, CO_MOMENTS, correlationOf, mergeCoMoments } from '../../formulas/co-moments.ts'

type Sample = readonly [x: number, y: number]

function recordOf(samples: readonly Sample[]): Float64Array {
  const cells = new Float64Array(CO_MOMENTS)
  samples.forEach((sample, place) => {
    addSample(cells, 0, place + 1, Float64Array.from(sample))
  })
  return cells
}

/** The same by two passes over the samples. */
function twoPass(samples: readonly Sample[]): number[] {
  const count = Math.max(1, samples.length)
  const meanX = samples.reduce((sum, [x]) => sum + x, 0) / count
  const meanY = samples.reduce((sum, [, y]) => sum + y, 0) / count
  const sum = (of: (x: number, y: number) => number) =>
    samples.reduce((total, [x, y]) => total + of(x - meanX, y - meanY), 0)
  return [meanX, meanY, sum((x) => x * x), sum((_, y) => y * y), sum((x, y) => x * y)]
}

const number = fc.double({ min: -100, max: 100, noNaN: true })
const samples = fc.array(fc.tuple(number, number), { maxLength: 50 })

describe('running co-moments', () => {
  it('are those of two passes', () => {
    fc.assert(
      fc.property(samples, (given) => {
        const expected = twoPass(given)
        recordOf(given).forEach((value, place) => {
          expect(Math.abs(value - (expected[place] as number))).toBeLessThan(1e-7)
        })
      }),
    )
  })

  it('merge as if one had seen it all', () => {
    fc.assert(
      fc.property(samples, samples, (first, second) => {
        const merged = recordOf(first)
        mergeCoMoments(merged, 0, first.length, recordOf(second), 0, second.length)
        const whole = recordOf([...first, ...second])
        merged.forEach((value, place) => {
          expect(Math.abs(value - (whole[place] as number))).toBeLessThan(1e-7)
        })
      }),
    )
  })

  it('stay steady far from 0, where sums of squares would have cancelled', () => {
    const cells = recordOf([1, 2, 3, 4].map((x) => [1e9 + x, -1e9 - 2 * x] as const))
    expect(correlationOf(cells, 0)).toBeCloseTo(-1, 12)
    expect(cells[2]).toBeCloseTo(5, 5)
  })

  it('keep to their own row', () => {
    const cells = new Float64Array(3 * CO_MOMENTS)
    addSample(cells, CO_MOMENTS, 1, Float64Array.of(1, 2))
    addSample(cells, CO_MOMENTS, 2, Float64Array.of(3, 5))
    expect(Array.from(cells.subarray(0, CO_MOMENTS))).toEqual([0, 0, 0, 0, 0])
    expect(Array.from(cells.subarray(CO_MOMENTS, 2 * CO_MOMENTS))).toEqual([2, 3.5, 2, 4.5, 3])
  })
})

describe('correlation', () => {
  it('is 1, -1 or nothing in the plain cases', () => {
    const of = (...given: Sample[]) => correlationOf(recordOf(given), 0)
    expect(of([1, 2], [2, 4], [3, 6])).toBeCloseTo(1, 15)
    expect(of([0.1, 0.1], [0.7, 0.7], [0.3, 0.3])).toBe(1)
    expect(of([1, 2], [2, 0])).toBe(-1)
    expect(of([1, 2], [1, 5])).toBe(0)
    expect(of([1, 2])).toBe(0)
    expect(of()).toBe(0)
  })

  it('stays within its bounds and does not mind units', () => {
    fc.assert(
      fc.property(samples, (given) => {
        const correlation = correlationOf(recordOf(given), 0)
        expect(Math.abs(correlation)).toBeLessThanOrEqual(1)
        const doubled = given.map(([x, y]) => [2 * x, y / 2] as const)
        expect(correlationOf(recordOf(doubled), 0)).toBeCloseTo(correlation, 9)
      }),
    )
  })
})
