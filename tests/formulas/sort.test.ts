import { describe, expect, it } from 'vitest'
import { sortAmounts } from '../../formulas/sort.ts'
import { seededUniform } from '../kit/uniform.ts'

/** Amounts over many orders of size, with equal ones and zeros. */
function amounts(count: number): Float64Array {
  const draw = seededUniform(17)
  return Float64Array.from({ length: count }, () => {
    const kind = draw()
    if (kind < 0.1) return 0
    if (kind < 0.3) return Math.floor(draw() * 50)
    return draw() * 10 ** Math.floor(draw() * 40 - 20)
  })
}

describe('sorting amounts', () => {
  it.each([0, 1, 100, 5000, 70_001])('gives what the library gives, for %i values', (count) => {
    const values = amounts(count)
    expect(sortAmounts(values.slice())).toEqual(values.sort())
  })

  it('puts infinity before what is no number, both last', () => {
    const values = amounts(5000)
    values[17] = Number.NaN
    values[3] = Number.POSITIVE_INFINITY
    values[4000] = Number.MIN_VALUE
    const sorted = sortAmounts(values)
    expect(sorted[4999]).toBeNaN()
    expect(sorted[4998]).toBe(Number.POSITIVE_INFINITY)
  })

  it('sorts many values that differ in their last bits alone', () => {
    const draw = seededUniform(3)
    const values = Float64Array.from({ length: 20_000 }, () => 1 + Math.floor(draw() * 1000) * Number.EPSILON)
    expect(sortAmounts(values.slice())).toEqual(values.sort())
  })

  it('sorts a part of an array and leaves the rest alone', () => {
    const values = amounts(6000)
    const [head, tail] = [values.slice(0, 500), values.slice(5500)]
    sortAmounts(values.subarray(500, 5500))
    expect(values.slice(0, 500)).toEqual(head)
    expect(values.slice(5500)).toEqual(tail)
    expect(values.slice(500, 5500)).toEqual(values.slice(500, 5500).sort())
  })
})
