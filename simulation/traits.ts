import { checkValue, display, expectation, type Parameter } from '../engine/config.ts'
import { UserError } from '../engine/errors.ts'
import { didYouMean } from '../engine/nearest.ts'
import type { DrawSource } from '../engine/random.ts'
import { log, pow } from '../formulas/elementary.ts'

/** How a trait varies over the agents of a group. `low` and `high` bound what is drawn. */
export type Distribution =
  | { readonly dist: 'uniform'; readonly low: number; readonly high: number }
  | {
      readonly dist: 'normal'
      readonly mean: number
      readonly sd: number
      readonly low?: number
      readonly high?: number
    }
  | {
      readonly dist: 'beta'
      readonly a: number
      readonly b: number
      readonly low?: number
      readonly high?: number
    }

/** A number for every agent, or a distribution from which each draws its own. */
export type Trait = number | Distribution

const KEYS: Readonly<
  Record<Distribution['dist'], { needed: readonly string[]; optional: readonly string[] }>
> = {
  uniform: { needed: ['low', 'high'], optional: [] },
  normal: { needed: ['mean', 'sd'], optional: ['low', 'high'] },
  beta: { needed: ['a', 'b'], optional: ['low', 'high'] },
}

/** Draws that fall outside [low, high] are taken again this often, then put on the nearer bound. */
const REDRAWS_MAX = 64

/** Refuses a trait that is malformed or could leave its parameter's range. */
export function checkTrait(path: string, trait: Trait, parameter?: Parameter): void {
  if (typeof trait === 'number') {
    if (parameter) checkValue(path, parameter, trait)
    else if (!Number.isFinite(trait)) throw new UserError(path, `got ${display(trait)}, expected a number`)
    return
  }
  checkShape(path, trait)
  if (parameter?.kind !== 'number') return
  const [low, high] = supportOf(trait)
  const [allowedLow, allowedHigh] = parameter.range
  if (low >= allowedLow && high <= allowedHigh) return
  throw new UserError(path, `can draw from [${low}, ${high}], expected ${expectation(parameter)}`, {
    hint: 'bound it with low and high',
  })
}

function checkShape(path: string, trait: Distribution): void {
  const given = trait as unknown as Record<string, unknown>
  const known = typeof trait === 'object' && trait !== null && Object.hasOwn(KEYS, trait.dist)
  const keys = known ? KEYS[trait.dist] : undefined
  if (!keys)
    throw new UserError(
      path,
      `got ${display(trait)}, expected a number or { dist: uniform | normal | beta, … }`,
    )
  for (const key of Object.keys(given)) {
    if (key === 'dist' || keys.needed.includes(key) || keys.optional.includes(key)) continue
    throw new UserError(`${path}.${key}`, `is no part of a ${trait.dist} distribution`, {
      hint: didYouMean(key, [...keys.needed, ...keys.optional]),
    })
  }
  for (const key of keys.needed) {
    if (typeof given[key] === 'number' && Number.isFinite(given[key])) continue
    throw new UserError(`${path}.${key}`, `got ${display(given[key])}, expected a number`)
  }
  const [low, high] = supportOf(trait)
  if (low > high) throw new UserError(path, `low ${low} lies above high ${high}`)
  if (trait.dist === 'normal' && trait.sd < 0)
    throw new UserError(`${path}.sd`, `got ${trait.sd}, expected at least 0`)
  if (trait.dist === 'beta' && !(trait.a > 0 && trait.b > 0))
    throw new UserError(path, 'a and b must be above 0')
}

/** Interval that a distribution draws from. */
export function supportOf(trait: Distribution): readonly [low: number, high: number] {
  if (trait.dist === 'beta') return [trait.low ?? 0, trait.high ?? 1]
  if (trait.dist === 'uniform') return [trait.low, trait.high]
  return [trait.low ?? Number.NEGATIVE_INFINITY, trait.high ?? Number.POSITIVE_INFINITY]
}

/** One agent's value of a trait. */
export function drawTrait(trait: Trait, draws: DrawSource): number {
  if (typeof trait === 'number') return trait
  if (trait.dist === 'uniform') return trait.low + (trait.high - trait.low) * draws.next()[0]
  const [low, high] = supportOf(trait)
  if (trait.dist === 'beta') return low + (high - low) * drawBeta(trait.a, trait.b, draws)
  let value = trait.mean
  for (let attempt = 0; attempt < REDRAWS_MAX; attempt++) {
    value = trait.mean + trait.sd * drawNormal(draws)
    if (value >= low && value <= high) return value
  }
  return Math.min(high, Math.max(low, value))
}

/** Standard normal by the polar method (Marsaglia and Bray 1964): no trigonometry, so it is the same everywhere. */
function drawNormal(draws: DrawSource): number {
  for (;;) {
    const x = 2 * draws.next()[0] - 1
    const y = 2 * draws.next()[0] - 1
    const radius = x * x + y * y
    if (radius > 0 && radius < 1) return x * Math.sqrt((-2 * log(radius)) / radius)
  }
}

/** Beta as a ratio of gammas. */
function drawBeta(a: number, b: number, draws: DrawSource): number {
  const x = drawGamma(a, draws)
  const y = drawGamma(b, draws)
  return x + y === 0 ? 0.5 : x / (x + y)
}

/** Gamma of unit scale (Marsaglia and Tsang 2000); shapes below 1 by the boost of the same paper, in logarithms. */
function drawGamma(shape: number, draws: DrawSource): number {
  if (shape < 1) return drawGamma(shape + 1, draws) * pow(draws.next()[0], 1 / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = drawNormal(draws)
    const root = 1 + c * x
    const v = root * root * root
    if (v <= 0) continue
    const u = draws.next()[0]
    if (u > 0 && log(u) < 0.5 * x * x + d - d * v + d * log(v)) return d * v
  }
}
