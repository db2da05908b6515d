/**
 * exp, log and pow built from IEEE 754 basic operations only. The language leaves the last bits of Math.exp,
 * Math.log and Math.pow to the implementation, so digests would differ between engines; these do not.
 *
 * Methods: Tang (1989), "Table-driven implementation of the exponential function in IEEE floating-point
 * arithmetic", for exp; argument reduction and the inverse hyperbolic tangent series for log.
 */

const STEPS_PER_OCTAVE = 64
/** Adding and subtracting 1.5 * 2^52 rounds a double of moderate size to the nearest integer. */
const ROUNDING = 6755399441055744
/** 64 / ln 2. */
const STEPS_PER_UNIT = 92.33248261893418
/** ln 2 in two parts: the first has 32 significant bits, so its product with a step count is exact. */
const LN_2_HIGH = 0.6931471803691238
const LN_2_LOW = 1.9082149292705877e-10
const STEP_HIGH = LN_2_HIGH / STEPS_PER_OCTAVE
const STEP_LOW = LN_2_LOW / STEPS_PER_OCTAVE
/** Carries into the exponent's bits exactly where the mantissa reaches the square root of 2 (to 20 bits). */
const SQUARE_ROOT_2_CARRY = 0x95f62
const EXPONENT_LOWEST = -1022
const EXPONENT_HIGHEST = 1023
/** Largest integer exponent that `pow` serves by repeated multiplication. */
const INTEGER_POWER_MAX = 32

const POWERS_OF_TWO = powersOfTwo()
const ROOTS_OF_TWO = rootsOfTwo()

const doubleView = new Float64Array([1])
/** Hands the rare argument of `exp` over: as a parameter it would be boxed on the heap at every call, rare or not. */
const limitArgument = new Float64Array(1)
const wordView = new Uint32Array(doubleView.buffer)
/** The word that holds sign and exponent depends on the machine's byte order. */
const HIGH_WORD = wordView[1] === 0x3ff00000 ? 1 : 0

/** 2^m for every normal exponent m, at index m - EXPONENT_LOWEST; doubling is exact. */
function powersOfTwo(): Float64Array {
  const powers = new Float64Array(EXPONENT_HIGHEST - EXPONENT_LOWEST + 1)
  let power = 2.2250738585072014e-308
  for (let index = 0; index < powers.length; index++) {
    powers[index] = power
    power *= 2
  }
  return powers
}

function powerOfTwo(exponent: number): number {
  return POWERS_OF_TWO[exponent - EXPONENT_LOWEST] as number
}

/** 2^(j/64), j = 0..63, correctly rounded: six square roots and the products in 128-bit fixed point. */
function rootsOfTwo(): Float64Array {
  const fractionBits = 128n
  let ratio = 2n << fractionBits
  for (let octave = STEPS_PER_OCTAVE; octave > 1; octave /= 2)
    ratio = integerSquareRoot(ratio << fractionBits)
  const roots = new Float64Array(STEPS_PER_OCTAVE)
  let root = 1n << fractionBits
  for (let step = 0; step < STEPS_PER_OCTAVE; step++) {
    roots[step] = Number(root) * powerOfTwo(-128)
    root = (root * ratio) >> fractionBits
  }
  return roots
}

/** Floor of the square root, by Newton's method from above. */
function integerSquareRoot(square: bigint): bigint {
  let root = square
  let next = (root + 1n) >> 1n
  while (next < root) {
    root = next
    next = (root + square / root) >> 1n
  }
  return root
}

/**
 * e^x. Any double; relative error at most 4e-16 where the result is normal, 1 unit in the last place where it is
 * subnormal. Overflow gives Infinity (x > 709.78), underflow 0 (x < -745.13), NaN gives NaN. Never throws.
 */
export function exp(x: number): number {
  if (!(x >= -708 && x <= 709)) {
    limitArgument[0] = x
    return expNearLimits()
  }
  const steps = x * STEPS_PER_UNIT + ROUNDING - ROUNDING
  return withinOctave(x, steps) * powerOfTwo(steps >> 6)
}

/**
 * `exp` of rows `first` to `end - 1`, in place and to the same bits. The steps are spelled out once more: a number that a
 * call returns is boxed on the heap wherever V8 does not fold the call in, and that differs from one process to the next.
 */
export function expRows(values: Float64Array, first: number, end: number): void {
  for (let row = first; row < end; row++) {
    const x = values[row]
    if (!(x >= -708 && x <= 709)) {
      limitArgument[0] = x
      values[row] = expNearLimits()
      continue
    }
    const steps = x * STEPS_PER_UNIT + ROUNDING - ROUNDING
    const r = x - steps * STEP_HIGH - steps * STEP_LOW
    const root = ROOTS_OF_TWO[steps & 63]
    const within = root + root * (r + r * r * (0.5 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120)))))
    values[row] = within * POWERS_OF_TWO[(steps >> 6) - EXPONENT_LOWEST]
  }
}

/** e^x / 2^floor(steps / 64), where steps is the whole number nearest to 64 x / ln 2: between 0.99 and 2. */
function withinOctave(x: number, steps: number): number {
  const r = x - steps * STEP_HIGH - steps * STEP_LOW
  const root = ROOTS_OF_TWO[steps & 63] as number
  return root + root * (r + r * r * (0.5 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120)))))
}

