/** Thin space, which does not break. */
const THIN = '\u202F'
const MINUS = '\u2212'
const DIGITS = 4
const LARGE = 1e9
const SMALL = 1e-4

/**
 * A number as people read it: four significant digits, whole numbers in full with thousands apart, powers of ten where it is
 * very large or small; a dash for none. Files have the full precision.
 */
export function shortNumber(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–'
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '∞' : `${MINUS}∞`
  const size = Math.abs(value)
  const sign = value < 0 ? MINUS : ''
  if (size !== 0 && (size >= LARGE || size < SMALL)) return sign + powerOfTen(size)
  if (Number.isInteger(size)) return sign + grouped(String(size))
  const digits = size >= 1000 ? 0 : Number(size.toPrecision(DIGITS))
  const text = size >= 1000 ? String(Math.round(size)) : String(digits)
  return sign + grouped(text)
}

function powerOfTen(size: number): string {
  const [mantissa = '', exponent = ''] = size.toExponential(2).split('e')
  return `${Number(mantissa)}e${Number(exponent) < 0 ? MINUS : ''}${Math.abs(Number(exponent))}`
}

function grouped(text: string): string {
  const [whole = '', decimals] = text.split('.')
  const parts = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, THIN) : whole
  return decimals === undefined ? parts : `${parts}.${decimals}`
}

/** An estimate with its interval: `0.12 [0.08, 0.16]`. */
export const shortInterval = (low: number | null, high: number | null): string =>
  low === null || high === null ? '–' : `[${shortNumber(low)}, ${shortNumber(high)}]`

/** A share as a percentage. */
export const percent = (share: number | null): string =>
  share === null ? '–' : `${shortNumber(Number((100 * share).toFixed(1)))}${THIN}%`

/** Bytes in the unit that fits. */
export function shortBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  const units = ['kB', 'MB', 'GB']
  let size = bytes / 1000
  let unit = 0
  for (; size >= 1000 && unit < units.length - 1; unit++) size /= 1000
  return `${shortNumber(Number(size.toPrecision(3)))} ${units[unit]}`
}

/** Where numbers stand along an axis. */
export interface Scale {
  readonly low: number
  readonly high: number
  /** Values that are named, from low to high. */
  readonly ticks: readonly number[]
  /** Place of a value, 0 at the low end and 1 at the high one. */
  at(value: number): number
}

/** Numbers beyond this stand at the edge, and those nearer to zero than its inverse at zero: steps between them would not be numbers. */
const EXTREME = 1e290

const withinReason = (value: number): number =>
  Math.abs(value) < 1 / EXTREME ? 0 : Math.min(EXTREME, Math.max(-EXTREME, value))

/**
 * A scale over some values, with round ends and about as many ticks as asked for.
 * @param values what must lie within; those that are not finite are left out
 * @param zero whether 0 must lie within as well
 */
export function scaleOver(values: Iterable<number>, wanted: number, zero = false): Scale {
  let [least, most] = zero ? [0, 0] : [Infinity, -Infinity]
  for (const value of values) {
    if (!Number.isFinite(value)) continue
    least = Math.min(least, withinReason(value))
    most = Math.max(most, withinReason(value))
  }
  if (least > most) [least, most] = [0, 1]
  // A span that doubles cannot tell apart from none has no ticks of its own.
  if (!(most - least > 1e-12 * Math.max(Math.abs(least), Math.abs(most))))
    [least, most] = widened(least, most)
  const step = stepFor((most - least) / wanted || 1)
  const low = Math.floor(least / step + 1e-9) * step
  const high = Math.ceil(most / step - 1e-9) * step
  const ticks = Array.from({ length: Math.round((high - low) / step) + 1 }, (_, index) =>
    rounded(low + index * step, step),
  )
  return { low, high, ticks, at: (value) => (withinReason(value) - low) / (high - low) }
}

const widened = (least: number, most: number): [number, number] =>
  least === 0 && most === 0 ? [0, 1] : least > 0 ? [0, most] : most < 0 ? [least, 0] : [least - 1, most + 1]

/** The smallest of 1, 2, 2.5, 5 and 10 times a power of ten that is not below a number. */
function stepFor(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least))
  const factor = [1, 2, 2.5, 5].find((each) => each * power >= least * (1 - 1e-9)) ?? 10
  return factor * power
}

/** A multiple of a step without what binary fractions leave over. */
const rounded = (value: number, step: number): number =>
  Math.abs(value) < step / 2 ? 0 : Number(value.toPrecision(12))

/** Place in a picture, with as many decimals as the eye can tell. */
export const place = (value: number): string => String(Math.round(value * 10) / 10)
