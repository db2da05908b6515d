import { describe, expect, it } from 'vitest'
import { elementaryEffects, morrisStep, morrisTrajectories } from '../../formulas/elementary-effects.ts'
import { saltelliPoints, sobolIndices } from '../../formulas/sobol-indices.ts'
import { seededUniform as uniform } from '../kit/uniform.ts'

/** Ishigami & Homma (1990) with a = 7, b = 0.1, its arguments from [0, 1) to [-π, π). */
function ishigami(row: ArrayLike<number>): number {
  const [x, y, z] = [0, 1, 2].map((place) => (2 * row[place]! - 1) * Math.PI) as [number, number, number]
  return Math.sin(x) + 7 * Math.sin(y) ** 2 + 0.1 * z ** 4 * Math.sin(x)
}

function evaluate(points: Float64Array, parameters: number, of: (row: Float64Array) => number): Float64Array {
  return Float64Array.from({ length: points.length / parameters }, (_, row) =>
    of(points.subarray(row * parameters, (row + 1) * parameters)),
  )
}

describe('Sobol indices', () => {
  const points = saltelliPoints(4096, 3)
  const indices = sobolIndices(evaluate(points, 3, ishigami), 3, uniform(1), { resamples: 200 })!

  it('are those of Ishigami’s function', () => {
    const first = [0.3139, 0.4424, 0]
    const total = [0.5576, 0.4424, 0.2437]
    indices.forEach((index, parameter) => {
      expect(Math.abs(index.first - first[parameter]!)).toBeLessThan(0.01)
      expect(Math.abs(index.total - total[parameter]!)).toBeLessThan(0.01)
      expect(index.firstInterval.low).toBeLessThanOrEqual(first[parameter]!)
      expect(index.firstInterval.high).toBeGreaterThanOrEqual(first[parameter]!)
      expect(index.totalInterval.low).toBeLessThanOrEqual(total[parameter]!)
      expect(index.totalInterval.high).toBeGreaterThanOrEqual(total[parameter]!)
    })
  })

  it('have wider intervals for fewer samples', () => {
    const few = sobolIndices(evaluate(saltelliPoints(64, 3), 3, ishigami), 3, uniform(1))!
    const width = ({ low, high }: { low: number; high: number }) => high - low
    few.forEach((index, parameter) => {
      expect(width(index.totalInterval)).toBeGreaterThan(3 * width(indices[parameter]!.totalInterval))
    })
  })

  it('are shares of squared weights for a sum, first and total alike', () => {
    const sum = evaluate(saltelliPoints(1024, 2), 2, ([x, y]) => 100 + 3 * x! + 4 * y!)
    const [first, second] = sobolIndices(sum, 2, uniform(2))!
    for (const [index, share] of [
      [first, 9 / 25],
      [second, 16 / 25],
    ] as const) {
      expect(Math.abs(index!.first - share)).toBeLessThan(0.02)
      expect(Math.abs(index!.total - share)).toBeLessThan(0.02)
    }
  })

  it('leave out blocks with a failed run, and do without a function that never varies', () => {
    const values = evaluate(points, 3, ishigami)
    values[12] = Number.NaN
    const [first] = sobolIndices(values, 3, uniform(1), { resamples: 10 })!
    expect(Math.abs(first!.first - 0.3139)).toBeLessThan(0.02)
    expect(sobolIndices(new Float64Array(500).fill(3), 3, uniform(1))).toBeUndefined()
    expect(sobolIndices([1, 2, 3, 4, 5], 3, uniform(1))).toBeUndefined()
  })

  it('take points of which neighbours in a block differ in one parameter', () => {
    const small = saltelliPoints(8, 3)
    for (let block = 0; block < 8; block++) {
      const row = (number: number) => [...small.slice((block * 5 + number) * 3, (block * 5 + number + 1) * 3)]
      for (let parameter = 0; parameter < 3; parameter++) {
        const expected = row(0)
        expected[parameter] = row(4)[parameter]!
        expect(row(parameter + 1)).toEqual(expected)
      }
    }
  })
})

describe('elementary effects', () => {
  it('move every parameter once a trajectory, by the step, within the cube', () => {
    const [trajectories, parameters, levels] = [20, 4, 6]
    const points = morrisTrajectories(trajectories, parameters, levels, uniform(5))
    for (let trajectory = 0; trajectory < trajectories; trajectory++) {
      const moved = new Set<number>()
      for (let row = 0; row < parameters; row++) {
        const at = (trajectory * (parameters + 1) + row) * parameters
        const changes = [0, 1, 2, 3].flatMap((place) => {
          const by = points[at + parameters + place]! - points[at + place]!
          return by === 0 ? [] : [[place, by] as const]
        })
        expect(changes).toHaveLength(1)
        expect(Math.abs(changes[0]![1])).toBeCloseTo(morrisStep(levels), 12)
        moved.add(changes[0]![0])
      }
      expect(moved.size).toBe(parameters)
    }
    expect(Math.min(...points)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...points)).toBeLessThanOrEqual(1 + 1e-12)
    const places = new Set(Array.from(points, (value) => (value * (levels - 1)).toFixed(6)))
    expect([...places].sort()).toEqual([0, 1, 2, 3, 4, 5].map((level) => level.toFixed(6)))
  })

  it('are the slopes of a plane, without spread', () => {
    const points = morrisTrajectories(10, 3, 4, uniform(6))
    const effects = elementaryEffects(
      evaluate(points, 3, ([x, y]) => 5 * x! - 2 * y!),
      points,
      3,
      uniform(7),
    )
    const slopes = [5, -2, 0]
    effects.forEach((effect, parameter) => {
      expect(effect!.mean).toBeCloseTo(slopes[parameter]!, 9)
      expect(effect!.meanAbsolute).toBeCloseTo(Math.abs(slopes[parameter]!), 9)
      expect(effect!.sd).toBeCloseTo(0, 9)
    })
  })

  it('tell an interaction by its spread, and what cancels by its absolute mean', () => {
    const points = morrisTrajectories(200, 2, 4, uniform(8))
    const values = evaluate(points, 2, ([x, y]) => (x! - 0.5) * (y! - 0.5))
    const [first] = elementaryEffects(values, points, 2, uniform(9))
    expect(Math.abs(first!.mean)).toBeLessThan(0.08)
    expect(first!.meanAbsolute).toBeGreaterThan(0.2)
    expect(first!.meanAbsoluteInterval.low).toBeLessThan(first!.meanAbsolute)
    expect(first!.meanAbsoluteInterval.high).toBeGreaterThan(first!.meanAbsolute)
    expect(first!.sd).toBeGreaterThan(0.2)
  })

  it('leave out steps from or to a failed run', () => {
    const points = morrisTrajectories(3, 1, 2, uniform(10))
    const [effect] = elementaryEffects([Number.NaN, 1, 2, 3, 4, 5], points, 1, uniform(1))
    expect(effect!.count).toBe(2)
    expect(elementaryEffects(new Float64Array(6).fill(Number.NaN), points, 1, uniform(1))).toEqual([
      undefined,
    ])
  })
})
