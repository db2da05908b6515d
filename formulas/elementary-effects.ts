/** Screening by elementary effects (Morris 1991): which parameters matter at all, for few evaluations. */

import { bootstrapInterval, type PercentileInterval } from './bootstrap.ts'

/** Length of a step on a grid of levels: with an even number of levels every level is as likely (Morris 1991). */
export const morrisStep = (levels: number): number => levels / (2 * (levels - 1))

/**
 * Trajectories through a grid: each starts at a random point and moves every parameter once, in random order, by
 * `morrisStep`.
 * @param trajectories r, at least 1
 * @param parameters k, at least 1
 * @param levels p of the grid, even and at least 2
 * @param draw uniform numbers in [0, 1)
 * @returns r × (k + 1) points of k numbers in [0, 1], row by row
 */
export function morrisTrajectories(
  trajectories: number,
  parameters: number,
  levels: number,
  draw: () => number,
): Float64Array {
  const step = morrisStep(levels)
  const points = new Float64Array(trajectories * (parameters + 1) * parameters)
  const current = new Float64Array(parameters)
  const order = Array.from({ length: parameters }, (_, parameter) => parameter)
  let place = 0
  for (let trajectory = 0; trajectory < trajectories; trajectory++) {
    const signs = order.map(() => (draw() < 0.5 ? -1 : 1))
    for (let parameter = 0; parameter < parameters; parameter++) {
      const level = Math.floor(draw() * (levels / 2)) / (levels - 1)
      current[parameter] = signs[parameter] === 1 ? level : level + step
    }
    for (let last = parameters - 1; last > 0; last--) {
      const other = Math.floor(draw() * (last + 1))
      const kept = order[last] as number
      order[last] = order[other] as number
      order[other] = kept
    }
    points.set(current, place)
    place += parameters
    for (const parameter of order) {
      current[parameter] = (current[parameter] as number) + step * (signs[parameter] as number)
      points.set(current, place)
      place += parameters
    }
  }
  return points
}

/** What a parameter does on average, per whole range of it. */
export interface ElementaryEffect {
  /** Trajectories that the figures rest on. */
  readonly count: number
  /** Mean effect, in which rises and falls cancel. */
  readonly mean: number
  /** Mean of absolute effects (Campolongo et al. 2007): the one to rank by. */
  readonly meanAbsolute: number
  /** Standard deviation of effects: how far they depend on where one stands; null below two trajectories. */
  readonly sd: number | null
  /** Of the mean of absolute effects, by bootstrap over trajectories. */
  readonly meanAbsoluteInterval: PercentileInterval
}

/**
 * Elementary effects of a function's parameters.
 * @param values of the function at the points, in their order; effects with a value that is not finite are left out
 * @param points as `morrisTrajectories` gave them
 * @param parameters k
 * @param draw uniform numbers in [0, 1), for the bootstrap
 * @returns one entry a parameter; undefined for one without any effect to look at
 */
export function elementaryEffects(
  values: ArrayLike<number>,
  points: Float64Array,
  parameters: number,
  draw: () => number,
  options: { resamples?: number; confidence?: number } = {},
): (ElementaryEffect | undefined)[] {
  const effects = Array.from({ length: parameters }, (): number[] => [])
  const rows = parameters + 1
  for (let row = 0; row + 1 < values.length; row++) {
    if (row % rows === parameters) continue
    for (let parameter = 0; parameter < parameters; parameter++) {
      const from = points[row * parameters + parameter] as number
      const to = points[(row + 1) * parameters + parameter] as number
      const effect = ((values[row + 1] as number) - (values[row] as number)) / (to - from)
      if (from !== to && Number.isFinite(effect)) effects[parameter]?.push(effect)
    }
  }
  return effects.map((found) => describe(found, draw, options))
}

function describe(
  effects: readonly number[],
  draw: () => number,
  options: { resamples?: number; confidence?: number },
): ElementaryEffect | undefined {
  const count = effects.length
  if (count === 0) return undefined
  const mean = effects.reduce((sum, effect) => sum + effect, 0) / count
  const absolute = effects.map(Math.abs)
  const meanAbsolute = absolute.reduce((sum, effect) => sum + effect, 0) / count
  const squares = effects.reduce((sum, effect) => sum + (effect - mean) * (effect - mean), 0)
  const interval = bootstrapInterval(
    count,
    (rows) => rows.reduce((sum, row) => sum + (absolute[row] as number), 0) / count,
    draw,
    options,
  )
  return {
    count,
    mean,
    meanAbsolute,
    sd: count < 2 ? null : Math.sqrt(squares / (count - 1)),
    meanAbsoluteInterval: interval ?? { low: meanAbsolute, high: meanAbsolute },
  }
}
