import { log } from './elementary.ts'

/** Where the central approximation ends: |u - 1/2| at most this. */
const CENTRE = 0.425
const CENTRE_SQUARE = 0.180625
/** Where the tail's approximation changes: sqrt(-ln u) at most this. */
const NEAR_TAIL = 5

/**
 * Inverse of the standard normal distribution function: the x below which a share u of draws lies. u in (0, 1); relative error
 * about 1e-15. 0 gives -Infinity, 1 gives Infinity, anything else outside gives NaN. Never throws, and uses no trigonometry.
 * Wichura (1988), "Algorithm AS 241: the percentage points of the normal distribution", routine PPND16.
 */
export function inverseNormal(u: number): number {
  const centred = u - 0.5
  if (centred >= -CENTRE && centred <= CENTRE) return centralQuantile(centred)
  return tailQuantile(u)
}

/** `inverseNormal` of rows `first` to `end - 1`, in place: a number that a call returns might be boxed on the heap. */
export function inverseNormalRows(values: Float64Array, first: number, end: number): void {
  for (let row = first; row < end; row++) {
    const centred = values[row] - 0.5
    const r = CENTRE_SQUARE - centred * centred
    if (!(r >= 0)) {
      tailArgument[0] = values[row]
      writeTail()
      values[row] = tailArgument[0]
      continue
    }
    values[row] = (centred * centralAbove(r)) / centralBelow(r)
  }
}

/** Hands the rare argument of a tail over, and its result back. */
const tailArgument = new Float64Array(1)

function writeTail(): void {
  tailArgument[0] = tailQuantile(tailArgument[0] as number)
}

function centralQuantile(centred: number): number {
  const r = CENTRE_SQUARE - centred * centred
  return (centred * centralAbove(r)) / centralBelow(r)
}

// biome-ignore format: the published coefficients, one polynomial a function
const centralAbove = (r: number): number =>
  ((((((r * 2509.0809287301227 + 33430.57558358813) * r + 67265.7709270087) * r + 45921.95393154987) * r
    + 13731.69376550946) * r + 1971.5909503065513) * r + 133.14166789178438) * r + 3.3871328727963665

// biome-ignore format: the published coefficients, one polynomial a function
const centralBelow = (r: number): number =>
  ((((((r * 5226.495278852546 + 28729.085735721943) * r + 39307.89580009271) * r + 21213.794301586597) * r
    + 5394.196021424751) * r + 687.1870074920579) * r + 42.31333070160091) * r + 1

function tailQuantile(u: number): number {
  if (!(u > 0 && u < 1))
    return u === 0 ? Number.NEGATIVE_INFINITY : u === 1 ? Number.POSITIVE_INFINITY : Number.NaN
  const isLow = u < 0.5
  const r = Math.sqrt(-log(isLow ? u : 1 - u))
  const size = r <= NEAR_TAIL ? nearQuantile(r - 1.6) : farQuantile(r - 5)
  return isLow ? -size : size
}

// biome-ignore format: the published coefficients, one polynomial a line
function nearQuantile(r: number): number {
  const above = ((((((r * 0.0007745450142783414 + 0.022723844989269184) * r + 0.2417807251774506) * r
    + 1.2704582524523684) * r + 3.6478483247632045) * r + 5.769497221460691) * r + 4.630337846156546) * r
    + 1.4234371107496835
  const below = ((((((r * 1.0507500716444169e-9 + 0.0005475938084995345) * r + 0.015198666563616457) * r
    + 0.14810397642748008) * r + 0.6897673349851) * r + 1.6763848301838038) * r + 2.053191626637759) * r + 1
  return above / below
}

// biome-ignore format: the published coefficients, one polynomial a line
function farQuantile(r: number): number {
  const above = ((((((r * 2.0103343992922881e-7 + 0.000027115555687434876) * r + 0.0012426609473880784) * r
    + 0.026532189526576124) * r + 0.29656057182850487) * r + 1.7848265399172913) * r + 5.463784911164114) * r
    + 6.657904643501103
  const below = ((((((r * 2.0442631033899397e-15 + 1.421511758316446e-7) * r + 0.000018463183175100548) * r
    + 0.0007868691311456133) * r + 0.014875361290850615) * r + 0.1369298809227358) * r + 0.599832206555888) * r
    + 1
  return above / below
}
