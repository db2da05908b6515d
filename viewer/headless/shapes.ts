/**
 * Distance from a point to the edge of a kind's shape around the origin, negative inside; the same as shapeDistance of the
 * shader. y points down.
 *
 * @param shape number of a kind: disc, square, diamond, triangle, cross, ring
 */
export function shapeDistance(x: number, y: number, radius: number, shape: number): number {
  const [across, down] = [Math.abs(x), Math.abs(y)]
  switch (shape) {
    case 1:
      return Math.max(across, down) - 0.86 * radius
    case 2:
      return (across + down - 1.18 * radius) * Math.SQRT1_2
    case 3:
      return Math.max(across * 0.8660254 - y * 0.5, y) - 0.62 * radius
    case 4:
      return Math.min(
        Math.max(across - 1.04 * radius, down - 0.4 * radius),
        Math.max(across - 0.4 * radius, down - 1.04 * radius),
      )
    case 5:
      return Math.abs(Math.sqrt(x * x + y * y) - 0.76 * radius) - 0.24 * radius
    default:
      return Math.sqrt(x * x + y * y) - radius
  }
}
/** How far a shape reaches from its middle, in radii. */
export const SHAPE_REACH = 1.26
