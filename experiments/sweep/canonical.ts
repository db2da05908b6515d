import { createHash } from 'node:crypto'

/**
 * JSON text in which equal values have equal texts: keys in ascending order of their code units, no spaces, numbers as the
 * language prints them. Keys without a value are left out, as JSON does.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`
}

/** SHA-256 of a text in UTF-8, as 64 hexadecimal digits. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Place and values of the first difference between two values, in the order of canonical keys; undefined when they are equal. */
export function firstDifference(
  before: unknown,
  after: unknown,
  path = '',
): { readonly path: string; readonly before: unknown; readonly after: unknown } | undefined {
  if (canonicalJson(before ?? null) === canonicalJson(after ?? null)) return undefined
  const bothObjects =
    isContainer(before) && isContainer(after) && Array.isArray(before) === Array.isArray(after)
  if (!bothObjects) return { path, before, after }
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  for (const key of Array.isArray(before) ? keys : keys.sort()) {
    const inside = Array.isArray(before) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`
    const found = firstDifference(Reflect.get(before, key), Reflect.get(after, key), inside)
    if (found) return found
  }
  return { path, before, after }
}

const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null
