/** Thousands are parted by a thin space, and a minus is a minus. */
const THIN = '\u2009'
const MINUS = '\u2212'
/** What stands where nothing was measured. */
export const NOTHING = '–'

const signed = (text: string): string => text.replace('-', MINUS)

/** A whole number: `12 400`. Fractions are rounded. */
export function formatCount(value: number): string {
  if (!Number.isFinite(value)) return NOTHING
  return signed(Math.round(value).toFixed(0)).replace(/\B(?=(\d{3})+(?!\d))/g, THIN)
}

/** A number of any size with about three figures: `0.713`, `38.4`, `4 918`, `1.2e−5`; a dash for none. */
export function formatNumber(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NOTHING
  const size = Math.abs(value)
  if (size >= 1e9) return signed(value.toExponential(2))
  if (Number.isInteger(value) || size >= 1000) return formatCount(value)
  if (size >= 100) return signed(value.toFixed(1))
  if (size >= 10) return signed(value.toFixed(2))
  if (size >= 0.001) return signed(value.toFixed(3))
  return signed(value.toExponential(1))
}

/** A number with its sign in any case: `+0.020`; with `digits`, so many after the point. */
export function formatChange(value: number, digits?: number): string {
  const text =
    digits === undefined || !Number.isFinite(value) ? formatNumber(value) : signed(value.toFixed(digits))
  return value > 0 ? `+${text}` : text
}

/** Labels of axes: as few figures as the distance between two of them needs. */
export function formatAxis(value: number, step: number): string {
  if (value === 0) return '0'
  const size = Math.abs(value)
  if (size >= 1e6) return signed(`${Number((value / 1e6).toFixed(2))}M`)
  if (size >= 1e4) return signed(`${Number((value / 1e3).toFixed(1))}k`)
  if (step >= 1) return formatCount(value)
  if (size < 1e-4) return signed(value.toExponential(0))
  return signed(value.toFixed(Math.min(4, Math.max(0, Math.ceil(-Math.log10(step) - 1e-9)))))
}

/** `3.4 ms`, or `0.21 ms` where it is small. */
export const formatMilliseconds = (value: number): string =>
  `${value >= 10 ? formatCount(value) : value.toFixed(value >= 1 ? 1 : 2)}${THIN}ms`

/** Words of a name in code: `audit_probability` and `auditProbability` both give `audit probability`. */
export const humanise = (name: string): string =>
  name
    .replaceAll('_', ' ')
    .replaceAll('.', ' · ')
    .replace(/([a-z0-9])([A-Z])/g, (_, before: string, letter: string) => `${before} ${letter.toLowerCase()}`)
    .replace(/^[A-Z](?=[a-z ])/, (letter) => letter.toLowerCase())

/** First letter large. */
export const sentence = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)

/** `1 agent`, `2 agents`. */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`
