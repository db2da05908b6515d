/** Points that fill a cube evenly: Sobol' sequences (1967), in the Gray code order of Antonov & Saleev (1979). */

import { JOE_KUO_DIRECTIONS } from './sobol-directions.ts'

const BITS = 32
const UNIT = 1 / 4294967296

/** Dimensions for which there are direction numbers. */
export const SOBOL_DIMENSIONS_MAX: number = JOE_KUO_DIRECTIONS.length + 1

/**
 * The first points of the sequence, row by row; the very first is the origin.
 * @param count points, at least 0 and below 2^32
 * @param dimensions 1 to `SOBOL_DIMENSIONS_MAX`
 * @param skip points to leave out at the start
 * @returns count × dimensions numbers in [0, 1), multiples of 2^-32
 * @throws RangeError for other dimensions
 */
export function sobolPoints(count: number, dimensions: number, skip = 0): Float64Array {
  if (!Number.isInteger(dimensions) || dimensions < 1 || dimensions > SOBOL_DIMENSIONS_MAX) {
    throw new RangeError(
      `A Sobol sequence has 1 to ${SOBOL_DIMENSIONS_MAX} dimensions here, got ${dimensions}.`,
    )
  }
  const points = new Float64Array(count * dimensions)
  for (let dimension = 0; dimension < dimensions; dimension++) {
    const directions = directionNumbers(dimension)
    let word = 0
    for (let index = 0; index < skip + count; index++) {
      if (index > 0) word ^= directions[trailingZeros(index)] as number
      if (index >= skip) points[(index - skip) * dimensions + dimension] = (word >>> 0) * UNIT
    }
  }
  return points
}

const trailingZeros = (index: number): number => 31 - Math.clz32(index & -index)

/** Direction numbers v_1 to v_32 of a dimension as 32-bit fractions, by the recurrence of Bratley & Fox (1988). */
function directionNumbers(dimension: number): Uint32Array {
  const numbers = new Uint32Array(BITS)
  const direction = JOE_KUO_DIRECTIONS[dimension - 1]
  if (direction === undefined) {
    for (let bit = 0; bit < BITS; bit++) numbers[bit] = 1 << (31 - bit)
    return numbers
  }
  const { degree, coefficients, initial } = direction
  for (let bit = 0; bit < BITS; bit++) {
    if (bit < degree) {
      numbers[bit] = (initial[bit] as number) << (31 - bit)
      continue
    }
    const oldest = numbers[bit - degree] as number
    let number = oldest ^ (oldest >>> degree)
    for (let term = 1; term < degree; term++) {
      if ((coefficients >>> (degree - 1 - term)) & 1) number ^= numbers[bit - term] as number
    }
    numbers[bit] = number
  }
  return numbers
}
