/** How far one can go along a parameter before too few runs still succeed. */

import { percentileInterval } from './bootstrap.ts'

/** Where the share of successes falls below a level. */
export interface FrontierPoint {
  /** Place on the axis; -Infinity where it is below from the start, Infinity where it never falls. */
  readonly place: number
  /** Ends of its interval, infinite in the same sense. */
  readonly low: number
  readonly high: number
}

/** The places between which shares first fall below a level, and the place between them by a line. */
export interface Crossing {
  readonly place: number
  /** Last place that holds, -Infinity for none. */
  readonly from: number
  /** First place that does not, Infinity for none. */
  readonly to: number
}

/**
 * Where shares that are known at some places first fall below a level.
 * @param places ascending
 * @param shares one a place; NaN where nothing is known, which is passed over
 * @param level in (0, 1]
 * @returns undefined when nothing is known anywhere
 */
export function crossing(
  places: ArrayLike<number>,
  shares: ArrayLike<number>,
  level: number,
): Crossing | undefined {
  let before = -1
  for (let index = 0; index < places.length; index++) {
    const share = shares[index] as number
    if (Number.isNaN(share)) continue
    if (share >= level) {
      before = index
      continue
    }
    const to = places[index] as number
    if (before < 0) return { place: Number.NEGATIVE_INFINITY, from: Number.NEGATIVE_INFINITY, to }
    const from = places[before] as number
    const held = shares[before] as number
    return { place: from + ((to - from) * (held - level)) / (held - share), from, to }
  }
  if (before < 0) return undefined
  return { place: Number.POSITIVE_INFINITY, from: places[before] as number, to: Number.POSITIVE_INFINITY }
}

/**
 * The frontier with an interval: percentiles of a bootstrap, widened to the places that were looked at, since the line between
 * them is a guess. Runs with one number share their draws at all places, so runs are resampled by number, at all places alike.
 * @param places ascending
 * @param successes by place, then by number of the run: 1, 0, or null where there is no run
 * @param draw uniform numbers in [0, 1)
 * @returns undefined without any run
 */
export function successFrontier(
  places: ArrayLike<number>,
  successes: readonly (readonly (number | null)[])[],
  level: number,
  draw: () => number,
  { resamples = 1000, confidence = 0.95 }: { resamples?: number; confidence?: number } = {},
): FrontierPoint | undefined {
  const numbers = Math.max(0, ...successes.map((runs) => runs.length))
  const shares = new Float64Array(places.length)
  const crossingOf = (chosen: ArrayLike<number>): Crossing | undefined => {
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
  const found = crossingOf(Uint32Array.from({ length: numbers }, (_, number) => number))
  if (!found) return undefined
  const chosen = new Uint32Array(numbers)
  const lows = [found.from]
  const highs = [found.to]
  for (let resample = 0; resample < resamples; resample++) {
    for (let row = 0; row < numbers; row++) chosen[row] = Math.floor(draw() * numbers)
    const again = crossingOf(chosen)
    if (!again) continue
    lows.push(again.from)
    highs.push(again.to)
  }
  const low = percentileInterval(lows, confidence)?.low ?? found.from
  const high = percentileInterval(highs, confidence)?.high ?? found.to
  return { place: found.place, low, high }
}
