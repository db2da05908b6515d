/** How far one can go along a parameter before too few runs still succeed. */

import { bootstrapInterval } from './bootstrap.ts'

/** Where the share of successes falls below a level. */
export interface FrontierPoint {
  /** Place on the axis; -Infinity where it is below from the start, Infinity where it never falls. */
  readonly place: number
  /** Ends of its interval, infinite in the same sense. */
  readonly low: number
  readonly high: number
}

/**
 * Place at which shares that are known at some places first fall below a level, by a line between the last place that holds
 * and the first that does not.
 * @param places ascending
 * @param shares one a place; NaN where nothing is known, which is passed over
 * @param level in (0, 1]
 */
export function crossing(places: ArrayLike<number>, shares: ArrayLike<number>, level: number): number {
  let before = -1
  for (let index = 0; index < places.length; index++) {
    const share = shares[index] as number
    if (Number.isNaN(share)) continue
    if (share >= level) {
      before = index
      continue
    }
    if (before < 0) return Number.NEGATIVE_INFINITY
    const [from, to] = [places[before] as number, places[index] as number]
    const held = shares[before] as number
    return from + ((to - from) * (held - level)) / (held - share)
  }
  return before < 0 ? Number.NaN : Number.POSITIVE_INFINITY
}

/**
 * The frontier with a bootstrap interval. Runs with one number share their draws at all places, so runs are resampled by
 * number, at all places alike.
 * @param places ascending
 * @param successes by place, then by number of the run: 1, 0, or null where there is no run
 * @param draw uniform numbers in [0, 1)
 */
export function successFrontier(
  places: ArrayLike<number>,
  successes: readonly (readonly (number | null)[])[],
  level: number,
  draw: () => number,
  options: { resamples?: number; confidence?: number } = {},
): FrontierPoint {
  const numbers = Math.max(0, ...successes.map((runs) => runs.length))
  const shares = new Float64Array(places.length)
  const crossingOf = (chosen: ArrayLike<number>): number => {
    successes.forEach((runs, place) => {
      let count = 0
      let passed = 0
      for (let each = 0; each < chosen.length; each++) {
        const success = runs[chosen[each] as number] ?? null
        if (success === null) continue
        count++
        passed += success
      }
      shares[place] = passed / count
    })
    return crossing(places, shares, level)
  }
  const place = crossingOf(Uint32Array.from({ length: numbers }, (_, number) => number))
  const interval = bootstrapInterval(numbers, crossingOf, draw, options)
  return { place, low: interval?.low ?? place, high: interval?.high ?? place }
}
