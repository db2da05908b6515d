import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { latinHypercube } from '../../formulas/latin-hypercube.ts'
import { SOBOL_DIMENSIONS_MAX, sobolPoints } from '../../formulas/sobol-sequence.ts'
import { seededUniform as uniform } from '../kit/uniform.ts'

const golden: { rows: number[]; points: number[][] } = JSON.parse(
  readFileSync(new URL('../golden/sobol-points.json', import.meta.url), 'utf8'),
)

describe('a Sobol sequence', () => {
  it('starts as every book says', () => {
    const points = sobolPoints(8, 3)
    const rows = Array.from({ length: 8 }, (_, row) => [...points.slice(3 * row, 3 * row + 3)])
    expect(rows).toEqual([
      [0, 0, 0],
      [0.5, 0.5, 0.5],
      [0.75, 0.25, 0.25],
      [0.25, 0.75, 0.75],
      [0.375, 0.375, 0.625],
      [0.875, 0.875, 0.125],
      [0.625, 0.125, 0.875],
      [0.125, 0.625, 0.375],
    ])
  })

  it('has the points that SciPy has, in all dimensions', () => {
    const points = sobolPoints(4096, SOBOL_DIMENSIONS_MAX)
    golden.rows.forEach((row, index) => {
      const got = [...points.slice(row * SOBOL_DIMENSIONS_MAX, (row + 1) * SOBOL_DIMENSIONS_MAX)]
      expect(got).toEqual(golden.points[index])
    })
  })

  it('puts as many points into every interval of length 2^-k, in each dimension', () => {
    const points = sobolPoints(256, SOBOL_DIMENSIONS_MAX)
    for (let dimension = 0; dimension < SOBOL_DIMENSIONS_MAX; dimension++) {
      const counts = new Uint32Array(256)
      for (let row = 0; row < 256; row++)
        counts[Math.floor(points[row * SOBOL_DIMENSIONS_MAX + dimension]! * 256)]!++
      expect(new Set(counts)).toEqual(new Set([1]))
    }
  })

  it('goes on where it is told to', () => {
    expect(sobolPoints(5, 4, 11)).toEqual(sobolPoints(16, 4).slice(44))
  })

  it.each([0, SOBOL_DIMENSIONS_MAX + 1, 1.5])('has no %s dimensions', (dimensions) => {
    expect(() => sobolPoints(1, dimensions)).toThrow(RangeError)
  })
})

describe('a Latin hypercube', () => {
  it.each([
    [1, 1],
    [7, 3],
    [100, 5],
  ])('of %s points in %s dimensions has one in every stratum of every axis', (count, dimensions) => {
    const points = latinHypercube(count, dimensions, uniform(3))
    for (let dimension = 0; dimension < dimensions; dimension++) {
      const strata = Array.from({ length: count }, (_, row) =>
        Math.floor(points[row * dimensions + dimension]! * count),
      )
      expect(strata.sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, stratum) => stratum))
    }
  })

  it('shuffles axes apart', () => {
    const points = latinHypercube(200, 2, uniform(4))
    let correlation = 0
    for (let row = 0; row < 200; row++) correlation += (points[2 * row]! - 0.5) * (points[2 * row + 1]! - 0.5)
    expect(Math.abs(correlation / 200) * 12).toBeLessThan(0.2)
  })
})
