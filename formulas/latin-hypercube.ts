/**
 * Latin hypercube of McKay, Beckman & Conover (1979): every axis is cut into as many strata as there are points, and each
 * stratum of each axis holds exactly one point.
 * @param count points, at least 1
 * @param dimensions at least 1
 * @param draw uniform numbers in [0, 1)
 * @returns count × dimensions numbers in [0, 1), row by row
 */
export function latinHypercube(count: number, dimensions: number, draw: () => number): Float64Array {
  const points = new Float64Array(count * dimensions)
  const strata = new Uint32Array(count)
  for (let dimension = 0; dimension < dimensions; dimension++) {
    for (let row = 0; row < count; row++) strata[row] = row
    for (let row = count - 1; row > 0; row--) {
      const other = Math.floor(draw() * (row + 1))
      const kept = strata[row] as number
      strata[row] = strata[other] as number
      strata[other] = kept
    }
    for (let row = 0; row < count; row++) {
      points[row * dimensions + dimension] = ((strata[row] as number) + draw()) / count
    }
  }
  return points
}
