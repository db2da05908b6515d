/** Points of a chart at most. */
export const POINTS_MAX = 1024

/** Ticks a bucket: the smallest power of two with which two points a bucket stay within `most`. */
export function bucketSize(length: number, most: number): number {
  if (length <= most) return 1
  let size = 2
  while (Math.ceil(length / size) * 2 > most) size *= 2
  return size
}

/** Writes the x of each point: every tick, or start and middle of each bucket. Returns the number of points. */
export function thinTicks(length: number, most: number, into: Float64Array): number {
  const size = bucketSize(length, most)
  const step = size === 1 ? 1 : size / 2
  const points = size === 1 ? length : Math.ceil(length / size) * 2
  for (let point = 0; point < points; point++) into[point] = Math.min(length - 1, point * step)
  return points
}

/**
 * Writes the points of a series of `length` ticks, less another one where that is given, so that no peak is lost: each
 * bucket gives its lowest and highest value, in the order in which they came. NaN is passed over, and stays where a bucket
 * holds nothing else. Widens `extent` (low, high) by what was seen. Allocates nothing.
 */
export function thin(
  series: Float64Array,
  minus: Float64Array | undefined,
  length: number,
  most: number,
  into: Float64Array,
  extent: Float64Array,
): void {
  const size = bucketSize(length, most)
  let low = extent[0] as number
  let high = extent[1] as number
  const known = Math.min(length, series.length, minus?.length ?? length)
  let point = 0
  for (let start = 0; start < length; start += size) {
    const end = Math.min(start + size, known)
    let least = Number.NaN
    let highest = Number.NaN
    let leastTick = -1
    let highestTick = -1
    for (let tick = start; tick < end; tick++) {
      const value = (series[tick] as number) - (minus ? (minus[tick] as number) : 0)
      if (Number.isNaN(value)) continue
      if (leastTick < 0 || value < least) {
        least = value
        leastTick = tick
      }
      if (highestTick < 0 || value > highest) {
        highest = value
        highestTick = tick
      }
    }
    if (least < low) low = least
    if (highest > high) high = highest
    if (size === 1) {
      into[point++] = least
    } else {
      into[point++] = leastTick <= highestTick ? least : highest
      into[point++] = leastTick <= highestTick ? highest : least
    }
  }
  extent[0] = low
  extent[1] = high
}

/** The index of the point at or before a tick. */
export function pointAt(tick: number, length: number, most: number): number {
  const size = bucketSize(length, most)
  return Math.floor(Math.min(tick, length - 1) / (size === 1 ? 1 : size / 2))
}
