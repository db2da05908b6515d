/** Where a result leaves its vector. */
export interface Difference {
  /** Keys and positions from the top, for example `steps[2].violations`; empty for the whole. */
  readonly path: string
  readonly got: unknown
  readonly expected: unknown
}

const SPECIAL: Readonly<Record<string, number>> = {
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
  NaN: Number.NaN,
}

/** A vector's value with its spelt-out numbers made numbers, at any depth. */
export function decodeNumbers(value: unknown): unknown {
  if (typeof value === 'string') return SPECIAL[value] ?? value
  if (Array.isArray(value)) return value.map(decodeNumbers)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, decodeNumbers(inner)]))
}

export interface Comparison {
  /** Numbers agree when they differ by at most this times the larger of 1 and the expected size. */
  readonly tolerance: number
  /** Keys that are not compared, by their path without positions. */
  readonly skipped?: ReadonlySet<string>
}

/** The first place where a result leaves what is expected of it; only keys that the expectation has are looked at. */
export function firstDifference(
  got: unknown,
  expected: unknown,
  comparison: Comparison,
  path = '',
): Difference | undefined {
  const different = { path, got, expected }
  if (typeof expected === 'number') {
    return typeof got === 'number' && agree(got, expected, comparison.tolerance) ? undefined : different
  }
  if (typeof expected !== 'object' || expected === null) return got === expected ? undefined : different
  if (typeof got !== 'object' || got === null) return different
  if (Array.isArray(expected)) {
    const items = asArray(got)
    if (items === undefined || items.length !== expected.length) return different
    return firstOf(expected, (item, at) => firstDifference(items[at], item, comparison, `${path}[${at}]`))
  }
  return firstOf(Object.entries(expected), ([key, inner]) => {
    const place = path === '' ? key : `${path}.${key}`
    if (comparison.skipped?.has(place.replace(/\[\d+\]/g, ''))) return undefined
    return firstDifference((got as Record<string, unknown>)[key], inner, comparison, place)
  })
}

function agree(got: number, expected: number, tolerance: number): boolean {
  if (Number.isNaN(expected)) return Number.isNaN(got)
  if (got === expected) return true
  if (!Number.isFinite(expected)) return false
  return Math.abs(got - expected) <= tolerance * Math.max(1, Math.abs(expected))
}

function asArray(value: object): ArrayLike<unknown> | undefined {
  if (Array.isArray(value)) return value
  return ArrayBuffer.isView(value) && 'length' in value ? (value as unknown as ArrayLike<unknown>) : undefined
}

function firstOf<T, R>(items: readonly T[], look: (item: T, at: number) => R | undefined): R | undefined {
  for (const [at, item] of items.entries()) {
    const found = look(item, at)
    if (found !== undefined) return found
  }
  return undefined
}
