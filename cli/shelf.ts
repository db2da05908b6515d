import { existsSync, readdirSync } from 'node:fs'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { UserError } from '../engine/errors.ts'
import { didYouMean } from '../engine/nearest.ts'

const SUFFIX = '.yaml'
/** The scenarios that come with the package, beside both `cli/` and `dist/`. */
const SHELF = fileURLToPath(new URL('../scenarios', import.meta.url))

export const shelfNames = (): string[] =>
  readdirSync(SHELF)
    .filter((file) => file.endsWith(SUFFIX))
    .map((file) => file.slice(0, -SUFFIX.length))
    .sort()

export const shelfPath = (name: string): string => join(SHELF, name + SUFFIX)

/** Path of a scenario given as a file or by its name on the shelf. Throws UserError naming the nearest one. */
export function findScenario(given: string): string {
  const names = shelfNames()
  if (names.includes(given)) return shelfPath(given)
  const looksLikeFile = given.includes('/') || given.includes(sep) || /\.(ya?ml|json)$/i.test(given)
  if (looksLikeFile || existsSync(given)) return given
  throw new UserError(given, 'is neither a scenario on the shelf nor a file', {
    hint: didYouMean(given, names) ?? 'patchwork-ecs list shows the shelf',
  })
}