/** e^x where 2^m alone would leave the normal range: scaled in two halves, so that only the last product rounds. */
function expNearLimits(): number {
  const x = limitArgument[0]
  if (x > 709.782712893384) return Number.POSITIVE_INFINITY
  if (x < -745.1332191019412) return 0
  if (!(x < 0 || x > 0)) return x
  const steps = x * STEPS_PER_UNIT + ROUNDING - ROUNDING
  const octaves = steps >> 6
  const half = octaves >> 1
  return withinOctave(x, steps) * powerOfTwo(half) * powerOfTwo(octaves - half)
}

/**
 * e^x - 1 without cancellation near 0. Any double; relative error about 1e-15. Infinity gives Infinity,
 * -Infinity gives -1, NaN gives NaN. Never throws. Taylor series for small arguments.
 */
export function expm1(x: number): number {
  if (!(x > -0.35 && x < 0.35)) return exp(x) - 1
  let tail = 0
  for (let term = 14; term > 1; term--) tail = (tail + 1) * (x / term)
  return x + x * tail
}

/**
 * Natural logarithm. Any double; relative error at most 4e-16, subnormals included. log(0) is -Infinity, a
 * negative argument gives NaN, Infinity gives Infinity, NaN gives NaN. Never throws.
 *
 * With x = 2^k (1 + f), 1 + f between the square roots of 1/2 and 2, and
 * s = f / (2 + f): ln(1 + f) = f - s (f - R), R = 2 (s^2/3 + s^4/5 + ...).
 */
export function log(x: number): number {
  if (!(x > 0) || x === Number.POSITIVE_INFINITY) return logEdge(x)
  let scaled = x
  let exponent = 0
  if (x < 2.2250738585072014e-308) {
    scaled = x * powerOfTwo(54)
    exponent = -54
  }
  doubleView[0] = scaled
  const binary = (((wordView[HIGH_WORD] as number) + SQUARE_ROOT_2_CARRY) >>> 20) - 1023
  exponent += binary
  // 2^-1023 and 2^-1024 are subnormal, so the two topmost octaves are scaled in two halves.
  const mantissa =
    binary > 1022 ? scaled * powerOfTwo(-512) * powerOfTwo(512 - binary) : scaled * powerOfTwo(-binary)
  const f = mantissa - 1
  const s = f / (2 + f)
  const tail = f - atanhTail(s * s)
  return exponent * LN_2_HIGH - (s * tail - exponent * LN_2_LOW - f)
}

/**
 * 2 (z/3 + z^2/5 + ... + z^11/23), 0 <= z <= 0.0295: truncated below half a unit in the last place. Odd and even
 * terms are summed apart, which halves the chain of dependent products.
 */
function atanhTail(z: number): number {
  const w = z * z
  const odd = 2 / 3 + w * (2 / 7 + w * (2 / 11 + w * (2 / 15 + w * (2 / 19 + w * (2 / 23)))))
  const even = 2 / 5 + w * (2 / 9 + w * (2 / 13 + w * (2 / 17 + w * (2 / 21))))
  return z * odd + w * even
}

function logEdge(x: number): number {
  if (x === 0) return Number.NEGATIVE_INFINITY
  return x > 0 ? x : Number.NaN
}

/**
 * base^exponent with the special cases of the language's `**`.
 *
 * Integer exponents of at most 32 in size are products taken from the left, ((1 * b) * b) * b ..., or for negative
 * ones quotients ((1 / b) / b) ...; others are exp(exponent * log(base)), whose relative error grows with the size
 * of the logarithm of the result (about 2e-16 times it, 2e-13 at the limits). Never throws.
 */
export function pow(base: number, exponent: number): number {
  if (exponent >= 0 && exponent <= INTEGER_POWER_MAX && Math.floor(exponent) === exponent) {
    let product = 1
    for (let factor = 0; factor < exponent; factor++) product *= base
    return product
  }
  if (exponent < 0 && exponent >= -INTEGER_POWER_MAX && Math.floor(exponent) === exponent) {
    let quotient = 1
    for (let divisor = 0; divisor > exponent; divisor--) quotient /= base
    return quotient
  }
  if (base > 0 && base !== 1) return exp(exponent * log(base))
  return powEdge(base, exponent)
}

/** Bases that have no logarithm, and base 1, whose power at an infinite exponent is NaN in the language. */
function powEdge(base: number, exponent: number): number {
  if (Number.isNaN(base) || Number.isNaN(exponent)) return Number.NaN
  const size = base < 0 ? -base : base
  const infinite = exponent === Number.POSITIVE_INFINITY || exponent === Number.NEGATIVE_INFINITY
  if (size === 1 && infinite) return Number.NaN
  const whole = infinite || Math.floor(exponent) === exponent
  const negative = base < 0 || Object.is(base, -0)
  if (negative && !whole && size !== 0 && size !== Number.POSITIVE_INFINITY) return Number.NaN
  const odd = whole && !infinite && exponent % 2 !== 0
  const power = size === 1 ? 1 : exp(exponent * log(size))
  return negative && odd ? -power : power
}
