import { display } from './config.ts'
import { UserError } from './errors.ts'
import { didYouMean } from './nearest.ts'

/**
 * Checks of what people hand over from plain JavaScript, where no compiler has looked. Each throws UserError with the path,
 * what came and what was expected.
 */

/** @param expected in words, such as `a list of agent groups` */
export function requireList(
  path: string,
  value: unknown,
  expected: string,
): asserts value is readonly unknown[] {
  if (!Array.isArray(value)) throw new UserError(path, `got ${display(value)}, expected ${expected}`)
}

export function requireObject(
  path: string,
  value: unknown,
  expected: string,
): asserts value is Readonly<Record<string, unknown>> {
  if (isObject(value)) return
  throw new UserError(path, `got ${display(value)}, expected ${expected}`)
}

export function requireText(path: string, value: unknown): asserts value is string {
  if (typeof value !== 'string') throw new UserError(path, `got ${display(value)}, expected text`)
}

/** One of some words; a near miss is answered with the one that was meant. */
export function requireOneOf(path: string, value: unknown, choices: readonly string[]): void {
  if (typeof value === 'string' && choices.includes(value)) return
  throw new UserError(path, `got ${display(value)}, expected one of ${choices.join(', ')}`, {
    hint: didYouMean(String(value), choices),
  })
}

/** @param problem what to say of a key that is not known, such as `no such option` */
export function refuseUnknown(
  prefix: string,
  value: object,
  known: readonly string[],
  problem: string,
): void {
  for (const key of Object.keys(value)) {
    if (known.includes(key)) continue
    const hint = didYouMean(key, known) ?? `known are ${known.join(', ')}`
    throw new UserError(`${prefix}${key}`, problem, { hint })
  }
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
